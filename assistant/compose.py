"""Answers from verified answers and from exact quotations, with their Citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import (
    Answer,
    Citation,
    Conflict,
    Evidence,
    Origin,
    Query,
    Reason,
    Sentence,
    Status,
    Version,
)
from assistant.texts import Texts
from knowledge.document import Passage, Source
from knowledge.verified import AnswerKind, VerifiedAnswer


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a Passage that were accepted as Evidence, and how sure that is (0..1)."""

    passage: Passage
    source: Source
    text: str
    probability: float


def compose_verified(
    query: Query,
    verified: VerifiedAnswer,
    citations: Mapping[str, Citation],
    confidence: float,
    standalone: str,
) -> Answer:
    """A verified answer in the language of the question.

    `citations` are those of the verified answer by key; only cited ones are kept, and they are
    numbered in the order in which the sentences cite them.
    """
    sentences = verified.answer[query.language]
    order = dict.fromkeys(key for s in sentences for key in s.cite)
    if verified.kind is AnswerKind.ANSWER:
        order |= dict.fromkeys(k for c in verified.conflicts for v in c.versions for k in v.cite)
    label = {key: n for n, key in enumerate(order, 1)}
    answered = verified.kind is AnswerKind.ANSWER
    told = tuple(
        Sentence(s.text, tuple(label[key] for key in s.cite), Origin.VERIFIED) for s in sentences
    )
    return Answer(
        status=Status.ANSWERED if answered else Status.UNANSWERED,
        reason=None if answered else Reason.NOT_STATED,
        language=query.language,
        question=query.asked,
        standalone_question=standalone,
        text=" ".join(map(str, told)),
        sentences=told,
        citations=tuple(_relabelled(citations[key], n) for key, n in label.items()),
        conflicts=_conflicts(verified, label, query.language) if answered else (),
        confidence=confidence,
        generator="verified",
        verified_id=verified.id,
    )


def merge(first: Answer, second: Answer) -> Answer:
    """Both answers in one, the first's status and question; a citation they share is kept once."""
    label = {(c.source.id, c.quote): c.label for c in first.citations}
    moved: dict[int, int] = {}
    for citation in second.citations:
        key = (citation.source.id, citation.quote)
        moved[citation.label] = label.setdefault(key, len(label) + 1)
    said = {s.text for s in first.sentences}
    sentences = first.sentences + tuple(
        replace(s, citations=tuple(moved[n] for n in s.citations))
        for s in second.sentences
        if s.text not in said
    )
    topics = {c.topic for c in first.conflicts}
    conflicts = first.conflicts + tuple(
        Conflict(c.topic, tuple(_moved(v, moved) for v in c.versions))
        for c in second.conflicts
        if c.topic not in topics
    )
    used = {n for s in sentences for n in s.citations}
    used |= {n for c in conflicts for v in c.versions for n in v.citations}
    known = {c.label: c for c in first.citations}
    known |= {moved[c.label]: _relabelled(c, moved[c.label]) for c in second.citations}
    return replace(
        first,
        text=" ".join(map(str, sentences)),
        sentences=sentences,
        citations=tuple(known[n] for n in sorted(used)),
        conflicts=conflicts,
        confidence=min(1.0, first.confidence + second.confidence),
    )


def compose_quotes(query: Query, quotes: Sequence[Quote], texts: Texts) -> Answer:
    """An Answer that lets the sources speak: one sentence a quotation, foreign ones labelled."""
    told, citations = [], []
    for label, quote in enumerate(quotes, 1):
        language = quote.passage.language
        name = "quoted_intro" if language == query.language else "quoted_foreign"
        spoken = texts.languages.get(language, language)
        text = texts[name].replace("{language}", spoken).replace("{quote}", quote.text)
        told.append(Sentence(text, (label,), Origin.QUOTED))
        citations.append(Citation(label, quote.source, quote.passage.id, quote.text))
    return Answer(
        status=Status.ANSWERED,
        language=query.language,
        question=query.asked,
        standalone_question=query.text,
        text=" ".join(map(str, told)),
        sentences=tuple(told),
        citations=tuple(citations),
        confidence=max(q.probability for q in quotes),
        generator="quotes",
    )


def evidence_of(
    answer: Answer, passages: Mapping[str, Passage], score: float
) -> tuple[Evidence, ...]:
    """The passages behind an Answer's Citations."""
    return tuple(
        Evidence(c.label, passages[c.passage_id], c.source, score)
        for c in answer.citations
        if c.passage_id in passages
    )


def _moved(version: Version, label: Mapping[int, int]) -> Version:
    return Version(version.value, tuple(label[n] for n in version.citations))


def _relabelled(citation: Citation, label: int) -> Citation:
    return Citation(label, citation.source, citation.passage_id, citation.quote)


def _conflicts(
    verified: VerifiedAnswer, label: Mapping[str, int], language: str
) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(
            conflict.topic[language],
            tuple(
                Version(version.value[language], tuple(label[key] for key in version.cite))
                for version in conflict.versions
            ),
        )
        for conflict in verified.conflicts
    )


def compose_canned(
    query: Query,
    status: Status,
    reason: Reason | None,
    texts: Texts,
    *,
    name: str | None = None,
    suggestions: Sequence[str] = (),
) -> Answer:
    """What the assistant says itself: the text `name`, by default that of reason or status."""
    return Answer(
        status=status,
        reason=reason,
        language=query.language,
        question=query.asked,
        standalone_question=query.text,
        text=texts[name or reason or status],
        suggestions=tuple(suggestions) or texts.suggestions,
        generator="verified",
    )
