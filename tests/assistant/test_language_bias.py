"""What texts of one language have in common, taken off a question."""

import numpy as np
import pytest

from assistant.language_bias import LanguageBias
from assistant.retrieve import Retriever
from knowledge.document import Passage
from knowledge.lexical import LexicalIndex

# The first three axes are languages, the others subjects.
LANGUAGES = {"en": 0, "fr": 1, "es": 2}


def vector(language, *subjects):
    found = np.zeros(8, dtype=np.float32)
    found[LANGUAGES[language]] = 2.0
    found[list(subjects)] = 1.0
    return found / np.linalg.norm(found)


def passage(name, language, answer_id=""):
    return Passage(name, answer_id or name, (), name, 0, len(name), language)


def learned():
    asked = [(f"{i}{lang}", lang, f"answer{i}", i) for i in range(3, 6) for lang in LANGUAGES]
    asked += [(f"en{n}", "en", "only-english", 7) for n in range(9)]
    wordings = [passage(name, lang, answer_id) for name, lang, answer_id, _ in asked]
    return LanguageBias.learned(wordings, np.stack([vector(row[1], row[3]) for row in asked]))


def test_the_language_is_taken_off_and_the_subject_stays():
    bias = learned()

    assert bias.directions.shape == (2, 8)
    english, french = bias.without(vector("en", 6)), bias.without(vector("fr", 6))
    assert english == pytest.approx(french, abs=1e-6)
    assert english[6] == pytest.approx(vector("en", 6)[6], abs=1e-6)


def test_a_subject_that_only_one_language_asks_about_is_no_part_of_it():
    assert np.abs(learned().directions[:, 7]).max() == pytest.approx(0.0, abs=1e-6)


def test_what_a_language_adds_on_average_is_told():
    bias, question = learned(), vector("fr", 6)

    bare = float(bias.without(question) @ vector("fr", 5)) + bias.shared(question, "fr")
    assert bare == pytest.approx(float(question @ vector("fr", 5)), abs=1e-6)
    assert bias.shared(question, "de") == 0.0


@pytest.mark.parametrize("languages", [[], ["en"]])
def test_without_two_languages_nothing_is_learned(languages):
    vectors = np.array([vector(lang, 3) for lang in languages]).reshape(len(languages), 8)
    bias = LanguageBias.learned([passage("w", lang) for lang in languages], vectors)

    assert bias.without(vector("en", 3)) == pytest.approx(vector("en", 3))
    assert bias.shared(vector("en", 3), "en") == 0.0


def test_the_passage_that_answers_wins_over_one_that_is_only_in_the_readers_language():
    passages = [passage("beside-the-point", "fr"), passage("answers", "en")]
    vectors = np.stack([vector("fr", 4), vector("en", 6)])

    def nearest(asked, limit):
        similar = vectors @ asked
        return [(passages[i], float(similar[i])) for i in np.argsort(-similar)[:limit]]

    def best(bias):
        retriever = Retriever(LexicalIndex(passages), nearest, None, bias)
        return retriever.search_vector("?", vector("fr", 6), "fr", 2)[0]

    assert best(None).passage.id == "beside-the-point"
    assert best(learned()).passage.id == "answers"
    same = float(vector("fr", 6) @ vector("fr", 6))
    assert best(learned()).similarity == pytest.approx(same, abs=1e-5)
