"""Turns are found again, and told with all that is known of them."""

from datetime import date, timedelta

import pytest

from assistant.answer import Reason
from assistant.inbox.items import PAGE
from assistant.inbox.turns import TurnFilter, Turns
from assistant.transcript import Rating, UnknownAnswer
from knowledge.database import open_database
from tests.assistant.inbox.world import World
from tests.assistant.test_transcript import PAY, SILENT, TRACE

DAY = timedelta(days=1)


@pytest.fixture
def world(database_url):
    engine = open_database(database_url)
    yield World(engine)
    engine.dispose()


@pytest.fixture
def turns(world):
    return Turns(world.engine)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["A visa?", "What 100% is paid?", "Une visite ?"]),
        ({"status": "answered"}, ["What 100% is paid?"]),
        ({"reason": "unsupported"}, ["A visa?"]),
        ({"language": "fr"}, ["Une visite ?"]),
        ({"rating": Rating.DOWN}, ["What 100% is paid?"]),
        ({"generator": "quotes"}, ["A visa?", "Une visite ?"]),
        ({"below": 0.5}, ["A visa?", "Une visite ?"]),
        ({"since": date(2026, 3, 17)}, ["A visa?", "What 100% is paid?"]),
        ({"until": date(2026, 3, 17)}, ["What 100% is paid?", "Une visite ?"]),
        ({"text": "VIS ?"}, ["A visa?", "Une visite ?"]),
        ({"text": "100%"}, ["What 100% is paid?"]),
        ({"text": "nothing"}, []),
    ],
)
def test_turns_are_found_the_newest_first(world, turns, wanted, found):
    world.ask("Une visite ?", 3 * DAY, language="fr")
    paid = world.ask("What 100% is paid?", DAY, answer=PAY)
    world.transcript.rate(paid, Rating.DOWN)
    world.ask("A visa?", reason=Reason.UNSUPPORTED)

    assert [turn.question for turn in turns.page(TurnFilter(**wanted)).turns] == found


def test_pages_hold_every_turn_once_also_those_of_the_same_moment(world, turns):
    asked = {world.ask(f"cafe {number}") for number in range(2 * PAGE + 5)}
    seen, start = [], None
    while True:
        page = turns.page(TurnFilter(), start)
        seen += [turn.id for turn in page.turns]
        start = page.next
        if start is None:
            break

    assert len(seen) == len(asked) and set(seen) == asked


@pytest.mark.parametrize("start", ["", "x", "1-", f"{10**17}9-1", "-1-2"])
def test_a_start_that_no_page_gave_is_ignored(world, turns, start):
    world.ask("A cafe?")

    assert len(turns.page(TurnFilter(), start).turns) == 1


def test_a_turn_is_told_with_what_came_before_and_why_it_was_answered_so(world, turns):
    conversation = world.transcript.create().id
    first = world.transcript.append(conversation, PAY)
    turn = world.transcript.append(conversation, SILENT, TRACE)
    world.transcript.append(conversation, PAY)
    world.transcript.rate(turn.id, Rating.DOWN, "no")
    (item,) = world.items()

    view = turns.get(turn.id)
    assert (view.turn.answer, view.conversation_id) == (SILENT, conversation)
    assert [t.id for t in view.before] == [first.id]
    assert view.feedback.comment == "no" and view.trace == TRACE and view.item_id == item.id
    assert turns.get(first.id).trace is None and turns.get(first.id).item_id is None
    assert turns.generators() == ["quotes", "verified"]


def test_a_turn_that_is_gone_is_named(world, turns):
    turn = world.ask("A cafe?")
    world.transcript.delete(world.conversations[0])

    for gone in (turn, "none\x00"):
        with pytest.raises(UnknownAnswer):
            turns.get(gone)
