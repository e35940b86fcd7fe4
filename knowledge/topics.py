"""What the topics of verified answers are called, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge.document import Language
from knowledge.errors import InvalidKnowledge, broken_rules
from knowledge.yaml_file import read_yaml

FILE = "topics.yaml"
Topics = Mapping[str, Mapping[Language, str]]
_titles = TypeAdapter(dict[str, dict[Language, str]])


def read_topics(folder: Path) -> Topics:
    """The titles by topic and language, in the order to show them; none where a knowledge folder
    has no `topics.yaml`. Raises InvalidKnowledge."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        return _titles.validate_python(read_yaml(path))
    except ValidationError as error:
        raise InvalidKnowledge(broken_rules(error, FILE)) from error


def topic_title(topics: Topics, topic: str, language: Language) -> str:
    """The title of a topic; one without is called by its own words."""
    return topics.get(topic, {}).get(language) or topic.replace("-", " ").capitalize()
