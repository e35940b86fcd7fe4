"""Small pictures of what was measured, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from evals.peers.measures import CLIENTS, NAMED, Measure
from evals.peers.report import Report
from evals.peers.systems import OURS, PEERS

_PANELS = ("start_s", "query_p50_ms", "ingested_per_s", "memory_mb")
_COLOURS = ("#0b6e4f", "#c8553d", "#2f5d9b", "#8a6d1a", "#6b4c9a")
_INK, _PAPER, _PALE = "#1b1b1b", "#ffffff", "#d8d8d8"
_WIDTH, _ROW, _LEFT, _HEAD = 640, 22, 110, 26
_PLOT_W, _PLOT_H = 400, 220
Points = Mapping[str, Sequence[tuple[float, float]]]
"""The points of each line by its name."""


def draw(report: Report, folder: Path) -> list[Path]:
    """Write the pictures that the report has figures for; where they are."""
    pictures: dict[str, str] = {}
    if report.get("systems"):
        pictures["peers"] = _picture_of_systems(report)
        points = _rates(report)
        pictures["peers-clients"] = lines("Answers a second by clients", points)
    if report.get("growing"):
        parts = {"whole search": "query", "near in meaning": "dense", "sharing words": "lexical"}
        grown = {
            name: [(at["passages"], at[f"{part}_p95_ms"]) for at in report["growing"]]
            for name, part in parts.items()
        }
        pictures["growing"] = lines("Milliseconds (p95) by passages stored", grown)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.svg" for name in pictures]
    for path, picture in zip(paths, pictures.values(), strict=True):
        path.write_text(picture, encoding="utf-8")
    return paths


def bars(measure: Measure, values: Mapping[str, Mapping[str, float]], top: float) -> Iterator[str]:
    """The elements of one panel: a bar for each system, with a line from least to greatest."""
    better = "more is better" if measure.more else "less is better"
    yield _text(0, top + 14, f"{measure.label}, {measure.unit} ({better})", bold=True)
    longest = max((v["high"] for v in values.values()), default=0.0) or 1.0
    room = _WIDTH - _LEFT - 70
    for row, (name, value) in enumerate(values.items()):
        y = top + _HEAD + row * _ROW
        length, low, high = (room * value[k] / longest for k in ("middle", "low", "high"))
        yield _text(0, y + 13, name)
        yield (
            f'<rect x="{_LEFT}" y="{y}" width="{length:.1f}" height="{_ROW - 6}" '
            f'fill="{_COLOURS[0] if name == OURS else _COLOURS[2]}"/>'
        )
        middle = y + (_ROW - 6) / 2
        yield _line(_LEFT + low, middle, _LEFT + high, middle, _INK)
        yield _text(_LEFT + max(length, high) + 6, y + 13, f"{value['middle']:.3g}")


def lines(title: str, points: Points) -> str:
    """Lines over a logarithmic axis to the right, from zero upwards."""
    every = [point for line in points.values() for point in line]
    top = max((y for _, y in every), default=0.0) or 1.0
    ticks = sorted({x for x, _ in every})
    low, high = (math.log10(ticks[0]), math.log10(ticks[-1])) if ticks else (0.0, 1.0)

    def at(x: float, y: float) -> tuple[float, float]:
        span = (high - low) or 1.0
        return 50 + _PLOT_W * (math.log10(x) - low) / span, 40 + _PLOT_H * (1 - y / top)

    parts = [_text(0, 16, title, bold=True)]
    for height in (0.0, top / 2, top):
        y = at(ticks[0] if ticks else 1.0, height)[1]
        parts += [_line(50, y, 50 + _PLOT_W, y, _PALE), _text(0, y + 4, f"{height:.3g}")]
    for tick in ticks:
        parts.append(_text(at(tick, 0)[0] - 10, 40 + _PLOT_H + 18, f"{tick:,.0f}"))
    for place, (name, line) in enumerate(points.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(70 + _PLOT_W, 50 + place * 20, name, colour=colour))
    return _svg(parts, 70 + _PLOT_W + 130, 40 + _PLOT_H + 30, title)


def _picture_of_systems(report: Report) -> str:
    parts: list[str] = []
    top = 0
    for name in _PANELS:
        values = {
            system: report["systems"][system]["middles"][name]
            for system in (OURS, *PEERS)
            if name in report["systems"].get(system, {}).get("middles", {})
        }
        parts += bars(NAMED[name], values, top)
        top += _HEAD + _ROW * len(values) + 14
    return _svg(parts, _WIDTH, top, "This project and its peers")


def _rates(report: Report) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for name in (OURS, *PEERS):
        middles = report["systems"].get(name, {}).get("middles", {})
        rates = {n: middles.get(f"rate_{n}") for n in CLIENTS}
        found[name] = [(float(n), rate["middle"]) for n, rate in rates.items() if rate]
    return {name: line for name, line in found.items() if line}


def _svg(parts: Sequence[str], width: float, height: float, title: str) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 20}" height="{height + 20}" '
            f'viewBox="-10 -10 {width + 20} {height + 20}" role="img" font-family="sans-serif" '
            'font-size="12">',
            f"<title>{escape(title)}</title>",
            f'<rect x="-10" y="-10" width="{width + 20}" height="{height + 20}" fill="{_PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, text: str, *, bold: bool = False, colour: str = _INK) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{weight}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}"/>'
