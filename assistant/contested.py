"""Questions that name the very values on which the Sources disagree, and say little else.

"One page has 130 to 195, another 150 to 200: which is right?" names no subject, but no other answer
has these values. Values are compared without their unit and without thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from knowledge.numbers import Number, numbers
from knowledge.verified import AnswerKind, VerifiedAnswer

_TELLING = 100  # the least number that tells by itself what it is about; fewer may be anyone's age

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
            (answer.id, frozenset(_values(version.value["en"] for version in conflict.versions)))
            for answer in answers
            if answer.kind is AnswerKind.ANSWER
            for conflict in answer.conflicts
        ]

    def asked(self, question: str) -> Named | None:
        """The answer with two or more values of which a question names no others; None where there
        is none."""
        said = [n for n in numbers(question) if not n.year]
        for answer_id, known in self._points:
            values = {value for n in said for value in _ends(_value(n), known)}
            if len(values) > 1 and values <= known:
                ranges = any(low < high for low, high in values)
                return Named(answer_id, ranges or any(n.low >= _TELLING for n in said))
        return None


def _ends(value: _Value, known: Collection[_Value]) -> set[_Value]:
    """A range that is known, else its ends: "28 or 30" may be either."""
    low, high = value
    return {value} if value in known else {(low, low), (high, high)}


def _values(texts: Iterable[str]) -> Iterator[_Value]:
    for text in texts:
        yield from (_value(n) for n in numbers(text) if not n.year)


def _value(number: Number) -> _Value:
    """Both ends in thousands where they are whole thousands: 130, 130k and 130,000 are one."""
    low, high = number.low, number.high
    while low >= 1000 and low % 1000 == 0 and high % 1000 == 0:
        low, high = low / 1000, high / 1000
    return low, high
