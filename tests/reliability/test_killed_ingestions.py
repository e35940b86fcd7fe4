"""A sample of what `kill_ingestion.py` does a thousand times, and two ingestions at once."""

import multiprocessing
import random
import time

import pytest

from knowledge.errors import StoreBusy
from tests.ingest.conftest import Base
from tests.ingest.killed import ingest_and_die
from tests.ingest.test_kill import write_first
from tests.reliability.kill_ingestion import kill_once, prepare

pytestmark = pytest.mark.slow


def test_ingestions_that_were_killed_anywhere_are_mended_by_the_next(tmp_path):
    ground, dice = prepare(tmp_path), random.Random(7)

    told = [kill_once(ground, dice, at_steps=1.0) for _ in range(4)]

    assert [problem for _, problem in told if problem] == []
    assert all(kills for kills, _ in told)


def test_of_two_ingestions_at_once_one_is_told_and_the_other_is_whole(tmp_path):
    base, clean = (Base(tmp_path / name, tmp_path / "knowledge") for name in ("both", "clean"))
    write_first(base.knowledge_dir)
    clean.ingest()
    forks = multiprocessing.get_context("forkserver")
    first = forks.Process(
        target=ingest_and_die, args=(base.data_dir, base.knowledge_dir, [], 0, 0.2)
    )
    first.start()
    while not (base.data_dir / "chroma").exists():
        assert first.is_alive()
        time.sleep(0.01)

    with pytest.raises(StoreBusy, match="in use by another"):
        base.ingest()
    first.join()

    assert first.exitcode == 0
    assert base.state() == clean.state()
