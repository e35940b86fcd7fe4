from pathlib import Path

import pytest

import knowledge
from knowledge.errors import InvalidKnowledge
from knowledge.names import Names, any_of, phrase, proper_names

FILE = Path(knowledge.__file__).parent / "names.yaml"


@pytest.fixture(scope="module")
def names():
    return Names.load(FILE)


def test_a_name_that_no_quotation_holds_is_missing(names):
    assert names.missing("The programme works with Palantir.", ["It works with Oracle."]) == [
        "Palantir"
    ]


def test_a_translated_name_is_proven_by_its_other_form(names):
    quote = "AI in drones at the Department of Defense"
    assert names.missing("El Departamento de Defensa usa IA en drones.", [quote]) == []


def test_the_programme_needs_no_proof(names):
    assert names.missing("Fellows of the US Tech Force learn a lot.", ["They learn."]) == []


def test_a_group_without_any_form_in_the_quotation_proves_nothing(names):
    assert names.missing("It is run by Scott Kupor.", ["It is run by a director."]) != []


def test_the_first_word_of_a_sentence_is_no_name():
    assert proper_names("Fellows work. Teams help. In Washington they meet OpenAI.") == [
        "Washington",
        "OpenAI",
    ]


def test_inner_capitals_make_a_name_anywhere():
    assert proper_names("xAI and OpenAI") == ["xAI", "OpenAI"]


def test_phrase_is_the_form_in_which_names_are_compared():
    assert phrase("  Département d'État ") == "departement d etat"


def test_a_file_that_is_no_list_of_names_is_refused(tmp_path):
    (tmp_path / "names.yaml").write_text("groups: 3")
    with pytest.raises(InvalidKnowledge, match="names.yaml"):
        Names.load(tmp_path / "names.yaml")


def test_of_several_forms_the_longest_is_found_however_it_is_parted():
    forms = any_of(["herald", "the daily herald", "u s"])
    told = "the daily-herald and the u.s. bus; heralds"
    assert [match[0] for match in forms.finditer(told)] == ["the daily-herald", "u.s"]
    assert any_of([]).search("anything") is None
