"""What can go wrong in `assistant`, each with a name.

AssistantError
├── QuestionTooLong       the message is over the limit
├── EmptyQuestion         the message holds no words
└── UnknownConversation   no conversation has that id (or it was deleted)
"""


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class QuestionTooLong(AssistantError):
    """The message is over the limit."""


class EmptyQuestion(AssistantError):
    """The message holds no words."""


class UnknownConversation(AssistantError):
    """No conversation has that id, or it was deleted."""
