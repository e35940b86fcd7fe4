"""The list of answers as a tool: type, and get verified answers and passages to quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Query
from starlette.responses import Response

from api.accounts.access import Reader
from api.console.cited import Copy, copy_of, copy_of_hit
from api.console.frame import Frame, TheFrame, page_router
from api.console.navigation import entries
from api.knowledge_schemas import VerifiedAnswer
from api.parts import TheAssistant
from api.rendering import PageTexts
from api.schemas import Answer, Line
from api.wire import to_unstored, to_verified
from assistant.conversation import Conversation
from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.retrieve import Hit
from knowledge.document import LANGUAGES, Language, Source
from knowledge.verified import title_of

router = page_router()
_SEARCH = "/console/search"
_ANSWERS, _PASSAGES = 8, 8
_Words = Annotated[Line, Query(max_length=1000)]
_Typed = Annotated[Line, Form(max_length=1000)]


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """A verified answer in the language that was chosen."""

    title: str
    answer: VerifiedAnswer
    copy: Copy


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage, and the Source that it is of."""

    hit: Hit
    source: Source | None
    copy: Copy


@router.get(_SEARCH)
def search_page(
    frame: TheFrame, me: Reader, assistant: TheAssistant, q: _Words = "", language: Language = "en"
) -> Response:
    """Verified answers and passages for some words."""
    return _page(frame, assistant, q, language)


@router.post(_SEARCH)
def ask(
    frame: TheFrame,
    me: Reader,
    assistant: TheAssistant,
    q: _Typed = "",
    language: Annotated[Language, Form()] = "en",
) -> Response:
    """The same, with the answer that a visitor would get; nothing is stored."""
    try:
        answer = to_unstored(assistant.answer(q, Conversation(""), None))
    except AssistantError as error:
        return _page(frame, assistant, q, language, error=str(error))
    return _page(frame, assistant, q, language, answer)


def _page(
    frame: Frame,
    assistant: Assistant,
    q: str,
    language: Language,
    asked: Answer | None = None,
    error: str = "",
) -> Response:
    words, texts = q.strip(), _texts(frame, language)
    assert frame.identity is not None
    places = {entry.path for entry in entries(frame.request.app, frame.identity.role)}
    return frame.page(
        "search.html",
        400 if error else 200,
        q=q,
        language=language,
        languages=LANGUAGES,
        answers=_answers(assistant, words, language, texts) if words else (),
        passages=_passages(assistant, words, texts) if words else (),
        asked=asked,
        asked_copy=copy_of(asked, _texts(frame, asked.language)) if asked else None,
        error=error,
        has_answers="/console/answers" in places,
        has_documents="/console/documents" in places,
    )


def _answers(
    assistant: Assistant, words: str, language: Language, texts: PageTexts
) -> list[FoundAnswer]:
    found = assistant.verified(words, None, language)[:_ANSWERS]
    told = (to_verified(answer, language, assistant.sources) for answer in found)
    return [FoundAnswer(title_of(a.questions), a, copy_of(a, texts)) for a in told]


def _passages(assistant: Assistant, words: str, texts: PageTexts) -> list[FoundPassage]:
    sources = assistant.sources
    return [
        FoundPassage(hit, source, copy_of_hit(hit, source, texts))
        for hit in assistant.search(words, _PASSAGES)
        for source in [sources.get(hit.passage.source_id)]
    ]


def _texts(frame: Frame, language: Language) -> PageTexts:
    texts: PageTexts = frame.request.app.state.page_texts[language]
    return texts
