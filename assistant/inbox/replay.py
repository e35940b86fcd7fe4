"""A turn answered anew, on the knowledge of today, and how that differs from what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answer import Answer
from assistant.conversation import Conversation
from assistant.differences import Mark, Piece, Step, marked
from assistant.events import Answered
from assistant.inbox.turns import TurnView
from assistant.pipeline import Assistant
from assistant.trace import Trace, trace_of

_WORD = re.compile(r"\S+\s*")
_ALIKE = 0.3  # share of common words below which two texts are simply others


@dataclass(frozen=True, slots=True)
class Replay:
    """What is answered today, why, and its text against what was said; nothing of it is stored."""

    answer: Answer
    trace: Trace
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether the same is said."""
        return all(piece.mark is Mark.SAME for piece in self.pieces)


def replay(assistant: Assistant, view: TurnView, generation: str, turns: int) -> Replay:
    """Answer the question of a turn anew in the same context: the `turns` before it.

    Raises EmptyQuestion and QuestionTooLong.
    """
    said = view.turn.answer
    context = Conversation(view.conversation_id, view.before[-turns:] if turns else ())
    events = list(assistant.events(said.question, context, said.language))
    last = events[-1]
    assert isinstance(last, Answered)
    pieces = tuple(differences(said.text, last.answer.text))
    return Replay(last.answer, trace_of(events, generation), pieces)


def differences(old: str, new: str) -> Iterator[Piece]:
    """Both texts, word by word: what was removed comes before what was added in its place."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    told, tells = [word.strip() for word in before], [word.strip() for word in after]
    found = SequenceMatcher(None, told, tells, autojunk=False)
    steps: Sequence[Step] = found.get_opcodes()
    if found.ratio() < _ALIKE:  # a word here and there that both happen to have says nothing
        steps = [("replace", 0, len(told), 0, len(tells))]
    return marked(before, after, steps)
