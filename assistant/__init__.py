"""Retrieve, ground, compose, verify: from a question to an Answer with its proof.

For code that embeds the assistant: `open_assistant`, and `AssistantRunnable` and `PassageRetriever`
for chains of LangChain. Each is imported when it is first named, and LangChain with it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.build import open_assistant
    from assistant.langchain_surface import AssistantRunnable, PassageRetriever

__all__ = ["AssistantRunnable", "PassageRetriever", "open_assistant"]

_HOMES = {
    "AssistantRunnable": "assistant.langchain_surface",
    "PassageRetriever": "assistant.langchain_surface",
    "open_assistant": "assistant.build",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
