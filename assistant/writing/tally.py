"""`Tally`: the tokens of one call, as its provider counts them, or by the length of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.writing.chat_model import Message, Tokens

_PER_TOKEN = 4  # characters, where a provider does not count tokens


class Tally:
    """Counts what one call uses; `usage` holds once the call is over."""

    def __init__(self) -> None:
        self.usage = Tokens(0, 0)
        self.went_out = False
        """Whether the provider took the call: one that it did not take costs nothing."""
        self._told = False
        self._characters = 0

    def sent(self) -> None:
        """The provider took the call."""
        self.went_out = True

    def count(self, more: Tokens) -> None:
        """Add what the provider tells."""
        self._told = True
        self.usage = Tokens(
            self.usage.input_tokens + more.input_tokens,
            self.usage.output_tokens + more.output_tokens,
        )

    def read(self, text: Iterator[str]) -> Iterator[str]:
        """Pass the text on, and note its length."""
        for piece in text:
            self._characters += len(piece)
            yield piece

    def close(self, messages: Sequence[Message]) -> None:
        """The call is over: estimate it where the provider told nothing."""
        if self.went_out and not self._told:
            asked = sum(len(message.text) for message in messages)
            self.usage = Tokens(asked // _PER_TOKEN, self._characters // _PER_TOKEN)
