"""`Rewriter`: a chat model rewords what the rules find nothing for, and they try again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches

from assistant.answer import Answer, Query, Reason, Status
from assistant.compose import compose_canned
from assistant.conversation import Conversation, Turn
from assistant.events import Called, Considered
from assistant.match import PLAIN
from assistant.message import MessageReader
from assistant.resolve import Resolved
from assistant.screen import Screen
from assistant.texts import Texts
from assistant.writing.prompts import ELSEWHERE, Prompt, rewrite_messages, turns_told
from assistant.writing.replier import Replier, Reply
from knowledge.document import Language
from knowledge.embedder import Vectors
from knowledge.figures import figures
from knowledge.lexical import stems
from knowledge.names import Names

LONGEST = 400  # characters of a reworded question; more is no single question
_QUOTES = " \"'«»“”`*"
_SPELT = 0.75  # likeness of two words that are one, spelt in two ways
_KEPT = 0.5  # share of the words of a question that are enough to know it again
_NEAR = 0.83  # cosine of questions that may be the same; four in five others lie below
_NAMED = 1.0  # share for the programme of a question that names it

Rewording = Generator[Called | Considered, None, tuple[Resolved, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """What tells whether a reworded question is still the one that was asked."""

    screen: Screen
    detect: Callable[[str, Language], Language]
    """The language of a text, or the given one where it could be several."""
    names: Names
    embed: Callable[[str], Vectors]

    def holds(self, text: str, question: str, told: Sequence[str], language: Language) -> bool:
        """Whether a text is one question, in the language, of the same words or near in meaning,
        and with no figure or name that is not in the question or in what was told before."""
        said = " \n ".join([question, *told])
        return (
            text.endswith("?")
            and len(text.splitlines()) == 1
            and len(text) <= LONGEST
            and figures(text) <= figures(said)
            and not self.names.missing(text, [said])
            and self.detect(text, language) == language
            and self._same(text, question, language)
            and self.screen(text).reason is None
        )

    def _same(self, text: str, question: str, language: Language) -> bool:
        asked, now = set(stems(question, language)), stems(text, language)
        kept = sum(bool(get_close_matches(word, now, 1, _SPELT)) for word in asked)
        return kept >= _KEPT * len(asked) or bool(self.embed(text) @ self.embed(question) >= _NEAR)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Gives a message a second reading, in a chat model's words; safe to share between threads."""

    replier: Replier
    prompt: Prompt
    programme: str
    """The subject's name, in English."""
    reader: MessageReader
    wording: Wording
    texts: Mapping[Language, Texts]

    def reworded(self, found: Sequence[Resolved], conversation: Conversation) -> Rewording:
        """Yield which call was made, and what was weighed anew.

        The generator returns what the message comes down to once its first question without an
        answer is reworded: as it was, where the model makes nothing of it in time.
        """
        at = next((n for n, resolved in enumerate(found) if _is_silent(resolved.answer)), None)
        if at is None:
            return tuple(found)
        turns = (Turn("", datetime.now(UTC), resolved.answer) for resolved in found[:at])
        heard = replace(conversation, turns=(*conversation.turns, *turns))
        reply = self._asked(found[at].answer, heard)
        yield Called(reply.outcome, self.replier.model.name, self.prompt.id)
        second = self._second(reply.text, found[at], heard)
        yield from (r.considered for r in second if r.considered is not found[at].considered)
        first, *more = second or (found[at],)
        first = replace(first, answer=replace(first.answer, usage=reply.usage))
        return (*found[:at], first, *more, *found[at + 1 :])

    def _asked(self, answer: Answer, heard: Conversation) -> Reply:
        spoken = self.texts["en"].languages[answer.language]
        return self.replier(
            rewrite_messages(self.prompt, answer.question, heard, self.programme, spoken)
        )

    def _second(
        self, reply: str | None, first: Resolved, heard: Conversation
    ) -> tuple[Resolved, ...]:
        """A question's second reading, where it is worth more than the first; else empty."""
        answer, text = first.answer, (reply or "").strip(_QUOTES)
        if text == ELSEWHERE:
            return self._elsewhere(first)
        told = [self.programme, *turns_told(heard)]
        if not self.wording.holds(text, answer.question, told, answer.language):
            return ()
        query = Query(text, answer.language, answer.question)
        second = self.reader.read(query, Conversation(heard.id))
        return second if _is_better(second, first, heard) else ()

    def _elsewhere(self, first: Resolved) -> tuple[Resolved, ...]:
        """Declined as another subject, unless the question names the programme itself."""
        answer = first.answer
        if answer.status is Status.DECLINED or first.considered.share >= _NAMED:
            return ()
        query = Query(answer.standalone_question, answer.language, answer.question)
        declined = compose_canned(
            query, Status.DECLINED, Reason.OFF_TOPIC, self.texts[answer.language]
        )
        return (replace(first, answer=declined, hits=()),)


def _is_silent(answer: Answer) -> bool:
    return answer.reason in (Reason.NOT_IN_SOURCES, Reason.OFF_TOPIC)


def _is_better(second: Sequence[Resolved], first: Resolved, heard: Conversation) -> bool:
    """Whether a second reading plainly tells more than the first, and more than was told last.

    Where neither tells anything, the words that stand alone, or are nearer to a source, are kept.
    """
    last = heard.context[-1].verified_id if heard.context else None
    told = [r.answer for r in second if not _is_silent(r.answer)]
    if told:
        plain = [answer for answer in told if answer.confidence >= PLAIN]
        return any(answer.verified_id is None or answer.verified_id != last for answer in plain)
    if any(r.answer.status is Status.DECLINED for r in (first, *second)):
        return False
    return bool(heard.context) or max(map(_likeliest, second)) > _likeliest(first)


def _likeliest(resolved: Resolved) -> float:
    return max((judged.probability for judged in resolved.considered.judged), default=0.0)
