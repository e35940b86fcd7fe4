"""Files that were sent: which are told by their keys, and which are not kept."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from ingest.errors import Unreadable
from ingest.uploads import admit, drop, drop_waiting, keep, kept, key_of

DAY = timedelta(days=1)


@pytest.fixture
def sent(tmp_path):
    """Sends a file; where it is."""
    return lambda name, data=b"There are 13 days.": keep(tmp_path, name, data, 1000)


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sweep(tmp_path, later):
    return drop_waiting(tmp_path, datetime.now(UTC) + later - DAY)


def test_a_file_is_found_again_by_its_key(tmp_path, sent):
    path = sent("Leave.md")

    assert kept(tmp_path, key_of(path)) == path


@pytest.mark.parametrize("key", ["../x.md", "0123456789ab/../x.md", "0123456789ab/none.md", "x.md"])
def test_a_key_leads_to_nothing_but_what_was_sent(tmp_path, key):
    for place in ("uploaded", "uploads/0123456789ab/x", "uploads/uploaded"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "x.md").touch()
    (tmp_path / "uploads" / "0123456789ab" / "uploaded").mkdir()
    (tmp_path / "uploads" / "0123456789ab" / "x.md").touch()

    with pytest.raises(Unreadable):
        kept(tmp_path, key)


def test_what_waits_is_dropped_after_its_time_and_what_was_ingested_stays(tmp_path, sent):
    admit(sent("Leave.md"))
    sent("Leave.txt")  # the same folder

    assert sweep(tmp_path, DAY - timedelta(minutes=1)) == 0
    assert sweep(tmp_path, DAY + timedelta(minutes=1)) == 1
    assert files(tmp_path) == ["leave.md"]


def test_who_sends_a_file_again_has_the_whole_time_again(tmp_path, sent):
    path = sent("Leave.md")
    old = (datetime.now(UTC) - 2 * DAY).timestamp()
    for waiting in path.parent.iterdir():
        os.utime(waiting, (old, old))
    sent("Leave.md")

    assert sweep(tmp_path, timedelta(hours=1)) == 0
    assert path.is_file()


def test_a_file_that_is_sent_again_after_it_was_ingested_does_not_wait(tmp_path, sent):
    admit(sent("Leave.md"))
    drop(sent("Leave.md"))

    assert sweep(tmp_path, 2 * DAY) == 0
    assert files(tmp_path) == ["leave.md"]
