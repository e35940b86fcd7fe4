"""Claims with the evidence that they cite, labelled as supported or not: own ones and public ones.

Own pairs are in `support/development/` and `support/test/`, a file for each language of claims;
decisions are fitted on the development half alone. Public ones are read from where they lie.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assistant.answer import Evidence
from evals.errors import InvalidBenchmark
from knowledge.document import LANGUAGES, Language, Passage, Source
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml

FOLDER = Path(__file__).parent / "support"
DEVELOPMENT, TEST = "development", "test"
PUBLIC = {"BEGIN": "begin_en", "FaithDial": "faithdial_audit_en"}
_SUPPORTED = {"fully attributable", "entailment"}
_NEITHER = {"generic", "uncooperative"}  # replies that claim nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the texts that it cites, and whether they support it; `kind` is how it was made."""

    claim: str
    language: Language
    texts: tuple[str, ...]
    text_language: Language
    supported: bool
    kind: str
    half: str

    @property
    def evidence(self) -> list[Evidence]:
        """The texts as Evidence, labelled from 1."""
        language = self.text_language
        return [
            Evidence(
                n,
                Passage(f"text-{n}", f"source-{n}", (), text, 0, len(text), language),
                Source(f"source-{n}", "", "", "", None, language),
                1.0,
            )
            for n, text in enumerate(self.texts, 1)
        ]


def read_own(half: str, folder: Path = FOLDER) -> list[Pair]:
    """The own pairs of one half in every language; raises InvalidBenchmark."""
    return [pair for lang in LANGUAGES for pair in _read(folder / half / f"{lang}.yaml", lang)]


def read_public(folder: Path, name: str) -> list[Pair]:
    """A public set by its name in PUBLIC; raises InvalidBenchmark."""
    path = folder / "support" / f"{PUBLIC[name]}.jsonl"
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [pair for row in rows for pair in _public(row)]
    except (OSError, ValueError, KeyError) as error:
        raise InvalidBenchmark(f"{path}: cannot be read: {error!r}") from error


def _read(path: Path, language: Language) -> Iterator[Pair]:
    try:
        for group in read_yaml(path):
            yield from _group(group, language, path.parent.name)
    except (InvalidKnowledge, KeyError, TypeError, ValueError) as error:
        raise InvalidBenchmark(f"{path}: cannot be read: {error!r}") from error


def _group(group: dict[str, Any], language: Language, half: str) -> Iterator[Pair]:
    texts = group["evidence"] if isinstance(group["evidence"], list) else [group["evidence"]]
    told = cast(Language, group.get("in", language))
    for supported in (True, False):
        for kind, claim in group["supported" if supported else "unsupported"]:
            yield Pair(claim, language, tuple(texts), told, supported, kind, half)


def _public(row: dict[str, Any]) -> Iterator[Pair]:
    label = str(row.get("begin_label") or row["begin"]).lower()
    if label not in _NEITHER:
        half = TEST if row.get("split") == "test" else DEVELOPMENT
        supported = label in _SUPPORTED
        yield Pair(row["response"], "en", (row["context"],), "en", supported, label, half)
