"""Puts scripted drafts through the Writer, and counts what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from rich.table import Table

from assistant.answer import Evidence, Query
from assistant.events import Dropped, Proven
from assistant.verify.verifier import Verifier
from assistant.writing.chat_model import ChatModel, Chunk, Message
from assistant.writing.ledger import Ledger
from assistant.writing.paced import Limits
from assistant.writing.prompts import answer_messages, read_prompt
from assistant.writing.proven_cache import ProvenCache
from assistant.writing.writer import Writer
from evals.drafts import Draft, Forgery, Shown
from knowledge.database import open_database
from knowledge.document import LANGUAGES, Language

RIGHT_SHOWN = 0.90
"""The share of right sentences that must be shown."""
RIGHT = "right"
_SPOKEN: Mapping[Language, str] = {"en": "English", "fr": "French", "es": "Spanish"}
_PATIENT = Limits(first_token_s=300, between_tokens_s=120, total_s=900, retries=0)


class Dictated:
    """A ChatModel that says what it is told, word by word."""

    name = "dictated"

    def __init__(self) -> None:
        self.text = ""

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        """The text that was set last, whatever it is asked."""
        for word in self.text.split(" "):
            yield Chunk(f"{word} ")


@dataclass(frozen=True, slots=True)
class DraftFigures:
    """What became of every line; forged ones that were shown are the faults."""

    shown: tuple[Shown, ...]

    @property
    def faults(self) -> list[Shown]:
        """The forged lines that a reader would see."""
        return [s for s in self.shown if s.line.forgery and s.passed]

    @property
    def right_share(self) -> float:
        """Of the right lines, how many a reader sees."""
        right = [s for s in self.shown if not s.line.forgery]
        return sum(s.passed for s in right) / max(1, len(right))

    @property
    def problems(self) -> list[str]:
        """Why the gate is shut."""
        found = [f"shown, with {s.line.forgery}: {s.line.text}" for s in self.faults]
        if self.right_share < RIGHT_SHOWN:
            found.append(f"of right sentences {self.right_share:.3f} are shown, not {RIGHT_SHOWN}")
        return found

    def counted(self) -> dict[str, tuple[int, int]]:
        """By kind and by language: how many lines there are, and how many were shown."""
        lines, passed = Counter[str](), Counter[str]()
        for s in self.shown:
            kind = s.line.forgery or RIGHT
            for key in (str(kind), f"{kind}, {s.language}"):
                lines[key] += 1
                passed[key] += s.passed
        order = [RIGHT, *Forgery]
        keys = [*order, *(f"{RIGHT}, {language}" for language in LANGUAGES)]
        return {str(key): (lines[str(key)], passed[str(key)]) for key in keys}

    def as_json(self) -> dict[str, object]:
        """For `--json`."""
        kinds = {key: {"lines": n, "shown": p} for key, (n, p) in self.counted().items()}
        checks = Counter(s.check for s in self.shown if not s.line.forgery and not s.passed)
        return {
            "lines": kinds,
            "unsupported_shown": len(self.faults),
            "right_shown": round(self.right_share, 3),
            "right_dropped_by": dict(checks),
            "problems": self.problems,
        }

    def table(self) -> Table:
        """The figures to look at."""
        table = Table("sentences", "said", "shown", title="Scripted drafts")
        for key, (lines, passed) in self.counted().items():
            table.add_row(key, str(lines), str(passed))
        return table


def run_drafts(
    drafts: Iterable[Draft], verifier: Verifier, told: Callable[[], None] = lambda: None
) -> DraftFigures:
    """Let a model say every draft; `told` is called after each."""
    model = Dictated()
    shown: list[Shown] = []
    with writing(model, verifier) as writer:
        for draft in drafts:
            model.text = draft.text
            shown.extend(_shown(draft, writer))
            told()
    return DraftFigures(tuple(shown))


@contextmanager
def writing(
    model: ChatModel, verifier: Verifier, programme: str = "the programme"
) -> Iterator[Writer]:
    """A patient Writer that remembers nothing and has no budget."""
    engine = open_database("sqlite://")
    prompt = read_prompt("answer")

    def asked(query: Query, evidence: Sequence[Evidence]) -> tuple[Message, ...]:
        return answer_messages(prompt, query, evidence, programme, _SPOKEN[query.language])

    try:
        ledger = Ledger(engine, model.name, {})
        yield Writer(model, asked, prompt.id, verifier, _PATIENT, ledger, ProvenCache(1))
    finally:
        engine.dispose()


def _shown(draft: Draft, writer: Writer) -> Iterator[Shown]:
    """What became of each line: told as proven, as dropped, or not at all."""
    proven, dropped = {}, {}
    for event in writer.write(draft.query, draft.evidence, draft.query.text):
        if isinstance(event, Proven):
            proven[event.sentence.text] = event.citations
        elif isinstance(event, Dropped):
            dropped[event.text] = str(event.check)
    made = partial(Shown, language=draft.query.language)
    for line in draft.lines:
        if line.text in proven:
            yield made(line, check="passed", citations=proven[line.text])
        else:
            yield made(line, check=dropped.get(line.text, "cut otherwise"))
