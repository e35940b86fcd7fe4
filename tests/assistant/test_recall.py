from __future__ import annotations

from dataclasses import replace

from assistant.answer import Status
from assistant.pipeline import Assistant
from knowledge.errors import StoreUnavailable

ASKED = ["How long is the Tech Force term?", "and what does it pay?"]


def _down_for(real_assistant, times):
    """An Assistant of which a part is down for so many turns."""
    parts, left = real_assistant._parts, [None] * times

    def states(text):
        if left:
            left.pop()
            raise StoreUnavailable("gone")
        return parts.resolver.states(text)

    return Assistant(replace(parts, resolver=replace(parts.resolver, states=states)))


def _statuses(conversation):
    return [turn.answer.status for turn in conversation.turns]


def test_a_question_that_failed_once_is_answered_when_it_is_recalled_again(real_assistant):
    assistant = _down_for(real_assistant, 1)

    assert _statuses(assistant.recalled(ASKED[:1])) == [Status.FAILED]
    assert _statuses(assistant.recalled(ASKED[:1])) == [Status.ANSWERED]


def test_a_question_behind_one_that_failed_is_heard_in_its_light_once_that_is_answered(
    real_assistant,
):
    assistant = _down_for(real_assistant, 1)

    assert _statuses(assistant.recalled(ASKED))[0] is Status.FAILED
    again = assistant.recalled(ASKED)
    assert _statuses(again) == [Status.ANSWERED, Status.ANSWERED]
    assert "150,000" in again.turns[1].answer.text


def test_what_was_answered_is_recalled_without_being_asked_again(real_assistant):
    first, again = real_assistant.recalled(ASKED), real_assistant.recalled(ASKED)
    assert first.turns and again is first
