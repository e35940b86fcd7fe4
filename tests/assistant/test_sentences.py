import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Jobs are in Washington, D.C. and elsewhere.", None),
        ("The U.S. Tech Force hires. It pays.", ["The U.S. Tech Force hires.", "It pays."]),
        ("besoins respectives.Le programme suit.", ["besoins respectives.", "Le programme suit."]),
        ("C3.ai and IBM take part.", None),
        ("« Oui. » Il part.", ["« Oui. »", "Il part."]),
        ("¿Cuánto? ¡Mucho! Fin.", ["¿Cuánto?", "¡Mucho!", "Fin."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("Pay is 130.000 dollars. It is high.", ["Pay is 130.000 dollars.", "It is high."]),
        ("", []),
    ],
)
def test_sentences_of_a_text(text, expected):
    assert [s.text for s in sentences(text)] == ([text] if expected is None else expected)


@given(st.text(alphabet='Ab é.!?\n»"(', max_size=80))
def test_every_sentence_is_an_exact_piece_and_nothing_is_lost(text):
    spans = sentences(text)
    assert all(text[s.start : s.end] == s.text == s.text.strip() for s in spans)
    assert "".join("".join(s.text.split()) for s in spans) == "".join(text.split())
