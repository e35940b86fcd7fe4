import numpy as np

from knowledge.document import Passage
from knowledge.lexical import LexicalIndex, stems


def passage(text, language="en"):
    return Passage(text, "s", (), text, 0, len(text), language)


def test_stems_join_inflections_and_drop_stop_words():
    assert stems("The salaries of the fellows", "en") == stems("salary fellow", "en")
    assert stems("les salaires annuels", "fr") == stems("salaire annuel", "fr")


def test_accents_and_separators_in_numbers_do_not_matter():
    assert stems("CONGÉ de 130 000 dollars", "fr") == stems("conge 130.000 dollars", "fr")


def test_the_passage_with_the_shared_rare_word_scores_highest():
    index = LexicalIndex([passage("Pay is high."), passage("Mentors help."), passage("Pay a fee.")])
    scores = index.scores("who are the mentors", "en")
    assert np.argmax(scores) == 1
    assert scores[0] == scores[2] == 0


def test_passages_in_another_language_get_nothing():
    index = LexicalIndex([passage("mentor mentor"), passage("mentor", "fr")])
    assert index.scores("mentor", "fr")[0] == 0
    assert index.scores("mentor", "fr")[1] > 0


def test_no_passages_and_no_known_words_are_no_error():
    assert LexicalIndex([]).scores("pay", "en").shape == (0,)
    assert not LexicalIndex([passage("Pay.")]).scores("zebra", "en").any()
