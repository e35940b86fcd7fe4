"""`python -m evals.fit_confidence RUN`: fit what share of replies is right at each probability.

From the results of a Run over Cases that were looked at; the newest unseen ones are left out. The
samples are kept in `evals/samples/`; a test fits again and compares.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.confidence import FEATURES, logit
from assistant.decision import Decision
from evals.calibration import CLAIMS
from evals.fit import fit
from evals.record import FILE, read_record
from evals.samples import Row, as_text, load, save, stack
from knowledge.settings import KnowledgeSettings

NAME = "confidence"
UNSEEN = "hard6-"
_EVEN = 0.5


def fitted() -> dict[str, Any]:
    """The decision that the kept samples give. Nothing is decided by it: its threshold is a mere
    half."""
    samples = load(NAME)
    made = fit(samples, FEATURES, _EVEN)
    measured = {
        "replies": len(samples.right),
        "right": round(float(samples.right.mean()), 3),
        "area_under_roc": made["measured"]["area_under_roc"],
    }
    return made | {"threshold": _EVEN, "measured": measured}


def rows(results: Iterable[Mapping[str, Any]], in_force: Decision | None) -> Iterator[Row]:
    """(log odds, right) of every reply of a results.json that claims something; `in_force` is
    undone, which made its confidence from its probability."""
    told = [r for r in results if r["outcome"] in CLAIMS and r["observed"]["confidence"]]
    for n, result in enumerate(r for r in told if not r["case"]["id"].startswith(UNSEEN)):
        odds = logit(result["observed"]["confidence"])
        if in_force is not None:
            scaled = (odds - in_force.bias) / float(in_force.weights[0])
            odds = scaled * float(in_force.scale[0]) + float(in_force.mean[0])
        yield (odds,), result["passed"], n, n, True


def main() -> None:
    """Take the samples of a Run, keep them, fit, and write the decision."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a Run, or its results.json")
    chosen = parser.parse_args()
    path = KnowledgeSettings().knowledge_dir / "decision.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    in_force = Decision.load(path, NAME, FEATURES) if NAME in result else None
    read_record(chosen.run)  # says what is wrong with a file that is none
    run = chosen.run / FILE if chosen.run.is_dir() else chosen.run
    results = json.loads(run.read_text(encoding="utf-8"))["results"]
    save(stack(rows(results, in_force)), NAME)
    result[NAME] = {**fitted(), "by": "python -m evals.fit_confidence"}
    path.write_text(as_text(result), encoding="utf-8")


if __name__ == "__main__":
    main()
