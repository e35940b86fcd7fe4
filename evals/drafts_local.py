"""Puts questions to a chat model, and checks by a second reader what is shown of its answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from assistant.answer import Evidence, Query
from assistant.events import Dropped, Proven
from assistant.verify.verifier import Verifier
from assistant.writing.chat_model import ChatModel, Chunk, Message
from evals.drafts_reader import lacking
from evals.drafts_run import writing

_MARK = re.compile(r"\b[0-9a-f]{16}\b")  # of the prompt, another one at each call
KEPT, READ = "drafts.jsonl", "shown.md"


class Remembered:
    """A ChatModel whose answers are kept in a file: what was asked before is not asked again, so
    that a long run may be broken off, and proven anew when the proof has changed."""

    def __init__(self, model: ChatModel, file: Path) -> None:
        self.name = model.name
        self._model, self._file = model, file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known: dict[str, str] = {row["key"]: row["text"] for row in map(json.loads, lines)}

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        """The answer from the file or, where it has none, of the model; kept when it is whole or
        its reader has enough."""
        told = _MARK.sub("", "\n".join(m.text for m in messages))
        key = hashlib.sha256(told.encode()).hexdigest()
        if key in self._known:
            yield Chunk(self._known[key])
            return
        pieces: list[str] = []
        try:
            for chunk in self._model.stream(messages):
                pieces.append(chunk.text)
                yield chunk
        finally:
            if text := "".join(pieces):
                self._known[key] = text
                with self._file.open("a", encoding="utf-8") as file:
                    row = {"key": key, "text": text}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what was shown, what was dropped by which check, and what the second reader
    finds that the quotations lack."""

    question: str
    proven: tuple[Proven, ...]
    dropped: tuple[Dropped, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocalFigures:
    """What became of the sentences that a chat model wrote."""

    model: str
    asked: tuple[Asked, ...]

    @property
    def problems(self) -> list[str]:
        """Why the gate is shut."""
        return [f"{a.question}: shown without proof: {x}" for a in self.asked for x in a.lacking]

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        dropped = Counter(d.check for a in self.asked for d in a.dropped)
        shown = sum(len(a.proven) for a in self.asked)
        return {
            "model": self.model,
            "questions": len(self.asked),
            "sentences": shown + dropped.total(),
            "shown": shown,
            "dropped_by": dict(dropped),
            "unsupported_shown": len(self.problems),
            "problems": self.problems,
        }

    def table(self) -> Table:
        """The figures to look at."""
        table = Table("", "", title=f"Drafts of {self.model}", show_header=False)
        for name, value in self.as_json().items():
            if name not in ("model", "problems"):
                table.add_row(name.replace("_", " "), str(value))
        return table

    def report(self) -> str:
        """Every sentence that was shown, with its quotations, for a person to read."""
        lines = [f"# Shown of the drafts of {self.model}", ""]
        for asked in self.asked:
            for proven in asked.proven:
                lines += [f"## {asked.question}", "", proven.sentence.text, ""]
                lines += [f"> {citation.quote}" for citation in proven.citations]
                lines.append("")
        return "\n".join(lines)


def ask(
    questions: Iterable[tuple[Query, Sequence[Evidence]]],
    model: ChatModel,
    verifier: Verifier,
    known: frozenset[str],
    programme: str,
    told: Callable[[], None] = lambda: None,
) -> LocalFigures:
    """Let a model answer each question from its Evidence; `known` are names that need no proof."""
    found = []
    with writing(model, verifier, programme) as writer:
        for query, evidence in questions:
            events = list(writer.write(query, evidence, query.text))
            proven = tuple(e for e in events if isinstance(e, Proven))
            dropped = tuple(e for e in events if isinstance(e, Dropped))
            stray = tuple(
                f"{what} in: {p.sentence.text}"
                for p in proven
                for what in lacking(p.sentence.text, _told(p), known)
            )
            found.append(Asked(query.text, proven, dropped, stray))
            told()
    return LocalFigures(model.name, tuple(found))


def _told(proven: Proven) -> list[str]:
    """The words behind a sentence: its quotations, with who published them and when."""
    return [f"{c.quote} \n {c.source.imprint}" for c in proven.citations]
