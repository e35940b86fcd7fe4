from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ingest.split import LONGEST, embedding_text, split
from knowledge.document import Document, Source

SOURCE = Source("s", "Title", "P", "https://e.org/", date(2026, 1, 2), "en")


def passages(text: str):
    return split(Document(SOURCE, text))


pieces = st.sampled_from(
    ["# A\n", "## B\n", "### \n", "#no\n", "```\n", "\n", "\n\n", "- item\n", "1. one\n", "x" * 300]
    + ["A sentence. ", "Une phrase ! ", "word ", "\u2028", "\x0c", "é", "a.B", ": ", "? \n\n", "\t"]
)
texts = st.lists(pieces | st.text(max_size=40), max_size=60).map("".join)


@given(texts)
def test_a_passage_is_exactly_the_text_at_its_place(text):
    for passage in passages(text):
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert len(passage.text) <= LONGEST


@given(texts)
def test_passages_are_in_order_and_do_not_overlap(text):
    found = passages(text)
    for first, second in zip(found, found[1:], strict=False):
        assert first.end <= second.start
    assert len({p.id for p in found}) == len(found)


@given(st.lists(st.text(alphabet="ab .\n", max_size=400), max_size=8).map("\n\n".join))
def test_without_headings_nothing_but_blanks_and_repetitions_is_left_out(text):
    covered = {p.text for p in passages(text)}
    rest = text
    for piece in sorted(covered, key=len, reverse=True):
        rest = rest.replace(piece, "")
    assert rest.strip() == ""


def test_headings_are_the_path_and_not_the_text():
    text = "Intro.\n\n# One\n\nFirst.\n\n## Two ##\n\nSecond.\n\n# Three\nThird.\n"

    assert [(p.heading, p.text) for p in passages(text)] == [
        ((), "Intro."),
        (("One",), "First."),
        (("One", "Two"), "Second."),
        (("Three",), "Third."),
    ]


def test_a_hash_in_code_is_no_heading():
    assert [p.heading for p in passages("# A\n\n```\n# comment\n```\n")] == [("A",)]


def test_a_long_line_stays_whole():
    partners = "Partners: " + ", ".join(f"Company number {n}" for n in range(50)) + "."
    assert 800 < len(partners) < LONGEST

    assert [p.text for p in passages(f"# P\n\nBefore it.\n\n{partners}\n\nAfter it.")] == [
        "Before it.",
        partners,
        "After it.",
    ]


def test_a_list_stays_with_its_introduction():
    items = "\n\n".join(f"- Item number {n} with a few more words" for n in range(12))
    filler = "A sentence that takes room. " * 20

    found = passages(f"{filler}\n\nThe items are:\n\n{items}")

    assert found[-1].text.startswith("The items are:")
    assert found[-1].text.endswith("Item number 11 with a few more words")


def test_a_question_stays_with_the_paragraph_that_answers_it():
    filler = "A sentence that takes room. " * 20

    found = passages(f"{filler}\n\nHow long does it take?\n\n{filler}")

    assert [p.text[:8] for p in found] == ["A senten", "How long"]


def test_long_prose_is_cut_between_sentences():
    text = " ".join(f"This is sentence number {n} of the U.S. text." for n in range(60))

    found = passages(text)

    assert len(found) > 2
    assert all(p.text.startswith("This") and p.text.endswith("text.") for p in found)


def test_sentences_that_were_glued_together_are_cut():
    text = "".join(f"La phrase numéro {n} est assez longue ici." for n in range(60))

    assert all(p.text.startswith("La phrase") for p in passages(text))


def test_the_same_passage_under_the_same_heading_is_one():
    text = f"# A\n\n{'same words ' * 100}.\n\n# B\n\nOther.\n\n# A\n\n{'same words ' * 100}."

    ids = [p.id for p in passages(text)]

    assert len(ids) == len(set(ids))


def test_a_new_title_gives_new_ids_since_it_is_embedded():
    renamed = Source("s", "Other", "P", "https://e.org/", date(2026, 1, 2), "en")

    assert split(Document(SOURCE, "Text."))[0].id != split(Document(renamed, "Text."))[0].id


def test_the_embedded_text_has_title_and_headings_once():
    (passage,) = passages("# Title\n\n## Pay\n\nIt is good.")

    assert embedding_text(SOURCE, passage) == "Title\nPay\nIt is good."
