from pathlib import Path

import pytest

import knowledge
from assistant.answer import REASONS, Reason, Status
from assistant.texts import load_programme, load_texts
from knowledge.document import LANGUAGES
from knowledge.errors import InvalidKnowledge

HOME = Path(knowledge.__file__).parent


def test_every_outcome_has_a_text_in_every_language():
    texts = load_texts(HOME, "techforce.gov")
    names = {r for reasons in REASONS.values() for r in reasons} - {Reason.NOT_STATED}
    for language in LANGUAGES:
        for name in [*names, Status.CLARIFICATION, Status.FAILED, "greeting", "thanks"]:
            text = texts[language][name]
            assert text.strip()
            assert "{programme}" not in text and "{site}" not in text
        assert texts[language].suggestions


def test_texts_differ_between_languages():
    texts = load_texts(HOME, "x.org")
    assert len({texts[language]["off_topic"] for language in LANGUAGES}) == len(LANGUAGES)


def test_the_programme_has_names_a_site_and_words_of_its_field():
    programme = load_programme(HOME)
    assert "Tech Force" in programme.names
    assert programme.site == "techforce.gov"
    assert all(programme.field[language] for language in LANGUAGES)


def test_a_missing_text_is_named(tmp_path):
    (tmp_path / "texts").mkdir()
    for language in LANGUAGES:
        (tmp_path / "texts" / f"{language}.yaml").write_text("programme: X\ngreeting: Hi\n")
    with pytest.raises(InvalidKnowledge, match="failed"):
        load_texts(tmp_path, "x.org")
    (tmp_path / "programme.yaml").write_text("names: [X]\n")
    with pytest.raises(InvalidKnowledge, match="programme.yaml"):
        load_programme(tmp_path)
