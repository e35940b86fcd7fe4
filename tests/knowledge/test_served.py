from pathlib import Path

import pytest
import yaml

import knowledge
from knowledge.document import LANGUAGES
from knowledge.faq_file import read_verified_answers
from knowledge.served import ServedLanguages

HOME = Path(knowledge.__file__).parent
UNSERVED = yaml.safe_load((Path(__file__).parent / "unserved.yaml").read_text())
LONG = [text for language, texts in UNSERVED.items() if language != "short" for text in texts]
NAMES = ["Tech Force", "US Tech Force"]
WORDINGS = {
    language: [w for a in read_verified_answers(HOME / "faq") for w in a.questions[language]]
    for language in LANGUAGES
}


@pytest.fixture(scope="module")
def served():
    return ServedLanguages(WORDINGS, NAMES)


def test_questions_in_other_languages_are_told_apart(served):
    assert len(LONG) >= 100
    assert len(UNSERVED) > 12
    missed = [text for text in LONG if served(text)]
    assert len(missed) <= 0.05 * len(LONG), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_known_wording_is_taken_for_another_language(served, language):
    assert [text for text in WORDINGS[language] if not served(text)] == []


def test_no_wording_is_taken_for_another_language_by_who_never_saw_it():
    """Half of the wordings teach, the other half are asked."""
    taught = ServedLanguages({lang: texts[::2] for lang, texts in WORDINGS.items()}, NAMES)
    asked = [text for texts in WORDINGS.values() for text in texts[1::2]]
    assert sum(not taught(text) for text in asked) <= 0.0005 * len(asked)


def test_no_example_of_a_route_is_taken_for_another_language(served):
    routes = yaml.safe_load((HOME / "routing.yaml").read_text())
    assert [text for texts in routes.values() for text in texts if not served(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "salary?",
        "wat r the reqs 4 the prog",
        "cn i aply if im from berlin",
        "pk c pa ouvert a tt le monde",
        "kuanto pagan x mes",
        "Kupor OPM NASA Palantir",
        "le hiring manager fait du screening ?",
        "¿el onboarding es remote o full time?",
        "Schwarzenegger Müller Øresund?",
        "12345 12345 12345 12345",
        "👍👍👍",
        "",
    ],
)
def test_in_doubt_a_message_is_served(served, text):
    assert served(text)


@pytest.mark.parametrize("text", ["сколько платят?", "薪水多少？", "كم الراتب", "연봉"])
def test_another_script_is_enough(served, text):
    assert not served(text)
