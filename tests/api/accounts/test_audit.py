"""The audit is added to and read, and the database itself refuses anything else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


@pytest.fixture
def filled(accounts, clock):
    for number in range(25):
        who = "maria@example.gov" if number % 2 else "luis@example.gov"
        accounts.audit.record(who, f"thing.{number % 5}", f"thing {number}", number=number)
        clock.move(minutes=1)
    return accounts.audit


def test_no_entry_takes_the_place_of_another(filled, engine):
    before = filled.page(100)
    replacing = "INSERT OR REPLACE INTO" if engine.dialect.name == "sqlite" else "INSERT INTO"
    columns = "(id, at, who, action, subject, details)"
    values = "VALUES (1, '2026-01-01', 'nobody', 'thing.0', '', '{}')"
    with pytest.raises(DBAPIError, match=r"cannot be altered|duplicate"), engine.begin() as begun:
        begun.execute(text(f"{replacing} audit {columns} {values}"))

    assert filled.page(100) == before
    filled.record("maria@example.gov", "thing.more", "after it")
    assert len(filled.page(100)) == 26


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_entries_cannot_be_altered_or_removed(filled, engine, change):
    before = filled.page(100)
    with pytest.raises(DBAPIError, match="the audit cannot be altered"), engine.begin() as begun:
        begun.execute(text(change))

    assert filled.page(100) == before and len(before) == 25


def test_a_postgresql_audit_cannot_be_emptied(filled, engine):
    if engine.dialect.name == "sqlite":  # has no such command
        return
    with pytest.raises(DBAPIError, match="cannot be altered"), engine.begin() as begun:
        begun.execute(text("TRUNCATE audit"))


def test_pages_follow_each_other_without_gaps(filled):
    numbers, before = [], None
    while page := filled.page(10, before):
        numbers += [entry.details["number"] for entry in page]
        before = page[-1].id

    assert numbers == list(range(24, -1, -1))


def test_entries_are_found_by_actor_and_action(filled):
    found = filled.page(100, who="maria@example.gov", action="thing.1")

    assert [entry.details["number"] for entry in found] == [21, 11, 1]
    assert filled.actions() == [f"thing.{n}" for n in range(5)]
    assert filled.page(100, who="nobody\x00") == []


def test_any_text_can_be_told(accounts):
    accounts.audit.record("x" * 400, "thing.done", "zero \x00 and ümlaut", note="\x00 «é»")
    entry = accounts.audit.page(1)[0]

    assert len(entry.who) == 300 and "ümlaut" in entry.subject and "«é»" in entry.details["note"]
