"""Quotations from two short texts that no one curated, in another language than the questions."""

import numpy as np
import pytest

from assistant.alignment import Rarity, states_of
from assistant.answer import Query
from assistant.compose import compose_quotes
from assistant.decision import Decision
from assistant.quote import FEATURES, Quoter
from assistant.retrieve import Retriever
from assistant.texts import Texts
from knowledge.document import Passage, Source
from knowledge.embedder import open_embedder
from knowledge.lexical import LexicalIndex
from knowledge.names import Names
from knowledge.opposites import Opposites
from tests.knowledge.test_project import HOME

TEXTS = (
    "Le musée ouvre ses portes en mai. L'entrée coûte 12 euros par personne.",
    "Les artistes exposés sont Monet, Renoir, Degas, Cézanne, Manet, Pissarro et Sisley.",
    "Quels sont les horaires ? Une visite guidée dure deux heures.",
    "Le musée cherche des bénévoles. Ils reçoivent un badge et un repas.",
    "| Salle | Loyer |\n|---|---|\n| Grande salle | 900 euros |\n| Petite salle | 250 euros |",
    "Le café du musée emploie 14 serveurs.",
)
SOURCES = {"s": Source("s", "T", "P", "https://x.org", None, "fr")}


@pytest.fixture(scope="module")
def found(model_dir):
    """The Quotes for a question."""
    embedder = open_embedder("embedded", model_dir)
    passages = [Passage(f"p{n}", "s", (), t, 0, len(t), "fr") for n, t in enumerate(TEXTS)]
    vectors = embedder.embed_passages(TEXTS)

    def nearest(vector, limit):
        similar = vectors @ vector
        return [(passages[i], float(similar[i])) for i in np.argsort(-similar)[:limit]]

    retriever = Retriever(LexicalIndex(passages), nearest, embedder)
    rarity = Rarity((p.text, p.language) for p in passages)
    decision = Decision.load(HOME / "decision.json", "quote", FEATURES)
    opposites = Opposites.load(HOME / "opposites.yaml")
    quoter = Quoter(embedder, rarity, Names.load(HOME / "names.yaml"), decision, opposites)

    def asked(question, language, strictness=1.0):
        states = states_of(embedder, question, "query")
        hits = retriever.search_vector(question, states.pooled, language, 8)
        query = Query(question, language, question)
        judged = quoter.judged(query, states, hits)
        return quoter.quotes(query, judged, hits, SOURCES, strictness)

    return asked


@pytest.fixture
def quotes(found):
    """The quotations for a question, as texts."""
    return lambda *question, **more: [quote.text for quote in found(*question, **more)]


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


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(found):
    best = found("Qui reçoit un badge et un repas ?", "fr")[0]
    assert best.text == TEXTS[3]
    assert best.statement == "Ils reçoivent un badge et un repas."


def test_a_row_of_a_table_is_quoted_with_its_column_names_and_both_are_cited(found):
    question = "Quel est le loyer de la petite salle ?"
    best = found(question, "fr")[:1]
    assert best[0].text == "| Petite salle | 250 euros |"
    texts = Texts("fr", dict.fromkeys(("quoted_intro", "quoted_more"), "{quote}"), (), {})
    answer = compose_quotes(Query(question, "fr", question), best, texts)
    assert answer.sentences[0].text == "| Salle | Loyer | … | Petite salle | 250 euros |"
    assert [c.quote for c in answer.citations] == [best[0].text, "| Salle | Loyer |"]


@pytest.mark.parametrize(
    ("question", "language", "known"),
    [
        ("Combien de serveurs travaillent au café ?", "fr", True),
        ("How many waiters does the café employ?", "en", True),
        ("Combien de ministères y a-t-il ?", "fr", False),
    ],
)
def test_a_count_answers_only_where_it_counts_what_is_asked_for(quotes, question, language, known):
    assert (TEXTS[5] in quotes(question, language)) is known
