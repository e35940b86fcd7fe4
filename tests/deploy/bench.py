"""What one answer, one turn and one passage cost, for docs/scaling.md.

`python -m tests.deploy.bench` asks the Assistant over the data directory that is set, and fills a
Chroma server of its own with made-up passages. Times are of the processor, not of the clock, where
it says so: another program beside it makes them little worse.
"""

import argparse
import resource
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import typer
from sqlalchemy import text

from assistant.build import open_assistant
from assistant.conversation import Conversation
from assistant.transcript import Transcript
from evals.case_file import read_suites
from knowledge.database import open_database
from knowledge.document import Passage, passage_id
from knowledge.lexical import LexicalIndex
from knowledge.store import PASSAGES, open_store
from tests.servers import chroma_running

DIMENSION = 384
WORDS = 120  # of a passage, about as long as the project's own
BATCH = 500


def memory_mb(process=None):
    return (process or psutil.Process()).memory_info().rss / 1e6


def told(name, value, unit):
    typer.echo(f"{name:<52}{value:>12,.3f} {unit}")


def answers(count):
    """What an answer costs in processor time, and a turn in the database."""
    questions = [c.turns[-1] for s in read_suites() for c in s.cases if len(c.turns) == 1][:count]
    with tempfile.TemporaryDirectory() as folder, open_assistant() as assistant:
        assistant.answer(questions[0], Conversation(""))
        engine = open_database(f"sqlite:///{folder}/turns.db")
        transcript = Transcript(engine)
        began, made, spent = time.process_time(), [], []
        for question in questions:
            start = time.process_time()
            made.append(assistant.answer(question, Conversation("")))
            spent.append(time.process_time() - start)
        told("answer, processor time, mean", 1000 * (time.process_time() - began) / count, "ms")
        told("answer, processor time, median", 1000 * statistics.median(spent), "ms")
        told("answer, processor time, 95th of 100", 1000 * np.percentile(spent, 95), "ms")
        for answer in made:
            transcript.append(transcript.create().id, answer)
        with engine.connect() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            size = connection.scalar(text("PRAGMA page_size"))
        engine.dispose()
        told("turn in the database", pages * size / count / 1000, "kB")
        told("a replica's memory", memory_mb(), "MB")
        told("its highest", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, "MB")


def made_up(count, random):
    """Passages of words as rare and as common as in a language, and unit vectors."""
    ranks = np.minimum(random.zipf(1.2, size=(count, WORDS)), 50_000)
    for row in ranks:
        words = " ".join(f"w{rank}" for rank in row)
        yield Passage(passage_id("s", (), words), "s", (), words, 0, len(words), "en")


def passages(count):
    """What a passage costs in Chroma and in a replica, and how long a search takes."""
    random = np.random.default_rng(0)
    kept = []
    with tempfile.TemporaryDirectory() as folder, chroma_running(folder) as url:
        server = max(psutil.Process().children(recursive=True), key=memory_mb)
        before, store = memory_mb(server), open_store(url, PASSAGES, "made up", create=True)
        began, page = time.monotonic(), []
        for passage in made_up(count, random):
            page.append(passage)
            if len(page) == BATCH:
                vectors = random.normal(size=(BATCH, DIMENSION)).astype(np.float32)
                store.upsert(page, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
                kept, page = kept + page, []
        told(f"{len(kept):,} passages written", len(kept) / (time.monotonic() - began), "a second")
        told("passage in Chroma's memory", 1000 * (memory_mb(server) - before) / len(kept), "kB")
        on_disk = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file())
        told("passage on Chroma's disk", on_disk / len(kept) / 1000, "kB")
        times = [_searched(store, random) for _ in range(200)]
        told("search in Chroma, median", 1000 * statistics.median(times), "ms")
        told("search in Chroma, 95th of 100", 1000 * np.percentile(times, 95), "ms")
        spent = server.cpu_times()
        for _ in range(200):
            _searched(store, random)
        more = server.cpu_times()
        used = more.user + more.system - spent.user - spent.system
        told("search in Chroma, its processor time", 1000 * used / 200, "ms")
        store.close()
    _lexical(kept)


def _searched(store, random):
    vector = random.normal(size=DIMENSION).astype(np.float32)
    start = time.monotonic()
    store.nearest(vector / np.linalg.norm(vector), 50)
    return time.monotonic() - start


def _lexical(kept):
    before, began = memory_mb(), time.process_time()
    index = LexicalIndex(kept)
    told(
        "lexical index, processor time a passage",
        1e6 * (time.process_time() - began) / len(kept),
        "µs",
    )
    told("lexical index, memory a passage", 1000 * (memory_mb() - before) / len(kept), "kB")
    began = time.process_time()
    for n in range(100):
        index.scores(f"w{n + 3} w{n * 7 + 50} w{n * 91 + 900}", "en")
    told("lexical search, processor time", 10 * (time.process_time() - began), "ms")
    told(
        "passage itself in a replica's memory",
        np.mean([len(p.text) for p in kept]) / 1000 + 0.5,
        "kB",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--passages", type=int, default=20_000)
    chosen = parser.parse_args()
    if chosen.questions:
        answers(chosen.questions)
    if chosen.passages:
        passages(chosen.passages)
