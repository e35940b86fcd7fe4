"""Which embedder a collection is read with, and how much of the disk it takes."""

from pathlib import Path

import pytest

from knowledge import placing
from knowledge.collection import FIRST
from knowledge.errors import ModelUnavailable
from knowledge.placing import Served, embedder_of, place_of, size_of
from knowledge.settings import KnowledgeSettings
from tests.doubles import LetterCountEmbedder


@pytest.fixture
def settings(tmp_path):
    return KnowledgeSettings(data_dir=tmp_path, embedding_model="/here", _env_file=None)


@pytest.fixture(autouse=True)
def models(monkeypatch):
    """What each model's vectors are; no other can be opened."""
    found = {"/here": "large"}

    def opened(name, *_):
        if name not in found:
            raise ModelUnavailable(f"{name} is not here")
        return LetterCountEmbedder(found[name])

    monkeypatch.setattr(placing, "open_embedder", opened)
    return found


def test_a_model_that_lies_elsewhere_now_is_the_one_that_is_set(settings, models):
    moved = Served("3f9a1c2e", "/there", "large")
    assert embedder_of(moved, settings).fingerprint == "large"
    models["/there"] = "the collection's own"
    assert embedder_of(moved, settings).fingerprint == "the collection's own"


@pytest.mark.parametrize("embedder", ["other vectors", None])
def test_a_model_that_cannot_be_opened_is_named_where_the_one_set_is_another(settings, embedder):
    with pytest.raises(ModelUnavailable, match="/there is not here"):
        embedder_of(Served("3f9a1c2e", "/there", embedder), settings)


def test_the_size_is_told_while_files_come_and_go(settings, monkeypatch):
    folder = place_of(settings, FIRST) / "index"
    folder.mkdir(parents=True)
    (folder / "data.bin").write_bytes(b"1234")
    listed = Path.rglob

    def one_goes(self, pattern):
        gone = self / "chroma.sqlite3-journal"
        gone.write_bytes(b"12")
        for path in [*listed(self, pattern)]:
            gone.unlink(missing_ok=True)
            yield path

    monkeypatch.setattr(Path, "rglob", one_goes)
    assert size_of(settings, FIRST) == 4
    server = settings.model_copy(update={"chroma_url": "http://localhost:1"})
    assert size_of(server, FIRST) is None
