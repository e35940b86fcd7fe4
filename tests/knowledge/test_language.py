import pytest

from knowledge.language import LanguageDetector

EXAMPLES = {
    "en": ["what is the salary", "who can apply to tech force"],
    "fr": ["quel est le salaire", "qui peut postuler à la tech force"],
    "es": ["cuál es el sueldo", "quién puede presentarse a la tech force"],
}


@pytest.fixture(scope="module")
def detect():
    return LanguageDetector(EXAMPLES, ["Tech Force"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does it take?", "en"),
        ("salary?", "en"),
        ("partners list", "en"),
        ("et pour combien d'années ?", "fr"),
        ("combien", "fr"),
        ("c'est quoi tech force", "fr"),
        ("managers en congé", "fr"),
        ("y para los managers", "es"),
        ("que es tech force", "es"),
        ("cuanto pagan", "es"),
        ("sueldo tech force", "es"),
    ],
)
def test_short_questions(detect, text, language):
    for default in ("en", "fr", "es"):
        assert detect(text, default) == language


@pytest.mark.parametrize("default", ["en", "fr", "es"])
@pytest.mark.parametrize("text", ["Tech Force", "mentors?", "123", "?!", ""])
def test_what_could_be_any_language_is_the_default(detect, text, default):
    assert detect(text, default) == default
