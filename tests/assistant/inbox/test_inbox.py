"""The inbox as it is listed, searched and settled."""

from datetime import timedelta

import pytest

from assistant.answer import Reason
from assistant.inbox.items import (
    PAGE,
    Assign,
    Dismiss,
    InvalidChange,
    ItemFilter,
    Kind,
    Order,
    Reopen,
    Snooze,
    State,
    UnknownItem,
)
from assistant.transcript import Rating
from knowledge.database import open_database
from tests.assistant.inbox.world import GAP, World
from tests.assistant.test_transcript import PAY

DAY = timedelta(days=1)


@pytest.fixture
def world(database_url):
    engine = open_database(database_url)
    yield World(engine)
    engine.dispose()


@pytest.fixture
def three(world):
    """A cafe asked for three times of late, a visa twice long ago, and a gap once."""
    for ago in (0, 1, 9):
        world.ask("Y a-t-il un café ?", ago * DAY, language="fr")
    for ago in (20, 40):
        world.ask("A visa?", ago * DAY, reason=Reason.UNSUPPORTED)
    world.ask("How long is it?", 2 * DAY, answer=GAP, verified_id="term")
    return world


def questions(items):
    return [item.question for item in items]


def test_items_come_the_most_asked_or_the_latest_first(three):
    assert questions(three.items()) == ["Y a-t-il un café ?", "A visa?", "How long is it?"]
    assert questions(three.items(Order.LATEST)) == [
        "Y a-t-il un café ?", "How long is it?", "A visa?"
    ]  # fmt: skip


def test_an_item_tells_when_and_how_often_it_was_asked(three):
    cafe, visa, _ = three.items()

    assert (cafe.count, cafe.this_week, cafe.last_week) == (3, 2, 1)
    assert (cafe.days[-1], cafe.days[-2], cafe.days[-10]) == (1, 1, 1)
    assert cafe.last_asked - cafe.first_asked == 9 * DAY
    assert (visa.count, sum(visa.days)) == (2, 1)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": Kind.UNSUPPORTED}, ["A visa?"]),
        ({"language": "fr"}, ["Y a-t-il un café ?"]),
        ({"language": "es"}, []),
        ({"text": "cafe UN"}, ["Y a-t-il un café ?"]),
        ({"text": "cafe visa"}, []),
        ({"text": "%"}, ["Y a-t-il un café ?", "A visa?", "How long is it?"]),
        ({"text": "term"}, ["How long is it?"]),
        ({"assignee": "ana"}, []),
        ({"topic": "pay"}, []),
        ({"state": None, "text": "visa"}, ["A visa?"]),
    ],
)
def test_items_are_found_by_what_is_asked_for(three, wanted, found):
    assert questions(three.items(**wanted)) == found


def test_a_list_is_paged_and_counts_every_kind(world):
    world.nearness = None
    for number in range(PAGE + 3):
        world.ask(f"cafe {number}")
    world.ask("A visa?", reason=Reason.UNSUPPORTED)
    first = world.items(kind=Kind.UNANSWERED)
    second = world.inbox.page(ItemFilter(kind=Kind.UNANSWERED), number=2)
    assert (len(first), len(second.items), second.total) == (PAGE, 3, PAGE + 3)
    assert {i.id for i in first}.isdisjoint(i.id for i in second.items)
    assert second.kinds == {Kind.UNANSWERED: PAGE + 3, Kind.UNSUPPORTED: 1}
    assert world.inbox.page(ItemFilter(), number=9).items == ()


def test_what_is_done_about_an_item_is_seen_and_written_down(three):
    inbox, item = three.inbox, three.items()[0]
    inbox.change([item.id], Assign("ana"), "bo")
    assert [i.id for i in three.items(assignee="ana")] == [item.id]
    inbox.change([item.id], Snooze(three.now + 2 * DAY), "ana")
    assert [i.state for i in three.items(state=State.SNOOZED)] == [State.SNOOZED]
    assert item.id not in [i.id for i in three.items()]
    three.now += 3 * DAY
    assert item.id in [i.id for i in three.items()]
    inbox.change([item.id], Dismiss(" not ours "), "ana")
    (dismissed,) = three.items(state=State.DISMISSED)
    assert (dismissed.note, dismissed.decided_by, dismissed.assignee) == ("not ours", "ana", "ana")
    inbox.change([item.id], Reopen(), "bo")
    done = inbox.done(item.id, "cafe", "bo")
    assert (done.state, done.done_by, done.note) == (State.DONE, "cafe", None)

    assert [(who, action, details) for who, action, _, details in three.noted.entries] == [
        ("bo", "item.assigned", {"kind": "unanswered", "assignee": [None, "ana"]}),
        ("ana", "item.snoozed", {"kind": "unanswered", "until": "2026-03-20"}),
        ("ana", "item.dismissed", {"kind": "unanswered", "reason": "not ours"}),
        ("bo", "item.reopened", {"kind": "unanswered", "before": "dismissed"}),
        ("bo", "item.done", {"kind": "unanswered", "answer": "cafe"}),
    ]
    assert {subject for _, _, subject, _ in three.noted.entries} == {item.id}


def test_several_items_are_settled_at_once_or_none(three):
    ids = [item.id for item in three.items()]
    with pytest.raises(UnknownItem):
        three.inbox.change([*ids, "none"], Dismiss("spam"), "ana")
    assert len(three.items()) == 3 and three.noted.entries == []

    changed = three.inbox.change(ids, Dismiss("spam"), "ana")
    assert [item.id for item in changed] == ids and three.items() == ()
    assert len(three.noted.entries) == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda now: Dismiss(" "), "say why"),
        (lambda now: Snooze(now), "lie ahead"),
    ],
)
def test_what_is_incomplete_changes_nothing(three, change, told):
    item = three.items()[0]
    with pytest.raises(InvalidChange, match=told):
        three.inbox.change([item.id], change(three.now), "ana")
    with pytest.raises(InvalidChange, match="at least one"):
        three.inbox.change([], Reopen(), "ana")

    assert three.items()[0] == item


def test_an_item_shows_each_wording_once_with_how_often_and_what_was_said_of_it(world):
    for question in ("What is paid?", "what is PAID", "Any pay?"):
        turn = world.ask(question, answer=PAY)
        world.transcript.rate(turn, Rating.DOWN, "wrong" if "PAID" in question else None)
    (item,) = world.items()

    most, other = world.inbox.item(item.id).asked["en"]
    assert (most.question, most.times, most.comment) == ("what is PAID", 2, "wrong")
    assert (other.question, other.times, other.comment) == ("Any pay?", 1, None)
    assert world.inbox.of_answer("pay") == [item]
    with pytest.raises(UnknownItem):
        world.inbox.item("none\x00")


def test_open_items_are_counted_by_kind(three):
    three.items()

    assert three.inbox.counts() == {
        Kind.UNANSWERED: 1, Kind.UNSUPPORTED: 1, Kind.KNOWN_GAP: 1
    }  # fmt: skip
    assert three.inbox.counts("ana") == {}
