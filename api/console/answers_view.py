"""What the pages show of a draft: its faults beside their fields, and sources to quote from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from markupsafe import Markup

from api.console.answers_form import shown
from api.rendering import render
from api.wire import to_unstored
from assistant.answer import Answer
from assistant.desk import Change, Desk
from assistant.retrieve import Hit
from assistant.sentences import sentences
from knowledge.check import Fault
from knowledge.document import LANGUAGES, Document, Source
from knowledge.marks import marked

_HITS = 6


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """A sentence that something is wrong with; each piece with whether it lacks proof."""

    pieces: tuple[tuple[str, bool], ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a source: a sentence that can be picked, or what stands between two."""

    text: str
    pick: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A source, or a passage of it, to quote from."""

    source: Source
    segments: tuple[Segment, ...]
    whole: bool


def checks(change: Change, faults: Sequence[Fault]) -> dict[str, Any]:
    """The faults by field, for the template."""
    by_part: dict[str, list[Fault]] = {}
    for fault in faults:
        by_part.setdefault(fault.part, []).append(fault)
    told = {code: list(_told(change, code, by_part)) for code in LANGUAGES}
    return {"faults": faults, "by_part": by_part, "sentence_checks": told}


def excerpts(desk: Desk, source_id: str, words: str) -> list[Excerpt]:
    """A whole source where one is asked for, else the passages found for some words."""
    if document := desk.catalogue.document(source_id) if source_id else None:
        return [Excerpt(document.source, tuple(_segments(document, 0, None)), True)]
    hits = desk.search(words, _HITS) if words.strip() else []
    documents = desk.catalogue.documents({hit.passage.source_id for hit in hits})
    return list(_found(hits, documents))


def picked(desk: Desk, picks: Iterable[str]) -> list[tuple[Document, str]]:
    """The quotations that were ticked, with their Documents; what is no pick is passed over."""
    found = []
    for pick in picks:
        source_id, _, place = pick.rpartition(":")
        start, _, end = place.partition("-")
        document = desk.catalogue.document(source_id)
        if document and start.isdecimal() and end.isdecimal():
            found.append((document, document.text[int(start) : int(end)]))
    return [(document, quote) for document, quote in found if quote.strip()]


def search_words(change: Change) -> str:
    """What to look for in the sources while nothing was asked for: the first question."""
    for questions in (change.tests, change.answer.questions):
        for code in LANGUAGES:
            if own := questions.get(code):
                return own[0]
    return change.answer.id.replace("-", " ")


def draft_context(desk: Desk, change: Change) -> dict[str, Any]:
    """What every view of a draft shows."""
    answer = change.answer
    sources = desk.catalogue.sources()
    used = {
        key: sorted({code for code, own in answer.answer.items() for s in own if key in s.cite})
        for key in answer.citations
    }
    return {
        "answer": answer,
        "change": change,
        "texts": shown(change),
        "sources": sources,
        "used": used,
        "open_to": sorted(sources.values(), key=lambda s: s.id),
        **checks(change, desk.faults(change)),
    }


def reply(request: Request, answer: Answer, prefix: str) -> Markup:
    """An Answer as visitors see it."""
    context = {"answer": to_unstored(answer), "prefix": prefix}
    page = render(request, "console/answers_reply.html", answer.language, context)
    return Markup(bytes(page.body).decode())  # noqa: S704  rendered by a template that escapes


def _told(
    change: Change, language: str, by_part: dict[str, list[Fault]]
) -> Iterator[SentenceCheck]:
    for number, sentence in enumerate(change.answer.answer.get(language, ())):
        if own := by_part.get(f"answer.{language}.{number}"):
            missing = [name for fault in own for name in fault.missing]
            yield SentenceCheck(tuple(marked(sentence.text, missing)), tuple(own))


def _found(hits: Iterable[Hit], documents: dict[str, Document]) -> Iterator[Excerpt]:
    for hit in hits:
        if document := documents.get(hit.passage.source_id):
            own = tuple(_segments(document, hit.passage.start, hit.passage.end))
            yield Excerpt(document.source, own, False)


def _segments(document: Document, start: int, end: int | None) -> Iterator[Segment]:
    """All of a text in order, its sentences to be picked."""
    text = document.text[start:end]
    at = 0
    for span in sentences(text):
        if span.start > at:
            yield Segment(text[at : span.start])
        place = f"{document.source.id}:{start + span.start}-{start + span.end}"
        heading = span.text.startswith("#")
        yield Segment(span.text, "" if heading else place)
        at = span.end
    if at < len(text):
        yield Segment(text[at:])
