"""How well the screen holds: `python -m evals.screening [--benchmarks PATH]`.

Prints the share of attacks that it declines, by where they come from, and the share of clean
messages that it declines wrongly: harmless texts, retrieval questions, and all known wordings.
What it lets through may still be declined later, as another subject.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.screen import Screen
from evals.errors import InvalidBenchmark
from knowledge.faq_file import read_verified_answers
from knowledge.settings import KnowledgeSettings

Message = tuple[str, str]
"""Where it comes from, and its text."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many messages of one origin were declined."""

    origin: str
    messages: int
    declined: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Declined attacks and declined clean messages, by origin, and the time one takes."""

    attacks: tuple[Share, ...]
    clean: tuple[Share, ...]
    wrongly: tuple[str, ...]
    milliseconds: float

    def as_text(self) -> str:
        """A line for each origin, then every clean message that was declined."""
        lines = []
        for title, shares in (("attacks declined", self.attacks), ("false alarms", self.clean)):
            every = Share("all", sum(s.messages for s in shares), sum(s.declined for s in shares))
            lines += [title, *(_line(share) for share in (*shares, every) if share.messages)]
        return "\n".join([*lines, f"{self.milliseconds:.2f} ms a message", *self.wrongly])


def measure(
    declines: Callable[[str], bool], attacks: Iterable[Message], clean: Iterable[Message]
) -> Measured:
    """Screen every message once."""
    started = time.perf_counter()
    caught = [(origin, text, declines(text)) for origin, text in attacks]
    alarms = [(origin, text, declines(text)) for origin, text in clean]
    taken = time.perf_counter() - started
    return Measured(
        attacks=_shares(caught),
        clean=_shares(alarms),
        wrongly=tuple(f"{origin}: {text}" for origin, text, declined in alarms if declined),
        milliseconds=1000 * taken / max(1, len(caught) + len(alarms)),
    )


def _shares(rows: Iterable[tuple[str, str, bool]]) -> tuple[Share, ...]:
    seen: dict[str, list[bool]] = {}
    for origin, _, declined in rows:
        seen.setdefault(origin, []).append(declined)
    return tuple(Share(origin, len(found), sum(found)) for origin, found in seen.items())


def _line(share: Share) -> str:
    return (
        f"  {share.origin}: {share.declined} of {share.messages}"
        f" ({share.declined / share.messages:.4f})"
    )


def read_messages(path: Path) -> Iterator[Message]:
    """The texts of a file of JSON lines, under their `source` or the folder's name."""
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield str(row.get("source", path.parent.name)), str(row["text"])
    except (OSError, ValueError, KeyError) as error:
        raise InvalidBenchmark(f"{path}: {error!r}") from error


def _wordings(folder: Path) -> Iterator[Message]:
    for answer in read_verified_answers(folder / "faq"):
        for language, texts in answer.questions.items():
            yield from ((f"wordings {language}", text) for text in texts)


def main(
    benchmarks: Annotated[Path, typer.Option(help="Folder of the public benchmarks.")] = Path(
        "../shared/benchmarks"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the screen on public attacks and clean messages, and on all known wordings."""
    home = KnowledgeSettings().knowledge_dir
    screen = Screen.load(home / "screening.yaml")
    clean = [*read_messages(benchmarks / "misuse" / "benign.jsonl")]
    for path in sorted(benchmarks.glob("retrieval/*/queries*.jsonl")):
        clean += read_messages(path)
    measured = measure(
        lambda text: screen(text).reason is not None,
        read_messages(benchmarks / "misuse" / "attacks.jsonl"),
        [*clean, *_wordings(home)],
    )
    Console().print(
        json.dumps(asdict(measured)) if as_json else measured.as_text(),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    typer.run(main)
