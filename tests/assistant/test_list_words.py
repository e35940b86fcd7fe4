"""What wordings teach about the names of a list."""

from dataclasses import replace

from assistant.list_words import list_words, resting_on
from knowledge.document import Passage
from knowledge.verified import Quotation
from tests.api.doubles import VERIFIED

LIST = Quotation("zoos", "The partners are Oslo and Berlin Zoo.")
ANSWERS = [
    replace(VERIFIED, id="unlisted", citations={"a": LIST}),
    replace(VERIFIED, id="north", citations={"a": LIST, "b": Quotation("zoos", "It is cold.")}),
    replace(VERIFIED, id="opening", citations={"a": Quotation("zoos", "It is open.")}),
]
ASKED = {
    "unlisted": ["is Lima a partner", "so Lima is a partner, or Quito", "is Oslo a partner"],
    "north": ["is the fjord zoo a partner", "fjord zoo", "is quito there"],
    "opening": ["is the zoo open in Lima", "when is a partner there, or the zoo"],
}
WORDINGS = [
    Passage(text, i, (), text, 0, len(text), "en") for i, texts in ASKED.items() for text in texts
]
WORDS = list_words(["unlisted"], ANSWERS, WORDINGS, {"zoonet"})


def test_answers_rest_on_a_list_where_they_cite_it_whole():
    assert resting_on(["unlisted"], ANSWERS) == {"unlisted", "north"}
    assert resting_on(["unheard of"], ANSWERS) == frozenset()


def test_a_name_that_is_asked_for_and_not_listed_stands_for_all_such():
    assert WORDS.stranger == "Lima"


def test_names_by_which_only_a_part_of_the_list_is_asked_for_are_aliases():
    assert "fjord" in WORDS.aliases
    assert "quito" not in WORDS.aliases


def test_what_members_are_called_asks_for_them():
    marked = WORDS.mentions.marked("Quito partner", "en")

    assert WORDS.membership(marked, "en").plainly
    assert not WORDS.membership(WORDS.mentions.marked("Quito zoo", "en"), "en").plainly


def test_words_of_other_questions_are_ordinary_and_names_are_not():
    assert WORDS.mentions.is_ordinary("open")
    assert not WORDS.mentions.is_ordinary("lima")


def test_without_a_list_there_is_nothing_to_ask_for():
    empty = list_words([], ANSWERS, WORDINGS, ())

    assert (empty.stranger, empty.aliases) == ("", frozenset())
