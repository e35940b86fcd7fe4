"""A Trace tells why a turn was answered so, and holds no personal data."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from assistant.events import Called, Dropped
from assistant.trace import trace_of
from assistant.transcript import Transcript

SECRETS = ("jane.roe@example.org", "212-555-0147", "123-45-6789")
TOLD = "My mail is jane.roe@example.org, call 212-555-0147, SSN 123-45-6789."


@pytest.fixture
def transcript(engine):
    return Transcript(engine)


@pytest.fixture
def ask(real_assistant, transcript):
    """Asks in a conversation, and stores the turn with its Trace."""
    conversation_id = transcript.create().id

    def asked(question):
        events = list(real_assistant.events(question, transcript.load(conversation_id)))
        return transcript.append(conversation_id, events[-1].answer, trace_of(events, "7"))

    return asked


def test_a_turn_is_kept_with_what_was_weighed_and_found(ask, transcript):
    turn = ask("How much does the Tech Force pay? And is there a gym?")
    trace = transcript.trace(turn.id)
    assert trace.generation == "7"
    assert [seen.query.text for seen in trace.considered] == [
        "How much does the Tech Force pay?", "is there a gym?"
    ]  # fmt: skip
    assert all(seen.matches and seen.matches[0].features for seen in trace.considered)
    found = {(p.passage_id, p.source_id) for group in trace.found for p in group}
    assert found == {(c.passage_id, c.source.id) for c in turn.answer.citations}


def test_drafts_that_were_dropped_are_kept_for_reviewers():
    dropped = Dropped("They earn $9.", (1,), "values", 0.1)
    called = Called("timeout", "a:model", "answer-3")
    trace = trace_of([called, dropped])
    assert (trace.dropped, trace.called) == ((dropped,), (called,))


def test_nothing_that_is_stored_of_a_turn_holds_personal_data(ask, engine):
    ask(f"How long is the Tech Force term? {TOLD}")
    ask(f"And how much does it pay? {TOLD}")
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM turn")).all())
    assert "considered" in stored
    assert "how much does it pay" in stored
    assert not [secret for secret in SECRETS if secret in stored]
