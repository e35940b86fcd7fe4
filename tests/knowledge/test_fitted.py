"""What was fitted comes back as it was, from the data directory and from a database."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.classifier import FILE, Fitted, fit_classifier
from knowledge.collection import FIRST
from knowledge.database import open_database
from knowledge.errors import StoreUnavailable
from knowledge.fitted import load_fitted, remove_fitted, save_fitted
from knowledge.settings import KnowledgeSettings

OTHER = "0123abcd"


@pytest.fixture(params=["own", "shared"])
def settings(request, tmp_path):
    """Engines of each kind; the database of the shared ones is PostgreSQL."""
    if request.param == "own":
        return KnowledgeSettings(data_dir=tmp_path, _env_file=None)
    url = request.getfixturevalue("postgres_url")
    return KnowledgeSettings(
        data_dir=tmp_path, database_url=url, chroma_url="http://127.0.0.1:1", _env_file=None
    )


@pytest.fixture
def engine(settings):
    engine = open_database(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture
def fitted():
    vectors = np.eye(4, dtype=np.float32)
    classifier = fit_classifier(vectors, ["a", "a", "b", "c"])
    return Fitted({"routes": classifier}, vectors[:2], "key 1")


def test_it_comes_back_as_it_was_and_is_replaced(settings, engine, fitted):
    save_fitted(settings, engine, FIRST, replace(fitted, key="key 0"))
    save_fitted(settings, engine, FIRST, fitted)
    found = load_fitted(settings, engine, FIRST)

    assert found.key == "key 1"
    assert (found.unknown == fitted.unknown).all()
    for vector in np.eye(4, dtype=np.float32):
        told = [f.classifiers["routes"].probabilities(vector) for f in (found, fitted)]
        assert told[0] == told[1]
    assert (settings.data_dir / FILE).exists() is not settings.shared


def test_every_collection_has_its_own(settings, engine, fitted):
    save_fitted(settings, engine, FIRST, fitted)
    save_fitted(settings, engine, OTHER, replace(fitted, key="key 2"))
    assert [load_fitted(settings, engine, c).key for c in (FIRST, OTHER)] == ["key 1", "key 2"]

    remove_fitted(settings, engine, FIRST)

    assert load_fitted(settings, engine, OTHER).key == "key 2"
    with pytest.raises(StoreUnavailable, match="techforce ingest"):
        load_fitted(settings, engine, FIRST)


def test_before_an_ingestion_the_command_is_named(settings, engine):
    with pytest.raises(StoreUnavailable, match="techforce ingest"):
        load_fitted(settings, engine, FIRST)
