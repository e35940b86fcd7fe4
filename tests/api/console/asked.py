"""Questions of some days, stored as the service stores them."""

import dataclasses
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from assistant.rows import TurnRow
from assistant.transcript import Rating, Transcript
from knowledge.catalogue import put_answer
from tests.api.doubles import OFF_TOPIC, PAY, SILENT, VERIFIED

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=1)


def ask(engine, answer, days_ago=0, rating=None, **changed):
    """Store an answer as of some day; its turn's id."""
    transcript = Transcript(engine)
    turn = transcript.append(transcript.create().id, dataclasses.replace(answer, **changed))
    if rating:
        transcript.rate(turn.id, rating)
    with engine.begin() as connection:
        here = update(TurnRow).where(TurnRow.id == turn.id)
        connection.execute(here.values(asked_at=TODAY - timedelta(days=days_ago)))
    return turn.id


def a_week(engine):
    """Twelve questions of this week in three languages, five of them rated, and two before it."""
    with Session(engine) as session, session.begin():
        put_answer(session, VERIFIED)
    for n in range(5):
        ask(engine, PAY, n, Rating.UP if n else Rating.DOWN, language=("en", "fr", "es")[n % 3])
    for n in range(4):
        ask(engine, SILENT, n, language="fr", standalone_question="=HYPERLINK(1)")
    ask(engine, OFF_TOPIC)
    ask(engine, PAY, 1, generator="a:model", timings_ms={"total": 2400.0}, verified_id=None)
    ask(engine, PAY, 6, standalone_question="Combien <b>gagne-t-on</b> ?", language="fr")
    for _ in range(2):
        ask(engine, SILENT, 10)
