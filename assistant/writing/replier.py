"""`Replier`: one short text from a chat model, counted, within a limit of time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import structlog

from assistant.answer import Usage
from assistant.errors import ChatUnwanted, ModelError
from assistant.presence import gone
from assistant.writing.chat_model import ChatModel, Message
from assistant.writing.ledger import Ledger
from assistant.writing.paced import Limits, paced
from assistant.writing.tally import Tally

log = structlog.get_logger(__name__)
OK = "ok"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one call; `text` is None where the model failed, was late, or may cost no
    more."""

    text: str | None
    outcome: str
    """Either "ok", "over_budget", or the outcome of a ModelError."""
    usage: Usage | None = None
    """None where the model was not asked."""


@dataclass(frozen=True, slots=True)
class Replier:
    """Asks a chat model for a short text; safe to share between threads."""

    model: ChatModel
    ledger: Ledger
    limits: Limits

    def __call__(self, messages: Sequence[Message]) -> Reply:
        """The model's reply, or why there is none; a failure is logged."""
        if not self.ledger.may_spend():
            return Reply(None, "over_budget")
        tally, said, outcome = Tally(), None, OK
        try:
            said = self._said(messages, tally)
        except ModelError as error:
            outcome = error.outcome
            log.warning("chat model failed", model=self.model.name, error=str(error))
        finally:
            tally.close(messages)
            if tally.went_out:
                self.ledger.add(tally.usage)
        used = tally.usage
        usage = Usage(used.input_tokens, used.output_tokens, self.ledger.cost(used))
        return Reply(said, outcome, usage)

    def _said(self, messages: Sequence[Message], tally: Tally) -> str:
        text = paced(self.model, messages, self.limits, gone(), tally)
        with closing(text):
            said = "".join(tally.read(text)).strip()
        if gone().is_set():
            raise ChatUnwanted("Nobody waits for the answer any more.")
        return said


def brief(seconds: float, characters: int) -> Limits:
    """Limits of one try that takes so many seconds at most."""
    return Limits(seconds, seconds, seconds, retries=0, characters=characters)
