"""Enumerations of names: how many there are, and of what."""

from __future__ import annotations

import re

from knowledge.folding import fold
from knowledge.values import Value, ValueKind

_FEWEST = 5
_LONGEST_ITEM = 6  # words
_PARTIAL = re.compile(
    r"\b(?:such as|including|includes?|like|among|e\.g|for example|for instance|notamment|comme|"
    r"tel(?:le)?s que|dont|parmi|y compris|comprend|comprennent|par exemple|por ejemplo|como|"
    r"entre (?:ell[oa]s|otr[oa]s)|incluyen?|incluid[oa]s?|etc|and (?:many )?(?:others|more)|"
    r"et d'autres|y otr[oa]s)\b"
)
_LAST = re.compile(r" (?:and|et|y|e|&) (?=[A-ZÀ-Þ0-9][^ ]*(?: [^ ]+){0,4}$)")
_NAME = re.compile(r"[A-ZÀ-Þ0-9][\w.&’'-]*|[a-z]+[A-Z][\w.]*")
_HEAD = re.compile(r"(?:[A-ZÀ-Þ0-9][\w.&’'-]*|[a-z]+[A-Z]\w*)(?: (?:[A-ZÀ-Þ0-9][\w.&’'-]*))*$")


def listing(text: str) -> Value | None:
    """The number of names that a sentence lists in full; None where it lists none, or examples."""
    if text.count(",") + text.count(";") < _FEWEST - 2 or _PARTIAL.search(fold(text)):
        return None
    separator = ";" if text.count(";") >= _FEWEST - 2 else ","
    first, *rest = text.rstrip(" .").split(separator)
    head = _HEAD.search(first.rstrip())
    items = [item.strip() for item in rest]
    if not head or not all(_is_item(item) for item in items[:-1]):
        return None
    last = _LAST.split(items[-1])
    number = 1 + len(items[:-1]) + len([item for item in last if item.strip()])
    if number < _FEWEST or not all(_is_item(item) for item in last):
        return None
    end = len(text.rstrip(" ."))
    return Value(ValueKind.COUNT, "", number, number, head.start(), end, noun=(0, head.start()))


def _is_item(item: str) -> bool:
    item = re.sub(r"^(?:and|et|y|e|the|les?|la|los|las|el) ", "", item.strip())
    return bool(_NAME.match(item)) and len(item.split()) <= _LONGEST_ITEM
