import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import parse_topic, read_verified_answers

TOPIC = """
topic: pay
answers:
  - id: pay-range
    questions: {en: [how much], fr: [combien], es: [cuánto]}
    answer:
      en: [{text: "It is 5.", cite: [a]}]
    citations:
      a: {source: s1, quote: "It is 5."}
    as_of: 2025-12-16
    review_by: 2026-12-16
"""


def test_a_topic_becomes_verified_answers(tmp_path):
    (tmp_path / "pay.yaml").write_text(TOPIC)
    (answer,) = read_verified_answers(tmp_path)
    assert (answer.id, answer.topic, answer.kind) == ("pay-range", "pay", "answer")
    assert answer.answer["en"][0].cite == ("a",)
    assert answer.citations["a"].quote == "It is 5."


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("id: pay-range", "id: Pay Range", "answers.0.id"),
        ("as_of: 2025-12-16", "as_of: lately", "as_of"),
        ("topic: pay", "subject: pay", "topic"),
        ("questions:", "question:", "question"),
        ("topic: pay", "topic: [", "pay.yaml: not YAML"),
        ("as_of: 2025-12-16", "as_of: 2026-13-45", "pay.yaml: not YAML"),
    ],
)
def test_each_wrong_field_is_named(old, new, named):
    with pytest.raises(InvalidKnowledge, match=named):
        parse_topic(TOPIC.replace(old, new), "pay.yaml")


def test_all_files_are_read_before_problems_are_told(tmp_path):
    (tmp_path / "a.yaml").write_text("topic: 3")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidKnowledge) as raised:
        read_verified_answers(tmp_path)
    assert {p.split(":")[0] for p in raised.value.problems} == {"a.yaml", "b.yaml"}
