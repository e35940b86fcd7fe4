"""Claims that tell what several publishers say, by the real model."""

from datetime import date

import pytest

from assistant.answer import Evidence
from evals.fit_support import verifier_over
from knowledge.document import Passage, Source
from knowledge.embedder import open_embedder
from tests.knowledge.test_project import HOME

TOLD = (
    ("The Herald", "The museum has 20 rooms. The café of the museum opened on 2 March 2026."),
    ("The Tribune", "The museum has 30 rooms. The garden of the museum opened on 9 March 2026."),
    ("Le Phare", "Les gardiens pourront travailler la nuit dans un musée rénové."),
)


@pytest.fixture(scope="module")
def verification(model_dir):
    verifier = verifier_over(HOME, open_embedder("embedded", model_dir))
    return verifier.over([_told_by(n, *told) for n, told in enumerate(TOLD, 1)])


def _told_by(label: int, publisher: str, text: str) -> Evidence:
    language = "fr" if publisher.startswith("Le ") else "en"
    source = Source(f"t{label}", "", publisher, "", date(2026, 3, 14), language)
    passage = Passage(f"q{label}", source.id, (), text, 0, len(text), language)
    return Evidence(label, passage, source, 1.0)


@pytest.mark.parametrize(
    ("sentence", "proven"),
    [
        ("The Herald says the museum has 20 rooms and The Tribune says it has 30 rooms.", True),
        ("The Herald says the museum has 30 rooms and The Tribune says it has 20 rooms.", False),
        ("The Herald says the museum has 20 rooms and The Tribune says it has 40 rooms.", False),
        (
            "The museum is put at 20 rooms by The Herald (2026) and at 30 by The Tribune (2026).",
            True,
        ),
        (
            "The museum is put at 20 rooms by The Herald (2026) and at 20 by The Tribune (2026).",
            False,
        ),
        (
            "The café opened on 2 March (The Herald) and the garden on 9 March (The Tribune).",
            True,
        ),
        (
            "The café opened on 2 March (The Tribune) and the garden on 9 March (The Herald).",
            False,
        ),
        (
            "The café opened on 2 March (The Herald) and the lift on 9 March (The Tribune).",
            False,
        ),
    ],
)
def test_each_publisher_must_bear_what_it_is_said_to_tell(verification, sentence, proven):
    assert verification.verdict(sentence, [1, 2], "en").supported is proven


@pytest.mark.parametrize(
    ("sentence", "labels", "proven"),
    [
        (
            "The sources differ: it has 20 rooms (The Herald) or 30 rooms (The Tribune).",
            [1, 2],
            True,
        ),
        (
            "The sources differ: the café opened (The Herald) and the garden opened (The Tribune).",
            [1, 2],
            False,
        ),
        ("The café of the museum opened on 2 March 2026.", [1], True),
        ("The café of the museum opened on 2 March 2026, and the sources differ.", [1], False),
    ],
)
def test_that_sources_differ_must_show_in_what_they_give(verification, sentence, labels, proven):
    assert verification.verdict(sentence, labels, "en").supported is proven


def test_the_shares_of_a_sentence_bring_the_words_behind_each(verification):
    sentence = "The Herald says the museum has 20 rooms and The Tribune says it has 30 rooms."

    verdict = verification.verdict(sentence, [1, 2], "en")

    assert [(c.label, c.quote) for c in verdict.narrowed] == [
        (1, "The museum has 20 rooms."),
        (2, "The museum has 30 rooms."),
    ]


@pytest.mark.parametrize(
    ("sentence", "proven"),
    [
        ("Le Phare parle d'un musée rénové et de gardiens qui travaillent la nuit.", True),
        ("Les gardiens travaillent la nuit dans un musée rénové.", False),
        ("Les gardiens pourront travailler la nuit, selon le même article.", True),
    ],
)
def test_who_only_speaks_of_something_needs_no_reservation(verification, sentence, proven):
    assert verification.verdict(sentence, [3], "fr").supported is proven
