"""Everything that was measured as one JSON object, and the tables that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evals.peers.measures import CLIENTS, MEASURES, Figures, Spread, spread, times_better
from evals.peers.rounds import Found
from evals.peers.systems import OURS, PEERS

Report = Mapping[str, Any]
Table = list[list[str]]
"""Rows of cells; the first one is the head."""

_HTTP = {"rate": "answers a second", "answer_p50_ms": "p50 ms", "answer_p95_ms": "p95 ms"}
_GROWING = {
    "query_p50_ms": "question, p50 ms",
    "query_p95_ms": "p95 ms",
    "embedding_p95_ms": "embedding, p95 ms",
    "dense_p95_ms": "near in meaning, p95 ms",
    "lexical_p95_ms": "sharing words, p95 ms",
    "stored_ms": "stored, ms a passage",
    "lexical_index_ms": "lexical index, ms a passage",
}


def of_systems(found: Mapping[str, Found]) -> dict[str, Any]:
    """Each system's rounds, their middles, and how many times better this project is."""
    ours = found[OURS].rounds if OURS in found else []
    return {name: asdict(its) | _compared(its, ours) for name, its in found.items()}


def of_http(found: Mapping[str, Sequence[Figures]]) -> dict[str, Any]:
    """The spread of every figure, by the number of clients."""
    return {clients: _spreads(rounds) for clients, rounds in found.items()}


def systems_table(report: Report) -> Table:
    """A row for each measure, a column for each system, and ranking at the end."""
    systems = report["systems"]
    names = [name for name in (OURS, *PEERS) if name in systems]
    rows = [["", *names]]
    for measure in MEASURES:
        middles = [systems[name]["middles"].get(measure.name) for name in names]
        rows.append([f"{measure.label}, {measure.unit}", *map(_spread, middles)])
    sets = dict.fromkeys(key for name in names for key in systems[name]["ndcg"])
    for key in sets:
        scores = [systems[name]["ndcg"].get(key) for name in names]
        rows.append([f"nDCG@10, {key}", *("–" if s is None else f"{s:.3f}" for s in scores)])
    return rows


def times_table(report: Report) -> Table:
    """How many times better this project is, by measure and peer, beside what is aimed at."""
    systems = report["systems"]
    names = [name for name in PEERS if name in systems]
    rows = [["times better", *names, "aim, LangChain"]]
    for measure in MEASURES:
        cells = [_spread(systems[name]["times_better"].get(measure.name)) for name in names]
        rows.append([measure.label, *cells, f"{measure.aim:g}" if measure.aim else ""])
    return rows


def http_table(report: Report) -> Table:
    """A row for each number of clients."""
    rows = [["clients", *_HTTP.values()]]
    for clients in map(str, CLIENTS):
        seen = report["http"].get(clients, {})
        rows.append([clients, *(_spread(seen.get(name)) for name in _HTTP)])
    return rows


def growing_table(report: Report) -> Table:
    """A row for each size of the store."""
    rows = [["passages", *_GROWING.values()]]
    for at in report["growing"]:
        cells = (f"{at[name]:.3g}" if name in at else "–" for name in _GROWING)
        rows.append([f"{at['passages']:,.0f}", *cells])
    return rows


def _compared(its: Found, ours: Sequence[Figures]) -> dict[str, Any]:
    ratios = {m.name: spread(times_better(m, ours, its.rounds)) for m in MEASURES}
    return {
        "middles": _spreads(its.rounds),
        "times_better": {name: asdict(one) for name, one in ratios.items() if one},
    }


def _spreads(rounds: Sequence[Figures]) -> dict[str, dict[str, float]]:
    names = dict.fromkeys(name for figures in rounds for name in figures)
    found = {name: spread([f[name] for f in rounds if name in f]) for name in names}
    return {name: asdict(one) for name, one in found.items() if one}


def _spread(found: Mapping[str, float] | None) -> str:
    if found is None:
        return "–"
    one = Spread(**found)
    middle = _number(one.middle)
    return middle if one.low == one.high else f"{middle} ({_number(one.low)}–{_number(one.high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.0f}"
