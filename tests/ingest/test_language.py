import pytest

from ingest.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The programme runs for two years and pays well.", "en"),
        ("Les participants rejoindront un programme de deux ans.", "fr"),
        ("Los participantes se incorporan a un programa de dos años.", "es"),
        (
            "Die Teilnehmer arbeiten zwei Jahre lang in einer Behörde und werden gut bezahlt.",
            "de",
        ),
    ],
)
def test_the_language_of_a_document(text, language):
    assert detect_language(text) == language


def test_a_few_words_are_in_a_served_language():
    assert detect_language("US Tech Force") in {"en", "fr", "es"}
