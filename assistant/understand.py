"""Which verified answers a question wants: by itself, or together with what was said before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, replace

from assistant.contested import Contested
from assistant.faq import Faq
from assistant.match import CERTAIN, FEATURES, PLAIN, SURE, Heard, Match, wanted
from assistant.rewrite import Rewritten
from assistant.route import Router
from knowledge.document import Language
from knowledge.embedder import TokenStates
from knowledge.follow_ups import joined

States = Callable[[str], TokenStates]
_BEFORE = 0.75  # share of the scores of a leaning question that it has together with the one before
_BOUND = 1.0  # the same of one that is no question without the one before
_DOUBTED = 0.25  # the same of what a doubt says, with the doubted question
_SAID = 0.5  # the same of a question with what its own message said before it
_NEARLY = 0.75  # share of its probability by itself that is enough for a question that leans
_BRIEF = 2  # words that do not tell what a message is about
_SAME = 0.96  # similarity of a question and a wording that ask the same, whose share is at least
_EVEN = 0.25
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=\S{2})")
_SWAY = 0.3  # power of the share for the programme: 0.07 takes off half, 0.001 nearly all


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verified answers that may be wanted, the likeliest first, and those that are."""

    matches: tuple[Match, ...]
    wanted: tuple[Match, ...]

    @property
    def sure(self) -> float:
        """Probability of the likeliest that is wanted; 0 where none is."""
        return self.wanted[0].probability if self.wanted else 0.0


class Understanding:
    """Weighs verified answers for a question in its conversation."""

    def __init__(self, states: States, router: Router, faq: Faq) -> None:
        """`states` gives the token states of a question."""
        self._states = states
        self._router = router
        self._faq = faq
        self._contested = Contested(faq.of_topic())

    def over(self, faq: Faq) -> Understanding:
        """The same over other verified answers."""
        return Understanding(self._states, self._router, faq)

    def by_itself(self, text: str, language: Language) -> Weighed:
        """What a text wants without regard to anything else."""
        return self._weigh(text, language)

    def in_context(
        self, rewritten: Rewritten, language: Language, told: str | None, said: str
    ) -> Weighed:
        """What a question wants: by itself where that is plain, else together with the one before.

        `told` is the verified answer of the last turn; it is wanted again only where nothing else
        is. `said` is what the same message said before the question.
        """
        if rewritten.again:
            return self._again(rewritten, language)
        alone = self._weigh(rewritten.text, language)
        if said:
            alone = self._with_said(alone, rewritten.text, language, said)
        if rewritten.heard is None:
            return alone
        heard = self._heard(rewritten.heard, _BOUND if rewritten.bound else _BEFORE)
        best = self._leaning(rewritten, language, heard, told if rewritten.more else None, alone)
        return best if best.wanted else self._weigh(rewritten.text, language, heard)

    def share(self, text: str, language: Language) -> float:
        """How surely a text is about the programme: what is told of oneself first may seem to be
        about something else, so that its last sentence may show it."""
        texts = dict.fromkeys((text, _SENTENCES.split(text)[-1]))
        return max(self._router(t, language, self._states(t).pooled)[1] for t in texts)

    def _again(self, rewritten: Rewritten, language: Language) -> Weighed:
        """The earlier question once more, unless a doubt is plainly about something else."""
        if rewritten.bare:
            both = self._heard(joined(rewritten.text, rewritten.bare), _DOUBTED)
            own = self._weigh(rewritten.bare, language, both)
            if own.sure >= PLAIN:
                return own
        return self._weigh(rewritten.text, language)

    def _leaning(
        self,
        rewritten: Rewritten,
        language: Language,
        heard: Heard,
        told: str | None,
        alone: Weighed,
    ) -> Weighed:
        """What a leaning question wants beside what was told: by itself, behind the one before or
        the one before that, or as that one asked of something else. May want nothing."""
        if rewritten.swapped:
            swapped = self._weigh(rewritten.swapped, language)
            if swapped.sure >= PLAIN and swapped.wanted[0].answer.id != told:
                return swapped
        best = alone
        other = self._weigh(rewritten.text, language, heard, {told} if told else set())
        repeats = bool(alone.wanted) and alone.wanted[0].answer.id == told
        plain = alone.sure >= PLAIN
        needed = alone.sure if plain or repeats else alone.sure * _NEARLY
        if other.wanted and (rewritten.bound or other.sure >= needed):
            best = other
        elif not plain and (repeats or rewritten.bound):
            best = Weighed((), ())
        if rewritten.farther and best.sure < SURE:
            far = self._weigh(rewritten.bare, language, self._heard(rewritten.farther, _BEFORE))
            if far.sure >= max(PLAIN, best.sure):
                return far
        return best

    def _with_said(self, alone: Weighed, text: str, language: Language, said: str) -> Weighed:
        """The surest of the question alone, the whole message, and both together."""
        whole = f"{said} {text}"
        both = self._weigh(text, language, self._heard(whole, _SAID))
        return max(alone, both, self._weigh(whole, language), key=lambda weighed: weighed.sure)

    def _heard(self, text: str, weight: float) -> Heard:
        return Heard(self._states(text).pooled, weight)

    def _weigh(
        self,
        text: str,
        language: Language,
        heard: Heard | None = None,
        without: Set[str] = frozenset(),
    ) -> Weighed:
        """A message that may be about something else must want an answer the more.

        Of one or two words ("visa") no one can say what they are about but by the answer; nor is a
        question about something else that a wording asks nearly word for word.
        """
        vector = self._states(text).pooled
        share = self.share(text, language)
        brief = len(text.split()) <= _BRIEF
        matches = tuple(
            m
            if brief and m.probability >= SURE
            else replace(m, probability=m.probability * _sway(share, m))
            for m in self._faq.matches(vector, heard, without)
        )
        matches = self._with_contested(text, matches)
        return Weighed(matches, wanted(matches, self._faq.threshold))

    def _with_contested(self, text: str, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """The matches, first the answer whose conflicting values the question names, unless
        another is wanted more surely than values can tell."""
        asked = self._contested.asked(text)
        answer = self._faq.get(asked.answer_id) if asked else None
        if asked is None or answer is None:
            return matches
        best = matches[0].probability if matches else 0.0
        known = next((m for m in matches if m.answer.id == answer.id), None)
        if best >= (CERTAIN if asked.alone else self._faq.threshold):
            return matches
        if known is None and not asked.alone:
            return matches
        found = known or Match(answer, 0.0, (0.0,) * len(FEATURES))
        others = (m for m in matches if m.answer.id != answer.id)
        return (replace(found, probability=max(found.probability, SURE)), *others)


def _sway(share: float, match: Match) -> float:
    least = _EVEN if match.similarity >= _SAME else 0.0
    return float(max(share, least) ** _SWAY)
