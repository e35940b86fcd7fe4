"""A small corpus that was ingested with the real model, and `techforce` as a process over it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.settings import KnowledgeSettings

CORPUS = Path(__file__).parents[1] / "second_corpus" / "knowledge"
RUN = [sys.executable, "-c", "from api.cli import main; main()"]


def ingest_small(home, model_dir):
    """Settings of the second corpus, ingested into a folder."""
    places = {"data_dir": home, "knowledge_dir": CORPUS, "model_dir": model_dir}
    report = ingest([], IngestSettings(**places, _env_file=None), lambda stage, share: None)
    assert report.passages and not report.failed
    return KnowledgeSettings(**places, _env_file=None)


def copy_of(settings, folder):
    """Settings of a copy, so that what is asked or written there is kept nowhere else."""
    shutil.copytree(settings.data_dir, folder)
    return settings.model_copy(update={"data_dir": folder})


def environment(settings, **more):
    """The variables that make a process use these settings."""
    return {
        **os.environ,
        "TECHFORCE_DATA_DIR": str(settings.data_dir),
        "TECHFORCE_KNOWLEDGE_DIR": str(settings.knowledge_dir),
        "TECHFORCE_MODEL_DIR": str(settings.model_path),
        "TECHFORCE_DATABASE_URL": settings.database,
        "TECHFORCE_RATE_LIMIT": "off",
        **more,
    }


def command(settings, *arguments):
    """What a command says, in a process of its own."""
    return subprocess.run(
        [*RUN, *arguments],
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def served(settings, **more):
    """The URL of a service in a process of its own, and the process."""
    process = subprocess.Popen(
        [*RUN, "serve", "--port", "0"],
        env=environment(settings, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        line = process.stdout.readline()
        url = re.search(r"http://[\d.:]+", line)
        assert url, line
        yield url[0], process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
