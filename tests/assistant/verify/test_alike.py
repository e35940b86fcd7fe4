"""Claims that several publishers tell the same, by the real model."""

from datetime import date

import pytest

from assistant.answer import Evidence
from evals.fit_support import verifier_over
from knowledge.document import Passage, Source
from knowledge.embedder import open_embedder
from tests.knowledge.test_project import HOME

TOLD = (
    ("The Herald", "The museum has five fields of work: lamps, lifts, stamps, coins and maps."),
    ("Le Phare", "Le musée a cinq domaines : lampes, ascenseurs, timbres, monnaies et cartes."),
    ("The Tribune", "The museum works with lamps. The café of the museum opened in May."),
)
FIELDS = "The museum has five fields of work"


@pytest.fixture(scope="module")
def verification(model_dir):
    verifier = verifier_over(HOME, open_embedder("embedded", model_dir))
    return verifier.over([_told_by(n, *told) for n, told in enumerate(TOLD, 1)])


def _told_by(label: int, publisher: str, text: str) -> Evidence:
    language = "fr" if publisher.startswith("Le ") else "en"
    source = Source(f"t{label}", "", publisher, "", date(2026, 3, label), language)
    passage = Passage(f"q{label}", source.id, (), text, 0, len(text), language)
    return Evidence(label, passage, source, 1.0)


@pytest.mark.parametrize(
    ("named", "labels", "proven"),
    [
        ("The Herald (1 March 2026) and Le Phare (2 March 2026)", [1, 2], True),
        ("The Herald (1 March 2026) and The Tribune (3 March 2026)", [1, 3], False),
    ],
)
def test_publishers_that_are_named_together_must_each_tell_all_of_it(
    verification, named, labels, proven
):
    sentence = f"{FIELDS}, according to {named}: lamps, lifts, stamps, coins and maps."

    assert verification.verdict(sentence, labels, "en").supported is proven


@pytest.mark.parametrize(
    ("sentence", "labels", "before", "proven"),
    [
        ("Le Phare (2 March 2026) reports the same.", [2], f"{FIELDS}, The Herald says.", True),
        ("Le Phare reported the same on 2 March 2026.", [2], f"{FIELDS}.", True),
        ("Le Phare (2 March 2026) reports the same.", [2], "", False),
        ("Le Phare (1 March 2026) reports the same.", [2], f"{FIELDS}.", False),
        ("Le Phare reported the same on 1 March 2026.", [2], f"{FIELDS}.", False),
        ("The Tribune (3 March 2026) reports the same.", [3], f"{FIELDS}.", False),
        ("Le Phare reports the same of the café.", [2], f"{FIELDS}.", False),
        ("Le Phare reports the same.", [2], "The museum has five cafés.", False),
    ],
)
def test_who_is_said_to_tell_the_same_must_tell_what_the_sentence_before_says(
    verification, sentence, labels, before, proven
):
    assert verification.verdict(sentence, labels, "en", before).supported is proven


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Le Phare (2 mars 2026) rapporte la même chose.", "fr"),
        ("Le Phare (2 de marzo de 2026) informa de lo mismo.", "es"),
    ],
)
def test_the_same_is_understood_in_every_language(verification, sentence, language):
    before = {
        "fr": "Le musée a cinq domaines de travail.",
        "es": "El museo tiene cinco campos de trabajo.",
    }[language]

    verdict = verification.verdict(sentence, [2], language, before)

    assert [citation.label for citation in verdict.narrowed] == [2]
