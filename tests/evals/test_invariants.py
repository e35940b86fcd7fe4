"""Each invariant, held by a good reply and broken one at a time."""

from dataclasses import replace
from datetime import date

import pytest

from evals.invariants import broken_invariants
from evals.observed import Observed, SeenSentence, from_answer
from tests.evals.doubles import CUP_CASE, DOCUMENTS, NAMES, OFF_TOPIC, PAY_CASE, SEEN

DECLINED = from_answer(OFF_TOPIC, 1.0)


def broken(case, seen):
    return broken_invariants(case, seen, NAMES, DOCUMENTS)


def test_good_replies_break_nothing():
    assert broken(PAY_CASE, SEEN) == []
    assert broken(CUP_CASE, DECLINED) == []


def test_an_error_is_no_reply():
    assert broken(PAY_CASE, Observed("q", error="down")) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": " "}, "the text is empty"),
        ({"status": "done"}, "there is no status 'done'"),
        ({"reason": "off_topic"}, "answered does not go with the reason 'off_topic'"),
        ({"sentences": ()}, "answered without a sentence"),
        ({"as_of": date(2025, 12, 1)}, "as_of is 2025-12-01, the newest citation is of 2025-12-16"),
        ({"language": "fr"}, "the reply is in 'fr', not in 'en'"),
    ],
)
def test_one_broken_invariant_is_named(change, message):
    assert broken(PAY_CASE, replace(SEEN, **change)) == [message]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (SeenSentence("You get paid.", (), "verified"), "no citation: 'You get paid.'"),
        (SeenSentence("You get paid.", (1, 9), "verified"), "cites [9], which is not in"),
        (SeenSentence("You get $250,000.", (1,), "verified"), "not in the quotations: 250000"),
        (SeenSentence("The pay comes from Nvidia.", (1,), "generated"), "quotations: Nvidia"),
        (SeenSentence("You get $130,000.", (1,), "verified"), "not in the quotations: 130000"),
    ],
)
def test_a_sentence_must_rest_on_what_it_cites(sentence, message):
    (line,) = broken(PAY_CASE, replace(SEEN, sentences=(sentence,)))

    assert message in line


def test_publisher_and_date_of_a_source_need_no_quotation():
    sentence = SeenSentence("Fortune (16 December 2025) says so.", (2,), "verified")

    assert broken(PAY_CASE, replace(SEEN, sentences=(sentence,))) == []


def test_a_quotation_must_stand_in_its_source():
    changed = replace(SEEN.citations[0], quote="Pay is about $150,000 to $200,000 per year.")
    seen = replace(SEEN, citations=(changed, SEEN.citations[1]))

    assert broken(PAY_CASE, seen) == ["[1] is no exact quotation of axios"]


def test_refusals_cite_nothing():
    seen = replace(DECLINED, citations=SEEN.citations, as_of=SEEN.as_of)

    assert broken(CUP_CASE, seen) == ["declined with citations"]


def test_a_text_in_another_language_than_it_claims_is_seen():
    seen = replace(
        DECLINED, text="Je ne peux répondre qu'aux questions qui concernent le programme."
    )

    assert broken(CUP_CASE, seen) == ["the text reads as 'fr', not as 'en'"]


def test_quotations_keep_their_own_language():
    quoted = tuple(
        replace(s, text=f"Les salaires pour ce programme: {s.text}", origin="quoted")
        for s in SEEN.sentences
    )

    assert broken(PAY_CASE, replace(SEEN, sentences=quoted)) == []


def test_a_reply_in_the_language_that_the_case_asks_for_is_right():
    expect = replace(PAY_CASE.expect, language="fr")

    assert broken(replace(PAY_CASE, expect=expect), SEEN) == ["the reply is in 'en', not in 'fr'"]
    assert (
        broken(replace(PAY_CASE, language="fr", expect=replace(expect, language="en")), SEEN) == []
    )


def test_any_language_will_do_where_the_question_shows_none():
    case = replace(PAY_CASE, language="fr", expect=replace(PAY_CASE.expect, language="any"))

    assert broken(case, SEEN) == []
