"""Wordings with their vectors, kept for the next start."""

import numpy as np
import pytest

from knowledge.asked import Asked, keep, read_kept, read_stored
from knowledge.document import LANGUAGES, Passage
from knowledge.store import WORDINGS, open_store

TEXTS = ("How much does it pay?", "Combien ça paie ?", "¿Cuánto pagan? \ud800")
ASKED = Asked(
    tuple(
        Passage(f"id-{language}", "pay", ("money",), text, 0, len(text), language)
        for language, text in zip(LANGUAGES, TEXTS, strict=True)
    ),
    np.eye(3, 4, dtype=np.float32),
)


@pytest.fixture
def kept(tmp_path):
    """A file in which wordings are kept under "key"."""
    keep(tmp_path / "wordings.npz", "key", ASKED)
    return tmp_path / "wordings.npz"


def is_same(found):
    return found.wordings == ASKED.wordings and np.array_equal(found.vectors, ASKED.vectors)


def test_what_is_kept_is_read_again(kept):
    assert is_same(read_kept(kept, "key"))


def test_what_was_kept_under_another_key_is_left(kept):
    assert read_kept(kept, "other") is None


def test_nothing_is_read_where_nothing_is_kept(tmp_path):
    assert read_kept(tmp_path / "wordings.npz", "key") is None


def test_what_cannot_be_kept_is_none_the_worse(tmp_path):
    keep(tmp_path / "missing" / "wordings.npz", "key", ASKED)

    assert list(tmp_path.iterdir()) == []


def test_no_damage_is_taken_for_what_was_kept_nor_fails(kept):
    whole = kept.read_bytes()
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x5A
        kept.write_bytes(damaged)
        found = read_kept(kept, "key")
        assert found is None or is_same(found), at


@pytest.mark.parametrize("length", [0, 1, 100, 1000])
def test_a_file_that_was_cut_is_as_none(kept, length):
    kept.write_bytes(kept.read_bytes()[:length])

    assert read_kept(kept, "key") is None


def test_a_store_tells_its_wordings_with_their_vectors(tmp_path):
    store = open_store(tmp_path / "chroma", WORDINGS, "e5", create=True)
    try:
        assert read_stored(store, 4).vectors.shape == (0, 4)
        sound = Asked(ASKED.wordings[:2], ASKED.vectors[:2])
        store.upsert(sound.wordings, sound.vectors)

        found = read_stored(store, 4)
    finally:
        store.close()
    assert found.wordings == sound.wordings
    assert np.array_equal(found.vectors, sound.vectors)
