import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import in_context, quotable, sentences

LINES = st.sampled_from(
    ["Words here. And more!", "They follow.", "| a | b |", "|---|---|", "- an item", "1. first",
     "A list follows:", "Is it so?", "", "x\ty", "* note", "a long line that goes on and on until"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Jobs are in Washington, D.C. and elsewhere.", None),
        ("The U.S. Tech Force hires. It pays.", ["The U.S. Tech Force hires.", "It pays."]),
        ("besoins respectives.Le programme suit.", ["besoins respectives.", "Le programme suit."]),
        ("grâce à l'IA.Cette initiative suit.", ["grâce à l'IA.", "Cette initiative suit."]),
        ("C3.ai and IBM take part.", None),
        ("« Oui. » Il part.", ["« Oui. »", "Il part."]),
        ("¿Cuánto? ¡Mucho! Fin.", ["¿Cuánto?", "¡Mucho!", "Fin."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("This is a line that was broken where the page\nends and goes on. So.", 2),
        ("Pay is 130.000 dollars. It is high.", ["Pay is 130.000 dollars.", "It is high."]),
        ("", []),
    ],
)
def test_sentences_of_a_text(text, expected):
    found = [s.text for s in sentences(text)]
    if isinstance(expected, int):
        assert len(found) == expected
    else:
        assert found == ([text] if expected is None else expected)


@given(st.text(alphabet='Ab é.!?\n»"(', max_size=80))
def test_every_sentence_is_an_exact_piece_and_nothing_is_lost(text):
    spans = sentences(text)
    assert all(text[s.start : s.end] == s.text == s.text.strip() for s in spans)
    assert "".join("".join(s.text.split()) for s in spans) == "".join(text.split())


def told(text):
    return [(s.lead, s.text) for s in quotable(text)]


def test_a_table_is_quoted_by_the_row_behind_its_column_names():
    table = "Fees are set.\n\n| Role | Pay |\n|---|---:|\n| Guide | 12 |\n| Guard | 14 |\n"
    header = "| Role | Pay |"
    expected = [("", "Fees are set."), (header, "| Guide | 12 |"), (header, "| Guard | 14 |")]
    assert told(table) == expected
    assert told("Role\tPay\nGuide\t12") == [("Role\tPay", "Guide\t12")]


def test_a_list_is_quoted_by_the_item_behind_what_introduces_it():
    text = "It is fun. Residents receive:\n\n- a studio\n- 900 euros a month. Net.\n\nEnd."
    lead = "Residents receive:"
    expected = ["It is fun.", "a studio", "900 euros a month. Net.", "End."]
    assert [said for _, said in told(text)] == expected
    assert [introduced for introduced, _ in told(text)] == ["", lead, lead, ""]
    assert told("- one\n- two") == [("", "one"), ("", "two")]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The museum hires. They pay well.", True),
        ("Le musée recrute. Ils paient bien.", True),
        ("El museo contrata. Sin embargo, paga mal.", True),
        ("The museum hires. Guides are paid well.", False),
        ("Le musée recrute. L'entrée est libre.", False),
        ("The museum hires.\nThey pay well.", False),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(text, whole):
    last = quotable(text)[-1]
    assert (in_context(text, last) == text) is whole


@given(st.lists(LINES, max_size=9))
def test_whatever_is_quotable_is_an_exact_piece_with_an_exact_lead(lines):
    text = "\n".join(lines)
    for span in quotable(text):
        assert text[span.start : span.end] == span.text != ""
        assert span.lead in text
        assert in_context(text, span) in text
        assert not span.text.endswith("?")
