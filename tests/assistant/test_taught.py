from dataclasses import replace

import numpy as np
import pytest

from assistant.taught import Taught
from knowledge.classifier import fit_classifier
from knowledge.document import LANGUAGES
from knowledge.examples import UNKNOWN
from knowledge.wordings import wordings
from tests.assistant.museum import TopicEmbedder, question_on, verified_answers

EMBEDDER = TopicEmbedder()
SPORT = {lang: (f"{question_on('sport')} {lang}",) * 2 for lang in LANGUAGES}


@pytest.fixture(scope="module")
def answers():
    return list(verified_answers().values())


@pytest.fixture(scope="module")
def taught(answers):
    known = [w for answer in answers for w in wordings(answer)]
    vectors = EMBEDDER.embed_queries([w.text for w in known])
    unknown = EMBEDDER.embed_queries([question_on("cafe"), "else ?"] * 4)
    labels = [w.source_id for w in known] + [UNKNOWN] * len(unknown)
    classifier = fit_classifier(np.vstack([vectors, unknown]), labels)
    return Taught(tuple(known), vectors, classifier, unknown)


def likeliest(taught, text):
    return taught.classifier.labels[
        int(np.argmax(taught.classifier.logits(EMBEDDER.embed_query(text))))
    ]


def test_what_is_known_already_stays_as_it_is(taught, answers):
    assert taught.with_answers(answers, EMBEDDER) is taught


def test_a_new_answer_is_learned_and_the_others_are_not_forgotten(taught, answers):
    new = replace(answers[0], id="sport", questions=SPORT)
    grown = taught.with_answers([*answers, new], EMBEDDER)
    assert likeliest(taught, "football ?") != "sport"
    assert likeliest(grown, "football ?") == "sport"
    assert likeliest(grown, question_on("pay")) == "pay"
    assert likeliest(grown, question_on("cafe")) == UNKNOWN
    assert {w.text for w in grown.wordings} - {w.text for w in taught.wordings} == {
        w for asked in SPORT.values() for w in asked
    }
    assert len(grown.vectors) == len(grown.wordings)


def test_new_wordings_of_an_answer_take_the_place_of_the_old_ones(taught, answers):
    pay = next(a for a in answers if a.id == "pay")
    changed = [replace(pay, questions=SPORT) if a is pay else a for a in answers]
    grown = taught.with_answers(changed, EMBEDDER)
    assert {w.text for w in grown.wordings if w.source_id == "pay"} == {
        w for asked in SPORT.values() for w in asked
    }
    assert likeliest(grown, "football ?") == "pay"


def test_of_what_is_published_only_new_wordings_are_read(taught, answers):
    read = []

    class Heard(TopicEmbedder):
        def embed_queries(self, texts):
            read.extend(texts)
            return super().embed_queries(texts)

    first = answers[0]
    more = {**first.questions, "en": (*first.questions["en"], "football ?", "football ?")}
    grown = taught.with_answers([replace(first, questions=more), *answers[1:]], Heard())
    assert read == ["football ?"]
    assert len(grown.wordings) == len(grown.vectors) == len(taught.wordings) + 1


def test_the_wordings_of_an_answer_that_is_withdrawn_are_gone(taught, answers):
    left = taught.with_answers(answers[1:], EMBEDDER)
    assert answers[0].id not in {w.source_id for w in left.wordings}
    assert len(left.vectors) == len(left.wordings)
