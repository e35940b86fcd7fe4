"""Classifiers are fitted to what stands in the store, and only when that changed."""

import numpy as np
import pytest

import ingest.train
import knowledge.network
from knowledge.classifier import FILE, load
from knowledge.examples import PROGRAMME, UNKNOWN
from tests.ingest.conftest import write_answers, write_document


@pytest.fixture
def answers(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good. The term is long.")
    write_answers(base.knowledge_dir, "pay", good="The pay is good.", long="The term is long.")


def fitted(base):
    return load(base.data_dir / FILE).classifiers


def likeliest(classifier, base, text):
    shares = classifier.probabilities(base.embedder.embed_query(text))
    return max(shares, key=shares.get)


def test_routes_and_answers_are_told_apart(base, answers):
    base.ingest()
    found = fitted(base)

    assert found["routes"].labels == ("greeting", "off_topic", PROGRAMME)
    assert found["answers"].labels == ("good", "long", UNKNOWN)
    assert likeliest(found["answers"], base, "long wording 2 en?") == "long"
    assert likeliest(found["routes"], base, "long wording 2 en?") == PROGRAMME


def test_few_examples_need_no_hidden_layer_and_many_get_one(base, answers, monkeypatch):
    base.ingest()
    assert {name: len(c.layers) for name, c in fitted(base).items()} == {"routes": 1, "answers": 1}

    monkeypatch.setattr(ingest.train, "_MANY", 20)
    monkeypatch.setattr(knowledge.network, "_STEPS", 20)
    (base.data_dir / FILE).unlink()
    base.ingest()
    found = fitted(base)
    assert {name: len(c.layers) for name, c in found.items()} == {"routes": 1, "answers": 2}
    assert found["answers"].labels == ("good", "long", UNKNOWN)


def test_they_are_fitted_anew_only_when_something_changed(base, answers):
    base.ingest()
    written = (base.data_dir / FILE).stat().st_mtime_ns
    base.ingest()
    assert (base.data_dir / FILE).stat().st_mtime_ns == written

    write_answers(base.knowledge_dir, "pay", good="The pay is good.", brief="The term is long.")
    base.ingest()
    assert fitted(base)["answers"].labels == ("brief", "good", UNKNOWN)


def test_documents_alone_give_routes_and_no_answers(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good. The term is long.")
    base.ingest()

    assert fitted(base).keys() == {"routes"}
    assert np.isfinite(fitted(base)["routes"].layers[0].weights).all()


def test_a_damaged_file_is_fitted_anew(base, answers):
    base.ingest()
    (base.data_dir / FILE).write_bytes(b"nothing of the kind")
    base.ingest()

    assert fitted(base).keys() == {"routes", "answers"}
