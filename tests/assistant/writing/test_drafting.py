"""What a chat model writes, cut into sentences while it arrives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import Span, sentences
from assistant.writing.drafting import DraftSentence, cut, echoes

DRAFT = (
    "The U.S. pays $130,000 a year [1]. A second source says 150.5 percent more. [2][3] "
    "**Both** end on Jan. 3, 2027 [1, 2]! Is it so? [4]"
)
SENTENCES = [
    DraftSentence("The U.S. pays $130,000 a year.", (1,)),
    DraftSentence("A second source says 150.5 percent more.", (2, 3)),
    DraftSentence("Both end on Jan. 3, 2027!", (1, 2)),
    DraftSentence("Is it so?", (4,)),
]


@given(st.lists(st.integers(0, len(DRAFT)), max_size=60))
def test_the_sentences_do_not_depend_on_how_the_text_arrives(places: list[int]) -> None:
    bounds = [0, *sorted(places), len(DRAFT)]
    pieces = [DRAFT[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
    assert list(cut(pieces)) == SENTENCES


@pytest.mark.parametrize("size", [1, 4, 300])
def test_many_sentences_do_not_depend_on_the_size_of_the_pieces(size: int) -> None:
    text = f"{DRAFT} On {'and on, e.g. at 3.5 percent, ' * 20}it goes [1]. [2] " * 3
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert len(list(cut(pieces))) == 15
    assert list(cut(pieces)) == list(cut([text]))


def test_a_text_without_an_end_is_not_cut_anew_with_every_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lengths = []

    def counted(text: str) -> list[Span]:
        lengths.append(len(text))
        return sentences(text)

    monkeypatch.setattr("assistant.writing.drafting.sentences", counted)
    assert len(list(cut(["on and "] * 1000))) == 1
    assert sum(lengths) < 300_000  # all that is held each time would be 3,500,000


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    taken = []

    def pieces() -> Iterator[str]:
        for piece in (
            "The term is two ",
            "years [1].",
            " It",
            " may be longer [2].",
            " Ask",
            " on.",
        ):
            taken.append(piece)
            yield piece

    first = next(cut(pieces()))
    assert first == DraftSentence("The term is two years.", (1,))
    assert taken == ["The term is two ", "years [1].", " It"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   \n\n ", []),
        ("[1] [2]", []),
        ("No label here", [DraftSentence("No label here", ())]),
        ("It lasts two years [1]", [DraftSentence("It lasts two years.", (1,))]),
        ("It lasts two years [1] and may", [DraftSentence("It lasts two years and may", ())]),
        ('It is "open" [1].', [DraftSentence('It is "open".', (1,))]),
        ("Une phrase 【3】 !", [DraftSentence("Une phrase!", (3,))]),
        ("¿Cuánto dura? [1] Dos años. [1]", [
            DraftSentence("¿Cuánto dura?", (1,)), DraftSentence("Dos años.", (1,)),
        ]),
        ("- One point [1].\n- Another [2].", [
            DraftSentence("One point.", (1,)), DraftSentence("Another.", (2,)),
        ]),
        ("Twice the same [1][1].", [DraftSentence("Twice the same.", (1,))]),
        ("Not a label: [12345].", [DraftSentence("Not a label: [12345].", ())]),
    ],
)  # fmt: skip
def test_sentences_of_a_draft(text: str, expected: list[DraftSentence]) -> None:
    assert list(cut([text])) == expected


@pytest.mark.parametrize(
    ("said", "question", "echo"),
    [
        ("How long is the term.", "How long is the term?", True),
        ("¿Cuánto dura el programa.", "¿Cuánto dura el programa?", True),
        ("El puesto es remunerado.", "¿El puesto es remunerado?", False),
        ("The term is two years.", "How long is the term?", False),
    ],
)
def test_only_an_open_question_is_echoed(said: str, question: str, echo: bool) -> None:
    assert echoes(said, question) is echo
