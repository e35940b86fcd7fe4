"""One turn of a conversation, from message to stored Turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from api.parts import Parts
from assistant.conversation import Conversation, Turn
from assistant.events import Answered, Considered, Dropped, Found, Proven, Searching
from knowledge.document import Language

_NOTHING_SAID = Conversation("")


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor sends: a question, where it belongs, and the language to answer in."""

    text: str
    conversation_id: str | None
    language: Language | None
    """None: the language of the question."""


@dataclass(frozen=True, slots=True)
class Told:
    """What happened in a conversation; a Turn is the last, and is stored already."""

    conversation_id: str
    what: Searching | Found | Proven | Turn


def take_turn(parts: Parts, message: Message, history: int) -> Iterator[Told]:
    """What happens while one message is answered, with `history` turns in mind.

    Raises UnknownConversation, EmptyQuestion and QuestionTooLong before anything is told.
    """
    transcript, given = parts.transcript, message.conversation_id
    conversation = transcript.load(given, last=history) if given else _NOTHING_SAID
    events = parts.assistant.events(message.text, conversation, message.language)
    first = next(events)
    conversation_id = given or transcript.create().id
    for event in chain([first], events):
        if isinstance(event, Answered):
            yield Told(conversation_id, transcript.append(conversation_id, event.answer))
        elif not isinstance(event, Considered | Dropped):  # of use to reviewers, not to visitors
            yield Told(conversation_id, event)
