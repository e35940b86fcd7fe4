"""A turn answered anew is set beside what was said, word by word."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from assistant.conversation import Turn
from assistant.differences import Mark
from assistant.events import Answered, Dropped
from assistant.inbox.replay import differences, replay
from assistant.inbox.turns import TurnView
from tests.assistant.test_transcript import PAY, SILENT

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Recalling:
    """Stands in for the Assistant; keeps what it was asked."""

    answer: object
    asked: list = field(default_factory=list)

    def events(self, question, conversation, language):
        self.asked.append((question, [t.id for t in conversation.turns], language))
        yield Dropped("It never snows.", (1,), "support", 0.1)
        yield Answered(self.answer)


def view(answer):
    before = tuple(Turn(str(n), NOW, PAY) for n in range(4))
    return TurnView(Turn("t", NOW, answer), "c", before, None, None, None)


def test_the_question_is_asked_again_in_its_context_and_language():
    said = replace(SILENT, question="y eso?", language="es")
    assistant = Recalling(replace(said, text="Las fuentes no dicen nada."))

    found = replay(assistant, view(said), "4.2", turns=2)
    assert assistant.asked == [("y eso?", ["2", "3"], "es")]
    assert found.trace.generation == "4.2" and found.trace.dropped[0].check == "support"
    assert not found.same
    replay(assistant, view(said), "4.2", turns=0)
    assert assistant.asked[-1] == ("y eso?", [], "es")


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        ("one two", "one two", [("same", "one two")]),
        ("one  two", "one two", [("same", "one two")]),
        ("one two", "one three", [("same", "one "), ("removed", "two"), ("added", "three")]),
        ("", "new", [("added", "new")]),
        (
            "It is the case.",
            "Nobody knows the answer yet, he said.",
            [("removed", "It is the case."), ("added", "Nobody knows the answer yet, he said.")],
        ),
        ("a b", "", [("removed", "a b")]),
        ("", "", []),
    ],
)
def test_words_are_marked_that_stand_in_one_text_alone(old, new, marks):
    found = list(differences(old, new))

    assert [(piece.mark.value, piece.text) for piece in found] == marks


def test_both_texts_can_be_read_from_the_pieces():
    old, new = "Pay is $130,000 [1] a year.", "Pay is $150,000 [2] to all, a year."
    pieces = list(differences(old, new))

    assert "".join(p.text for p in pieces if p.mark is not Mark.ADDED) == old
    assert "".join(p.text for p in pieces if p.mark is not Mark.REMOVED) == new
