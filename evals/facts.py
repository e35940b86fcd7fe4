"""Which expected items a text holds: figures by value, words as folded phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.figures import figures
from knowledge.names import phrase

_LABEL = re.compile(r"\s?\[\d+\]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def without_labels(text: str) -> str:
    """The text without its citation labels [n], which are no figures of it."""
    return _LABEL.sub("", text)


def held(items: Iterable[str], text: str) -> list[str]:
    """The items of which the text holds a form, in order; `|` separates the forms of one."""
    bare = without_labels(text)
    words, values = f" {phrase(bare)} ", figures(bare)
    return [item for item in items if any(_stands(f, words, values) for f in item.split("|"))]


def _stands(form: str, words: str, values: frozenset[str]) -> bool:
    form = form.strip()
    if _FIGURE.fullmatch(form):
        return figures(form) <= values
    return f" {phrase(form)} " in words
