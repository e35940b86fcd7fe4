"""Examples of messages by route, which the classifiers are fitted on beside verified wordings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from knowledge.document import Passage
from knowledge.errors import InvalidKnowledge
from knowledge.folder import shared_file
from knowledge.yaml_file import read_yaml

OFF_TOPIC = "off_topic"
PROGRAMME = "programme"
UNKNOWN = "unknown"  # questions about the programme that no verified answer covers
DOCUMENTED = "documented"  # sentences that stand in for such questions; in no file
_LABELS = ("greeting", "thanks", OFF_TOPIC, PROGRAMME, UNKNOWN)
_MOST = 300  # sentences that stand in
_SENTENCE = re.compile(r"[^.!?|\n]{12,}")


def examples_for(folder: Path, passages: Iterable[Passage]) -> list[tuple[str, str]]:
    """All (label, text) pairs that classifiers are fitted on beside the wordings.

    Where nobody wrote down what no verified answer covers, the documents tell what else there is
    to ask: their headings and sentences stand in. Raises InvalidKnowledge.
    """
    examples = read_examples(folder)
    if any(label == UNKNOWN for label, _ in examples):
        return examples
    texts = list(passages)
    headings = sorted({heading for passage in texts for heading in passage.heading})
    told = sorted({m[0].strip() for p in texts for m in _SENTENCE.finditer(p.text)})
    examples += [(PROGRAMME, heading) for heading in headings[:: len(headings) // _MOST + 1]]
    return examples + [(DOCUMENTED, text) for text in told[:: len(told) // _MOST + 1]]


def read_examples(folder: Path) -> list[tuple[str, str]]:
    """The (label, text) pairs of `routing.yaml`, which every programme may share, and of
    `questions.yaml`, which is about one and may be missing; raises InvalidKnowledge."""
    own = folder / "questions.yaml"
    examples = _read(shared_file(folder, "routing.yaml"))
    if len({label for label, _ in examples}) < 2:
        raise InvalidKnowledge(["routing.yaml: examples of at least two labels are needed"])
    return [*examples, *(_read(own) if own.exists() else [])]


def _read(path: Path) -> list[tuple[str, str]]:
    try:
        data = read_yaml(path)
        pairs = [(str(label), str(text)) for label, texts in data.items() for text in texts]
    except (AttributeError, TypeError) as error:
        raise InvalidKnowledge([f"{path.name}: not examples by label: {error}"]) from error
    if strange := sorted({label for label, _ in pairs} - set(_LABELS)):
        known = ", ".join(_LABELS)
        raise InvalidKnowledge([f"{path.name}: {', '.join(strange)}: the labels are {known}"])
    return pairs
