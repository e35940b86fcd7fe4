from dataclasses import replace

import pytest

from assistant.answer import Citation, Conflict, Reason, Sentence, Status, Unsaid, Version
from assistant.answer import Origin as By
from assistant.merge import join, led, merge, with_notes
from assistant.texts import Texts
from tests.assistant.test_answer import cite, made, source

NOTES = {
    "part_unanswered": "On “{question}”: not said.",
    "part_not_found": "On “{question}”: nothing.",
}
TEXTS = Texts("en", NOTES, (), {})


def told(*sentences, **changes):
    """An Answer of (text, quotation) sentences with a Citation for each quotation."""
    quotes = dict.fromkeys(quote for _, quote in sentences)
    label = {quote: n for n, quote in enumerate(quotes, 1)}
    said = tuple(Sentence(text, (label[quote],), By.VERIFIED) for text, quote in sentences)
    cited = tuple(Citation(n, source(), "p", quote) for quote, n in label.items())
    fields = {"text": " ".join(map(str, said)), "sentences": said, "citations": cited}
    return made(**{**fields, **changes})


def silent(question, reason=Reason.NOT_IN_SOURCES, **changes):
    fields = {"status": Status.UNANSWERED, "reason": reason, "sentences": (), "citations": ()}
    named = {"question": question, "standalone_question": question, "text": "No."}
    return made(**{**fields, **named, **changes})


def declined(question):
    return silent(question, Reason.OFF_TOPIC, status=Status.DECLINED)


PAY = told(("Pay is 5.", "pay 5"), standalone_question="How much?", confidence=0.9)
TERM = told(
    ("It lasts 2 years.", "2 years"),
    ("Pay may rise.", "pay 5"),
    standalone_question="How long?",
    confidence=0.6,
    verified_id="term",
)
DIFFERING = replace(PAY, conflicts=(Conflict("pay", (Version("5", (1,)),)),))


def proof(answer):
    """Every sentence with the quotations behind it, as a reader can look them up."""
    quotes = {c.label: c.quote for c in answer.citations}
    return [(s.text, [quotes[n] for n in s.citations]) for s in answer.sentences]


def test_merging_keeps_shared_citations_once_and_every_sentence_with_its_proof():
    both = merge(PAY, TERM)
    assert both.text == "Pay is 5. [1] It lasts 2 years. [2] Pay may rise. [1]"
    assert [c.quote for c in both.citations] == ["pay 5", "2 years"]
    assert proof(both) == proof(PAY) + proof(TERM)
    assert merge(PAY, PAY).sentences == PAY.sentences


def test_a_citation_that_only_a_repeated_sentence_used_goes_with_it():
    elsewhere = told(("Pay is 5.", "five, they say"), ("It is paid monthly.", "monthly"))
    both = merge(PAY, elsewhere)
    assert proof(both) == [("Pay is 5.", ["pay 5"]), ("It is paid monthly.", ["monthly"])]
    assert [c.quote for c in both.citations] == ["pay 5", "monthly"]


def test_conflicts_point_to_the_citations_they_had_before():
    both = merge(TERM, DIFFERING)
    (version,) = both.conflicts[0].versions
    assert [c.quote for c in both.citations if c.label in version.citations] == ["pay 5"]
    assert merge(DIFFERING, DIFFERING).conflicts == DIFFERING.conflicts


def test_joined_answers_stand_in_the_order_of_the_questions():
    whole = join([PAY, TERM], TEXTS)
    assert proof(whole) == proof(PAY) + proof(TERM)
    assert whole.standalone_question == "How much? How long?"
    assert (whole.confidence, whole.verified_id, whole.notes) == (0.6, "term", ())


@pytest.mark.parametrize(
    "order", [lambda a, s: [a, s], lambda a, s: [s, a]], ids=["answered first", "answered last"]
)
def test_what_was_not_answered_is_named_in_a_note_behind_what_was(order):
    whole = join(order(PAY, silent("And the weather?")), TEXTS)
    assert whole.status is Status.ANSWERED
    assert whole.notes == ("On “And the weather?”: nothing.",)
    assert whole.text == "Pay is 5. [1] On “And the weather?”: nothing."


def test_a_gap_that_is_known_is_not_called_a_search_without_result():
    whole = join([PAY, silent("And the weather?", Reason.NOT_STATED)], TEXTS)
    assert whole.notes == ("On “And the weather?”: not said.",)


def test_what_a_question_without_an_answer_may_have_meant_is_suggested_first():
    told = replace(PAY, suggestions=("How long?", "Where?", "Who?"))
    missed = silent("And the wether?", suggestions=("Is it warm?", "Where?"))
    assert join([told, missed], TEXTS).suggestions == ("Is it warm?", "Where?", "How long?")
    assert join([told, TERM], TEXTS).suggestions == told.suggestions


def test_a_known_gap_with_its_source_is_told_and_needs_no_note():
    gap = silent("When?", Reason.NOT_STATED)
    said = (Sentence("No date is given.", (1,), By.VERIFIED),)
    cited = replace(gap, text=str(said[0]), sentences=said, citations=(cite(1),))
    whole = join([cited, PAY], TEXTS)
    assert whole.status is Status.ANSWERED
    assert [s.text for s in whole.sentences] == ["Pay is 5.", "No date is given."]
    assert whole.notes == ()


@pytest.mark.parametrize(
    ("answers", "question", "reason"),
    [
        ([silent("a"), silent("b", Reason.NOT_STATED)], "b", Reason.NOT_STATED),
        ([silent("a"), silent("b")], "a", Reason.NOT_IN_SOURCES),
        ([declined("a"), silent("b", Reason.NOT_STATED)], "b", Reason.NOT_STATED),
    ],
)
def test_where_nothing_was_answered_the_one_that_tells_most_stands_for_all(
    answers, question, reason
):
    whole = join(answers, TEXTS)
    assert (whole.question, whole.reason) == (question, reason)
    assert whole.standalone_question == "a b"


def test_a_long_question_is_cut_in_its_note():
    whole = join([PAY, silent("why " * 500)], TEXTS)
    assert len(whole.notes[0]) < 250


def test_notes_stand_once_behind_the_sentences_and_never_without_any():
    noted = with_notes(with_notes(PAY, ["One."]), ["One.", "Two."])
    assert noted.notes == ("One.", "Two.")
    assert noted.text == "Pay is 5. [1] One. Two."
    assert with_notes(silent("a"), ["One."]) == silent("a")


def test_notes_of_both_stay_behind_all_sentences_of_a_merged_answer():
    both = merge(with_notes(PAY, ["One."]), with_notes(TERM, ["One.", "Two."]))
    assert both.text.endswith("Pay may rise. [1] One. Two.")


def test_a_lead_stands_before_the_first_sentence_and_needs_no_proof_of_its_own():
    put_right = led(with_notes(TERM, ["One."]), "No:")
    assert put_right.text == "No: It lasts 2 years. [1] Pay may rise. [2] One."
    assert put_right.citations == TERM.citations


def test_the_questions_that_had_no_answer_are_kept_each_with_its_reason():
    gap = silent("Visa?", Reason.NOT_STATED, verified_id="visa")
    whole = join([silent("Cafe?"), PAY, gap, declined("Weather?")], TEXTS)
    unsaid = (Unsaid("Cafe?", Reason.NOT_IN_SOURCES), Unsaid("Visa?", Reason.NOT_STATED, "visa"))

    assert whole.unsaid == unsaid
    assert join([silent("Cafe?"), gap], TEXTS).unsaid == unsaid
    assert join([PAY, TERM], TEXTS).unsaid == ()
