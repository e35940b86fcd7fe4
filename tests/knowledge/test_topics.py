from pathlib import Path

import pytest

import knowledge
from knowledge.document import LANGUAGES
from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import read_verified_answers
from knowledge.topics import FILE, read_topics, topic_title

HOME = Path(knowledge.__file__).parent


def test_every_topic_of_the_project_has_a_title_in_every_language():
    topics = read_topics(HOME)

    assert topics.keys() == {answer.topic for answer in read_verified_answers(HOME / "faq")}
    assert all(titles.keys() == set(LANGUAGES) for titles in topics.values())


def test_a_topic_without_a_title_is_called_by_its_own_words(tmp_path):
    assert read_topics(tmp_path) == {}
    assert topic_title({}, "later-developments", "fr") == "Later developments"
    assert topic_title({"pay": {"fr": "Salaire"}}, "pay", "fr") == "Salaire"


@pytest.mark.parametrize("text", ["pay: [a, b]", "pay: {de: Gehalt}", "- pay", "pay: {en: 'x"])
def test_a_file_that_is_wrong_is_named(tmp_path, text):
    (tmp_path / FILE).write_text(text)

    with pytest.raises(InvalidKnowledge, match=FILE):
        read_topics(tmp_path)
