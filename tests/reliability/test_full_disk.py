"""No room to write: questions are refused with a name, and nothing that was stored is lost."""

import resource
import sqlite3
import subprocess
import sys
from contextlib import closing

import httpx
import psutil
import pytest

from tests.ingest.conftest import Base
from tests.ingest.test_kill import write_first
from tests.reliability.places import served

pytestmark = pytest.mark.slow
PAY = {"message": "How long is the interview?"}
INGEST = """
import resource, sys
from pathlib import Path
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.errors import KnowledgeError
from tests.doubles import LetterCountEmbedder

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
settings = IngestSettings(data_dir=Path(sys.argv[1]), knowledge_dir=Path(sys.argv[2]))
try:
    ingest([], settings, lambda stage, share: None, embedder=LetterCountEmbedder())
except KnowledgeError as error:
    sys.exit(str(error))
"""


def test_a_service_without_room_says_so_and_goes_on_once_there_is_some(place):
    with served(place) as (url, process), httpx.Client(base_url=url, timeout=30) as client:
        first = client.post("/v1/chat", json=PAY).json()
        limits = psutil.Process(process.pid)
        limits.rlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

        refused = [client.post("/v1/chat", json=PAY) for _ in range(3)]
        alive = client.get("/healthz")
        limits.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        later = client.post("/v1/chat", json=PAY)
        stored = client.get(f"/v1/conversations/{first['conversation_id']}").json()

    assert {r.status_code for r in refused} == {503}
    assert all(r.json()["type"].endswith("knowledge-unavailable") for r in refused)
    assert all(r.headers["retry-after"] for r in refused)
    assert alive.status_code == 200
    assert later.status_code == 200 and later.json()["text"] == first["text"]
    assert [turn["answer"] for turn in stored["turns"]] == [first]
    with closing(sqlite3.connect(place.data_dir / "techforce.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("room", [20_000, 100_000, 170_000])
def test_an_ingestion_without_room_is_told_and_goes_on_where_it_stopped(tmp_path, room):
    base, clean = (Base(tmp_path / name, tmp_path / "knowledge") for name in ("full", "clean"))
    write_first(base.knowledge_dir)
    clean.ingest()

    arguments = [str(base.data_dir), str(base.knowledge_dir), str(room)]
    ended = subprocess.run(
        [sys.executable, "-c", INGEST, *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr

    base.ingest()
    assert base.state() == clean.state()
