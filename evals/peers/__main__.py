"""Measures this project beside what a team would otherwise put together, on the same machine.

Run: python -m evals.peers [--quick]
Peers are installed once, each into an environment of its own, from pinned requirements; all embed
with the weights of the embedded model. One that cannot be installed or fails is named and left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.errors import EvalError
from evals.peers.plots import draw
from evals.peers.published import show, write_page
from evals.peers.run import PARTS, Wanted, compare
from evals.peers.systems import PEERS
from knowledge.errors import KnowledgeError
from knowledge.whole_file import written_whole

_FULL: dict[str, Any] = {
    "rounds": 3,
    "passages": 1_000,
    "questions": 200,
    "crowd_seconds": 10.0,
    "ranked": 300,
    "size": [1_000, 100_000],
}
_QUICK: dict[str, Any] = {
    "rounds": 1,
    "passages": 100,
    "questions": 30,
    "crowd_seconds": 3.0,
    "ranked": 30,
    "size": [1_000, 10_000],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the report, and show it; 2 where something cannot be used."""
    given = _options(arguments)
    console = Console(stderr=True)

    def tell(what: str) -> None:
        console.print(f"{datetime.now(UTC):%H:%M:%S} {what}", markup=False, highlight=False)

    try:
        if given.reread:
            report = json.loads(given.report.read_text(encoding="utf-8"))
        else:
            given.report.parent.mkdir(parents=True, exist_ok=True)
            for report in compare(_wanted(given), tell):
                with written_whole(given.report) as file:
                    file.write(json.dumps(report, indent=2).encode() + b"\n")
        show(report, Console())
        pictures = draw(report, given.plots) if given.plots else []
        if given.docs:
            write_page(report, given.docs, pictures)
    except (EvalError, KnowledgeError, OSError) as error:
        console.print(str(error), markup=False)
        return 2
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="evals.peers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="few texts, one round, a small growing store")
    add("--benchmarks", type=Path, default=Path("../shared/benchmarks"), help="of other people")
    add("--folder", type=Path, default=Path(".cache/peers"), help="for environments and weights")
    add("--part", choices=PARTS, action="append", help="default: all")
    add("--peer", choices=PEERS, action="append", help="default: all")
    add("--rounds", type=int, help="default: 3")
    add("--passages", type=int, help="default: 1000")
    add("--questions", type=int, help="default: 200")
    add("--crowd-seconds", type=float, help="for each number of clients; default: 10")
    add("--ranked", type=int, help="questions of each ranked set; default: 300")
    add("--size", type=int, action="append", help="of the growing store; default: 1000, 100000")
    add("--report", type=Path, default=Path("reports/peers.json"))
    add("--reread", action="store_true", help="measure nothing; show the report that is there")
    add("--docs", type=Path, help="page whose tables are written anew")
    add("--plots", type=Path, help="folder that pictures are drawn into")
    return parser.parse_args(arguments)


def _wanted(given: argparse.Namespace) -> Wanted:
    usual = _QUICK if given.quick else _FULL
    told = {name: value for name, value in vars(given).items() if value is not None}
    chosen = usual | {name: told[name] for name in usual if name in told}
    return Wanted(
        benchmarks=given.benchmarks,
        folder=given.folder,
        parts=given.part or PARTS,
        peers=given.peer or PEERS,
        sizes=chosen["size"],
        rounds=chosen["rounds"],
        passages=chosen["passages"],
        questions=chosen["questions"],
        crowd_s=chosen["crowd_seconds"],
        quick=given.quick,
        ranked=chosen["ranked"],
    )


if __name__ == "__main__":
    sys.exit(main())
