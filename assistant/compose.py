"""Answers from verified answers and from exact quotations, with their Citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from assistant.quotation import Disagreement, Quote
from assistant.texts import Texts
from knowledge.document import Passage, Source
from knowledge.verified import AnswerKind, VerifiedAnswer


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
        citations=tuple(relabelled(citations[key], n) for key, n in label.items()),
        conflicts=_conflicts(verified, label, query.language) if answered else (),
        confidence=confidence,
        generator="verified",
        verified_id=verified.id,
    )


def compose_quotes(
    query: Query,
    quotes: Sequence[Quote],
    texts: Texts,
    disagreements: Sequence[Disagreement] = (),
) -> Answer:
    """An Answer that lets the sources speak: one sentence a quotation, foreign ones labelled.

    What stands before a quotation in its Source and explains it is told before it. Quotations
    that disagree are named as `conflicts`.
    """
    citations = _cited(quotes)
    label = {(c.passage_id, c.quote): c.label for c in citations}
    own = [label[quote.passage.id, quote.text] for quote in quotes]
    told = tuple(
        Sentence(
            _spoken(quote, before, query, texts),
            (n, label[quote.lead_passage, quote.lead]) if quote.lead else (n,),
            Origin.QUOTED,
        )
        for n, quote, before in zip(own, quotes, [None, *quotes[:-1]], strict=True)
    )
    return Answer(
        status=Status.ANSWERED,
        language=query.language,
        question=query.asked,
        standalone_question=query.text,
        text=" ".join(map(str, told)),
        sentences=told,
        citations=citations,
        conflicts=tuple(_conflict(d, label) for d in disagreements),
        confidence=max(q.probability for q in quotes),
        generator="quotes",
    )


def _spoken(quote: Quote, before: Quote | None, query: Query, texts: Texts) -> str:
    """A quotation as a sentence of the answer; the gap after its lead is shown.

    Who speaks is said once, and again where the language changes.
    """
    language = quote.passage.language
    name = "quoted_intro" if language == query.language else "quoted_foreign"
    if before and before.passage.language == language:
        name = "quoted_more"
    words = f"{quote.lead} … {quote.text}" if quote.lead else quote.text
    spoken = texts.languages.get(language, language)
    return texts.fill(name, language=spoken, quote=words)


def _cited(quotes: Sequence[Quote]) -> tuple[Citation, ...]:
    """A Citation for each quotation and for each lead, one for the same words."""
    found: dict[tuple[str, str], Source] = {}
    for quote in quotes:
        found.setdefault((quote.passage.id, quote.text), quote.source)
        if quote.lead:
            found.setdefault((quote.lead_passage, quote.lead), quote.source)
    return tuple(
        Citation(label, source, passage, words)
        for label, ((passage, words), source) in enumerate(found.items(), 1)
    )


def _conflict(disagreement: Disagreement, label: Mapping[tuple[str, str], int]) -> Conflict:
    versions = (
        Version(claim.value, tuple(label[q.passage.id, q.text] for q in claim.quotes))
        for claim in disagreement.claims
    )
    return Conflict(disagreement.topic, tuple(versions))


def evidence_of(
    answer: Answer, passages: Mapping[str, Passage], score: float
) -> tuple[Evidence, ...]:
    """The passages behind an Answer's Citations."""
    return tuple(
        Evidence(c.label, passages[c.passage_id], c.source, score)
        for c in answer.citations
        if c.passage_id in passages
    )


def relabelled(citation: Citation, label: int) -> Citation:
    """The Citation under another label."""
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
