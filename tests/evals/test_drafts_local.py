"""Questions to a chat model: what it says is kept, and what is shown is read a second time."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from assistant.answer import Evidence, Query
from assistant.events import Proven
from assistant.writing.chat_model import Chunk, Message
from evals.drafts_local import Remembered, ask
from evals.fit_support import verifier_over
from knowledge.document import Passage, Source
from knowledge.embedder import open_embedder
from tests.knowledge.test_project import HOME

PAY = "Guards of the museum are paid between $1,800 and $2,200 a month."
QUERY = Query("What do the guards earn?", "en", "What do the guards earn?")
SAID = "The guards earn between $1,800 and $2,200 a month [1]. The guards earn $9,000 [1]."


class Dictated:
    """Says one text, and counts how often it is asked."""

    name = "dictated"

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        self.asked += 1
        for word in self.text.split(" "):
            yield Chunk(f"{word} ")


@pytest.fixture(scope="module")
def verifier(model_dir):
    return verifier_over(HOME, open_embedder("embedded", model_dir))


def evidence() -> tuple[Evidence, ...]:
    source = Source("s", "Guards", "The Gazette", "", date(2026, 3, 4), "en")
    return (Evidence(1, Passage("p", "s", (), PAY, 0, len(PAY), "en"), source, 1.0),)


def test_what_is_shown_and_dropped_is_counted_and_what_was_said_is_not_asked_again(
    verifier, tmp_path
):
    model, file = Dictated(SAID), tmp_path / "drafts.jsonl"
    for _ in range(2):
        remembered = Remembered(model, file)
        figures = ask([(QUERY, evidence())], remembered, verifier, frozenset(), "the museum")

    counted = figures.as_json()
    assert (counted["sentences"], counted["shown"]) == (2, 1)
    assert counted["dropped_by"] == {"values": 1}
    assert figures.problems == []
    assert model.asked == 1
    assert PAY in figures.report()


def test_a_stranger_in_a_shown_sentence_shuts_the_gate(verifier, monkeypatch):
    figures = ask([(QUERY, evidence())], Dictated(SAID), verifier, frozenset(), "the museum")
    asked = figures.asked[0]
    assert isinstance(asked.proven[0], Proven)
    monkeypatch.setattr("evals.drafts_local.lacking", lambda *_: ["9000"])

    again = ask([(QUERY, evidence())], Dictated(SAID), verifier, frozenset(), "the museum")

    assert "shown without proof: 9000" in again.problems[0]
