"""Killed at any point, the next run gives the same store as a clean run."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.ingest.conftest import Base, write_answers, write_document, write_routing
from tests.ingest.killed import ingest_and_die

pytestmark = pytest.mark.slow
SEED = 20251215
PARAGRAPH = "This paragraph is number {n} and it goes on for a while. " * 9
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.ingest.killed", "sklearn.linear_model"])


def text(*numbers: int) -> str:
    return "\n\n".join(PARAGRAPH.format(n=n).strip() for n in numbers)


def write_first(knowledge: Path) -> None:
    documents = knowledge / "documents"
    write_routing(knowledge)
    write_document(documents, "pay", f"The pay is good. The term is long.\n\n{text(1, 2, 3)}")
    write_document(documents, "changed", text(4, 5, 6, 7))
    write_document(documents, "retitled", text(8, 9), title="Before")
    write_document(documents, "removed", text(10, 11))
    write_document(documents, "kept", text(12))
    write_answers(knowledge, "pay", good="The pay is good.", gone="The pay is good.")


def write_second(knowledge: Path) -> None:
    documents = knowledge / "documents"
    write_document(documents, "changed", text(20, 4, 21, 6, 7))
    write_document(documents, "retitled", text(8, 9), title="After")
    write_document(documents, "new", text(30, 31))
    (documents / "removed.md").unlink()
    write_answers(knowledge, "pay", good="The pay is good.", late="The term is long.")


def run(base: Base, kill_at: int = 0, delay_s: float = 0.0, kill_after: float | None = None) -> int:
    """Ingest in a process of its own; its exit code, which is negative where it was killed."""
    arguments = (base.data_dir, base.knowledge_dir, [], kill_at, delay_s)
    process = _forks.Process(target=ingest_and_die, args=arguments)
    process.start()
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def steps(base: Base) -> int:
    """How many steps the last run that was not killed took."""
    return int((base.data_dir / "steps").read_text())


def clean(base: Base, directory: Path) -> dict[str, object]:
    """The state of a new data directory after one run over the same knowledge."""
    fresh = Base(directory, base.knowledge_dir)
    assert run(fresh) == 0
    return fresh.state()


@pytest.fixture
def first(base: Base) -> Base:
    write_first(base.knowledge_dir)
    return base


@pytest.fixture
def updating(first: Base, tmp_path: Path) -> Base:
    """A data directory that holds the first state, and knowledge that has moved on."""
    assert run(first) == 0
    shutil.copytree(first.data_dir, tmp_path / "before")
    write_second(first.knowledge_dir)
    return first


def again(base: Base, directory: Path) -> Base:
    """The data directory before the update, once more."""
    target = directory / f"again-{random.random()}"
    shutil.copytree(directory / "before", target)
    return Base(target, base.knowledge_dir)


def points(count: int, total: int) -> list[int]:
    return sorted(random.Random(SEED).sample(range(1, total + 1), min(count, total)))


def test_a_first_ingestion_that_was_killed(first, tmp_path):
    wanted = clean(first, tmp_path / "clean")
    total = steps(Base(tmp_path / "clean", first.knowledge_dir))

    for point in points(5, total):
        killed = Base(tmp_path / f"killed-{point}", first.knowledge_dir)
        assert run(killed, kill_at=point) == -signal.SIGKILL
        assert run(killed) == 0
        assert killed.state() == wanted, f"killed at step {point} of {total}"


def test_an_update_that_was_killed(updating, tmp_path):
    wanted = clean(updating, tmp_path / "clean")
    assert run(updating) == 0
    assert updating.state() == wanted

    for point in points(7, steps(updating)):
        killed = again(updating, tmp_path)
        assert run(killed, kill_at=point) == -signal.SIGKILL
        assert run(killed) == 0
        assert killed.state() == wanted, f"killed at step {point} of {steps(updating)}"
        assert int(killed.catalogue().state()["generation"]) >= 2


def test_a_run_that_is_killed_again_and_again(updating, tmp_path):
    wanted = clean(updating, tmp_path / "clean")

    for point in (2, 9, 16, 23):
        run(updating, kill_at=point)

    assert run(updating) == 0
    assert updating.state() == wanted


def test_an_update_that_was_killed_and_then_taken_back(updating, tmp_path):
    write_first_again = Base(tmp_path / "one", tmp_path / "first")
    write_first(write_first_again.knowledge_dir)
    wanted = clean(write_first_again, tmp_path / "clean")["passages"]
    assert run(updating) == 0

    for point in points(3, steps(updating)):
        killed = again(updating, tmp_path)
        assert run(killed, kill_at=point) == -signal.SIGKILL
        shutil.rmtree(killed.knowledge_dir)
        write_first(killed.knowledge_dir)
        assert run(killed) == 0
        assert killed.state()["passages"] == wanted, f"killed at step {point}"
        write_second(killed.knowledge_dir)


def test_documents_that_the_next_run_does_not_read_are_mended_too(updating, tmp_path, folder):
    (folder / "other.txt").write_text("Another document.")
    assert run(updating) == 0

    for point in points(3, steps(updating)):
        killed = again(updating, tmp_path)
        assert run(killed, kill_at=point) == -signal.SIGKILL
        killed.ingest(folder)
        documents = killed.catalogue().documents()
        for passage in killed.passages():
            document = documents[passage.source_id]
            assert document.text[passage.start : passage.end] == passage.text


def test_killed_from_outside_while_it_embeds(first, tmp_path):
    wanted, dice = clean(first, tmp_path / "clean"), random.Random(SEED)

    for number in range(4):
        killed = Base(tmp_path / f"killed-{number}", first.knowledge_dir)
        run(killed, delay_s=0.05, kill_after=dice.uniform(0.3, 1.5))
        assert run(killed) == 0
        assert killed.state() == wanted


def _die_while_writing(path: Path) -> None:
    """Leave a transaction half written to the store's file, as Chroma does when it is killed."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("CREATE TABLE half (x)")
    connection.executemany("INSERT INTO half VALUES (?)", (("x" * 4000,) for _ in range(200)))
    os.kill(os.getpid(), signal.SIGKILL)


def test_killed_while_chroma_writes(first):
    assert run(first) == 0
    before = first.state()
    process = _forks.Process(
        target=_die_while_writing, args=(first.data_dir / "chroma" / "chroma.sqlite3",)
    )
    process.start()
    process.join()
    assert (first.data_dir / "chroma" / "chroma.sqlite3-journal").stat().st_size > 0

    assert run(first) == 0
    assert first.state() == before
