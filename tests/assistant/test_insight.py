"""Figures of what was asked, summed up on both kinds of database."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from assistant.answer import Reason, Status, Usage
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.insight import Insight
from assistant.insight_values import Ended, Group, Scope, Tally, Used
from assistant.rows import TurnRow
from assistant.transcript import Rating, Transcript
from knowledge import migrations
from knowledge.catalogue import put_answer
from tests.api.doubles import OFF_TOPIC, PAY, SILENT, VERIFIED
from tests.assistant.test_transcript import TRACE

MONDAY = date(2026, 11, 2)
WEEK = Scope(MONDAY, MONDAY + timedelta(days=6))
WRITTEN = dataclasses.replace(
    PAY, generator="a:model", verified_id=None, usage=Usage(900, 40, 0.002), dropped=2
)


@pytest.fixture
def ask(engine):
    """Store a question of a day and hour, with its rating; its turn's id."""
    transcript = Transcript(engine)
    conversation = transcript.create().id

    def add(answer, day=MONDAY, hour=12, rating=None, trace=None, **changed):
        turn = transcript.append(conversation, dataclasses.replace(answer, **changed), trace)
        if rating:
            transcript.rate(turn.id, rating)
        asked = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        with engine.begin() as connection:
            here = update(TurnRow).where(TurnRow.id == turn.id)
            connection.execute(here.values(asked_at=asked))
        return turn.id

    return add


@pytest.fixture
def insight(engine):
    return Insight(engine)


def test_every_day_is_told_from_its_first_moment_to_its_last(ask, insight):
    ask(PAY, MONDAY, hour=0)
    ask(SILENT, MONDAY, hour=23)
    ask(PAY, WEEK.last, hour=23)
    ask(PAY, WEEK.last + timedelta(days=1), hour=0)
    ask(PAY, MONDAY - timedelta(days=1), hour=23)

    report = insight.report(WEEK)

    assert [group.tally.asked for group in report.days] == [2, 0, 0, 0, 0, 0, 1]
    assert report.days[0] == Group("2026-11-02", Tally(2, 1, 1, 0, 0))
    assert (report.totals.tally.asked, report.earlier.asked) == (3, 1)


def test_the_answered_share_is_of_what_was_to_be_answered(ask, insight):
    for answer in (PAY, PAY, SILENT, OFF_TOPIC):
        ask(answer)

    tally = insight.tally(WEEK)

    assert (tally.asked, tally.answered, tally.missed) == (4, 2, 1)
    assert tally.answered_share == pytest.approx(2 / 3)
    assert Tally(asked=3).answered_share is None


def test_no_share_is_told_of_fewer_than_five_ratings(ask, insight):
    for rating in (Rating.UP, Rating.UP, Rating.DOWN, Rating.UP):
        ask(PAY, rating=rating)
    assert insight.tally(WEEK).helpful_share is None
    ask(PAY, rating=Rating.UP)
    ask(PAY)

    tally = insight.tally(WEEK)

    assert (tally.helpful, tally.rated, tally.helpful_share) == (4, 5, 0.8)


def test_questions_are_told_by_language_and_those_of_one_alone(ask, insight):
    for language in ("fr", "en", "fr", "es"):
        ask(PAY, language=language)

    languages = insight.report(WEEK).languages
    french = insight.report(dataclasses.replace(WEEK, language="fr"))

    assert [(g.key, g.tally.asked) for g in languages] == [("fr", 2), ("en", 1), ("es", 1)]
    assert (french.totals.tally.asked, french.days[0].tally.asked) == (2, 2)
    assert [group.key for group in french.languages] == ["fr"]


def test_a_topic_is_that_of_what_was_served_or_of_the_likeliest_answer(ask, insight, engine):
    with Session(engine) as session, session.begin():
        put_answer(session, VERIFIED)
        put_answer(session, dataclasses.replace(VERIFIED, id="visa", topic="eligibility"))
    ask(PAY)
    ask(SILENT, trace=TRACE)
    ask(PAY, verified_id="visa")
    ask(PAY, verified_id="withdrawn since")
    ask(OFF_TOPIC, trace=TRACE)

    topics = insight.report(WEEK).topics

    assert [(g.key, g.tally.asked, g.tally.answered) for g in topics] == [
        ("", 2, 1), ("pay", 2, 1), ("eligibility", 1, 1)
    ]  # fmt: skip


def test_outcomes_are_told_with_their_reasons(ask, insight):
    gap = dataclasses.replace(SILENT, reason=Reason.NOT_STATED)
    for answer in (SILENT, SILENT, gap, PAY):
        ask(answer)

    assert insight.report(WEEK).outcomes == [
        Ended(Status.UNANSWERED, Reason.NOT_IN_SOURCES, 2),
        Ended(Status.ANSWERED, None, 1),
        Ended(Status.UNANSWERED, Reason.NOT_STATED, 1),
    ]


@pytest.mark.parametrize(
    ("times", "median", "p95"),
    [([7], 7, 7), ([9, 1], 1, 9), (range(1, 101), 50, 95), ([None], None, None),
     ([2.5, 2.1, None, 2.4, 1.6, 1.4], 2.1, 2.5)],
)  # fmt: skip
def test_half_and_nearly_all_answers_took_no_longer(ask, insight, times, median, p95):
    for ms in times:
        ask(PAY, timings_ms={"total": ms} if ms else {})

    totals = insight.report(WEEK).totals

    assert (totals.median_ms, totals.p95_ms) == (median, p95)


def test_what_a_chat_model_used_is_told_with_what_is_not_known_of_its_price(ask, insight):
    ask(WRITTEN)
    ask(WRITTEN, usage=Usage(100, 10, None), dropped=0)
    ask(WRITTEN, usage=Usage(900, 40, 0.002, cached=True), dropped=0)
    ask(SILENT, usage=Usage(50, 5, 0.001), dropped=3)

    report = insight.report(WEEK)
    [model, quotes] = report.writers

    assert report.totals.used == Used(3, 1050, 55, pytest.approx(0.003), 1, 5)
    assert (model.generator, model.replies) == ("a:model", 3)
    assert model.used == Used(2, 1000, 50, pytest.approx(0.002), 1, 2)
    assert (quotes.generator, quotes.used.calls, quotes.used.dropped) == ("quotes", 1, 3)


def test_the_answers_that_were_served_most_come_first_in_their_words(ask, insight, engine):
    with Session(engine) as session, session.begin():
        put_answer(session, VERIFIED)
    for rating in (Rating.UP, None):
        ask(PAY, rating=rating)
    ask(PAY, verified_id="withdrawn since")

    first, second = insight.report(WEEK).served

    assert (first.answer_id, first.question) == ("pay", "What is the pay?")
    assert (first.tally.asked, first.tally.helpful) == (2, 1)
    assert (second.answer_id, second.question) == ("withdrawn since", "")


def test_the_gaps_that_were_asked_most_lead_to_their_items(ask, insight, engine):
    members = [member(name, ask) for name in ("often", "bad", "once", "often", "bad", "bad")]
    members.append(member("once", ask, day=MONDAY - timedelta(days=1)))
    with Session(engine) as session, session.begin():
        for name, kind in (("once", "unanswered"), ("often", "known_gap"), ("bad", "disliked")):
            session.add(item(name, kind))
        session.flush()
        session.add_all(members)

    gaps = insight.report(WEEK).gaps
    french = insight.report(dataclasses.replace(WEEK, language="fr")).gaps

    assert [(gap.item_id, gap.asked, gap.kind) for gap in gaps] == [
        ("often", 2, "known_gap"), ("once", 1, "unanswered")
    ]  # fmt: skip
    assert gaps[1].question == "¿Y el clima?"
    assert french == []


def test_questions_are_listed_one_by_one(ask, insight, engine):
    with Session(engine) as session, session.begin():
        put_answer(session, VERIFIED)
    ask(SILENT, MONDAY + timedelta(days=1))
    ask(PAY, MONDAY, rating=Rating.DOWN)

    first, second = insight.questions(WEEK)

    assert (first.question, first.topic, first.answer_id, first.rating) == (
        PAY.standalone_question, "pay", "pay", "down"
    )  # fmt: skip
    assert (second.status, second.reason, second.topic) == ("unanswered", "not_in_sources", None)
    assert first.asked_at == datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_turns_from_before_there_were_figures_are_counted_alike(ask, insight, engine):
    ask(WRITTEN, trace=TRACE)
    ask(SILENT, trace=TRACE)
    ask(OFF_TOPIC, trace=TRACE)
    ask(WRITTEN, usage=Usage(900, 40, 0.002, cached=True))
    ask(PAY)
    before = insight.report(WEEK)
    assert before.totals.used.calls == 1

    names = migrations.revisions()
    migrations.downgrade(engine, names[names.index("0008") - 1])
    migrations.upgrade(engine)

    assert insight.report(WEEK) == before


def test_figures_are_read_from_their_index_alone(ask, insight, engine):
    """The answers are long: to read each for a sum would take seconds."""
    if engine.dialect.name != "sqlite":
        pytest.skip("the plan of SQLite is told in these words")
    ask(PAY, language="fr")
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
    insight.report(dataclasses.replace(WEEK, language="fr"))
    about_turns = [told for told in asked if "FROM turn" in told[0]]
    plans = []
    with engine.connect() as connection:
        for statement, values in about_turns:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.append(next(row[3] for row in rows if " turn " in row[3]))

    assert len(plans) == 6
    assert all("USING COVERING INDEX ix_turn_figures" in plan for plan in plans), plans


def item(name, kind):
    return ItemRow(
        id=name, key=name, kind=kind, title="", guesses=[], state="open", since=datetime.now(UTC)
    )


def member(name, ask, day=MONDAY):
    asked = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return MemberRow(
        turn_id=ask(SILENT, day), item_id=name, asked_at=asked, language="es",
        question="¿Y el clima?", words="y el clima", same="x",
    )  # fmt: skip
