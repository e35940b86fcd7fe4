"""Pieces of Passages that were found, each with what is needed to understand it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.quotation import Quote
from assistant.retrieve import Hit
from assistant.sentences import Span, in_context, quotable
from knowledge.document import Passage, Source

_REFERRING = re.compile(r"[^.!?\n]*\w(?=\*(?!\*))")


def excerpts(hit: Hit, hits: Sequence[Hit]) -> list[Span]:
    """What can be quoted of a Passage; a footnote is led by the words that refer to it, which may
    stand in another Passage of its Source among `hits`."""
    text = hit.passage.text
    return [
        replace(span, lead=_referring(hit, hits)) if _is_footnote(text, span) else span
        for span in quotable(text)
    ]


def quote_of(
    passage: Passage, source: Source, span: Span, hits: Sequence[Hit], probability: float
) -> Quote:
    """The Quote of an excerpt, with the sentence before it where it leans on that one."""
    text = in_context(passage.text, span)
    point = span.text if text != span.text else ""
    lead_passage = ""
    if span.lead:
        same = [h.passage for h in hits if h.passage.source_id == source.id]
        lead_passage = next(p.id for p in (passage, *same) if span.lead in p.text)
    return Quote(passage, source, text, probability, span.lead, lead_passage, point)


def apart(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotations that do not stand inside another one of them."""
    return [q for q in quotes if not any(q.text != o.text and q.text in o.text for o in quotes)]


def _is_footnote(text: str, span: Span) -> bool:
    return not span.lead and text[: span.start].rstrip().endswith("*")


def _referring(hit: Hit, hits: Sequence[Hit]) -> str:
    """The words before an asterisk in any Passage of the same Source that was found."""
    same = (h.passage.text for h in hits if h.passage.source_id == hit.passage.source_id)
    found = (_REFERRING.search(text) for text in same)
    return next((match[0].strip() for match in found if match), "")
