"""Feature tables that decisions are fitted on, kept in the repository beside the result.

The questions behind them are other people's or change with the knowledge; the numbers are enough
to fit again and to see that a decision is the one that they give.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "samples"
Row = tuple[Sequence[float], bool, int, int, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Features with labels; `question` groups the candidates of one question, `group` what must
    not be split between fitting and checking."""

    values: NDArray[np.float32]
    right: NDArray[np.bool_]
    question: NDArray[np.int32]
    group: NDArray[np.int32]
    answerable: NDArray[np.bool_]


def stack(rows: Iterable[Row]) -> Samples:
    """One Samples of all rows."""
    values, right, question, group, answerable = zip(*rows, strict=True)
    return Samples(
        np.asarray(values, dtype=np.float32).round(4),
        np.asarray(right, dtype=np.bool_),
        np.unique(question, return_inverse=True)[1].astype(np.int32),
        np.asarray(group, dtype=np.int32),
        np.asarray(answerable, dtype=np.bool_),
    )


def thinned(samples: Samples, questions: int, seed: int) -> Samples:
    """All rows of that many questions, drawn at random; everything where there are no more."""
    every = np.unique(samples.question)
    if len(every) <= questions:
        return samples
    kept = np.random.default_rng(seed).choice(every, questions, replace=False)
    rows = np.isin(samples.question, kept)
    return Samples(*(getattr(samples, name)[rows] for name in Samples.__slots__))


def save(samples: Samples, name: str, folder: Path = FOLDER) -> None:
    """Write `<name>.npz`."""
    folder.mkdir(exist_ok=True)
    arrays: dict[str, Any] = {field: getattr(samples, field) for field in Samples.__slots__}
    np.savez_compressed(folder / f"{name}.npz", **arrays)


def load(name: str, folder: Path = FOLDER) -> Samples:
    """Read `<name>.npz`."""
    with np.load(folder / f"{name}.npz") as data:
        return Samples(*(data[field] for field in Samples.__slots__))


def knowledge_key(folder: Path) -> str:
    """Changes with anything of the knowledge that decisions are fitted on."""
    digest = hashlib.sha256()
    paths = [*folder.glob("faq/*.yaml"), *folder.glob("follow_ups/*.yaml")]
    paths += [folder / "routing.yaml", folder / "questions.yaml"]
    for path in sorted(p for p in paths if p.exists()):
        digest.update(path.name.encode() + b"\x1f" + path.read_bytes())
    return digest.hexdigest()[:16]


def as_text(result: dict[str, object]) -> str:
    """decision.json."""
    return json.dumps(result, indent=2) + "\n"
