"""`python -m tests.reliability.kill_ingestion --times 1000`: ingestions killed at random points.

Each is killed once or several times, at a step of its own (a commit, or the beginning or end of a
write to the store) or at any moment; the next run must end with what a clean run gives.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import typer

from tests.ingest.conftest import Base
from tests.ingest.test_kill import run, steps, write_first, write_second


@dataclass
class Ground:
    """A data directory before an update, and what a clean run makes of the update."""

    home: Path
    knowledge: Path
    wanted: dict[str, object]
    steps: int

    def again(self, name: str) -> Base:
        """The data directory before the update, once more."""
        target = self.home / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.home / "before", target)
        return Base(target, self.knowledge)


def prepare(home: Path) -> Ground:
    """Ingest a first state, then change documents and answers."""
    base = Base(home / "before", home / "knowledge")
    write_first(base.knowledge_dir)
    assert run(base) == 0
    write_second(base.knowledge_dir)
    clean = Base(home / "clean", base.knowledge_dir)
    assert run(clean) == 0
    updated = Base(home / "updated", base.knowledge_dir)
    shutil.copytree(base.data_dir, updated.data_dir)
    assert run(updated) == 0
    return Ground(home, base.knowledge_dir, clean.state(), steps(updated))


def kill_once(ground: Ground, dice: random.Random, at_steps: float = 0.7) -> tuple[int, str]:
    """How often the process was killed on its way, and what was wrong in the end; such a share of
    the kills is at steps, and only those are sure to come before the end."""
    base, kills, planned = ground.again("killed"), 0, []
    for _ in range(dice.choice((1, 1, 2, 3))):
        if dice.random() < at_steps:
            point = dice.randint(1, ground.steps)
            planned.append(f"at step {point}")
            code = run(base, kill_at=point)
        else:
            moment = dice.uniform(0.0, 0.5)
            planned.append(f"after {moment:.3f} s")
            code = run(base, kill_after=moment)
        assert code in (0, -signal.SIGKILL), f"exit code {code}"
        kills += code != 0
    if run(base) != 0:
        return kills, f"the next run failed; killed {planned}"
    same = base.state() == ground.wanted
    return kills, "" if same else f"not what a clean run gives; killed {planned}"


def main(arguments: list[str]) -> int:
    """Kill, compare and print; 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20251215)
    given = parser.parse_args(arguments)
    dice, began, killed, wrong = random.Random(given.seed), time.monotonic(), 0, []
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        ground = prepare(Path(folder))
        while killed < given.times:
            kills, problem = kill_once(ground, dice)
            killed += kills
            wrong += [problem] if problem else []
            typer.echo(f"\r{killed} of {given.times} killed, {len(wrong)} wrong", nl=False)
    typer.echo(f"\n{killed} killed in {time.monotonic() - began:.0f} s, {len(wrong)} wrong")
    for problem in wrong:
        typer.echo(problem)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
