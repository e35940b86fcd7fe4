from pathlib import Path

import pytest

import knowledge
from knowledge.document import Passage
from knowledge.errors import InvalidKnowledge
from knowledge.examples import DOCUMENTED, PROGRAMME, UNKNOWN, examples_for, read_examples

HOME = Path(knowledge.__file__).parent
PASSAGE = Passage(
    "p", "s", ("Pay",), "The prize is paid in May.\n| Role | Sum |", 0, 40, "en"
)  # fmt: skip


def test_the_folder_s_own_files_replace_and_add(tmp_path):
    (tmp_path / "routing.yaml").write_text("greeting: [hello]\noff_topic: [weather]\n")
    assert read_examples(tmp_path) == [("greeting", "hello"), ("off_topic", "weather")]
    (tmp_path / "questions.yaml").write_text("unknown: [is there tea]\n")
    assert read_examples(tmp_path)[2:] == [(UNKNOWN, "is there tea")]


def test_a_folder_without_files_has_those_that_every_programme_shares(tmp_path):
    shared = set(read_examples(tmp_path))

    assert {label for label, _ in shared} == {"greeting", "thanks", "off_topic", PROGRAMME}
    assert shared < set(read_examples(HOME))
    assert not [text for _, text in shared if "tech force" in text.lower()]


def test_documents_stand_in_where_nobody_wrote_what_is_not_covered(tmp_path):
    (tmp_path / "routing.yaml").write_text("greeting: [hello]\noff_topic: [weather]\n")
    added = examples_for(tmp_path, [PASSAGE])[2:]

    assert added == [(PROGRAMME, "Pay"), (DOCUMENTED, "The prize is paid in May")]
    (tmp_path / "questions.yaml").write_text("unknown: [is there tea]\n")
    assert examples_for(tmp_path, [PASSAGE])[2:] == [(UNKNOWN, "is there tea")]


def test_of_many_sentences_some_stand_in_for_all(tmp_path):
    text = "\n".join(f"This is sentence number {n} of a long book." for n in range(2000))
    book = Passage("p", "s", (), text, 0, len(text), "en")
    added = [text for label, text in examples_for(tmp_path, [book]) if label == DOCUMENTED]

    assert 250 <= len(added) <= 300
    assert {text.split()[4][0] for text in added} >= set("123456789")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("routing.yaml", "- hello\n", "not examples by label"),
        ("routing.yaml", "greeting: [hello]\n", "two labels"),
        ("questions.yaml", "unknwon: [is there tea]\n", "unknwon"),
        ("questions.yaml", "unknown: [tea\n", "not YAML"),
        ("questions.yaml", "unknown: 3\n", "not examples by label"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path, name, text, told):
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidKnowledge, match=f"{name}: .*{told}"):
        read_examples(tmp_path)
