import shutil
from pathlib import Path

import pytest

import knowledge
from assistant.answer import REASONS, Reason, Status
from assistant.texts import Texts, load_texts
from knowledge.document import LANGUAGES
from knowledge.errors import InvalidKnowledge
from knowledge.programme import read_programme

HOME = Path(knowledge.__file__).parent


def test_every_outcome_has_a_text_in_every_language():
    texts = load_texts(HOME, read_programme(HOME))
    names = {r for reasons in REASONS.values() for r in reasons} - {Reason.NOT_STATED}
    for language in LANGUAGES:
        for name in [*names, Status.CLARIFICATION, Status.FAILED, "greeting", "thanks"]:
            text = texts[language][name]
            assert text.strip()
            assert "{programme}" not in text and "{site}" not in text
        assert texts[language].suggestions


def test_texts_differ_between_languages():
    texts = load_texts(HOME, read_programme(HOME))
    assert len({texts[language]["off_topic"] for language in LANGUAGES}) == len(LANGUAGES)


def test_a_missing_text_is_named(tmp_path):
    (tmp_path / "texts").mkdir()
    for language in LANGUAGES:
        (tmp_path / "texts" / f"{language}.yaml").write_text("greeting: Hi\n")
    with pytest.raises(InvalidKnowledge, match="failed"):
        load_texts(tmp_path, read_programme(tmp_path))


@pytest.mark.parametrize(
    "name", ["corrected", "part_unanswered", "part_not_found", "side_silent", "press_side"]
)
def test_a_text_of_the_assistants_own_is_missed_when_it_starts(tmp_path, name):
    shutil.copytree(HOME / "texts", tmp_path / "texts")
    file = tmp_path / "texts" / "fr.yaml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith(f"{name}:")]
    file.write_text("\n".join(kept))
    with pytest.raises(InvalidKnowledge, match=f"fr.yaml: no text for {name}"):
        load_texts(tmp_path, read_programme(tmp_path))


def test_a_programme_brings_its_own_name_site_and_words(tmp_path):
    (tmp_path / "programme.yaml").write_text(
        "name: {en: the Prize}\nsite: prize.example\n"
        "texts: {en: {thanks: 'Bye from {programme}.'}}\n"
    )
    texts = load_texts(tmp_path, read_programme(tmp_path))["en"]
    assert texts["thanks"] == "Bye from the Prize."
    assert "prize.example" in texts["not_in_sources"]
    assert "about the Prize" in texts["greeting"]


def test_without_a_site_none_is_named():
    for texts in load_texts(Path("nowhere"), read_programme(Path("nowhere"))).values():
        assert "{" not in texts["not_in_sources"] + texts["action_request"]
        assert texts["contact_without_site"] in texts["not_in_sources"]


def test_an_own_text_that_nothing_says_is_named(tmp_path):
    (tmp_path / "programme.yaml").write_text("texts: {fr: {bonjour: Salut}}\n")
    with pytest.raises(InvalidKnowledge, match="programme.yaml: texts.fr: no text bonjour"):
        load_texts(tmp_path, read_programme(tmp_path))


def test_a_value_that_reads_like_a_slot_is_told_as_it_is():
    texts = Texts("en", {"listed": "In {list}: {names}."}, (), {})
    assert texts.fill("listed", list="{names}", names="A {list}") == "In {names}: A {list}."
