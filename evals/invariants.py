"""What must hold for every reply, whatever was asked (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.answer import REASONS, Origin, Status
from evals.cases import Case
from evals.facts import without_labels
from evals.observed import Observed, SeenCitation
from knowledge.check import unproven
from knowledge.document import LANGUAGES, Document, Source
from knowledge.language import LanguageDetector
from knowledge.names import Names

_WITHOUT_PROOF = {Status.DECLINED, Status.CLARIFICATION, Status.FAILED}
_detect = LanguageDetector({})
_ENOUGH_WORDS = 6
"""Fewer words of the assistant's own do not show a language."""


def broken_invariants(
    case: Case, observed: Observed, names: Names, documents: Mapping[str, Document]
) -> list[str]:
    """Each invariant that the reply breaks, as a sentence; an error is no reply."""
    if observed.error:
        return []
    return [
        *_outcome(observed),
        *_citations(observed, documents),
        *_dates(observed),
        *_language(case, observed),
        *_proof(observed, names, documents),
    ]


def _outcome(observed: Observed) -> Iterator[str]:
    if not observed.text.strip():
        yield "the text is empty"
    if observed.status not in set(Status):
        yield f"there is no status {observed.status!r}"
        return
    allowed = REASONS[Status(observed.status)]
    if observed.reason not in (allowed or {None}):
        yield f"{observed.status} does not go with the reason {observed.reason!r}"


def _citations(observed: Observed, documents: Mapping[str, Document]) -> Iterator[str]:
    labels = {citation.label for citation in observed.citations}
    if observed.status == Status.ANSWERED and not observed.sentences:
        yield "answered without a sentence"
    if observed.status in _WITHOUT_PROOF and observed.citations:
        yield f"{observed.status} with citations"
    for sentence in observed.sentences:
        if observed.status == Status.ANSWERED and not sentence.citations:
            yield f"no citation: {_short(sentence.text)}"
        if lost := sorted(set(sentence.citations) - labels):
            yield f"cites {lost}, which is not in the citations: {_short(sentence.text)}"
    for citation in observed.citations:
        document = documents.get(citation.source_id)
        if document and citation.quote not in document.text:
            yield f"[{citation.label}] is no exact quotation of {citation.source_id}"


def _dates(observed: Observed) -> Iterator[str]:
    newest = max((c.published for c in observed.citations if c.published), default=None)
    if observed.as_of != newest:
        yield f"as_of is {observed.as_of}, the newest citation is of {newest}"


def _language(case: Case, observed: Observed) -> Iterator[str]:
    expected = case.reply_language
    if expected and observed.language != expected:
        yield f"the reply is in {observed.language!r}, not in {expected!r}"
        return
    own = _own_words(observed)
    if observed.language not in LANGUAGES or len(own.split()) < _ENOUGH_WORDS:
        return
    spoken = _detect(own, observed.language)
    if spoken != observed.language:
        yield f"the text reads as {spoken!r}, not as {observed.language!r}"


def _own_words(observed: Observed) -> str:
    """The text without what is quoted, which keeps the language of its Source."""
    if not observed.sentences:
        return without_labels(observed.text)
    return " ".join(s.text for s in observed.sentences if s.origin != Origin.QUOTED)


def _proof(observed: Observed, names: Names, documents: Mapping[str, Document]) -> Iterator[str]:
    if observed.status != Status.ANSWERED:
        return
    for sentence in observed.sentences:
        cited = observed.cited(sentence.citations)
        quotes = [citation.quote for citation in cited]
        sources = [_source(citation, documents) for citation in cited]
        if missing := unproven(sentence.text, quotes, sources, names):
            yield f"not in the quotations: {', '.join(missing)}: {_short(sentence.text)}"


def _source(citation: SeenCitation, documents: Mapping[str, Document]) -> Source:
    """The Source as the project knows it, or as the reply describes it."""
    if document := documents.get(citation.source_id):
        return document.source
    return Source(
        id=citation.source_id,
        title=citation.title,
        publisher=citation.publisher,
        url=citation.url,
        published=citation.published,
        language=citation.language,
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")
