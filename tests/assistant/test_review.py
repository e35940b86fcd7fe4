"""The review list over a real data directory."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.answer import Reason
from assistant.review import ReviewItem, ReviewKind, asked_items, open_review_list
from assistant.staleness import StaleReason
from assistant.transcript import Transcript, Unanswered
from knowledge.database import open_database
from knowledge.errors import StoreBusy, StoreUnavailable
from knowledge.lock import writing
from tests.assistant.test_transcript import PAY, SILENT
from tests.ingest.conftest import Base, write_answers, write_document

TODAY = date(2026, 12, 15)
TEXT = "The pay is good. The term is long."
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def base(tmp_path):
    """Two verified answers on one document, ingested."""
    made = Base(tmp_path / "data", tmp_path / "knowledge")
    write_document(made.knowledge_dir / "documents", "pay", TEXT)
    write_answers(made.knowledge_dir, "pay", good="The pay is good.", long="The term is long.")
    made.ingest()
    return made


def items(base, today=TODAY):
    with open_review_list(base.settings) as found:
        return found.items(today)


def reasons(base, today=TODAY):
    return {item.answer_id: item.reason for item in items(base, today)}


def told(base, *answers):
    """Store answers as turns of one conversation."""
    engine = open_database(base.settings.database)
    transcript = Transcript(engine)
    conversation = transcript.create()
    for answer in answers:
        transcript.append(conversation.id, answer)
    engine.dispose()


def test_there_is_nothing_to_review_where_all_is_as_checked(base):
    assert items(base) == []


def test_answers_whose_review_is_due_are_listed_by_topic_and_id(base):
    found = items(base, date(2026, 12, 16))

    assert [item.answer_id for item in found] == ["good", "long"]
    assert found[0] == ReviewItem(
        kind=ReviewKind.STALE_ANSWER,
        question="good wording 0 en?",
        reason=StaleReason.REVIEW_DUE,
        answer_id="good",
        review_by=date(2026, 12, 15),
    )


def test_what_changed_is_named_until_answers_are_checked_again(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good. The term is short.")
    base.ingest(base.knowledge_dir / "documents")
    assert reasons(base) == {
        "good": StaleReason.SOURCE_CHANGED,
        "long": StaleReason.QUOTATION_GONE,
    }
    assert {item.sources for item in items(base)} == {("pay",)}

    write_answers(base.knowledge_dir, "pay", good="The pay is good.", long="The term is short.")
    base.ingest()

    assert items(base) == []


def test_answers_without_their_source_are_listed(base):
    (base.knowledge_dir / "documents" / "pay.md").unlink()
    base.ingest(base.knowledge_dir / "documents")

    assert set(reasons(base).values()) == {StaleReason.SOURCE_REMOVED}


def test_questions_without_an_answer_are_told_together_and_the_most_asked_first(base):
    gap = replace(PAY, status=SILENT.status, reason=Reason.NOT_STATED, conflicts=())
    told(
        base,
        PAY,
        replace(SILENT, standalone_question="Is there a gym?"),
        SILENT,
        replace(SILENT, standalone_question="y el CLIMA", language="fr"),
        replace(gap, standalone_question="Are visas sponsored?", verified_id="visa"),
        replace(gap, standalone_question="can foreigners join", verified_id="visa"),
    )

    found = items(base)

    assert [(i.kind, i.question, i.count, i.languages) for i in found] == [
        (ReviewKind.UNANSWERED, "y el CLIMA", 2, ("es", "fr")),
        (ReviewKind.UNANSWERED, "Is there a gym?", 1, ("es",)),
        (ReviewKind.KNOWN_GAP, "can foreigners join", 2, ("en",)),
    ]
    assert [(i.reason, i.answer_id) for i in found[1:]] == [
        (Reason.NOT_IN_SOURCES, None),
        (Reason.NOT_STATED, "visa"),
    ]


def test_the_latest_wording_speaks_for_those_that_are_told_as_one():
    old = Unanswered("Any gym?", "en", Reason.NOT_IN_SOURCES, None, 3, NOON)
    new = replace(old, question="any GYM", count=1, last_asked=NOON + timedelta(days=1))

    (item,) = asked_items([old, new])

    assert (item.question, item.count, item.last_asked) == ("any GYM", 4, new.last_asked)


def test_a_data_directory_without_knowledge_is_named_and_left_alone(base, tmp_path):
    empty = base.settings.model_copy(update={"data_dir": tmp_path / "none"})

    with (
        pytest.raises(StoreUnavailable, match="nothing has been ingested.*techforce ingest"),
        open_review_list(empty),
    ):
        pass
    assert not empty.data_dir.exists()


def test_the_list_is_not_read_while_it_is_written_to(base):
    with writing(base.data_dir), pytest.raises(StoreBusy), open_review_list(base.settings):
        pass
