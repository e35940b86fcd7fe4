"""What a form cannot do without: words and lists of which a text must hold one, part by part.

Nearly every form can be ruled out for nearly every text by looking up its words, without a search.
Where a part is no plain word, list or choice of these, it rules nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUANTIFIER = re.compile(r"[?*][?+]?|\{\d")
_PLAIN = re.compile(r"[a-z0-9]+")
_GAPS = frozenset({"~", "~~"})


@dataclass(frozen=True, slots=True)
class Needed:
    """Words, and names of lists, of which a text must hold one."""

    words: frozenset[str]
    lists: frozenset[str]


def needed(form: str) -> tuple[Needed, ...]:
    """One Needed for every part of the form that is always there."""
    bare = form.removeprefix("^").removeprefix(r"\A").removesuffix("$")
    found = (_begins(part) for part, optional in _parts(bare) if not optional)
    return tuple(dict.fromkeys(need for need in found if need is not None))


def _begins(part: str) -> Needed | None:
    """What a word, a list or a choice in brackets can begin with."""
    if part.startswith("{"):
        return Needed(frozenset(), frozenset(part.strip("{}").split("|")))
    if _PLAIN.fullmatch(part):
        return Needed(frozenset({part}), frozenset())
    if not part.startswith("(") or part.startswith(("(?!", "(?=", "(?<")):
        return None
    begun = [_choice(choice) for choice in _split(part[1:-1].removeprefix("?:"))]
    if any(need is None for need in begun):
        return None
    return Needed(
        frozenset().union(*(need.words for need in begun if need)),
        frozenset().union(*(need.lists for need in begun if need)),
    )


def _choice(text: str) -> Needed | None:
    """What a choice can begin with: its first part that is always there, or one before it."""
    words: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    for part, optional in _parts(text):
        need = _begins(part)
        if need is None:
            return None
        words, lists = words | need.words, lists | need.lists
        if not optional:
            return Needed(words, lists)
    return None


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Words, lists and brackets in order, and whether each may be missing."""
    at = 0
    while at < len(text):
        end = _end(text, at)
        part = text[at:end]
        quantifier = _QUANTIFIER.match(text, end)
        at = end + (len(quantifier[0]) if quantifier else 0)
        while text[at : at + 1] == "+":
            at += 1
        glued = part[-1] not in " )}" and at < len(text) and text[at] not in " "
        if part.strip() and part not in _GAPS:
            yield (part + "*" if glued else part), quantifier is not None


def _end(text: str, start: int) -> int:
    """Where the word, the list or the bracket that begins at `start` ends."""
    depth = 0
    for at in range(start, len(text)):
        char = text[at]
        depth += (char in "({[") - (char in ")}]")
        if depth == 0 and char in ")}]":
            return at + 1
        if depth == 0 and (char == " " or text[at + 1 : at + 2] in {" ", "(", "{", "["}):
            return at + 1
        if depth == 0 and text[at + 1 : at + 2] in {"?", "*", "+"}:
            return at + 1
    return len(text)


def _split(text: str) -> Iterator[str]:
    """The choices of a bracket."""
    depth, start = 0, 0
    for at, char in enumerate(text):
        depth += (char in "({[") - (char in ")}]")
        if char == "|" and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]
