"""What can go wrong in `assistant`, each with a name.

AssistantError
├── QuestionTooLong       the message is over the limit
├── EmptyQuestion         the message holds no words
├── UnknownConversation   no conversation has that id (or it was deleted)
└── ModelError            the chat model gives no answer
    ├── ChatUnavailable   it cannot be opened: a package, a name or a key is missing
    ├── ChatTooSlow       it took longer than it may
    ├── ChatRateLimited   the provider takes no more calls for now
    ├── ChatRefused       the provider does not take the call, or the model will not answer
    ├── ChatUnwanted      nobody waits for the answer any more
    └── ChatBroken        what came is no answer: malformed, cut short
        ├── ChatEmpty         nothing came
        └── ChatUnreachable   there is no connection, or the provider is down
"""

from typing import ClassVar


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class QuestionTooLong(AssistantError):
    """The message is over the limit."""


class EmptyQuestion(AssistantError):
    """The message holds no words."""


class UnknownConversation(AssistantError):
    """No conversation has that id, or it was deleted."""

    def __init__(self) -> None:
        super().__init__("no conversation has that id, or it was deleted")


class ModelError(AssistantError):
    """The chat model gives no answer; the message names the mend and never holds the key."""

    outcome: ClassVar[str] = "failed"
    """What a call that ends so is counted as."""


class ChatUnavailable(ModelError):
    """The chat model cannot be opened: a package, a name or a key is missing."""

    outcome: ClassVar[str] = "unavailable"


class ChatTooSlow(ModelError):
    """The chat model took longer than it may."""

    outcome: ClassVar[str] = "timeout"


class ChatRateLimited(ModelError):
    """The provider takes no more calls for now."""

    outcome: ClassVar[str] = "rate_limited"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds to wait, where the provider says so."""


class ChatRefused(ModelError):
    """The provider does not take the call, or the model will not answer."""

    outcome: ClassVar[str] = "refused"


class ChatUnwanted(ModelError):
    """Nobody waits for the answer any more."""

    outcome: ClassVar[str] = "cancelled"


class ChatBroken(ModelError):
    """What came is no answer: malformed or cut short."""

    outcome: ClassVar[str] = "malformed"


class ChatEmpty(ChatBroken):
    """What came holds no text."""

    outcome: ClassVar[str] = "empty"


class ChatUnreachable(ChatBroken):
    """There is no connection to the provider, or it is down."""

    outcome: ClassVar[str] = "unreachable"
