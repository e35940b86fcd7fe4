"""Files that are sent to one replica and dealt with by another, which has no folder in common."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event

import pytest
from sqlalchemy import Engine

from ingest.job import JobRunning, JobState
from ingest.uploads import Uploads
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.engines import writing
from knowledge.store import remove_store
from tests.ingest.conftest import Base
from tests.ingest.keeping import Told, keeping, library, uploads


@dataclass
class Replica(Base):
    """What a process sees that shares its engines with others."""

    chroma_url: str = ""
    database_url: str = ""
    opened: list[Engine] = field(default_factory=list)

    @property
    def settings(self):
        shared = {"chroma_url": self.chroma_url, "database_url": self.database_url}
        return super().settings.model_copy(update=shared)

    def engine(self):
        self.opened.append(open_database(self.database_url))
        return self.opened[-1]

    def catalogue(self):
        return Catalogue(self.engine())


@pytest.fixture
def replica(tmp_path, chroma_url, postgres_url):
    """Makes replicas, each with a folder of its own."""
    remove_store(chroma_url)
    places = {"chroma_url": chroma_url, "database_url": postgres_url, "opened": []}
    yield lambda name: Replica(tmp_path / name, tmp_path / "knowledge", **places)
    for engine in places["opened"]:
        engine.dispose()


@pytest.fixture
def two(replica):
    """The Keepers of two replicas over an ingested library."""
    one, other = replica("one"), replica("other")
    library(one)
    with ExitStack() as stack:
        yield [stack.enter_context(keeping(base, Told())) for base in (one, other)]


def done(keeper, job):
    keeper.jobs.wait()
    ended = keeper.jobs.get(job.id)
    assert ended.state is JobState.DONE, ended.problem
    return ended.report


def test_what_is_sent_to_one_is_ingested_replaced_removed_and_restored_by_another(two, replica):
    one, other = two
    received = one.receive("Leave.md", b"There are 13 days.")
    other.ingest_received(other.received(received.key), {"publisher": "The office"}, "luc")
    other.jobs.wait()
    catalogue = replica("third").catalogue()
    assert catalogue.sources()["leave"].publisher == "The office"

    assert one.replaceable("leave") and other.replaceable("leave")
    assert done(one, one.ingest_again("leave", "ana"))["unchanged"] == 1
    report = done(one, one.replace("leave", "days.html", b"<p>There are 26 days.</p>", "ana"))
    assert report["updated"] == 1
    assert "26 days" in catalogue.document("leave").text
    done(one, one.remove("leave", "ana"))
    done(other, other.restore("leave", "luc"))
    assert catalogue.sources()["leave"].publisher == "The office"
    for name in ("one", "other"):
        assert list(replica(name).data_dir.rglob("*")) == []


def test_whoever_builds_everything_anew_reads_again_what_was_sent(two, replica):
    one, other = two
    done(one, one.upload([("leave.md", b"There are 13 days."), ("a.pdf", b"not a pdf")], "ana"))
    done(one, one.upload([("lift.md", b"The lift is slow.")], "ana"))
    done(other, other.remove("lift", "luc"))
    fresh = replica("fresh")

    report = fresh.ingest(rebuild=True)

    assert (report.changes.added, report.failed) == (3, ())
    [warning] = report.warnings
    assert "lift was removed by luc" in warning.reason
    assert done(other, other.ingest_again("leave", "luc"))["unchanged"] == 1
    done(one, one.restore("lift", "ana"))
    assert fresh.catalogue().document("lift").text == "The lift is slow."


def test_while_one_ingests_another_takes_no_change_that_would_be_missed(two, replica):
    _, other = two
    with writing(replica("one").settings):
        refuses(other)

    assert other.removed() == [] and uploads(replica("one").engine()) == {}
    assert other.jobs.page() == ([], 0)


def test_what_one_is_about_to_do_is_left_alone_by_others_and_by_those_that_start(two, replica):
    one, other = two
    looking, go_on = Event(), Event()

    def watch(progress):
        looking.set()
        assert go_on.wait(30)
        return lambda progress: None

    with keeping(replica("third"), Told(), watch) as third:
        job = third.upload([("leave.md", b"There are 13 days.")], "ana")
        try:
            assert looking.wait(30)
            refuses(other)
            with keeping(replica("new"), Told()) as new:
                assert new.jobs.get(job.id).state is JobState.RUNNING
            assert list(uploads(replica("new").engine()).values()) == [False]
        finally:
            go_on.set()
        assert done(third, job)["added"] == 1
    assert done(one, one.ingest_again("leave", "ana"))["unchanged"] == 1


def refuses(keeper):
    for attempt in (
        lambda: keeper.change("pay", {"title": "Salaries"}, "luc"),
        lambda: keeper.remove("pay", "luc"),
        lambda: keeper.upload([("b.md", b"Two years.")], "luc"),
        lambda: keeper.ingest_again("pay", "luc"),
    ):
        with pytest.raises(JobRunning):
            attempt()


def test_pages_of_a_list_that_was_sent_are_fetched_by_nobody_from_private_networks(
    base, site, folder
):
    library(base)
    address = site.add("/page", b"<p>Secrets of the house.</p>")
    engine = base.engine()
    uploads_of = Uploads(engine)
    uploads_of.admit([uploads_of.keep("pages.txt", address.encode(), 1000)])
    report = base.ingest(rebuild=True)
    assert [f.origin for f in report.failed] == [address]

    (folder / "own.urls").write_text(address)
    assert base.ingest(folder).changes.added == 1
    engine.dispose()
