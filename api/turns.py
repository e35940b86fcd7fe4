"""One turn of a conversation, from message to stored Turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from api.parts import Parts
from assistant.conversation import Turn, recent
from assistant.events import Answered, Event, Found, Proven, Searching
from assistant.trace import trace_of
from knowledge.document import Language

_RECALLED = 4
"""Questions that a visitor's program tells of are answered anew, so that one request may cost as
many answers as it tells of: a question leans on those just before it, if on any."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor sends: a question, where it belongs, and the language to answer in."""

    text: str
    conversation_id: str | None
    language: Language | None
    """None: the language of the question."""
    said: tuple[str, ...] = ()
    """What was asked before, the oldest first, where the visitor keeps the conversation."""


@dataclass(frozen=True, slots=True)
class Told:
    """What happened in a conversation; a Turn is the last, and is stored already."""

    conversation_id: str
    what: Searching | Found | Proven | Turn


def take_turn(
    parts: Parts,
    message: Message,
    history: int,
    heard: Callable[[Event], None] = lambda event: None,
) -> Iterator[Told]:
    """What happens while one message is answered, with `history` turns in mind.

    `heard` is given every event, also those that are of use to reviewers and not to visitors.
    Raises UnknownConversation, EmptyQuestion and QuestionTooLong before anything is told.
    """
    transcript, given = parts.transcript, message.conversation_id
    if given:
        conversation = transcript.load(given, last=history)
    else:
        said = recent(message.said, min(history, _RECALLED))
        conversation = parts.assistant.recalled(said)
        conversation = replace(conversation, turns=conversation.turns[-history:])
    events = parts.assistant.events(message.text, conversation, message.language)
    first = next(events)
    conversation_id = given or transcript.create().id
    happened: list[Event] = []
    for event in chain([first], events):
        happened.append(event)
        heard(event)
        if isinstance(event, Answered):
            trace = trace_of(happened, parts.live.generation)
            yield Told(conversation_id, transcript.append(conversation_id, event.answer, trace))
        elif isinstance(event, Searching | Found | Proven):
            yield Told(conversation_id, event)
