"""Documents for pages of the console, and what an ingestion changes, without a model."""

from types import SimpleNamespace

from knowledge.store import PASSAGES

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


def watch(progress):
    """Tells always the same change."""
    return lambda progress: CHANGED
