"""`paced`: the text of a chat model within limits of time and length, whatever the model does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread

from assistant.errors import ChatEmpty, ChatRateLimited, ChatTooSlow, ChatUnreachable, ModelError
from assistant.writing.chat_model import ChatModel, Chunk, Message
from assistant.writing.tally import Tally

_LOOK_S = 0.05  # how often a wait looks whether it is still wanted
_AHEAD = 256  # chunks that a model may be ahead of its reader
_FIRST_PAUSE_S = 0.25
_AGAIN = (ChatRateLimited, ChatUnreachable)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a call may take. The time to the first token includes the tries that failed."""

    first_token_s: float = 8.0
    between_tokens_s: float = 5.0
    total_s: float = 30.0
    retries: int = 2
    characters: int = 8000
    """More text than this is cut off: some models never end."""


def paced(
    model: ChatModel,
    messages: Sequence[Message],
    limits: Limits,
    stop: Event | None = None,
    used: Tally | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Generator[str, None, None]:
    """Yield the model's text as it arrives, and tell `used` the Tokens that the provider reports.

    `meanwhile` is done once, after the call has gone out and before its text is waited for.

    Raises ModelError: ChatTooSlow over a limit of time, ChatEmpty where no text comes. Before the
    first text, calls that were turned away or did not connect are tried again. Where `stop` is set
    the text ends; then, and where the generator is closed, the call is cancelled.
    """
    pace = _Pace(limits, stop or Event())
    for tried in range(limits.retries + 1):
        if pace.stop.is_set():
            return  # nobody waits: no call is made
        call = _Call(model, messages)
        try:
            if meanwhile and not tried:
                meanwhile()
            yield from _text(call, pace, used)
            return
        except _AGAIN as error:
            pause = _pause(error, tried)
            if pace.begun or tried == limits.retries or pause > pace.left():
                raise
        finally:
            call.cancel()
            if used and not call.turned_away:
                used.sent()
        if pace.stop.wait(pause):
            return


def _text(call: _Call, pace: _Pace, used: Tally | None) -> Iterator[str]:
    while (chunk := call.next(pace)) is not None:
        if chunk.usage and used:
            used.count(chunk.usage)
        if text := pace.take(chunk.text):
            yield text
            pace.wait_from_now()
    if not pace.begun and not pace.stop.is_set():
        raise ChatEmpty("The chat model answered with nothing.")


def _pause(error: ModelError, tried: int) -> float:
    """Seconds before the next try: what the provider says, else longer each time; never alike."""
    told = error.retry_after if isinstance(error, ChatRateLimited) else None
    pause = told if told is not None else _FIRST_PAUSE_S * 2**tried
    return pause + random.uniform(0.0, _FIRST_PAUSE_S)


class _Pace:
    """How long may still be waited for one answer, and how much of it was taken."""

    def __init__(self, limits: Limits, stop: Event) -> None:
        self.stop, self.begun = stop, False
        self._limits, self._characters = limits, 0
        now = time.monotonic()
        self._end = now + limits.total_s
        self._due = now + limits.first_token_s

    def left(self) -> float:
        """Seconds until the next text is late."""
        return min(self._due, self._end) - time.monotonic()

    def wait_from_now(self) -> None:
        """The reader asks for more: only from here on does silence count."""
        self._due = time.monotonic() + self._limits.between_tokens_s

    def take(self, text: str) -> str:
        """The part of a text that fits; it begins where there is something to see."""
        text = text if self.begun else text.lstrip()
        self.begun = self.begun or bool(text)
        text = text[: self._limits.characters - self._characters]
        self._characters += len(text)
        return text

    @property
    def over(self) -> bool:
        """Nothing more is wanted."""
        return self.stop.is_set() or self._characters >= self._limits.characters

    def late(self) -> ChatTooSlow:
        """What to raise when no time is left, naming the setting that says so."""
        what = "finish" if self._end <= self._due else "go on" if self.begun else "begin"
        setting = {"finish": "TOTAL", "go on": "BETWEEN_TOKENS", "begin": "FIRST_TOKEN"}[what]
        return ChatTooSlow(
            f"The chat model did not {what} in time: TECHFORCE_CHAT_{setting}_S sets the time."
        )


class _Call:
    """One call in a thread of its own, so that whoever waits for it can stop waiting."""

    def __init__(self, model: ChatModel, messages: Sequence[Message]) -> None:
        self._arrived: Queue[Chunk | Exception | None] = Queue(_AHEAD)
        self._cancelled = Event()
        self._chunks: Iterator[Chunk] | None = None
        self.turned_away = False
        """Whether the provider did not take the call."""
        Thread(target=self._read, args=(model, messages), name="chat-call", daemon=True).start()

    def next(self, pace: _Pace) -> Chunk | None:
        """The next Chunk, None at the end; raises ModelError."""
        while not pace.over:
            if (left := pace.left()) <= 0:
                raise pace.late()
            try:
                item = self._arrived.get(timeout=min(left, _LOOK_S))
            except Empty:
                continue
            if isinstance(item, Exception):
                raise item
            return item
        return None

    def cancel(self) -> None:
        """End the call and its thread; may be called again."""
        self._cancelled.set()
        if self._chunks is not None:
            _close(self._chunks)

    def _read(self, model: ChatModel, messages: Sequence[Message]) -> None:
        end: Exception | None = None
        taken = False
        try:
            self._chunks = model.stream(messages)
            while not self._cancelled.is_set() and (chunk := next(self._chunks, None)) is not None:
                taken = True
                self._put(chunk)
        except Exception as error:  # noqa: BLE001  raised where the text is read
            end = error
            self.turned_away = isinstance(error, _AGAIN) and not taken
        finally:
            if self._chunks is not None:
                _close(self._chunks)
            self._put(end)

    def _put(self, item: Chunk | Exception | None) -> None:
        while not self._cancelled.is_set():
            with suppress(Full):
                self._arrived.put(item, timeout=_LOOK_S)
                return


def _close(chunks: Iterator[Chunk]) -> None:
    # ValueError: a generator that waits for its next chunk; its thread closes it when that comes.
    with suppress(ValueError):
        getattr(chunks, "close", lambda: None)()
