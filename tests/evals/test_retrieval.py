"""A tiny benchmark searched in every mode, with vectors that are kept."""

import numpy as np
import pytest

from evals.beir import Benchmark, Question, Text
from evals.retrieval import measure
from evals.vectors import VectorCache
from tests.doubles import LetterCountEmbedder

CORPUS = (
    Text(id="d1", text="zzz zebra", title="Animals", lang="en"),
    Text(id="d2", text="The bonus is paid in spring.", lang="en"),
    Text(id="d3", text="qqq", lang="en"),
)
QUESTIONS = (
    Question(id="q1", text="when is the bonus paid", lang="en"),
    Question(id="q2", text="zzz", lang="en"),
)
BENCHMARK = Benchmark(CORPUS, QUESTIONS, {"q1": {"d2": 1}, "q2": {"d1": 1}})


def as_it_is(question, _conversation, _language):
    return question


@pytest.fixture
def embedder():
    return LetterCountEmbedder()


@pytest.fixture
def cache(embedder, tmp_path):
    return VectorCache(embedder, tmp_path / "cache")


def test_every_mode_finds_what_it_can_find(embedder, cache):
    figures = measure(BENCHMARK, embedder, cache, as_it_is).as_json()

    assert figures == {
        "passages": 3,
        "queries": 2,
        "lexical": {"ndcg@10": 1.0, "recall@5": 1.0},
        "dense": {"ndcg@10": 1.0, "recall@5": 1.0},
        "fused": {"ndcg@10": 1.0, "recall@5": 1.0},
    }


def test_only_dense_search_finds_without_shared_words(embedder, cache):
    benchmark = Benchmark(CORPUS, (Question(id="q", text="zzzebr", lang="en"),), {"q": {"d1": 1}})

    found = measure(benchmark, embedder, cache, as_it_is).as_json()

    assert found["lexical"]["ndcg@10"] == 0.0
    assert found["dense"]["ndcg@10"] == found["fused"]["ndcg@10"] == 1.0


def test_a_follow_up_is_read_in_its_conversation(embedder, cache):
    seen = []

    def spy(question, conversation, language):
        seen.append((question, [t.answer.standalone_question for t in conversation.turns]))
        return as_it_is(question, conversation, language)

    question = Question(id="q", text="and when?", lang="en", history=("is there a bonus",))
    measure(Benchmark(CORPUS, (question,), {"q": {"d2": 1}}), embedder, cache, spy)

    assert seen == [("is there a bonus", []), ("and when?", ["is there a bonus"])]


def test_progress_comes_to_an_end(embedder, cache):
    told = []

    measure(BENCHMARK, embedder, cache, as_it_is, lambda stage, share: told.append((stage, share)))

    assert told[-1] == ("searching", 1.0)
    assert ("embedding", 1.0) in told


def test_the_same_texts_are_embedded_once(embedder, cache):
    first = cache.passages(["a", "b"])
    again = cache.passages(["a", "b"])
    cache.passages(["a", "c"])
    cache.questions(["a", "b"])

    assert np.array_equal(first, again)
    assert (embedder.texts, embedder.queries) == (["a", "b", "a", "c"], ["a", "b"])


def test_another_embedder_has_its_own_vectors(embedder, cache):
    cache.passages(["a"])
    embedder.fingerprint = "other letters"
    cache.passages(["a"])

    assert embedder.texts == ["a", "a"]


@pytest.mark.parametrize("damage", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_written_again(embedder, cache, tmp_path, damage):
    first = cache.passages(["a"])
    (path,) = (tmp_path / "cache").iterdir()
    path.write_bytes(damage)

    assert np.array_equal(cache.passages(["a"]), first)
    assert np.array_equal(cache.passages(["a"]), first)
    assert embedder.texts == ["a", "a"]
