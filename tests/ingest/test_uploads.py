"""Files that were sent: which are told by their origins, and which are not kept."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.draft import is_upload, key_of, upload_of
from ingest.errors import Unreadable
from ingest.uploads import Uploads
from knowledge.catalogue import Catalogue, Entry
from knowledge.document import Document, Source
from tests.ingest.keeping import uploads

DAY = timedelta(days=1)
TEXT = b"There are 13 days."


@pytest.fixture
def sent(engine):
    """Sends a file; its origin."""
    return lambda name, data=TEXT: Uploads(engine).keep(name, data, 1000)


def sweep(engine, later):
    return Uploads(engine).drop_waiting(datetime.now(UTC) + later - DAY)


def ingest(engine, origin, root=""):
    """As an ingestion leaves it: a Document that came from a file."""
    Uploads(engine).admit([origin])
    source = Source("leave", "Leave", "Us", "https://a.example/", None, "en")
    Catalogue(engine).put(Entry(Document(source, "There are 13 days."), root or origin, origin, 1))


def test_a_file_is_found_again_by_what_it_is_called(engine, sent):
    origin = sent("Leave.md", b"\x00\xff days")

    assert is_upload(origin) and key_of(origin).endswith("/leave.md")
    assert Uploads(engine).content(upload_of(key_of(origin))) == b"\x00\xff days"


@pytest.mark.parametrize(
    "key",
    ["../x.md", "0123456789ab/../x.md", "0123456789ab/none.md", "x.md", "a/\x00.md", "é" * 999],
)
def test_nothing_is_read_but_what_was_sent(engine, tmp_path, monkeypatch, key):
    (tmp_path / "x.md").touch()
    (tmp_path / "0123456789ab").mkdir()
    monkeypatch.chdir(tmp_path / "0123456789ab")

    with pytest.raises(Unreadable):
        Uploads(engine).content(upload_of(key))


def test_what_waits_is_dropped_after_its_time_and_what_was_ingested_stays(engine, sent):
    admitted = sent("Leave.md")
    Uploads(engine).admit([admitted])
    sent("Leave.txt")

    assert sweep(engine, DAY - timedelta(minutes=1)) == 0
    assert sweep(engine, DAY + timedelta(minutes=1)) == 1
    assert uploads(engine) == {admitted: False}


def test_who_sends_a_file_again_has_the_whole_time_again(engine, sent):
    origin = sent("Leave.md")
    Uploads(engine).put(origin, TEXT, waiting=True, sent_at=datetime.now(UTC) - 2 * DAY)
    sent("Leave.md")

    assert sweep(engine, timedelta(hours=1)) == 0
    assert uploads(engine) == {origin: True}


def test_a_file_that_is_sent_again_after_it_was_ingested_does_not_wait(engine, sent):
    origin = sent("Leave.md")
    Uploads(engine).admit([origin])
    Uploads(engine).drop(sent("Leave.md"))

    assert sweep(engine, 2 * DAY) == 0
    assert uploads(engine) == {origin: False}


def test_of_those_that_were_ingested_the_ones_that_nothing_came_from_wait_again(engine, sent):
    used, unused = sent("Leave.md"), sent("b.md")
    ingest(engine, used)
    Uploads(engine).admit([unused])
    Uploads(engine).settle([used, unused, "/some/file.md", "https://a.example/"])

    assert uploads(engine) == {used: False, unused: True}
    assert sweep(engine, timedelta()) == 0


@pytest.mark.parametrize("part", ["", "#a"])
def test_a_file_that_a_document_came_from_is_never_dropped(engine, sent, part):
    origin = sent("Leave.md")
    Uploads(engine).settle([origin])  # as while everything is made anew
    ingest(engine, f"{origin}{part}", origin)

    assert sweep(engine, 2 * DAY) == 0
    assert uploads(engine) == {origin: False}


def test_a_list_of_addresses_that_was_sent_is_what_its_pages_came_from(engine, sent):
    origin = sent("pages.txt", b"https://a.example/leave\n")
    ingest(engine, "https://a.example/leave", origin)
    Uploads(engine).settle([origin])

    assert sweep(engine, 2 * DAY) == 0
