"""The verified answers at work: matched to questions, composed, suggested, and searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile

from assistant.answer import Answer, Citation, Query
from assistant.compose import compose_verified
from assistant.match import Heard, Match, Matcher
from assistant.staleness import is_due, lost_proof
from knowledge.document import Document, Language, Passage
from knowledge.embedder import Vectors
from knowledge.names import phrase
from knowledge.verified import VerifiedAnswer

_SUGGESTED = 3


class Faq:
    """Verified answers, served while their Documents are as checked and their review is not due."""

    def __init__(
        self,
        answers: Iterable[VerifiedAnswer],
        documents: Mapping[str, Document],
        passages: Mapping[str, Sequence[Passage]],
        matcher: Matcher,
        changed: Mapping[str, Collection[str]] | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """`passages` are those of each Source by id, in reading order; `changed` are by answer the
        Sources whose Documents are others than when it was checked. `today` is asked at each use,
        so that a server that runs for months notices a review that falls due."""
        self._answers = {answer.id: answer for answer in answers}
        self._citations: dict[str, dict[str, Citation]] = {}
        for answer in self._answers.values():
            if lost_proof(answer, (changed or {}).get(answer.id, ()), documents):
                continue
            citations = _locate(answer, documents, passages)
            if citations is not None:
                self._citations[answer.id] = citations
        self._matcher = matcher
        self._today = today
        self._words: dict[tuple[str, Language], str] = {}

    @property
    def threshold(self) -> float:
        """A match below this probability is not served."""
        return self._matcher.threshold

    def matches(
        self, vector: Vectors, heard: Heard | None = None, without: Collection[str] = ()
    ) -> list[Match]:
        """The verified answers that a question may want, likeliest first, stale ones among them:
        see `served`. `heard` is the question together with the one before,
        `without` are ids of answers that are not wanted."""
        return self._matcher.matches(vector, heard, without)

    def served(self, wanted: Iterable[Match]) -> tuple[Match, ...]:
        """Those of the wanted matches that are served as verified.

        None after a stale one: what fits worse is not served in the place of what was wanted.
        """
        return tuple(takewhile(lambda match: self._is_served(match.answer), wanted))

    def compose(self, query: Query, match: Match, standalone: str) -> Answer:
        """The Answer that serves a match."""
        citations = self._citations[match.answer.id]
        return compose_verified(query, match.answer, citations, match.probability, standalone)

    def neighbours(self, answer: VerifiedAnswer, language: Language) -> tuple[str, ...]:
        """Questions on the same topic, to go on with."""
        same = [a for a in self._answers.values() if a.topic == answer.topic]
        start = next(n for n, a in enumerate(same, 1) if a.id == answer.id)
        following = filter(self._is_served, [*same[start:], *same[: start - 1]])
        return tuple(a.title(language) for a in following)[:_SUGGESTED]

    def close_questions(self, vector: Vectors, language: Language) -> tuple[str, ...]:
        """What a question without an answer may have meant."""
        close = [m.answer for m in self.matches(vector) if self._is_served(m.answer)]
        return tuple(answer.title(language) for answer in close[:_SUGGESTED])

    def get(self, answer_id: str) -> VerifiedAnswer | None:
        """One verified answer; None where it is stale or unknown."""
        answer = self._answers.get(answer_id)
        return answer if answer and self._is_served(answer) else None

    def of_topic(self, topic: str | None = None) -> list[VerifiedAnswer]:
        """The verified answers that are served, of one topic or all, by topic."""
        served = filter(self._is_served, self._answers.values())
        return [a for a in served if topic in (None, a.topic)]

    def search(self, text: str, vector: Vectors, language: Language) -> list[VerifiedAnswer]:
        """Served answers for words in a search box: likely meant ones, then those that hold
        every word."""
        likely = [m.answer for m in self.matches(vector) if self._is_served(m.answer)]
        wanted = phrase(text).split()
        holding = [
            a for a in self.of_topic() if all(word in self._held(a, language) for word in wanted)
        ]
        return list({a.id: a for a in [*likely, *holding]}.values())

    def _held(self, answer: VerifiedAnswer, language: Language) -> str:
        """The words of an answer and its questions, folded when they are first searched."""
        key = (answer.id, language)
        if key not in self._words:
            texts = [*answer.questions[language], *(s.text for s in answer.answer[language])]
            self._words[key] = phrase(" ".join(texts))
        return self._words[key]

    def _is_served(self, answer: VerifiedAnswer) -> bool:
        return answer.id in self._citations and not is_due(answer, self._today())


def _locate(
    answer: VerifiedAnswer,
    documents: Mapping[str, Document],
    passages: Mapping[str, Sequence[Passage]],
) -> dict[str, Citation] | None:
    """The Citations of an answer by key, whose quotations stand in their Documents; None where a
    Document has no Passages, as after an ingestion that was killed."""
    found = {}
    for key, quotation in answer.citations.items():
        document = documents[quotation.source_id]
        start = document.text.index(quotation.quote)
        own = passages.get(quotation.source_id, ())
        if not own:
            return None
        # A quotation that begins in a heading, which no Passage holds, stands above the next one.
        holder = next((p for p in own if start < p.end), own[-1])
        found[key] = Citation(0, document.source, holder.id, quotation.quote)
    return found
