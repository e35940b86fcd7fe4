"""This project at work in a process of its own, by the same orders as its peers."""

import pytest

from evals.peers.environments import PeerUnavailable
from evals.peers.systems import LIMIT, write_pieces
from evals.peers.worker import Place, working
from tests.evals.peers.doubles import PIECES, QUESTIONS, ours

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stored(model_dir, tmp_path_factory):
    """A store of the fifty texts, and what was told of making it."""
    folder = tmp_path_factory.mktemp("worker")
    write_pieces(PIECES, folder / "pieces.jsonl")
    with working(ours(model_dir, folder), folder / "store") as worker:
        loaded = worker.ask("load")
        told = worker.ask("ingest", pieces=str(folder / "pieces.jsonl"))
    return folder, loaded, told


def test_an_ingestion_tells_how_much_it_did_in_which_time_and_memory(stored):
    _, loaded, told = stored

    assert {"onnxruntime", "chromadb"} <= loaded["versions"].keys()
    assert told["passages"] == len(PIECES)
    assert told["seconds"] > 0
    assert told["peak_mb"] >= told["memory_mb"] > 10


def test_a_later_process_answers_from_what_was_stored(stored, model_dir):
    folder, *_ = stored
    with working(ours(model_dir, folder), folder / "store") as worker:
        worker.ask("open")
        answered = worker.ask("answer", questions=QUESTIONS)
        crowd = worker.ask("crowd", questions=QUESTIONS, clients=8, seconds=0.5)

    assert [ids[0] for ids in answered["found"]] == ["p11", "p42"]
    assert all(len(set(ids)) == LIMIT for ids in answered["found"])
    assert len(answered["seconds"]) == len(QUESTIONS)
    assert crowd["seconds"] and crowd["elapsed"] >= max(crowd["seconds"])


def test_a_failed_order_is_told_and_the_next_one_is_carried_out(model_dir, tmp_path):
    with working(ours(model_dir, tmp_path), tmp_path / "store") as worker:
        with pytest.raises(PeerUnavailable, match="this-project, open: StoreUnavailable"):
            worker.ask("open")
        assert worker.ask("load")["versions"]


def test_a_system_that_ends_is_named_with_where_it_said_why(model_dir, tmp_path):
    place = ours(model_dir, tmp_path)
    unknown = Place("nobody", place.python, place.model, place.log)

    with (
        working(unknown, tmp_path / "store") as worker,
        pytest.raises(PeerUnavailable, match=r"nobody, load: ended; see .*said\.log"),
    ):
        worker.ask("load")
    assert "evals.peers.with_nobody" in place.log.read_text()
