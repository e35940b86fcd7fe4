"""Conversations survive a restart, threads and deletion."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, text, update

from assistant.answer import (
    Answer,
    Citation,
    Conflict,
    Origin,
    Query,
    Reason,
    Sentence,
    Status,
    Usage,
    Version,
)
from assistant.errors import UnknownConversation
from assistant.events import Called, Candidate, Considered, Dropped
from assistant.rows import ConversationRow, TurnRow
from assistant.trace import FoundPassage, Trace
from assistant.transcript import Rating, Transcript, Unanswered, UnknownAnswer
from knowledge.database import open_database
from knowledge.document import Kind, Precision, Reliability, Source
from knowledge.errors import StoreUnavailable

AXIOS = Source(
    id="axios",
    title="Tech Force",
    publisher="Axios",
    url="https://example.org/axios",
    published=date(2025, 12, 15),
    language="en",
    kind=Kind.PRESS,
    reliability=Reliability.HIGH,
    date_precision=Precision.DAY,
)
UNDATED = dataclasses.replace(AXIOS, id="undated", published=None, language="fr")
PAY = Answer(
    status=Status.ANSWERED,
    language="en",
    question="how much?",
    standalone_question="How much does the Tech Force pay?",
    text="$150,000 [1] or $130,000 [2].",
    generator="verified",
    sentences=(Sentence("$150,000 or $130,000.", (1, 2), Origin.VERIFIED),),
    citations=(Citation(1, AXIOS, "p1", "$150,000"), Citation(2, UNDATED, "p2", "130 000 $")),
    conflicts=(Conflict("pay", (Version("$150,000", (1,)), Version("$130,000", (2,)))),),
    confidence=0.9,
    suggestions=("For how long?",),
    timings_ms={"total": 12.5},
    verified_id="pay",
    usage=Usage(900, 40, 0.002),
    dropped=2,
)
SILENT = Answer(
    status=Status.UNANSWERED,
    reason=Reason.NOT_IN_SOURCES,
    language="es",
    question="¿Y el clima?",
    standalone_question="¿Y el clima?",
    text="Las fuentes no lo dicen.",
    generator="quotes",
)
TRACE = Trace(
    considered=(
        Considered(
            Query("How much does the Tech Force pay?", "en", "how much?"),
            "programme",
            0.97,
            (Candidate("pay", "What is the pay?", 0.9, {"margin": 1.5}),),
            (),
        ),
    ),
    found=((FoundPassage(1, "p1", "axios", 0.8),),),
    called=(Called("timeout", "a:model", "answer-3"),),
    dropped=(Dropped("They earn $9.", (1, 2), "values", 0.25),),
    generation="7",
)


@pytest.fixture
def transcript(engine):
    return Transcript(engine)


def test_a_stored_answer_comes_back_equal(transcript):
    conversation = transcript.create()

    turns = [transcript.append(conversation.id, answer) for answer in (PAY, SILENT)]

    assert transcript.load(conversation.id).turns == tuple(turns)
    assert [turn.answer for turn in turns] == [PAY, SILENT]


def test_the_last_turns_alone_can_be_loaded_oldest_first(transcript):
    conversation = transcript.create()
    turns = [transcript.append(conversation.id, PAY) for _ in range(5)]

    assert transcript.load(conversation.id, last=2).turns == tuple(turns[3:])


def test_a_conversation_survives_a_restart(database_url):
    engine = open_database(database_url)
    conversation = Transcript(engine).create()
    turn = Transcript(engine).append(conversation.id, PAY)
    engine.dispose()

    reopened = open_database(database_url)
    assert Transcript(reopened).load(conversation.id).turns == (turn,)
    reopened.dispose()


def test_times_keep_their_zone(transcript):
    conversation = transcript.create()

    turn = transcript.append(conversation.id, PAY)

    assert transcript.load(conversation.id).turns[0].asked_at == turn.asked_at
    assert abs((datetime.now(UTC) - turn.asked_at).total_seconds()) < 60


def test_conversation_ids_cannot_be_guessed(transcript):
    ids = {transcript.create().id for _ in range(100)}

    assert len(ids) == 100
    assert all(len(i) >= 43 for i in ids)


def test_an_unknown_conversation_is_refused_everywhere(transcript):
    for use in (transcript.load, transcript.delete, transcript.export):
        with pytest.raises(UnknownConversation):
            use("nobody")
    with pytest.raises(UnknownConversation):
        transcript.append("nobody", PAY)


def test_deleting_leaves_nothing_of_the_conversation_and_all_of_the_others(transcript, engine):
    kept, gone = transcript.create(), transcript.create()
    turn = transcript.append(gone.id, PAY)
    transcript.append(kept.id, SILENT)
    transcript.rate(turn.id, Rating.UP, "my secret")

    transcript.delete(gone.id)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM turn")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM conversation")).scalar_one() == 1
    with pytest.raises(UnknownConversation):
        transcript.append(gone.id, PAY)
    with pytest.raises(UnknownAnswer):
        transcript.rate(turn.id, Rating.DOWN)


def test_a_trace_comes_back_equal_and_goes_with_its_conversation(transcript, engine):
    conversation = transcript.create()
    turn = transcript.append(conversation.id, PAY, TRACE)
    bare = transcript.append(conversation.id, SILENT)

    assert transcript.trace(turn.id) == TRACE
    assert transcript.trace(bare.id) is None

    transcript.delete(conversation.id)
    with pytest.raises(UnknownAnswer):
        transcript.trace(turn.id)
    for name in inspect(engine).get_table_names():
        with engine.connect() as connection:
            rows = connection.execute(text(f"SELECT * FROM {name}")).all()
        assert name == "alembic_version" or rows == []


def test_what_is_older_than_a_time_is_deleted_and_nothing_else(transcript, engine):
    old, ongoing, new = (transcript.create() for _ in range(3))
    gone = [transcript.append(c.id, PAY, TRACE) for c in (old, ongoing)]
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(update(TurnRow).values(asked_at=earlier))
        begun = update(ConversationRow).where(ConversationRow.id != new.id)
        connection.execute(begun.values(started_at=earlier))
    kept = transcript.append(ongoing.id, SILENT)

    assert transcript.expire(earlier) == 0
    assert transcript.expire(datetime(2026, 1, 2, tzinfo=UTC)) == 2

    assert transcript.load(ongoing.id).turns == (kept,)
    assert transcript.load(new.id).turns == ()
    for use, unknown in ((transcript.load, old.id), (transcript.append, old.id)):
        with pytest.raises(UnknownConversation):
            use(unknown, *([PAY] if use == transcript.append else []))
    for turn in gone:
        with pytest.raises(UnknownAnswer):
            transcript.trace(turn.id)


def test_characters_that_a_database_refuses_lose_no_answer(transcript):
    conversation = transcript.create()
    odd = dataclasses.replace(SILENT, question="a\x00b \ud83d", standalone_question="a\x00b \ud83d")

    turn = transcript.append(conversation.id, odd)
    transcript.rate(turn.id, Rating.DOWN, "why\x00")

    [asked] = transcript.unanswered()
    assert asked.question == "a\ufffdb \ufffd"
    assert transcript.export(conversation.id).feedback[turn.id].comment == "why\ufffd"
    with pytest.raises(UnknownConversation):
        transcript.load("a\x00b")
    with pytest.raises(UnknownAnswer):
        transcript.rate("a\x00b", Rating.UP)


def test_the_latest_rating_counts(transcript):
    conversation = transcript.create()
    turn = transcript.append(conversation.id, PAY)

    transcript.rate(turn.id, Rating.UP)
    feedback = transcript.rate(turn.id, Rating.DOWN, "too short")

    record = transcript.export(conversation.id)
    assert record.feedback == {turn.id: feedback}
    assert (feedback.rating, feedback.comment) == (Rating.DOWN, "too short")
    assert record.conversation.turns == (turn,)


def test_unanswered_questions_are_counted_by_wording_over_all_conversations(transcript):
    gap = dataclasses.replace(SILENT, reason=Reason.NOT_STATED, verified_id="weather")
    said = [SILENT, PAY, gap, SILENT]
    turns = [transcript.append(transcript.create().id, answer) for answer in said]

    assert transcript.unanswered() == [
        Unanswered("¿Y el clima?", "es", Reason.NOT_IN_SOURCES, None, 2, turns[3].asked_at),
        Unanswered("¿Y el clima?", "es", Reason.NOT_STATED, "weather", 1, turns[2].asked_at),
    ]


def test_questions_of_a_deleted_conversation_are_not_counted(transcript):
    conversation = transcript.create()
    transcript.append(conversation.id, SILENT)
    transcript.delete(conversation.id)

    assert transcript.unanswered() == []


def test_appends_from_many_threads_are_all_kept(transcript):
    conversations = [transcript.create() for _ in range(4)]

    def append(n):
        return transcript.append(conversations[n % 4].id, PAY).id

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(append, range(200)))

    stored = [t.id for c in conversations for t in transcript.load(c.id).turns]
    assert sorted(stored) == sorted(ids)


def test_a_database_that_is_gone_is_named(engine):
    with engine.begin() as connection:
        cascade = "" if engine.dialect.name == "sqlite" else " CASCADE"
        connection.execute(text(f"DROP TABLE turn{cascade}"))
        connection.execute(text(f"DROP TABLE conversation{cascade}"))

    with pytest.raises(StoreUnavailable):
        Transcript(engine).create()
