"""What two publishers say on one point, side by side. One of which nothing is found is named, and
so is one that no Source is by, whether it is compared or asked for alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer import Answer, Query, Status
from assistant.compose import compose_quotes
from assistant.match import PLAIN, SURE
from assistant.merge import led, merge, with_notes
from assistant.outlets import OFFICIAL, PRESS, Compared, Outlets, Side
from assistant.quotation import Quote
from assistant.resolve import Resolved, Resolver
from assistant.texts import Texts
from knowledge.document import Language
from knowledge.names import Names

_LIKELY = 0.25  # a probability at which an answer that rests on both publishers is what is meant
_MOST_QUOTED = 2  # quotations of one publisher


class Comparison:
    """Answers questions that compare two publishers; safe to share between threads."""

    def __init__(self, resolver: Resolver, texts: Mapping[Language, Texts], names: Names) -> None:
        """`names` are the forms of proper names that are one."""
        self._resolver = resolver
        self._texts = texts
        self._outlets = Outlets(resolver.sources, names, resolver.known)

    def __call__(self, asked: Query, whole: Resolved) -> Resolved | None:
        """What both publishers say on what is asked, `whole` being how the question is answered
        otherwise; None where it compares none, or neither says anything and no verified answer
        does."""
        compared = self._outlets(asked.text, asked.language)
        if compared is None:
            return None
        found = self._found(compared, asked, whole)
        if found is None and compared.strangers and whole.answer.status is not Status.DECLINED:
            found = whole
        return found and self._with_strangers(found, compared.strangers)

    def _found(self, compared: Compared, asked: Query, whole: Resolved) -> Resolved | None:
        """What the publishers say that Sources are by; None where nothing is found."""
        told = self._told(compared, asked.language, whole)
        if told and told.status is not Status.ANSWERED:
            return replace(whole, answer=_to(asked, told, whole), sure=told.confidence)
        query = replace(asked, text=compared.topic)
        whole_told = told and _rests(told, compared) == len(compared.sides)
        quotes = {} if whole_told else self._quotes(compared, query)
        if told and quotes and told.confidence < PLAIN and all(quotes.values()):
            told = None
        if told:
            quotes = {side: found for side, found in quotes.items() if not _cites(told, side)}
        if not told and not any(quotes.values()):
            return None
        answer = self._gathered(query, told, [q for found in quotes.values() for q in found])
        texts = self._texts[asked.language]
        notes = [_silent(side, texts) for side, found in quotes.items() if not found]
        answer = _to(asked, with_notes(answer, notes), whole)
        return replace(whole, answer=answer, sure=told.confidence if told else 0.0)

    def _with_strangers(self, found: Resolved, strangers: Sequence[str]) -> Resolved:
        """The Resolved with what is said first where a question names who no Source is by."""
        if not strangers:
            return found
        answer = found.answer
        texts = self._texts[answer.language]
        notes = [texts.fill("unheld", publisher=name) for name in strangers]
        if answer.sentences:
            answer = with_notes(led(answer, texts["unheld_led"]), notes)
        else:
            answer = replace(answer, text=" ".join([*notes, answer.text]))
        return replace(found, answer=answer)

    def _quotes(self, compared: Compared, query: Query) -> dict[Side, list[Quote]]:
        resolver = self._resolver
        return {s: resolver.quotes_of(query, s.sources)[:_MOST_QUOTED] for s in compared.sides}

    def _told(self, compared: Compared, language: Language, whole: Resolved) -> Answer | None:
        """The verified answer on the point; one that rests on both publishers may be less sure."""
        if whole.sure >= SURE or (compared.strangers and whole.answer.verified_id):
            return whole.answer
        alone = self._resolver.understanding.by_itself(compared.topic, language)
        wanted = {m.answer.id for m in alone.wanted[:1]}
        likely = {m.answer.id: m.probability for m in alone.matches}
        for match in whole.considered.matches:
            likely[match.id] = max(match.probability, likely.get(match.id, 0.0))
        every = len(compared.sides)
        best: tuple[int, float] = (0, 0.0)
        told = None
        for answer_id, probability in likely.items():
            surely = answer_id in wanted or probability >= PLAIN
            if not surely and probability < _LIKELY:
                continue
            answer = self._resolver.told(answer_id, language)
            cited = _rests(answer, compared) if answer else 0
            if answer and (surely or cited == every > 1) and (cited, probability) > best:
                best = cited, probability
                told = replace(answer, confidence=probability)
        return told

    def _gathered(self, query: Query, told: Answer | None, quotes: Sequence[Quote]) -> Answer:
        """The verified answer with the quotations that it lacks, or the quotations alone."""
        if told and not quotes:
            return told
        differing = () if told else self._resolver.disagreements(query, quotes)
        quoted = compose_quotes(query, quotes, self._texts[query.language], differing)
        if told is None:
            return quoted
        return replace(merge(told, quoted), confidence=told.confidence)


def _cites(answer: Answer, side: Side) -> bool:
    return any(citation.source.id in side.sources for citation in answer.citations)


def _rests(answer: Answer, compared: Compared) -> int:
    """On how many of the publishers an answer rests."""
    return sum(_cites(answer, side) for side in compared.sides)


def _to(asked: Query, answer: Answer, whole: Resolved) -> Answer:
    """An answer as one to what was asked."""
    suggestions = whole.answer.suggestions
    return replace(
        answer, question=asked.asked, standalone_question=asked.text, suggestions=suggestions
    )


def _silent(side: Side, texts: Texts) -> str:
    """That nothing of a publisher was found; those of one kind have a name in the texts."""
    publisher = texts[side.name] if side.name in (OFFICIAL, PRESS) else side.name
    return texts.fill("side_silent", publisher=publisher)
