"""What two publishers say on one point, in a museum of which a second one reports."""

from dataclasses import replace

import pytest

from assistant.answer import Query, Reason, Status
from assistant.conversation import Conversation
from assistant.known_names import KnownNames
from assistant.mentions import Mentions
from assistant.message import MessageReader
from assistant.retrieve import Retriever
from assistant.spelling import Spelling
from knowledge.document import Passage
from knowledge.lexical import LexicalIndex
from knowledge.names import Names
from tests.assistant.museum import TEXT, TOLD, TopicEmbedder, museum
from tests.knowledge.test_check import SOURCE

WORDS = ["what", "does", "the", "say", "about", "pay", "do", "and", "agree", "on"]
NOTE = "El Faro says that guards are paid 2500 dollars a month."
FARO = replace(SOURCE, id="faro", publisher="El Faro")
WIRE = replace(SOURCE, id="wire", publisher="Wire")
PASSAGES = [
    Passage("p", SOURCE.id, (), TEXT, 0, len(TEXT), "en"),
    Passage("f", FARO.id, (), NOTE, 0, len(NOTE), "en"),
]


def read(question, *, quoted, language="en"):
    """The Answers to a question, where quotations are sure or never are."""
    parts = museum(needed=0.0 if quoted else 1.1)
    retriever = Retriever(
        LexicalIndex(PASSAGES), lambda vector, limit: [(p, 0.5) for p in PASSAGES], TopicEmbedder()
    )
    sources = {source.id: source for source in (SOURCE, FARO, WIRE)}
    known = KnownNames(Mentions(WORDS), Names((), ()))
    resolver = replace(parts.resolver, retriever=retriever, sources=sources, known=known)
    reader = MessageReader(resolver, resolver.texts, Names((), ()), Spelling((), ()))
    asked = Query(question, language, question)
    return [resolved.answer for resolved in reader.read(asked, Conversation("c"))]


def test_what_a_verified_answer_lacks_of_one_publisher_is_quoted():
    (answer,) = read("Do Fortune and El Faro agree on the pay?", quoted=True)

    assert answer.verified_id == "pay"
    assert {c.source.id: c.quote for c in answer.citations} == {
        SOURCE.id: TOLD["pay"]["en"],
        FARO.id: NOTE,
    }
    assert answer.question == "Do Fortune and El Faro agree on the pay?"
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("question", "language", "note"),
    [
        (
            "Do Fortune and the Wire agree on the pay?",
            "en",
            "I found nothing published by Wire that surely answers this.",
        ),
        (
            "Fortune et Wire disent-ils pareil du salaire ?",
            "fr",
            "Je n’ai rien trouvé de publié par Wire qui y réponde avec certitude.",
        ),
        (
            "¿Es lo mismo el sueldo en Fortune y en Wire?",
            "es",
            "No encontré nada publicado por Wire que responda a esto con seguridad.",
        ),
        (
            "Does the press agree with the official site on the pay?",
            "en",
            None,
        ),
    ],
)
def test_a_publisher_of_which_nothing_is_found_is_named(question, language, note):
    (answer,) = read(question, quoted=False, language=language)

    assert (answer.verified_id, answer.status) == ("pay", Status.ANSWERED)
    expected = note or "I found nothing published by official sources that surely answers this."
    assert answer.notes == (expected,)
    assert answer.text.endswith(expected)


def test_without_a_verified_answer_both_are_quoted():
    (answer,) = read("Fortune vs El Faro on the café", quoted=True)

    assert answer.generator == "quotes"
    assert {c.source.id for c in answer.citations} == {SOURCE.id, FARO.id}


def test_a_known_gap_stays_a_gap():
    (answer,) = read("Do Fortune and El Faro agree on the visa?", quoted=True)

    assert (answer.verified_id, answer.reason) == ("visa", Reason.NOT_STATED)
    assert answer.notes == ()


def test_of_a_verified_answer_that_rests_on_neither_both_are_named():
    (answer,) = read("Do El Faro and the Wire agree on the pay?", quoted=False)

    assert (answer.verified_id, answer.status) == ("pay", Status.ANSWERED)
    assert answer.notes == (
        "I found nothing published by El Faro that surely answers this.",
        "I found nothing published by Wire that surely answers this.",
    )


def test_where_nobody_says_anything_the_question_is_answered_as_any_other():
    (answer,) = read("Fortune vs El Faro on the café", quoted=False)

    assert (answer.verified_id, answer.reason) == (None, Reason.NOT_IN_SOURCES)
    assert answer.notes == ()


@pytest.mark.parametrize(
    "question",
    ["What does The Herald say about the pay?", "Do Fortune and The Herald agree on the pay?"],
)
def test_a_publisher_that_no_source_is_by_is_told_first(question):
    (answer,) = read(question, quoted=False)

    assert (answer.verified_id, answer.status) == ("pay", Status.ANSWERED)
    assert answer.text.startswith(f"I hold nothing from that publisher. {TOLD['pay']['en']}")
    assert answer.notes == ("None of my sources is published by The Herald.",)
    assert answer.question == question


def test_where_nothing_is_found_it_is_told_before_that():
    (answer,) = read("What does The Herald say about the café?", quoted=False)

    assert answer.reason is Reason.NOT_IN_SOURCES
    assert answer.text.startswith("None of my sources is published by The Herald. I found nothing")
