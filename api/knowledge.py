"""What is known: verified answers, passages and sources."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from api.knowledge_schemas import (
    Hits,
    SourceDocument,
    Sources,
    VerifiedAnswer,
    VerifiedAnswers,
)
from api.parts import TheAssistant, TheWorkers
from api.schemas import Line
from api.wire import to_document, to_hit, to_source, to_verified
from knowledge.document import Language

router = APIRouter(tags=["knowledge"])
Id = Annotated[str, Path(max_length=120)]
Asked = Annotated[Line, Query(min_length=1, max_length=1000)]


@router.get("/v1/faq")
async def list_verified_answers(
    assistant: TheAssistant,
    workers: TheWorkers,
    q: Annotated[Line | None, Query(max_length=1000)] = None,
    topic: Annotated[str | None, Query(max_length=60)] = None,
    language: Language = "en",
) -> VerifiedAnswers:
    """Verified answers in one language: those that fit `q` best, or all, or those of a topic."""
    found = await workers.run(lambda: assistant.verified(q or None, topic, language))
    answers = (to_verified(verified, language, assistant.sources) for verified in found)
    return VerifiedAnswers(answers=tuple(answers))


@router.get("/v1/faq/{answer_id}")
def read_verified_answer(
    answer_id: Id, assistant: TheAssistant, language: Language = "en"
) -> VerifiedAnswer:
    """One verified answer in one language."""
    verified = assistant.verified_answer(answer_id)
    if verified is None:
        raise HTTPException(404, "No verified answer has that id.")
    return to_verified(verified, language, assistant.sources)


@router.get("/v1/search")
async def search_passages(
    assistant: TheAssistant,
    workers: TheWorkers,
    q: Asked,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Hits:
    """Passages with their scores: what retrieval alone returns."""
    found = await workers.run(lambda: assistant.search(q, limit))
    return Hits(hits=tuple(to_hit(hit, assistant.sources) for hit in found))


@router.get("/v1/sources")
def list_sources(assistant: TheAssistant) -> Sources:
    """All publications that answers rest on, the newest first."""
    known, today = assistant.sources, date.today()
    newest = sorted(known.values(), key=lambda s: (str(s.published or ""), s.id), reverse=True)
    return Sources(sources=tuple(to_source(source, known, today) for source in newest))


@router.get("/v1/sources/{source_id}")
def read_source(source_id: Id, assistant: TheAssistant) -> SourceDocument:
    """One publication with its text as ingested."""
    document = assistant.document(source_id)
    if document is None:
        raise HTTPException(404, "No source has that id.")
    return to_document(document, assistant.sources, date.today())
