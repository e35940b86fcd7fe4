"""Answers that a chat model writes, each sentence proven before it is shown."""
