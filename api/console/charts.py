"""Charts as the lines and boxes of an SVG, which stretches to the width that there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.insight_values import Group, Tally

HEIGHT = 100
STEP = 10  # width of the place of one bar
_GAP = 1
_DAYS, _WEEKS = 92, 732  # days that are shown one by one, or week by week


@dataclass(frozen=True, slots=True)
class Span:
    """The questions of a day, of a week or of a month."""

    first: date
    last: date
    tally: Tally

    @property
    def name(self) -> str:
        """The day, or the first and the last one."""
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a bar."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, made of boxes, at its place."""

    x: float
    width: float
    told: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and lines that go over the same spans; `top` is the value at the upper edge."""

    spans: tuple[Span, ...]
    top: int
    bars: tuple[Bar, ...] = ()
    path: str = ""

    @property
    def width(self) -> int:
        """Width of the drawing, in its own units."""
        return STEP * max(1, len(self.spans))


def spans(days: Sequence[Group]) -> tuple[Span, ...]:
    """Days one by one, or where they are many by week, from Monday, or by month."""
    longer = _monday if len(days) <= _WEEKS else _month
    cut = _itself if len(days) <= _DAYS else longer
    found: dict[date, Span] = {}
    for group in days:
        day = date.fromisoformat(group.key)
        before = found.get(cut(day), Span(day, day, Tally()))
        found[cut(day)] = Span(before.first, day, before.tally + group.tally)
    return tuple(found.values())


def asked_chart(every: tuple[Span, ...]) -> Chart:
    """How many were asked, each bar made of how they ended."""
    top = _round_up(max((span.tally.asked for span in every), default=0))
    return Chart(every, top, tuple(_bar(n, span, top) for n, span in enumerate(every)))


def share_chart(every: tuple[Span, ...], share: Callable[[Tally], float | None]) -> Chart:
    """A share of each span as a line, with gaps where there is none."""
    steps, drawn = [], False
    for n, span in enumerate(every):
        value = share(span.tally)
        if value is not None:
            y = f"{HEIGHT * (1 - value):g}"
            start = f"V{y}" if drawn else f"M{n * STEP} {y}"
            steps.append(f"{start}H{(n + 1) * STEP}")
        drawn = value is not None
    return Chart(every, 100, path="".join(steps))


def _bar(n: int, span: Span, top: int) -> Bar:
    tally = span.tally
    rest = tally.asked - tally.answered - tally.missed
    parts = (("answered", tally.answered), ("missed", tally.missed), ("rest", rest))
    boxes, below = [], 0
    for kind, count in parts:
        below += count
        if count:
            boxes.append(Box(kind, HEIGHT * (1 - below / top), HEIGHT * count / top))
    told = f"{span.name}: {tally.asked} asked, {tally.answered} answered"
    return Bar(n * STEP + _GAP, STEP - 2 * _GAP, told, tuple(boxes))


def _round_up(value: int) -> int:
    """The next value that is easily halved: 2, 4, 6, 10, 20, 40, 60, 100 and so on."""
    unit = 1
    while True:
        for step in (2, 4, 6, 10):
            if value <= step * unit:
                return step * unit
        unit *= 10


def _itself(day: date) -> date:
    return day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)
