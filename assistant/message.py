"""A message to its Answers: every question on its own, and what it takes for granted put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain

from assistant.answer import Answer, Query, Reason, Status
from assistant.clauses import stands_alone, without_wish
from assistant.comparison import Comparison
from assistant.compose import compose_canned
from assistant.conversation import Conversation, Turn
from assistant.correct import Corrector
from assistant.match import PLAIN, SURE
from assistant.named_sides import NamedSides
from assistant.parts import Part, clauses, proposals, questions
from assistant.resolve import Resolved, Resolver
from assistant.spelling import Spelling, in_full
from assistant.texts import Texts
from knowledge.document import Language
from knowledge.lexical import stems
from knowledge.names import Names

_ANY = 0.0  # a probability that any match has
_OWN = 0.6  # a side of an "and" that is a question of its own
_VERY = 0.9  # the same, where the whole may be a single one as well
_HARDLY = 0.4  # an answer that is told already and no surer than this is another's


class MessageReader:
    """Takes a message apart and has each part answered; safe to share between threads."""

    def __init__(
        self,
        resolver: Resolver,
        texts: Mapping[Language, Texts],
        names: Names,
        spelling: Spelling,
    ) -> None:
        """`names` are the forms of proper names that are one."""
        self._resolver = resolver
        self._texts = texts
        self._names = names
        self._spelling = spelling
        self._corrector = Corrector(resolver, texts, names)
        self._named_sides = NamedSides(names)
        self._comparison = Comparison(resolver, texts, names)

    def over(self, resolver: Resolver) -> MessageReader:
        """The same with another Resolver."""
        return MessageReader(resolver, self._texts, self._names, self._spelling)

    def read(self, asked: Query, conversation: Conversation) -> tuple[Resolved, ...]:
        """One Resolved for every question of the message, in order."""
        found = self._in_turn(asked, questions(asked.text, asked.language), conversation)
        telling = [r for r in found if r.answer.status is not Status.DECLINED]
        return tuple(self._resolver.listed(self._distinct(telling) or found[:1], asked.text))

    def _in_turn(
        self, asked: Query, parts: Sequence[Part], conversation: Conversation
    ) -> list[Resolved]:
        """The answers to questions in order, each heard in the light of the one before it."""
        found: list[Resolved] = []
        heard = conversation
        for part in parts:
            query = replace(asked, asked=part.text) if len(parts) > 1 else asked
            for resolved in self._one_or_more(query, part, heard, further=bool(found)):
                if found and resolved.sure < PLAIN and not stems(part.text, asked.language):
                    continue  # a mere "why?" that found nothing
                found.append(resolved)
                turn = Turn("", datetime.now(UTC), resolved.answer)
                heard = replace(conversation, turns=(*conversation.turns, turn))
        return found

    def _one_or_more(
        self, asked: Query, part: Part, conversation: Conversation, *, further: bool
    ) -> Sequence[Resolved]:
        """The answer to a question, or those to its clauses or sides where it is several."""
        whole = self._answer(asked, part, conversation, further=further)
        first, *others = clauses(part, asked.language)
        told = [other.text for other in others]
        if others and (whole.sure < _VERY or self._plain(told, asked.language)):
            each = self._in_turn(asked, [first, *others], conversation)
            if not _covers(whole, each[0], told, asked.language):
                return each
        if compared := self._comparison(replace(asked, text=part.text), whole):
            return [compared]
        return self._sides(asked, part, whole, conversation) or [whole]

    def _answer(
        self, asked: Query, part: Part, conversation: Conversation, *, further: bool = True
    ) -> Resolved:
        """What a question wants; a further one of a message, which took no name from the one
        before, may want it more surely by itself."""
        query = replace(asked, text=part.text)
        resolved = self._resolver.resolve(query, conversation, part.context)
        if not resolved.sure:
            resolved = self._otherwise(query, part, conversation) or resolved
        alone = self._resolver.verified(part.text, asked.language) if further else None
        if alone and alone.sure > resolved.sure and resolved.considered.query.text in part.text:
            resolved = replace(alone, answer=replace(alone.answer, question=asked.asked))
        said = f"{part.context} {part.text}".strip()
        return self._corrector.put_right(said, asked.language, resolved)

    def _otherwise(self, query: Query, part: Part, conversation: Conversation) -> Resolved | None:
        """What a question wants in other words: without its wish, in full, with its slips mended;
        what was meant by a slip is a guess, and must be wanted plainly."""
        text, language, tried = part.text, query.language, {part.text}
        ways = (without_wish(text, language), _ANY), (in_full(text, language), _ANY)
        for said, least in (*ways, (self._spelling(text, language), PLAIN)):
            if said not in tried:
                tried.add(said)
                again = replace(query, text=said)
                found = self._resolver.resolve(again, conversation, part.context)
                if found.sure > least:
                    return found
        return None

    def _plain(self, texts: Sequence[str], language: Language) -> bool:
        """Whether each text is surely a question of its own, whatever is said before it."""
        return all(
            stands_alone(text, language)
            and (told := self._resolver.verified(text, language))
            and told.sure >= _VERY
            for text in texts
        )

    def _sides(
        self, asked: Query, part: Part, whole: Resolved, conversation: Conversation
    ) -> list[Resolved]:
        """The answers to the sides of an "and", or about each of two names side by side, where
        each wants one of its own; empty where the question is one. A single side that wants none,
        beside others that do, is told so."""
        best: list[Resolved] = []
        sure = whole.sure >= _VERY
        cut = proposals(part.text, asked.language, either=whole.sure < SURE)
        for sides in chain(self._named_sides(part.text), cut):
            if sure and not self._plain(sides[1:], asked.language):
                continue
            if part.context and not stands_alone(sides[0], asked.language):
                continue
            told = [r for r in map(partial(self._wanted, asked), sides) if r]
            if len(told) == len(sides) and _worth(told) > _worth(best):
                best = told
        return best or ([] if sure else self._all_but_one(asked, part, conversation))

    def _all_but_one(self, asked: Query, part: Part, conversation: Conversation) -> list[Resolved]:
        """The answers to three or more sides of which a single one plainly wants none."""
        for sides in proposals(part.text, asked.language, either=False):
            found = {side: self._wanted(asked, side) for side in sides}
            told = [r for r in found.values() if r]
            if len(told) == len(sides) - 1 and _worth(told) > _worth([]):
                return [
                    r or self._answer(replace(asked, asked=side), Part(side), conversation)
                    for side, r in found.items()
                ]
        return []

    def _wanted(self, asked: Query, side: str) -> Resolved | None:
        """The verified answer that a side by itself plainly wants, its values put right."""
        resolved = self._resolver.verified(side, asked.language)
        if resolved is None or resolved.sure < _OWN:
            return None
        return self._corrector.put_right(side, asked.language, resolved)

    def _distinct(self, found: Sequence[Resolved]) -> list[Resolved]:
        """Each answer once. Where a question hardly wants one that is told already, it is said to
        have none."""
        once: list[Resolved] = []
        ids: set[str] = set()
        for resolved in found:
            answer = resolved.answer
            if answer.verified_id not in ids:
                once.append(resolved)
            elif resolved.sure < _HARDLY and stands_alone(answer.question, answer.language):
                once.append(replace(resolved, answer=self._silent(answer), sure=0.0))
            ids |= {answer.verified_id} if answer.verified_id else set()
        return once

    def _silent(self, answer: Answer) -> Answer:
        query = Query(answer.standalone_question, answer.language, answer.question)
        texts = self._texts[answer.language]
        return compose_canned(query, Status.UNANSWERED, Reason.NOT_IN_SOURCES, texts)


def _worth(sides: Sequence[Resolved]) -> tuple[int, float]:
    """How many answers sides want, and how surely; one answer is worth nothing."""
    wanted = len({r.answer.verified_id for r in sides})
    return (wanted, min(r.sure for r in sides)) if wanted > 1 else (0, 0.0)


def _covers(whole: Resolved, first: Resolved, others: Sequence[str], language: Language) -> bool:
    """Whether further clauses only go on with what the first asks, so that one answer is wanted."""
    same = whole.answer.verified_id and whole.answer.verified_id == first.answer.verified_id
    leaning = not all(stands_alone(other, language) for other in others)
    return bool(same) and leaning and whole.sure >= first.sure
