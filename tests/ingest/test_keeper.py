"""What the Keeper leaves behind of files that were sent, and of attempts that were refused."""

import pytest

from ingest.errors import Unreadable
from ingest.job import JobRunning
from tests.ingest.keeping import Told, keeping, library, uploads


@pytest.fixture
def keeper(base):
    library(base)
    with keeping(base, Told()) as keeper:
        yield keeper


@pytest.fixture
def names(base):
    """The names of the files that are kept for good, and of those that wait."""

    def of(waiting):
        found = uploads(base.engine())
        return sorted(o.rpartition("/")[2] for o, waits in found.items() if waits is waiting)

    return lambda: (of(False), of(True))


def ingest(keeper, name, data, **changes):
    """Send a file and ingest it as what it is said to be."""
    keeper.ingest_received(keeper.receive(name, data), changes, "ana")
    keeper.jobs.wait()


def test_a_file_that_cannot_be_read_is_not_kept(keeper, names):
    with pytest.raises(Unreadable):
        keeper.receive("broken.pdf", b"not a pdf")

    assert names() == ([], [])


def test_a_file_waits_until_it_is_ingested(keeper, names):
    received = keeper.receive("leave.md", b"There are 13 days.")
    assert names() == ([], ["leave.md"])
    keeper.ingest_received(received, {}, "ana")

    assert names() == (["leave.md"], [])


def test_several_files_that_are_ingested_at_once_do_not_wait(keeper, names):
    keeper.upload([("a.md", b"There are 13 days."), ("b.md", b"Two years.")], "ana")

    assert names() == (["a.md", "b.md"], [])


def test_a_file_that_cannot_take_a_place_is_not_kept_and_the_old_one_waits_after_a_new_one(
    keeper, names
):
    ingest(keeper, "leave.md", b"There are 13 days.")
    for name, data in (("leave.pdf", b"not a pdf"), ("leave.txt", b"https://a.example/leave\n")):
        with pytest.raises(Unreadable):
            keeper.replace("leave", name, data, "ana")
    assert names() == (["leave.md"], [])
    keeper.replace("leave", "leave.html", b"<p>There are 26 days.</p>", "ana")
    keeper.jobs.wait()

    assert names() == (["leave.html"], ["leave.md"])


def test_what_an_attempt_that_was_refused_has_left_does_not_count(keeper, base, monkeypatch):
    received = keeper.receive("leave.md", b"There are 13 days.")

    def refuse(task, who):
        raise JobRunning("An ingestion is running.")

    with monkeypatch.context() as patch:
        patch.setattr(keeper.jobs, "begin", refuse)
        with pytest.raises(JobRunning):
            keeper.ingest_received(received, {"publisher": "The wrong office"}, "ana")
    keeper.ingest_received(received, {}, "ana")
    keeper.jobs.wait()

    assert base.catalogue().sources()["leave"].publisher == "uploaded"


def test_a_file_that_was_looked_at_is_not_read_once_more_before_it_is_ingested(
    keeper, base, monkeypatch
):
    received = keeper.received(keeper.receive("leave.md", b"There are 13 days.").key)
    monkeypatch.setattr("ingest.keeper.look", None)
    keeper.ingest_received(received, {"publisher": "The right office"}, "ana")
    keeper.jobs.wait()

    assert base.catalogue().sources()["leave"].publisher == "The right office"
