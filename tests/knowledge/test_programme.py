from pathlib import Path

import pytest

import knowledge
from knowledge.document import LANGUAGES
from knowledge.errors import InvalidKnowledge
from knowledge.programme import read_names, read_programme

HOME = Path(knowledge.__file__).parent


def test_the_project_s_programme_is_told_in_every_language():
    programme = read_programme(HOME)

    assert "Tech Force" in programme.names
    assert programme.site == "techforce.gov"
    for language in LANGUAGES:
        assert "Tech Force" in programme.name[language]
        assert "Tech Force" in programme.title[language]
        assert programme.field[language] and programme.topics[language]


def test_a_folder_without_the_file_has_a_neutral_name_and_no_site(tmp_path):
    programme = read_programme(tmp_path)

    assert [programme.name[language] for language in LANGUAGES] == [
        "this programme", "ce programme", "este programa"
    ]  # fmt: skip
    assert programme.site is None and not programme.names and not programme.topics


def test_what_the_file_leaves_out_stays_neutral(tmp_path):
    (tmp_path / "programme.yaml").write_text("name: {en: the Harbour Prize}\n")
    programme = read_programme(tmp_path)

    assert (programme.name["en"], programme.name["fr"]) == ("the Harbour Prize", "ce programme")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("names: [X]\nsight: x.org\n", "sight"),
        ("site: https://x.org\n", "site"),
        ("site: 'x.org\" onclick'\n", "site"),
        ("name: {de: das Programm}\n", "name.de"),
        ("topics: {en: [{name: Pay}]}\n", "topics.en.0.question"),
        ("- X\n", "not a mapping"),
        ("names: [X\n", "not YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path, text, told):
    (tmp_path / "programme.yaml").write_text(text)
    with pytest.raises(InvalidKnowledge, match=f"programme.yaml: .*{told}"):
        read_programme(tmp_path)


def test_names_of_the_programme_need_no_proof_and_other_names_do(tmp_path):
    (tmp_path / "programme.yaml").write_text("names: [Harbour Prize]\n")
    names = read_names(tmp_path)

    assert names.missing("It is said that the Harbour Prize pays Ada.", ["It pays."]) == ["Ada"]
    (tmp_path / "names.yaml").write_text("always: [[Ada]]\ngroups: []\n")
    assert read_names(tmp_path).missing("So the Harbour Prize pays Ada.", ["It pays."]) == []
