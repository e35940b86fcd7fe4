from dataclasses import replace

from assistant.differences import Mark, Piece, answer_changes, changed_lines, word_changes
from tests.knowledge.test_check import answer, said


def test_words_are_marked_and_both_texts_can_be_read_from_the_marks():
    old, new = "Pay is 150,000 dollars.", "Pay is about 200,000 dollars a year."
    pieces = word_changes(old, new)
    assert "".join(p.text for p in pieces if p.mark is not Mark.ADDED) == old
    assert "".join(p.text for p in pieces if p.mark is not Mark.REMOVED) == new
    assert Piece(Mark.SAME, " dollars") in pieces


def test_only_fields_that_are_different_are_told():
    told = said("Pay is 150 000 to 200 000 dollars a year.")
    changed = replace(answer(), answer={**answer().answer, "fr": told["fr"]}, topic="money")
    changes = answer_changes((answer(), {}), (changed, {"en": ("How much?",)}))
    assert [c.part for c in changes] == ["topic", "tests.en", "answer.fr"]
    assert changes[2].lines[0] == (
        Piece(Mark.SAME, "Pay is 150 000 to 200 000 dollars"),
        Piece(Mark.ADDED, " a year"),
        Piece(Mark.SAME, ". [a]"),
    )
    assert answer_changes((answer(), {}), (answer(), {})) == []


def test_lines_that_stayed_are_counted_and_not_shown():
    wordings = {**answer().questions, "en": ("pay en 0", "Something else?", "pay en 2", "pay en 3")}
    (change,) = answer_changes((answer(), {}), (replace(answer(), questions=wordings), {}))
    assert (change.part, change.same) == ("questions.en", 3)
    assert change.lines == (
        (Piece(Mark.REMOVED, "pay en 1"),),
        (Piece(Mark.ADDED, "Something else?"),),
    )


def test_a_text_in_the_place_of_another_is_not_torn_into_words():
    lines = list(changed_lines("I found nothing on that.", "Fellows work at agencies. [1]"))
    assert lines == [
        (Piece(Mark.REMOVED, "I found nothing on that."),),
        (Piece(Mark.ADDED, "Fellows work at agencies. [1]"),),
    ]
