from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.shelf import ShelfFilter, Standing, chosen, shelf, times_served
from assistant.staleness import StaleReason
from assistant.transcript import Transcript
from knowledge.catalogue import Catalogue, Entry
from knowledge.publish import Publisher
from tests.api.doubles import PAY
from tests.knowledge.test_check import DOCUMENTS, NAMES, answer, wordings

TODAY = date(2026, 1, 1)


@pytest.fixture
def publisher(engine):
    catalogue = Catalogue(engine)
    catalogue.put(Entry(DOCUMENTS["s1"], "root", "root/s1.md", 1))
    others = answer(id="due", questions=wordings("due"), review_by=date(2025, 12, 31))
    catalogue.replace_answers([answer(), others])
    catalogue.finish()
    return Publisher(engine, NAMES)


def on_shelf(publisher, engine):
    return shelf(publisher, Catalogue(engine), engine, TODAY)


def test_each_answer_has_its_standing(publisher, engine):
    publisher.versions.draft(answer(id="new", questions=wordings("new")), {}, "ann")
    publisher.withdraw("pay", "bob")
    assert [(s.answer.id, s.standing) for s in on_shelf(publisher, engine)] == [
        ("due", Standing.STALE),
        ("new", Standing.NEW),
        ("pay", Standing.WITHDRAWN),
    ]
    (due, new, _) = on_shelf(publisher, engine)
    assert due.stale.reason is StaleReason.REVIEW_DUE
    assert new.open.author == "ann"


def test_the_text_in_force_is_shown_and_the_draft_beside_it(publisher, engine):
    draft = publisher.versions.draft(replace(answer(), answer={}), {}, "ann")
    pay = on_shelf(publisher, engine)[1]
    assert (pay.standing, pay.answer, pay.open, pay.missing) == (
        Standing.SERVED, answer(), draft, ()
    )  # fmt: skip


def test_states_topics_and_words_filter(publisher, engine):
    publisher.versions.draft(
        replace(answer(id="new", topic="place"), questions={"fr": ("Où ça ?",)}, answer={}),
        {},
        "ann",
    )
    every = on_shelf(publisher, engine)

    def ids(*wanted):
        return [s.answer.id for s in chosen(every, ShelfFilter(*wanted), publisher.asked())]

    assert ids("draft") == ids("new") == ids(None, "place") == ["new"]
    assert ids(None, None, "due 2") == ["due"]
    assert ids(None, None, "OU ca") == ["new"]
    assert ids(None, None, "200 000 dollars") == ["due", "pay"]
    new = every[-1]
    assert (new.title, new.missing) == (("fr", "Où ça ?"), ("en", "fr", "es"))


def test_how_often_an_answer_was_served_is_counted(publisher, engine):
    transcript = Transcript(engine)
    for _ in range(2):
        transcript.append(transcript.create().id, PAY)
    transcript.append(transcript.create().id, replace(PAY, verified_id=None))
    assert {s.answer.id: s.served for s in on_shelf(publisher, engine)} == {"due": 0, "pay": 2}
    assert times_served(engine, datetime.now(UTC) + timedelta(days=1)) == {}
