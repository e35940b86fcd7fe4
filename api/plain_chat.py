"""The chat for browsers without scripts: a form that posts, and a page with the conversation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from api.asking import TheTurns
from api.parts import TheTranscript, TheWorkers
from api.problems import named_problem
from api.rendering import PageTexts, TheLanguage, render
from api.schemas import Conversation, Line
from api.turns import Message
from api.wire import to_conversation
from api.workers import Busy, Workers
from assistant.errors import AssistantError, UnknownConversation
from assistant.screen import screened_text
from assistant.transcript import Transcript
from knowledge.document import Language
from knowledge.errors import KnowledgeError

router = APIRouter(include_in_schema=False)
log = structlog.stdlib.get_logger("api")
_EXPECTED = (AssistantError, KnowledgeError, Busy)


class AskForm(BaseModel):
    """What the form under a conversation sends; `turns` is how many it stood under."""

    model_config = ConfigDict(frozen=True)

    message: Line = ""
    conversation_id: str = Field(default="", max_length=100)
    turns: int = Field(default=0, ge=0)
    language: Literal["auto", "en", "fr", "es"] = "auto"


class DeleteForm(BaseModel):
    """A conversation to delete, and whether its visitor was asked."""

    model_config = ConfigDict(frozen=True)

    conversation_id: str = Field(max_length=100)
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """The id of a conversation, and how many of its turns have been seen."""

    conversation_id: str
    turns: int


@dataclass(frozen=True, slots=True)
class PlainPage:
    """What the page tells besides the conversation."""

    language: Language
    conversation: Conversation | None = None
    carried: Carried | None = None
    """What its form says of the conversation, where that cannot be read."""
    message: str = ""
    """What stands in the question box."""
    chosen: str = "auto"
    error: str = ""
    told: str = ""
    deleting: bool = False


@router.post("/ask")
async def ask_plainly(
    request: Request,
    turns: TheTurns,
    transcript: TheTranscript,
    workers: TheWorkers,
    form: Annotated[AskForm, Form()],
    language: TheLanguage,
) -> HTMLResponse:
    """Answer a question, and show the conversation with it; without one, show it as it is."""
    question, answered_in = form.message.strip(), form.language
    try:
        before = await _read(transcript, workers, form.conversation_id)
        if before and (not question or _is_repeated(before, question, form.turns)):
            return _page(request, PlainPage(language, before, chosen=answered_in))
        asked = None if answered_in == "auto" else answered_in
        last = await turns.last(Message(question, form.conversation_id or None, asked))
        now = await _read(transcript, workers, last.conversation_id)
        return _page(request, PlainPage(language, now, chosen=answered_in))
    except Exception as error:
        if not isinstance(error, _EXPECTED):
            log.exception("turn failed")
        kept, carried = None, None
        if form.conversation_id and not isinstance(error, UnknownConversation):
            carried = Carried(form.conversation_id, form.turns)
            with suppress(*_EXPECTED):
                kept = await _read(transcript, workers, form.conversation_id)
        why = _why(request, error, language)
        page = PlainPage(language, kept, carried, question, answered_in, error=why)
        return _page(request, page, named_problem(request, error).status)


@router.post("/ask/delete")
async def delete_plainly(
    request: Request,
    transcript: TheTranscript,
    workers: TheWorkers,
    form: Annotated[DeleteForm, Form()],
    language: TheLanguage,
) -> HTMLResponse:
    """Delete a conversation, once its visitor has said to be sure."""
    with suppress(UnknownConversation):  # gone already, which is what was wanted
        if not form.sure:
            kept = await _read(transcript, workers, form.conversation_id)
            return _page(request, PlainPage(language, kept, deleting=True))
        await workers.run(lambda: transcript.delete(form.conversation_id))
    return _page(request, PlainPage(language, told=_texts(request, language)["deleted"]))


def _is_repeated(conversation: Conversation, question: str, seen: int) -> bool:
    """Whether a form was sent twice: its question stands among the turns that came after it."""
    stored = screened_text(question)
    return any(screened_text(turn.answer.question) == stored for turn in conversation.turns[seen:])


async def _read(
    transcript: Transcript, workers: Workers, conversation_id: str
) -> Conversation | None:
    if not conversation_id:
        return None
    return to_conversation(await workers.run(lambda: transcript.export(conversation_id)))


def _page(request: Request, page: PlainPage, status: int = 200) -> HTMLResponse:
    shown = page.conversation
    turns = shown.turns if shown else ()
    carried = Carried(shown.id, len(turns)) if shown else page.carried
    context: dict[str, Any] = {
        "path": "/",
        "turns": turns,
        "conversation_id": carried and carried.conversation_id,
        "seen": carried and carried.turns,
        "suggestions": turns[-1].answer.suggestions if turns else (),
        "message": page.message,
        "chosen": page.chosen,
        "error": page.error,
        "told": page.told,
        "deleting": page.deleting,
    }
    return render(request, "chat.html", page.language, context, status)


def _why(request: Request, error: Exception, language: Language) -> str:
    kind = named_problem(request, error).type.rpartition(":")[2]
    errors = _texts(request, language)["errors"]
    return str(errors.get(kind, errors["other"]))


def _texts(request: Request, language: Language) -> PageTexts:
    texts: dict[Language, PageTexts] = request.app.state.page_texts
    return texts[language]
