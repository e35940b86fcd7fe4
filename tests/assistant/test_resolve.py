"""One question to a small museum, from what it wants to its Answer."""

import pytest

from assistant.answer import Origin, Query, Reason, Status
from assistant.conversation import Conversation
from assistant.match import FEATURES
from assistant.route import Route
from tests.assistant.museum import TEXT, TOLD, museum, question_on, turns

EMPTY = Conversation("c")


@pytest.fixture(scope="module")
def resolver():
    return museum().resolver


def resolve(resolver, text, language="en", conversation=EMPTY, said=""):
    return resolver.resolve(Query(text, language, text), conversation, said)


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("What is the pay?", "en", "pay"),
        ("Quel est le salaire ?", "fr", "pay"),
        ("¿Cuánto dura?", "es", "term"),
    ],
)
def test_a_verified_answer_is_served_in_the_language_of_the_question(
    resolver, text, language, wanted
):
    resolved = resolve(resolver, text, language)
    answer = resolved.answer
    assert (answer.status, answer.language) == (Status.ANSWERED, language)
    assert [s.text for s in answer.sentences] == [TOLD[wanted][language]]
    assert [c.quote for c in answer.citations] == [TOLD[wanted]["en"]]
    assert answer.standalone_question == text
    assert resolved.sure == answer.confidence == resolved.considered.matches[0].probability


def test_a_follow_up_stands_alone_in_the_words_of_what_it_wants(resolver):
    first = resolve(resolver, "What is the pay?").answer
    second = resolve(resolver, "and how long?", conversation=turns(first)).answer
    assert (first.standalone_question, second.standalone_question) == (
        "What is the pay?",
        question_on("term"),
    )
    assert second.verified_id == "term"


def test_what_was_weighed_is_told_with_its_features(resolver):
    considered = resolve(resolver, "What is the pay?").considered
    best = considered.matches[0]
    assert (best.id, best.text, set(best.features)) == ("pay", question_on("pay"), set(FEATURES))
    assert (considered.route, considered.judged) == (Route.PROGRAMME, ())
    assert considered.near(best.probability) == ("pay",)
    assert considered.share > 0.9


def test_a_known_gap_is_not_stated_and_another_one_not_in_the_sources(resolver):
    gap, other = resolve(resolver, "Is a visa needed?"), resolve(resolver, "Is there a café?")
    assert (gap.answer.reason, gap.answer.verified_id) == (Reason.NOT_STATED, "visa")
    assert (other.answer.reason, other.answer.verified_id) == (Reason.NOT_IN_SOURCES, None)
    assert other.sure == 0.0
    assert set(other.answer.suggestions) <= {question_on(i) for i in (*TOLD, "visa")}


@pytest.mark.parametrize(
    ("text", "alone", "leaning"),
    [
        ("football?", Reason.OFF_TOPIC, Reason.OFF_TOPIC),
        (
            "football football football football café café café?",
            Reason.OFF_TOPIC,
            Reason.NOT_IN_SOURCES,
        ),
        ("a football café?", Reason.NOT_IN_SOURCES, Reason.NOT_IN_SOURCES),
    ],
)
def test_another_subject_is_declined_where_that_is_sure_and_what_leans_where_it_is_plain(
    resolver, text, alone, leaning
):
    assert resolve(resolver, text).answer.reason is alone
    before = resolve(resolver, "Is there a café?").answer
    assert resolve(resolver, f"and {text}", conversation=turns(before)).answer.reason is leaning


def test_where_no_verified_answer_is_wanted_the_sources_speak():
    resolved = resolve(museum(needed=0.0).resolver, "Is there a café?")
    assert resolved.answer.generator == "quotes"
    assert {s.origin for s in resolved.answer.sentences} == {Origin.QUOTED}
    assert all(c.quote in TEXT for c in resolved.answer.citations)
    shown = [j.probability for j in resolved.considered.judged]
    assert shown == sorted(shown, reverse=True) != []


@pytest.mark.parametrize(
    ("text", "route"),
    [("Hello!", Route.GREETING), ("Merci !", Route.THANKS), ("What is the pay?", None)],
)
def test_mere_courtesy_is_told_apart(resolver, text, route):
    assert resolver.small_talk(Query(text, "en", text)) is route


def test_one_answer_can_be_had_by_its_id_and_a_text_by_itself_may_want_none(resolver):
    told = resolver.told("term", "es")
    assert (told.text, told.status) == (f"{TOLD['term']['es']} [1]", Status.ANSWERED)
    assert resolver.told("nothing", "es") is None
    assert resolver.verified("the pay", "en").answer.verified_id == "pay"
    assert resolver.verified("a café", "en") is None
