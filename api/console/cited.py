"""Answers and passages as they are copied into a letter: with what they cite, as text and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from api.knowledge_schemas import VerifiedAnswer
from api.rendering import PageTexts, date_text
from api.schemas import Answer, Quotation
from assistant.retrieve import Hit
from knowledge.document import Source


@dataclass(frozen=True, slots=True)
class Copy:
    """The same for programs that know no formatting, and for those that do."""

    text: str
    html: str


def copy_of(answer: Answer | VerifiedAnswer, texts: PageTexts) -> Copy:
    """An answer with its quotations; what it cites has the dates of the texts' language."""
    told = [(s.text, s.citations) for s in answer.sentences] or [(answer.text, ())]
    notes = [_imprint(q, texts) for q in answer.citations]
    as_of = [str(texts["as_of"]).replace("{date}", _as_of(answer, texts))] if notes else []
    return Copy(
        _as_text(told, answer.citations, notes, as_of), _as_html(answer, told, notes, as_of)
    )


def copy_of_hit(hit: Hit, source: Source | None, texts: PageTexts) -> Copy:
    """A passage with where it stands."""
    quote = hit.passage.text
    if source is None:
        return Copy(quote, f"<p>{escape(quote)}</p>")
    day = date_text(source.published, source.date_precision, texts)
    imprint = f"{source.publisher}, {day}: {source.title}"
    linked = _linked(imprint, source.url)
    return Copy(
        "\n".join(filter(None, [f"“{quote}”", imprint, source.url])),
        f'<blockquote lang="{escape(source.language)}">{escape(quote)}</blockquote><p>{linked}</p>',
    )


def _as_text(
    told: Sequence[tuple[str, Sequence[int]]],
    quoted: Sequence[Quotation],
    imprints: Sequence[str],
    as_of: Sequence[str],
) -> str:
    lines = [" ".join([text, *(f"[{label}]" for label in labels)]) for text, labels in told]
    notes = [
        "\n".join(filter(None, [f"[{q.label}] {imprint}", f"“{q.quote}”", q.url]))
        for q, imprint in zip(quoted, imprints, strict=True)
    ]
    return "\n\n".join([" ".join(lines), *as_of, *notes])


def _as_html(
    answer: Answer | VerifiedAnswer,
    told: Sequence[tuple[str, Sequence[int]]],
    imprints: Sequence[str],
    as_of: Sequence[str],
) -> str:
    lines = [
        " ".join([escape(text), *(f"<sup>[{label}]</sup>" for label in labels)])
        for text, labels in told
    ]
    notes = [
        f'<p>[{q.label}] {_linked(imprint, q.url)}<br><q lang="{escape(q.language)}">'
        f"{escape(q.quote)}</q></p>"
        for q, imprint in zip(answer.citations, imprints, strict=True)
    ]
    said = [f"<p>{escape(text)}</p>" for text in as_of]
    return "".join([f'<p lang="{answer.language}">{" ".join(lines)}</p>', *said, *notes])


def _imprint(quotation: Quotation, texts: PageTexts) -> str:
    day = date_text(quotation.published, quotation.published_precision, texts)
    return f"{quotation.publisher}, {day}: {quotation.title}"


def _as_of(answer: Answer | VerifiedAnswer, texts: PageTexts) -> str:
    newest = next((q for q in answer.citations if q.published == answer.as_of), None)
    if newest is None:
        return answer.as_of.isoformat() if answer.as_of else str(texts["undated"])
    return date_text(newest.published, newest.published_precision, texts)


def _linked(text: str, url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'
