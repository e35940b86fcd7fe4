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
    └── ChatBroken        what came is no answer: malformed, empty, cut short
        └── ChatUnreachable   there is no connection, or the provider is down
"""


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class QuestionTooLong(AssistantError):
    """The message is over the limit."""


class EmptyQuestion(AssistantError):
    """The message holds no words."""


class UnknownConversation(AssistantError):
    """No conversation has that id, or it was deleted."""


class ModelError(AssistantError):
    """The chat model gives no answer; the message names the mend and never holds the key."""


class ChatUnavailable(ModelError):
    """The chat model cannot be opened: a package, a name or a key is missing."""


class ChatTooSlow(ModelError):
    """The chat model took longer than it may."""


class ChatRateLimited(ModelError):
    """The provider takes no more calls for now."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds to wait, where the provider says so."""


class ChatRefused(ModelError):
    """The provider does not take the call, or the model will not answer."""


class ChatBroken(ModelError):
    """What came is no answer: malformed, empty or cut short."""


class ChatUnreachable(ChatBroken):
    """There is no connection to the provider, or it is down."""
