"""Documents and a Keeper for pages of the console, without a model."""

from types import SimpleNamespace

from api.accounts.audit import Audit
from ingest.jobs import Jobs
from ingest.keeper import Keeper
from ingest.work import work
from knowledge.database import open_database
from knowledge.store import PASSAGES
from tests.ingest.conftest import write_answers, write_document

CHANGED = {
    "asked": 2,
    "total": 2,
    "found": 1,
    "changed": [
        {
            "question": "Combien de jours de congé ?",
            "language": "fr",
            "times": 1,
            "before": {
                "status": "unanswered", "reason": "not_in_sources", "text": "<Rien>", "sources": []
            },
            "after": {"status": "answered", "reason": None, "text": "13 jours.", "sources": ["l"]},
        }
    ],
}  # fmt: skip


class Reading:
    """Stands in for Live where only the passages are looked at."""

    generation = ""

    def __init__(self, assistant, base):
        self.assistant, self.base = assistant, base

    def refresh(self):
        """Nothing is ever new."""
        return False

    @property
    def ground(self):
        """The passages that are there now."""
        passages = {}
        for passage in self.base.passages(PASSAGES):
            passages.setdefault(passage.source_id, []).append(passage)
        return SimpleNamespace(passages=passages)


def library(base):
    """Fill a data directory with two documents and an answer on one of them."""
    folder = base.knowledge_dir / "documents" / "en"
    write_document(folder, "pay", "# Pay\n\nPay is <b>$150,000</b>.")
    write_document(folder, "term", "# Term\n\nIt lasts two years.")
    write_answers(base.knowledge_dir, "pay", salary="Pay is <b>$150,000</b>.")
    assert not base.ingest().failed


def keeper_of(base):
    """A Keeper over a filled data directory, and its engine."""
    engine = open_database(base.settings.database)
    audit = Audit(engine)

    def watch(progress):
        return lambda progress: CHANGED

    jobs = Jobs(engine, audit, work(base.settings, base.embedder), watch)
    return Keeper(engine, base.settings, audit, jobs), engine
