"""A question that names two things side by side, asked about each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.folding import fold
from knowledge.names import Names, any_of, phrase

_LINK = re.compile(
    r"\b(?:and|or|versus|vs|against|than|compared|et|ou|face|contre|rapport|que|y|e|o|u|frente|"
    r"contra|comparado)\b|[,/]"
)
_MOST_BETWEEN = 5  # words; names further apart do not stand side by side


class NamedSides:
    """Finds the two things that a question names; safe to share between threads."""

    def __init__(self, names: Names) -> None:
        """`names` are the forms of proper names that are one."""
        self._group = {form: n for n, group in enumerate(names.groups) for form in group}
        self._name = any_of(self._group)

    def __call__(self, question: str) -> Iterator[tuple[str, str]]:
        """The question with only the first, and with only the second, of the two things that it
        names side by side; nothing where it names fewer, more, or the same one twice."""
        folded = fold(question)
        if len(folded) != len(question):
            return
        found = [m for m in self._name.finditer(folded) if question[m.start()].isupper()]
        if len(found) != 2 or len({self._group[phrase(m[0])] for m in found}) == 1:
            return
        one, other = found
        between = folded[one.end() : other.start()]
        if not _LINK.search(between) or len(between.split()) > _MOST_BETWEEN:
            return
        yield (
            question[: one.end()] + question[other.end() :],
            question[: one.start()] + question[other.start() :],
        )
