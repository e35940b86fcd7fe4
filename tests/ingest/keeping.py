"""A Keeper over two documents and an answer on one of them, without a model."""

from contextlib import contextmanager

from sqlalchemy import text

from ingest.jobs import Jobs, unwatched
from ingest.keeper import Keeper
from ingest.work import work
from knowledge.sessions import session_of
from tests.ingest.conftest import write_answers, write_document


class Told:
    """Stands for the audit: who did what, and the action it was done for."""

    def __init__(self):
        self.entries = []

    def add(self, session, who, action, subject, **details):
        """Keep one entry."""
        self.entries.append((who, action, details.get("for")))


def library(base, pay="Pay is $150,000."):
    """Fill a data directory with two documents and an answer on one of them."""
    folder = base.knowledge_dir / "documents" / "en"
    write_document(folder, "pay", f"# Pay\n\n{pay}")
    write_document(folder, "term", "# Term\n\nIt lasts two years.")
    write_answers(base.knowledge_dir, "pay", salary=pay)
    assert not base.ingest().failed


@contextmanager
def keeping(base, recorder, watch=unwatched):
    """A Keeper over a filled data directory, until its jobs have ended."""
    engine = base.engine()
    jobs = Jobs(engine, recorder, work(base.settings, base.embedder), watch)
    yield Keeper(engine, base.settings, recorder, jobs)
    jobs.wait()
    engine.dispose()


def uploads(engine):
    """By the origins of all files that were sent, whether they wait to be ingested."""
    with session_of(engine) as session:
        rows = session.execute(text("SELECT origin, waiting FROM upload"))
        return {origin: bool(waiting) for origin, waiting in rows}
