from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from knowledge.document import Passage, passage_id
from knowledge.errors import StoreMismatch, StoreUnavailable
from knowledge.store import UNSEEN, open_store, ours, remove_store
from knowledge.store_client import close_client, open_client
from tests.servers import chroma_running, free_port


def made(text, source="s", start=0):
    return Passage(
        passage_id(source, ("H",), text), source, ("H",), text, start, start + len(text), "en"
    )


def unit(*values):
    row = np.array(values, dtype=np.float32)
    return row / np.linalg.norm(row)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "chroma"


@pytest.fixture(params=["embedded", "server"])
def place(request, folder):
    """An empty store of each kind."""
    if request.param == "embedded":
        return folder
    url = request.getfixturevalue("chroma_url")
    remove_store(url)
    return url


@pytest.fixture
def store(place):
    opened = open_store(place, "passages", "e1", create=True)
    yield opened
    opened.close()


def test_a_passage_comes_back_as_it_was_written(store):
    written = made("Fees are due in May.", start=12)
    store.upsert([written], unit(1, 0)[None])
    assert list(store.passages()) == [written]
    assert store.get([written.id, "unknown"]) == {written.id: written}


def test_writing_a_passage_twice_keeps_one(store):
    for _ in range(2):
        store.upsert([made("a")], unit(1, 0)[None])
    assert store.count() == 1


def test_a_server_tells_the_same_cosines_as_an_embedded_store_to_the_last_bit(folder, chroma_url):
    remove_store(chroma_url)
    random = np.random.default_rng(0)
    vectors = random.normal(size=(60, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = []
    for place in (folder, chroma_url):
        with closing(open_store(place, "passages", "e1", create=True)) as store:
            store.upsert([made(str(n)) for n in range(50)], vectors[:50])
            found.append([dict(store.nearest(vector, 20)) for vector in vectors[50:]])

    assert found[0] == found[1]


def test_nearest_gives_cosines_best_first(store):
    store.upsert([made("a"), made("b")], np.stack([unit(1, 0), unit(1, 1)]))
    found = store.nearest(unit(0, 1), 5)
    assert [p.text for p, _ in found] == ["b", "a"]
    assert [s for _, s in found] == pytest.approx([0.7071, 0.0], abs=1e-3)


def test_a_collection_of_an_older_program_is_searched_as_widely_once_it_is_written_to(place):
    with closing_client(place) as client:
        client.create_collection(
            "passages",
            metadata={"embedder": "e1", "format": 1},
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )

    for name in ("passages", "wordings"):
        with closing(open_store(place, name, "e1", create=True)) as opened:
            opened.upsert([made("a")], unit(1, 0)[None])
            assert [p.text for p, _ in opened.nearest(unit(1, 0), 1)] == ["a"]

    with closing_client(place) as client:
        for found in client.list_collections():
            assert found.configuration_json["hnsw"]["ef_search"] == 200
            assert found.metadata == {"embedder": "e1", "format": 1}


@contextmanager
def closing_client(place):
    client = open_client(place, writes=True)
    yield client
    close_client(client)


def test_moving_keeps_the_vector(store):
    store.upsert([made("a")], unit(1, 0)[None])
    store.move([replace(made("a"), start=7, end=8)])
    assert next(store.passages()).start == 7
    assert store.vectors([made("a").id])[made("a").id] == pytest.approx([1.0, 0.0])


def test_deleted_passages_are_gone(store):
    store.upsert([made("a"), made("b")], np.stack([unit(1, 0), unit(0, 1)]))
    store.delete([made("a").id, "unknown"])
    assert store.ids() == {made("b").id}


def test_nothing_to_do_is_no_error(store):
    store.upsert([], np.zeros((0, 2), dtype=np.float32))
    store.delete([])
    assert store.get([]) == store.vectors([]) == {}


def test_an_empty_store_finds_nothing(store):
    assert store.nearest(unit(1, 0), 3) == []


def test_a_store_that_was_never_made_names_the_command(place):
    with pytest.raises(StoreUnavailable, match="techforce ingest"):
        open_store(place, "passages", "e1")


def test_another_embedder_is_refused_with_the_mend(place, store):
    with pytest.raises(StoreMismatch, match="--rebuild"):
        open_store(place, "passages", "e2")


def test_all_passages_are_read_where_there_are_many(store):
    many = [made(f"text {n}", start=n) for n in range(2100)]
    for start in range(0, len(many), 300):
        page = many[start : start + 300]
        store.upsert(page, np.stack([unit(1, n) for n in range(len(page))]))
    assert set(store.passages()) == set(many)
    assert store.vectors([p.id for p in many]).keys() == {p.id for p in many}


def test_a_removed_store_is_empty_when_it_is_made_again(place, store):
    store.upsert([made("a")], unit(1, 0)[None])
    store.close()
    remove_store(place)
    again = open_store(place, "passages", "e2", create=True)
    assert again.count() == 0
    again.close()


def test_a_server_s_collection_that_another_process_made_anew_is_read_on(chroma_url):
    remove_store(chroma_url)
    reader = open_store(chroma_url, "passages", "e1", create=True)
    reader.upsert([made("old")], unit(1, 0)[None])
    remove_store(chroma_url)
    with pytest.raises(StoreUnavailable):
        reader.count()
    writer = open_store(chroma_url, "passages", "e1", create=True)
    writer.upsert([made("new")], unit(1, 0)[None])

    assert [passage.text for passage, _ in reader.nearest(unit(1, 0), 5)] == ["new"]

    remove_store(chroma_url)
    open_store(chroma_url, "passages", "e2", create=True).close()
    with pytest.raises(StoreMismatch):
        reader.nearest(unit(1, 0), 5)
    reader.close()
    writer.close()


def test_of_a_server_nothing_is_removed_that_is_not_ours(chroma_url):
    remove_store(chroma_url)
    theirs, mine = "passages.of-another-program", {"wordings-0123abcd", f"passages{UNSEEN}"}
    for name in (theirs, *mine):
        open_store(chroma_url, name, "e1", create=True).close()
    assert ours(chroma_url) == mine
    remove_store(chroma_url)
    assert ours(chroma_url) == set()
    open_store(chroma_url, theirs, "e1").close()


def test_a_server_that_is_away_is_named_with_the_setting():
    with pytest.raises(StoreUnavailable, match="TECHFORCE_CHROMA_URL"):
        open_store(f"http://127.0.0.1:{free_port()}", "passages", "e1")


def test_a_server_that_goes_away_and_comes_back_is_found_again(tmp_path):
    port = free_port()
    with chroma_running(tmp_path, port) as url:
        store = open_store(url, "passages", "e1", create=True)
        store.upsert([made("a")], unit(1, 0)[None])
    with pytest.raises(StoreUnavailable, match="TECHFORCE_CHROMA_URL"):
        store.count()
    with chroma_running(tmp_path, port):
        assert store.count() == 1
        store.close()


def test_a_damaged_file_is_refused_with_the_mend(folder):
    open_store(folder, "passages", "e1", create=True).close()
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreUnavailable, match="--rebuild"):
        open_store(folder, "passages", "e1")
    remove_store(folder)
    open_store(folder, "passages", "e1", create=True).close()
