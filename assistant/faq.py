"""The verified answers at work: matched to questions, composed, suggested, and searched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from assistant.answer import Answer, Citation, Query
from assistant.compose import compose_verified
from assistant.match import Match, Matcher
from knowledge.document import Document, Language, Passage
from knowledge.embedder import Vectors
from knowledge.names import phrase
from knowledge.verified import VerifiedAnswer

_SUGGESTED = 3


class Faq:
    """Verified answers whose every citation still stands in its Document."""

    def __init__(
        self,
        answers: Iterable[VerifiedAnswer],
        documents: Mapping[str, Document],
        passages: Mapping[str, Sequence[Passage]],
        matcher: Matcher,
    ) -> None:
        """`passages` are those of each Source by id, in reading order."""
        self._answers: dict[str, VerifiedAnswer] = {}
        self._citations: dict[str, dict[str, Citation]] = {}
        for answer in answers:
            citations = _locate(answer, documents, passages)
            if citations is not None:
                self._answers[answer.id] = answer
                self._citations[answer.id] = citations
        self._matcher = matcher

    @property
    def threshold(self) -> float:
        """A match below this probability is not served."""
        return self._matcher.threshold

    def matches(self, vector: Vectors, without: Collection[str] = ()) -> list[Match]:
        """The servable answers that a question may want, likeliest first."""
        found = self._matcher.matches(vector, without)
        return [m for m in found if m.answer.id in self._answers]

    def compose(self, query: Query, match: Match, standalone: str) -> Answer:
        """The Answer that serves a match."""
        citations = self._citations[match.answer.id]
        return compose_verified(query, match.answer, citations, match.probability, standalone)

    def neighbours(self, answer: VerifiedAnswer, language: Language) -> tuple[str, ...]:
        """Questions on the same topic, to go on with."""
        same = [a.id for a in self._answers.values() if a.topic == answer.topic]
        start = same.index(answer.id) + 1
        following = [*same[start:], *same[: start - 1]][:_SUGGESTED]
        return tuple(self._answers[i].questions[language][0] for i in following)

    def close_questions(self, vector: Vectors, language: Language) -> tuple[str, ...]:
        """What a question without an answer may have meant."""
        close = self.matches(vector)[:_SUGGESTED]
        return tuple(m.answer.questions[language][0] for m in close)

    def get(self, answer_id: str) -> VerifiedAnswer | None:
        """One servable answer."""
        return self._answers.get(answer_id)

    def of_topic(self, topic: str | None = None) -> list[VerifiedAnswer]:
        """The servable answers, of one topic or all, by topic."""
        return [a for a in self._answers.values() if topic in (None, a.topic)]

    def search(self, text: str, vector: Vectors, language: Language) -> list[VerifiedAnswer]:
        """Servable answers for words in a search box: likely meant ones, then those that hold
        every word."""
        likely = [m.answer for m in self.matches(vector)]
        wanted = phrase(text).split()
        holding = [a for a in self._answers.values() if _holds(a, language, wanted)]
        return list({a.id: a for a in [*likely, *holding]}.values())


def _locate(
    answer: VerifiedAnswer,
    documents: Mapping[str, Document],
    passages: Mapping[str, Sequence[Passage]],
) -> dict[str, Citation] | None:
    """The Citations of an answer by key; None where a quotation no longer stands in its source."""
    found = {}
    for key, quotation in answer.citations.items():
        document = documents.get(quotation.source_id)
        start = document.text.find(quotation.quote) if document else -1
        if document is None or start < 0:
            return None
        inside = [p for p in passages.get(quotation.source_id, ()) if p.start <= start < p.end]
        if not inside:
            return None
        found[key] = Citation(0, document.source, inside[0].id, quotation.quote)
    return found


def _holds(answer: VerifiedAnswer, language: Language, wanted: list[str]) -> bool:
    texts = [*answer.questions[language], *(s.text for s in answer.answer[language])]
    held = phrase(" ".join(texts))
    return all(word in held for word in wanted)
