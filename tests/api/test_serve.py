"""A worker that cannot serve ends, and with it a service of which no worker ever could."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
NOBODY = "127.0.0.1:1"  # refuses every connection
SERVE = "from api.cli import main; main()"
BROKEN = """
import sys, time
from pathlib import Path
from multiprocessing import get_context
from fastapi.testclient import TestClient
from api import serve

def open_parts():
    raise RuntimeError("words of a visitor")

serve.open_parts = open_parts
served = get_context("spawn").Event()
if sys.argv[1] == "served":
    served.set()
with TestClient(serve.worker_app(served, Path(sys.argv[2]))):
    time.sleep(60)
"""


def ended(code, *arguments, **more):
    """What a process of its own said until it ended."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_service_of_which_no_worker_can_start_ends_with_code_2(tmp_path):
    (tmp_path / "programme.yaml").write_text("name: [")
    said = ended(
        *(SERVE, "serve", "--workers", "2", "--port", "0"),
        TECHFORCE_KNOWLEDGE_DIR=str(tmp_path),
        TECHFORCE_DATABASE_URL=f"postgresql+psycopg://{NOBODY}/none",
        TECHFORCE_CHROMA_URL=f"http://{NOBODY}",
    )

    assert said.returncode == 2, said.stderr
    assert "no worker could start" in said.stderr
    assert "programme.yaml: not YAML" in said.stderr and "Traceback" not in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(("others", "code"), [("none", 3), ("served", 1)])
def test_a_worker_ends_whatever_keeps_it_from_serving(others, code, tmp_path):
    said = ended(BROKEN, others, str(tmp_path))

    assert said.returncode == code, said.stderr
    assert "RuntimeError" in said.stderr and "words of a visitor" not in said.stderr
