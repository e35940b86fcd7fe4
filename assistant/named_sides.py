"""A question that names two things side by side, asked about each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.folding import fold
from knowledge.names import Names

_LINK = re.compile(
    r"\b(?:and|or|versus|vs|against|than|compared|et|ou|face|contre|rapport|que|y|e|o|u|frente|"
    r"contra|comparado)\b|[,/]"
)
_MOST_BETWEEN = 5  # words; names further apart do not stand side by side


@dataclass(frozen=True, slots=True)
class _Mention:
    group: int
    start: int
    end: int


def named_sides(question: str, names: Names) -> tuple[str, ...]:
    """The question with only the first, and with only the second, of the two things that it
    names side by side; empty where it names fewer, more, or the same one twice."""
    folded = fold(question)
    if len(folded) != len(question):
        return ()
    found = sorted(_mentions(question, folded, names), key=lambda m: m.start)
    if len(found) != 2 or found[0].group == found[1].group:
        return ()
    one, other = found
    between = folded[one.end : other.start]
    if not _LINK.search(between) or len(between.split()) > _MOST_BETWEEN:
        return ()
    return (
        question[: one.end] + question[other.end :],
        question[: one.start] + question[other.start :],
    )


def _mentions(question: str, folded: str, names: Names) -> Iterator[_Mention]:
    """Names as they are written, the longest form where forms overlap."""
    forms = sorted(
        ((form, n) for n, group in enumerate(names.groups) for form in group),
        key=lambda pair: -len(pair[0]),
    )
    taken: list[range] = []
    for form, group in forms:
        pattern = r"(?<!\w)" + r"\W+".join(map(re.escape, form.split())) + r"(?!\w)"
        for match in re.finditer(pattern, folded):
            start, end = match.span()
            inside = any(start < span.stop and end > span.start for span in taken)
            if not inside and question[start].isupper():
                taken.append(range(start, end))
                yield _Mention(group, start, end)
