"""Whatever is wrong with a file of YAML has one name."""

import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import parse_yaml, read_yaml


@pytest.mark.parametrize(
    "text",
    ["a: [", "a: 2026-13-45", "!!int x", "!!bool x", "!!timestamp x", "!!int ''", "[1]: 2", "\0"],
)
def test_what_is_no_yaml_is_told_with_its_name(text):
    with pytest.raises(InvalidKnowledge, match=r"^a\.yaml: not YAML: "):
        parse_yaml(text, "a.yaml")


def test_a_foreign_text_that_is_nested_very_deeply_is_refused():
    with pytest.raises(InvalidKnowledge, match=r"^a\.yaml: not YAML: "):
        parse_yaml("[" * 100_000, "a.yaml", foreign=True)


@pytest.mark.parametrize("foreign", [False, True])
def test_both_parsers_give_the_same_value(foreign):
    text = "a: [1, yes, 'é']\nb: {c: 2026-01-31}\n"
    assert parse_yaml(text, "a.yaml", foreign=foreign) == parse_yaml(text, "a.yaml")


def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: été".encode("latin-1"))
    for path in (latin, tmp_path / "none.yaml"):
        with pytest.raises(InvalidKnowledge, match=f"^{path.name}: cannot be read: "):
            read_yaml(path)
