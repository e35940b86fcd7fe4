import numpy as np
import pytest

from assistant.retrieve import Retriever
from knowledge.document import Passage
from knowledge.lexical import LexicalIndex
from tests.doubles import LetterCountEmbedder

TEXTS = ("mentors help fellows", "pay is high", "la paye est haute")
PASSAGES = [
    Passage(f"p{n}", "s", (), text, 0, len(text), "fr" if text.startswith("la") else "en")
    for n, text in enumerate(TEXTS)
]


@pytest.fixture
def retriever():
    embedder = LetterCountEmbedder()
    vectors = embedder.embed_passages(TEXTS)

    def nearest(vector, limit):
        similar = vectors @ vector
        return [(PASSAGES[i], float(similar[i])) for i in np.argsort(-similar)[:limit]]

    return Retriever(LexicalIndex(PASSAGES), nearest, embedder)


def test_the_fused_best_is_best_in_both(retriever):
    hits = retriever.search("high pay", "en", 3)
    assert hits[0].passage.id == "p1"
    assert (hits[0].lexical_rank, hits[0].dense_rank) == (1, 1)
    assert hits[0].score == pytest.approx(1.0)


def test_words_count_only_in_the_language_of_the_question(retriever):
    by_id = {h.passage.id: h for h in retriever.search("paye", "fr", 3)}
    assert by_id["p2"].lexical_rank == 1
    assert by_id["p1"].lexical_rank is None


def test_each_half_alone(retriever):
    assert [h.dense_rank for h in retriever.search("pay", "en", 3, "dense")] == [1, 2, 3]
    lexical = retriever.search("pay", "en", 3, "lexical")
    assert [h.passage.id for h in lexical] == ["p1"]
    assert lexical[0].similarity is None


def test_scores_fall_and_the_limit_holds(retriever):
    hits = retriever.search("fellows and pay", "en", 2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score


def test_of_many_passages_with_a_word_the_best_are_found():
    texts = [f"otters {'swim ' * (n % 7)}" for n in range(300)]
    passages = [Passage(f"p{n}", "s", (), t, 0, len(t), "en") for n, t in enumerate(texts)]
    index = LexicalIndex(passages)
    hits = Retriever(index, lambda vector, limit: [], None).search("otters", "en", 5, "lexical")

    scores = index.scores("otters", "en")
    assert len(hits) == 5
    assert {scores[int(h.passage.id[1:])] for h in hits} == {scores.max()}
