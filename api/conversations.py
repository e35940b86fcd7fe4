"""A visitor's own conversations: read, taken along, deleted, rated."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.parts import TheTranscript
from api.schemas import Conversation, Export, Feedback, FeedbackRequest
from api.wire import to_conversation, to_export

router = APIRouter(tags=["conversations"])
Id = Annotated[str, Path(max_length=100)]


@router.get("/v1/conversations/{conversation_id}")
def read_conversation(conversation_id: Id, transcript: TheTranscript) -> Conversation:
    """The turns so far; who knows the id may read them."""
    return to_conversation(transcript.export(conversation_id))


@router.get("/v1/conversations/{conversation_id}/export")
def export_conversation(
    conversation_id: Id, transcript: TheTranscript, response: Response
) -> Export:
    """All that was said in a conversation and thought of it, as a JSON file."""
    name = "tech-force-conversation.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return to_export(transcript.export(conversation_id))


@router.delete("/v1/conversations/{conversation_id}", status_code=204)
def delete_conversation(conversation_id: Id, transcript: TheTranscript) -> None:
    """Delete all that is stored of a conversation, at once and for good."""
    transcript.delete(conversation_id)


@router.post("/v1/answers/{answer_id}/feedback")
def rate_answer(answer_id: Id, feedback: FeedbackRequest, transcript: TheTranscript) -> Feedback:
    """Say whether an answer helped; a later rating replaces an earlier one."""
    given = transcript.rate(answer_id, feedback.rating, feedback.comment)
    return Feedback(answer_id=answer_id, rating=given.rating, comment=given.comment)
