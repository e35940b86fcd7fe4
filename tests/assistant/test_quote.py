"""Quotations from two short texts that no one curated, in another language than the questions."""

import numpy as np
import pytest

from assistant.alignment import Rarity, states_of
from assistant.answer import Query
from assistant.decision import Decision
from assistant.quote import FEATURES, Quoter
from assistant.retrieve import Retriever
from knowledge.document import Passage, Source
from knowledge.embedder import open_embedder
from knowledge.lexical import LexicalIndex
from knowledge.names import Names
from tests.knowledge.test_project import HOME

TEXTS = (
    "Le musée ouvre ses portes en mai. L'entrée coûte 12 euros par personne.",
    "Les artistes exposés sont Monet, Renoir, Degas, Cézanne, Manet, Pissarro et Sisley.",
    "Quels sont les horaires ? Une visite guidée dure deux heures.",
)
SOURCES = {"s": Source("s", "T", "P", "https://x.org", None, "fr")}


@pytest.fixture(scope="module")
def quotes(model_dir):
    """The quotations for a question, as texts."""
    embedder = open_embedder("embedded", model_dir)
    passages = [Passage(f"p{n}", "s", (), t, 0, len(t), "fr") for n, t in enumerate(TEXTS)]
    vectors = embedder.embed_passages(TEXTS)

    def nearest(vector, limit):
        similar = vectors @ vector
        return [(passages[i], float(similar[i])) for i in np.argsort(-similar)[:limit]]

    retriever = Retriever(LexicalIndex(passages), nearest, embedder)
    rarity = Rarity((p.text, p.language) for p in passages)
    decision = Decision.load(HOME / "decision.json", "quote", FEATURES)
    quoter = Quoter(embedder, rarity, Names.load(HOME / "names.yaml"), decision)

    def found(question, language, strictness=1.0):
        states = states_of(embedder, question, "query")
        hits = retriever.search_vector(question, states.pooled, language, 8)
        query = Query(question, language, question)
        return [q.text for q in quoter.quotes(query, states, hits, SOURCES, strictness)]

    return found


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Combien coûte l'entrée ?", "fr"),
        ("How much is the entrance fee per person?", "en"),
        ("¿Cuánto cuesta la entrada?", "es"),
    ],
)
def test_the_sentence_that_answers_is_quoted_exactly(quotes, question, language):
    assert quotes(question, language)[0] == "L'entrée coûte 12 euros par personne."


def test_who_asks_for_all_gets_the_list(quotes):
    assert quotes("Liste de tous les artistes exposés", "fr")[0] == TEXTS[1]


def test_a_question_is_never_quoted_as_an_answer(quotes):
    assert all(not text.endswith("?") for text in quotes("Quels sont les horaires ?", "fr"))


@pytest.mark.parametrize("question", ["Is there a car park for buses?", "Who won the cup final?"])
def test_what_the_texts_do_not_say_is_not_quoted(quotes, question):
    assert quotes(question, "en") == []


def test_strictness_leaves_out_what_is_less_sure(quotes):
    assert quotes("Combien coûte l'entrée ?", "fr", strictness=1000.0) == []
