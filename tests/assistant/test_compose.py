from dataclasses import replace

from assistant.answer import Citation, Origin, Query, Reason, Status
from assistant.compose import (
    Quote,
    compose_canned,
    compose_quotes,
    compose_verified,
)
from assistant.texts import Texts
from knowledge.document import Passage
from knowledge.verified import AnswerKind, DeclaredConflict, DeclaredVersion, VerifiedSentence
from tests.knowledge.test_check import SOURCE, TEXT, answer, said

QUERY = Query("how much", "en", "how much")
CITATIONS = {"a": Citation(0, SOURCE, "p1", TEXT), "b": Citation(0, SOURCE, "p1", "Pay is")}
TEXTS = Texts(
    "en",
    {
        "quoted_intro": "Says: {quote}",
        "quoted_more": "And: {quote}",
        "quoted_foreign": "In {language}: {quote}",
        "off_topic": "No.",
        "greeting": "Hi.",
    },
    ("What is it?",),
    {"fr": "French"},
)


def verified(told):
    return compose_verified(QUERY, told, CITATIONS, 0.9, "how much")


def test_a_verified_answer_numbers_its_citations_in_order_of_use():
    told = (VerifiedSentence("One.", ("b",)), VerifiedSentence("Two.", ("a", "b")))
    composed = verified(answer(answer={"en": told}))
    assert composed.text == "One. [1] Two. [2] [1]"
    assert [c.quote for c in composed.citations] == ["Pay is", TEXT]
    assert composed.status is Status.ANSWERED
    assert all(s.origin is Origin.VERIFIED for s in composed.sentences)


def test_declared_versions_become_conflicts_in_the_language_of_the_question():
    versions = (DeclaredVersion({"en": "$1"}, ("a",)), DeclaredVersion({"en": "$2"}, ("b",)))
    composed = verified(answer(conflicts=(DeclaredConflict({"en": "pay"}, versions),)))
    (conflict,) = composed.conflicts
    assert (conflict.topic, [v.value for v in conflict.versions]) == ("pay", ["$1", "$2"])
    assert [v.citations for v in conflict.versions] == [(1,), (2,)]


def test_a_known_gap_is_unanswered_and_may_cite():
    gap = verified(answer(kind=AnswerKind.NOT_STATED, answer=said("Silent.", ())))
    assert (gap.status, gap.reason) == (Status.UNANSWERED, Reason.NOT_STATED)
    assert gap.citations == ()


def test_quotations_in_another_language_are_labelled():
    passages = [Passage(f"p{n}", "s1", (), "x", 0, 1, lang) for n, lang in enumerate(("en", "fr"))]
    quotes = [Quote(p, SOURCE, f"quote {n}", 0.5) for n, p in enumerate(passages)]
    composed = compose_quotes(QUERY, quotes, TEXTS)
    assert [s.text for s in composed.sentences] == ["Says: quote 0", "In French: quote 1"]
    assert [c.passage_id for c in composed.citations] == ["p0", "p1"]


def test_who_speaks_is_said_once_and_again_where_the_language_changes():
    codes = ("en", "en", "fr", "fr", "en")
    passages = [Passage(f"p{n}", "s1", (), "x", 0, 1, code) for n, code in enumerate(codes)]
    quotes = [Quote(p, SOURCE, f"quote {n}", 0.5) for n, p in enumerate(passages)]
    told = [s.text.split(":")[0] for s in compose_quotes(QUERY, quotes, TEXTS).sentences]
    assert told == ["Says", "And", "In French", "And", "Says"]


def test_canned_answers_cite_nothing_and_suggest():
    declined = compose_canned(QUERY, Status.DECLINED, Reason.OFF_TOPIC, TEXTS)
    assert (declined.text, declined.suggestions) == ("No.", ("What is it?",))
    hello = compose_canned(QUERY, Status.CLARIFICATION, None, TEXTS, name="greeting")
    assert (hello.text, hello.citations, hello.sentences) == ("Hi.", (), ())


def test_sources_without_a_date_leave_the_answer_undated():
    undated = replace(SOURCE, published=None)
    passage = Passage("p", "s1", (), "x", 0, 1, "en")
    assert compose_quotes(QUERY, [Quote(passage, undated, "q", 0.5)], TEXTS).as_of is None
