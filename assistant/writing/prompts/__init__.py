"""Prompts: named, versioned files, filled in so that data can give no orders."""

from __future__ import annotations

from assistant.writing.prompts.asked import (
    ELSEWHERE,
    answer_messages,
    judge_messages,
    rewrite_messages,
    turns_told,
)
from assistant.writing.prompts.prompt import Prompt, messages, read_prompt

__all__ = [
    "ELSEWHERE",
    "Prompt",
    "answer_messages",
    "judge_messages",
    "messages",
    "read_prompt",
    "rewrite_messages",
    "turns_told",
]
