"""Questions that name the very values on which the Sources disagree, and say little else.

"One page has 130 to 195, another 150 to 200: which is right?" names no subject, but no other answer
has these values. Values are compared without their unit; a question may leave out their thousands,
but names no 28 by 28,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.numbers import numbers
from knowledge.verified import AnswerKind, VerifiedAnswer

_TELLING = 100  # the least number that tells by itself what it is about; fewer may be anyone's age
_SHORT = 10  # the least number that may stand for thousands

_Value = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Named:
    """The answer whose values a question names, and whether they `alone` tell that it is meant."""

    answer_id: str
    alone: bool


class Contested:
    """Finds the verified answer whose conflicting values a question names."""

    def __init__(self, answers: Iterable[VerifiedAnswer]) -> None:
        """Versions without a number, as those that differ in words, count for nothing."""
        self._points = [
            (answer.id, _forms(version.value["en"] for version in conflict.versions))
            for answer in answers
            if answer.kind is AnswerKind.ANSWER
            for conflict in answer.conflicts
        ]

    def asked(self, question: str) -> Named | None:
        """The answer with two or more values of which a question names no others; None where there
        is none."""
        said = [n for n in numbers(question) if not n.year]
        for answer_id, known in self._points:
            forms = {value for n in said for value in _ends((n.low, n.high), known)}
            if forms <= known.keys() and len({known[form] for form in forms}) > 1:
                ranges = any(low < high for low, high in forms)
                return Named(answer_id, ranges or any(n.low >= _TELLING for n in said))
        return None


def _ends(value: _Value, known: Mapping[_Value, _Value]) -> set[_Value]:
    """A range that is known, else its ends: "28 or 30" may be either."""
    low, high = value
    return {value} if value in known else {(low, low), (high, high)}


def _forms(texts: Iterable[str]) -> dict[_Value, _Value]:
    """The values of texts by every form in which a question names them."""
    values = {(n.low, n.high) for text in texts for n in numbers(text) if not n.year}
    short = {form: value for value in values for form in _without_thousands(value)}
    return short | {value: value for value in values}


def _without_thousands(value: _Value) -> Iterator[_Value]:
    """130,000 as 130."""
    low, high = (end / 1000 for end in value)
    if low >= _SHORT and low.is_integer() and high.is_integer():
        yield low, high
