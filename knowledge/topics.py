"""What the topics of verified answers are called, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from knowledge.document import Language
from knowledge.errors import InvalidKnowledge
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
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidKnowledge([f"{FILE}: cannot be read: {error}"]) from error
    except ValidationError as error:
        raise InvalidKnowledge(
            [f"{FILE}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error


def topic_title(topics: Topics, topic: str, language: Language) -> str:
    """The title of a topic; one without is called by its own words."""
    return topics.get(topic, {}).get(language) or topic.replace("-", " ").capitalize()
