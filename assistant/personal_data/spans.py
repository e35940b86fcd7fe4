"""Where personal data stands in a text, and values known by the word beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Span = tuple[int, int]
Finder = Callable[[str], Iterator[Span]]

# What may stand between a cue and its value: "my passport number is: C0…", "mon numéro est le 06…".
# Any other word ("my case number", "phone interview") parts the two.
LINK = (
    r"(?:[\s:#'’°º.,;()=*\"«»“-]|\b(?:number|numbers|num|no|numéro|numero|número|núm|nro|nº|n|is|was|are|"
    r"of|my|me|us|mine|the|it|its|which|card|this|here|following|on|at|to|with|est|c|ce|cest|ceci|"
    r"voici|suis|le|la|les|l|du|de|au|a|à|sur|mon|ma|moi|es|el|mi|mis|su|al|en|se|trata|carte|"
    r"that|call|or|text|ou|y|o|día|dia|day|jour)\b){0,14}"
)


class Beside:
    """Finds values of a form that have no check of their own where one of the cues names them."""

    def __init__(self, cue: str, value: str, *, also_before: bool = False) -> None:
        """`also_before` takes "C01234567 is my passport" too, not only "my passport: C01234567"."""
        self._cue = re.compile(rf"(?<!\w)(?:{cue})(?!\w)", re.IGNORECASE)
        after = rf"(?<!\w)(?:{cue})(?!\w){LINK}(?P<value>{value})"
        self._after = re.compile(after, re.IGNORECASE)
        before = rf"(?<![\w$€.,/-])(?P<value>{value}){LINK}(?<!\w)(?:{cue})(?!\w)"
        self._before = re.compile(before, re.IGNORECASE) if also_before else None

    def __call__(self, text: str) -> Iterator[Span]:
        """The spans of the values; most texts have no cue and cost one search."""
        if self._cue.search(text):
            yield from (match.span("value") for match in self._after.finditer(text))
            if self._before:
                yield from (match.span("value") for match in self._before.finditer(text))


def longest_valid(match: re.Match[str], valid: Callable[[str], bool]) -> Span | None:
    """The longest run of whole groups from the start of a match that is valid.

    A number in groups may be followed by more that looks like a group, as an expiry date.
    """
    ends = [found.end() for found in re.finditer(r"[^\W_]+", match[0])]
    for end in reversed(ends):
        if valid(match[0][:end]):
            return match.start(), match.start() + end
    return None
