"""The latest questions, asked before and after documents change."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, Reason, Status
from assistant.conversation import Conversation
from assistant.replay import Replay
from assistant.transcript import Transcript
from knowledge.database import open_database

SILENT = Answer(
    status=Status.UNANSWERED,
    reason=Reason.NOT_IN_SOURCES,
    language="en",
    question="",
    standalone_question="",
    text="The sources do not say.",
    generator="quotes",
)


class Knowing:
    """Answers what it knows of; stands in for an Assistant."""

    def __init__(self, *known):
        self.known = known

    def answer(self, question, conversation, language):
        assert conversation == Conversation("")
        text = "It is so." if question in self.known else SILENT.text
        return replace(SILENT, text=text, language=language)


class Learning:
    """Stands in for Live: knows one thing more after each `refresh`."""

    def __init__(self):
        self.quoting = Knowing()

    def refresh(self):
        self.quoting = Knowing("How many days of leave?")


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'techforce.db'}")
    transcript = Transcript(engine)
    for question in ("What is the pay?", "How many days of leave?", "How many days of leave?"):
        asked = replace(SILENT, question=question, standalone_question=question)
        transcript.append(transcript.create().id, asked)
    yield engine
    engine.dispose()


def told(stages):
    return lambda stage, share: stages.append((stage, share))


def test_what_is_answered_otherwise_is_told_old_beside_new(engine):
    stages = []
    found = Replay(Learning(), engine, 10).begin(told(stages))(told(stages))

    assert (found["asked"], found["total"], found["found"]) == (2, 2, 1)
    [changed] = found["changed"]
    assert (changed["question"], changed["times"]) == ("How many days of leave?", 2)
    assert changed["before"]["text"] == "The sources do not say."
    assert changed["before"]["reason"] == "not_in_sources"
    assert changed["after"]["text"] == "It is so."
    assert stages == [
        ("asking before", 0.5), ("asking before", 1.0), ("asking again", 0.5), ("asking again", 1.0)
    ]  # fmt: skip


def test_without_time_or_questions_nothing_is_compared(engine):
    ignore = told([])
    assert Replay(Learning(), engine, 10, seconds=0).begin(ignore)(ignore) == {
        "asked": 0, "total": 2, "found": 0, "changed": []
    }  # fmt: skip
    assert Replay(Learning(), engine, 0).begin(ignore)(ignore)["total"] == 0
