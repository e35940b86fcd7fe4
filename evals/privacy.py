"""How well personal data is redacted: `python -m evals.privacy`, on labelled and on clean texts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from assistant.personal_data import redact
from evals.errors import InvalidBenchmark
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml

_MARKED = re.compile(r"<(\w+)>(.*?)</\1>")
_WITH_DIGIT = re.compile(r"\w*\d\w*")
# The kinds of the benchmark that are personal data here, and their names here.
_KINDS = {
    "STREET_ADDRESS": "address",
    "CREDIT_CARD": "card",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "US_SSN": "ssn",
    "IBAN_CODE": "iban",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the personal data in it: pairs of a kind and a value."""

    text: str
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recall:
    """How many values of a kind were in the texts, and which of them a reader still sees."""

    total: int
    missed: tuple[Labelled, ...]

    @property
    def share(self) -> float:
        """Between 0 and 1; of nothing, all was found."""
        return 1 - len(self.missed) / self.total if self.total else 1.0


def parse_marked(marked: str) -> Labelled:
    """The text of `My SSN is <ssn>219-09-9999</ssn>`, and what is marked in it."""
    data = tuple((kind, value) for kind, value in _MARKED.findall(marked))
    return Labelled(_MARKED.sub(r"\2", marked), data)


def expected(marked: str) -> str:
    """What is left of a marked text when all of its data and nothing else is redacted."""
    return _MARKED.sub(r"[\1]", marked)


def still_seen(value: str, text: str, redacted: str) -> bool:
    """Whether a telling part of the value stayed: any of its figures, or all of its letters."""
    figures = Counter(_WITH_DIGIT.findall(value))
    if not figures:
        return value in redacted
    before, after = Counter(_WITH_DIGIT.findall(text)), Counter(_WITH_DIGIT.findall(redacted))
    return any(after[figure] > before[figure] - count for figure, count in figures.items())


def recall_by_kind(texts: Iterable[Labelled]) -> dict[str, Recall]:
    """The recall of every kind, by the name of the kind, and of `all` of them."""
    totals: Counter[str] = Counter()
    missed: dict[str, list[Labelled]] = {}
    for labelled in texts:
        redacted, _ = redact(labelled.text)
        for kind, value in labelled.data:
            seen = still_seen(value, labelled.text, redacted)
            for name in (kind, "all"):
                totals[name] += 1
                missed.setdefault(name, []).extend(
                    [Labelled(labelled.text, ((kind, value),))] if seen else []
                )
    return {kind: Recall(totals[kind], tuple(missed[kind])) for kind in sorted(totals)}


def falsely_redacted(texts: Iterable[str]) -> list[str]:
    """Those of the clean texts that lost something, as they came out."""
    return [redacted for redacted, kinds in map(redact, texts) if kinds]


def read_marked(path: Path) -> tuple[list[str], list[str]]:
    """The marked and the clean texts of a labelled set; raises InvalidBenchmark."""
    try:
        content = read_yaml(path)
        return [str(text) for text in content["personal"]], [str(t) for t in content["clean"]]
    except (InvalidKnowledge, KeyError, TypeError) as error:
        raise InvalidBenchmark(f"{path}: no lists `personal` and `clean`: {error}") from error


def read_spans(path: Path) -> list[Labelled]:
    """The rows of a benchmark with spans; raises InvalidBenchmark.

    A street without a number is nobody's address: such spans are left out.
    """
    return [
        Labelled(
            row["text"],
            tuple(
                (_KINDS[span["type"]], span["value"])
                for span in row["spans"]
                if span["type"] in _KINDS
                and (span["type"] != "STREET_ADDRESS" or _WITH_DIGIT.search(span["value"]))
            ),
        )
        for row in _rows(path)
    ]


def read_clean(benchmarks: Path, faq: Path) -> Iterator[tuple[str, list[str]]]:
    """Names of sets of clean questions, each with its questions."""
    for path in [
        *sorted(benchmarks.glob("misuse/benign.jsonl")),
        *sorted(benchmarks.glob("retrieval/*/queries*.jsonl")),
    ]:
        yield f"{path.parent.name}/{path.stem}", [row["text"] for row in _rows(path)]
    topics = [read_yaml(path) for path in sorted(faq.glob("*.yaml"))]
    yield (
        "faq",
        [
            question
            for topic in topics
            for answer in topic["answers"]
            for questions in answer["questions"].values()
            for question in questions
        ],
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise InvalidBenchmark(f"{path}: cannot be read: {error}") from error


def show(recalls: dict[str, dict[str, Recall]], clean: dict[str, tuple[int, int]]) -> list[Table]:
    """Tables of the recall by kind of each set, and of the clean texts that lost something."""
    tables = []
    for name, by_kind in recalls.items():
        table = Table("kind", "values", "missed", "recall", title=name)
        for kind, recall in by_kind.items():
            missed = str(len(recall.missed))
            table.add_row(kind, str(recall.total), missed, f"{recall.share:.3f}")
        tables.append(table)
    table = Table("clean set", "texts", "redacted", "share", title="False redactions")
    for name, (texts, lost) in clean.items():
        table.add_row(name, str(texts), str(lost), f"{lost / texts:.2%}" if texts else "")
    return [*tables, table]


def measure(
    benchmarks: Annotated[
        Path, typer.Option(help="Folder of public data: pii, misuse, retrieval.")
    ] = Path("../shared/benchmarks"),
    labelled: Annotated[Path, typer.Option(help="YAML with `personal` and `clean`.")] = Path(
        "tests/assistant/personal_data.yaml"
    ),
    faq: Annotated[Path, typer.Option(help="Folder of verified answers.")] = Path("knowledge/faq"),
) -> None:
    """Print recall by kind, and how many clean questions lose something."""
    console = Console()
    try:
        marked, own_clean = read_marked(labelled)
        recalls = {"Own set": recall_by_kind(map(parse_marked, marked))}
        if (spans := benchmarks / "pii" / "en.jsonl").exists():
            recalls["Benchmark"] = recall_by_kind(read_spans(spans))
        sets = {"own": own_clean, **dict(read_clean(benchmarks, faq))}
    except InvalidBenchmark as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(2) from error
    clean = {name: (len(texts), len(falsely_redacted(texts))) for name, texts in sets.items()}
    for table in show(recalls, clean):
        console.print(table)


if __name__ == "__main__":
    typer.run(measure)
