import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.folding import plain
from knowledge.modality import Modality
from knowledge.values import Bound
from tests.knowledge.test_project import HOME

MODALITY = Modality.load(HOME / "modality.yaml")


@pytest.mark.parametrize(
    ("claim", "proof", "group"),
    [
        ("All agencies take part.", "Some agencies take part.", "all"),
        ("Toutes les agences participent.", "Des agences participent.", "all"),
        ("Solo los residentes pagan.", "Los residentes pagan.", "only"),
        ("The desk is open now.", "The desk is open on Mondays.", "now"),
    ],
)
def test_a_strong_word_needs_one_like_it_in_the_evidence(claim: str, proof: str, group: str):
    assert group in list(MODALITY.overstated(plain(claim), plain(proof)))
    assert not list(MODALITY.overstated(plain(claim), plain(claim)))


@pytest.mark.parametrize(
    ("claim", "proof", "left_out"),
    [
        ("A second round starts.", "A second round may start.", ["possible"]),
        (
            "Une deuxième session commence.",
            "Une deuxième session pourrait commencer.",
            ["possible"],
        ),
        ("Se contratan mil personas.", "Se pretende contratar a mil personas.", ["planned"]),
        ("A degree is asked for.", "A degree is recommended.", ["advised"]),
        ("It is possible that a second round starts.", "A second round may start.", []),
        ("They hope to hire a thousand.", "They aim to hire a thousand.", []),
        ("There are ways to show skill.", "Candidates may show skill by projects.", []),
        ("Des entretiens suivent.", "D’éventuels entretiens suivent.", ["possible"]),
    ],
)
def test_a_reservation_must_be_kept(claim: str, proof: str, left_out: list[str]):
    assert list(MODALITY.unhedged(plain(claim), plain(proof))) == left_out


def test_days_and_ordinals_are_figures():
    found = MODALITY.unproven_figures("on the second tuesday", "on the first monday")

    assert list(found) == ["second", "tuesday"]


@pytest.mark.parametrize(
    ("text", "negated", "denied"),
    [
        ("nobody may enter", False, True),
        ("entry is prohibited", False, True),
        ("entry is not prohibited", True, False),
        ("entry is allowed", False, False),
    ],
)
def test_a_negation_beside_a_denial_affirms(text: str, negated: bool, denied: bool):
    assert MODALITY.denied(text, negated=negated) is denied


def test_the_words_around_a_number_limit_it():
    assert MODALITY.bound("dans un delai de ", " mois") is Bound.MOST
    assert MODALITY.bound("hay que tener ", " anos como minimo") is Bound.LEAST
    assert MODALITY.bound("it costs ", " dollars") is Bound.EXACT


def test_what_is_to_come_is_not_told_as_done():
    assert MODALITY.ahead_of("interviews began in may", "interviews will begin in may")
    assert not MODALITY.ahead_of("interviews begin in may", "interviews will begin in may")


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "modality.yaml"
    path.write_text("figures: []", encoding="utf-8")

    with pytest.raises(InvalidKnowledge, match=r"modality\.yaml"):
        Modality.load(path)
