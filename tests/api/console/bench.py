"""How quickly the console's pages come over 10,000 conversations.

    python -m tests.api.console.bench --data .cache/test-data --model .cache/test-model

The data directory is copied, and the copy is filled. `--only` names what a path must hold. "Work"
is the time of the processor, which tells more than the rest on a machine that others use, too.
With `--postgres` the filled database is moved to a PostgreSQL server that is started for it, whose
work is not told. Downloads (`.csv`) are measured, and may take longer than a page.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

PAGES = (
    "/console", "/console/inbox", "/console/inbox?order=latest&number=40",
    "/console/inbox?kind=known_gap&language=fr", "/console/inbox?text=salaire",
    "/console/inbox/{item}", "/console/turns", "/console/turns?status=unanswered&language=fr",
    "/console/turns?text=salaire", "/console/turns/{turn}", "/console/answers",
    "/console/answers?q=pay", "/console/answers/{answer}",
    "/console/answers/new", "/console/answers/new?item={item}", "/console/documents",
    "/console/documents/source/{source}", "/console/documents/new", "/console/documents/jobs",
    "/console/insight?days=7", "/console/insight", "/console/insight?days=90",
    "/console/insight?days=365", "/console/insight?days=90&language=fr",
    "/console/insight.csv?days=90", "/console/insight.csv?days=90&table=questions",
    "/console/search", "/console/search?q=How+much+does+it+pay%3F",
    "/console/evaluation", "/console/audit", "/console/users", "/console/keys",
    "/console/account", "/v1/admin/insight?days=90", "/v1/admin/search?q=pay",
    "/v1/admin/inbox", "/v1/admin/turns", "/v1/admin/answers", "/v1/admin/documents",
    "/v1/admin/runs",
)  # fmt: skip
TIMES = 20
LIMIT_MS = 300
_LOOK_S, _IDLE = 5.0, 0.2  # seconds, and the share of them that a waiting server works


def main() -> int:
    """Fill, ask, and print; 1 where a page takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".cache/test-data"))
    parser.add_argument("--model", type=Path, default=Path(".cache/test-model"))
    parser.add_argument("--keep", type=Path, help="folder for the filled copy, used again if there")
    parser.add_argument("--only", default="", help="part of a path")
    parser.add_argument("--postgres", action="store_true", help="over PostgreSQL")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.keep or Path(temporary) / "data").resolve()
        os.environ["TECHFORCE_DATA_DIR"] = str(folder)
        os.environ["TECHFORCE_MODEL_DIR"] = str(asked.model.resolve())
        if not folder.exists():
            shutil.copytree(asked.data, folder)
            from tests.api.console.bench_fill import fill

            fill(folder)
        with on_postgres() if asked.postgres else nullcontext():
            return measure(asked.only)


@contextmanager
def on_postgres() -> Iterator[None]:
    """A PostgreSQL server with all that stands in the database that is set, in its place."""
    from knowledge.settings import KnowledgeSettings
    from tests.servers import empty_database, move_database, postgres_running

    with postgres_running() as server, empty_database(server) as url:
        move_database(KnowledgeSettings().database, url)
        os.environ["TECHFORCE_DATABASE_URL"] = url
        yield


def measure(only: str) -> int:
    """Ask each page so often, and print how long it took."""
    from fastapi.testclient import TestClient
    from sqlalchemy import create_engine, text

    from api.app import create_app
    from api.settings import ApiSettings
    from knowledge.settings import KnowledgeSettings
    from tests.api.console.visitor import ORIGIN, Visitor
    from tests.api.service import wait_until_ready

    engine = create_engine(KnowledgeSettings().database)
    names = {
        "item": "SELECT item_id FROM review_member GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        "turn": "SELECT id FROM turn ORDER BY position DESC LIMIT 1",
        "answer": "SELECT id FROM verified_answer ORDER BY id LIMIT 1",
        "source": "SELECT id FROM document ORDER BY id LIMIT 1",
    }
    with engine.connect() as connection:
        known = {name: connection.scalar(text(query)) for name, query in names.items()}
    slow = 0
    app = create_app(ApiSettings(rate_limit="off", sign_in_rate="off"))
    with TestClient(app, base_url=ORIGIN) as client:
        wait_until_ready(client, 120)
        visitor = Visitor(client).sign_in("admin@example.gov")
        until_collected()
        for page in PAGES:
            if only in page:
                slow += tell(page, visitor, page.format(**known))
    return 1 if slow else 0


def until_collected() -> None:
    """Wait until the inbox has gathered what was filled in: on other days that comes by and by."""
    while True:
        before = time.process_time()
        time.sleep(_LOOK_S)
        if time.process_time() - before < _IDLE * _LOOK_S:
            return
        sys.stdout.write("the inbox is being filled …\n")
        sys.stdout.flush()


def tell(name: str, visitor: object, path: str) -> bool:
    """Print one page's times; whether it is slow."""
    took, worked, size, status = [], [], 0, 0
    for _ in range(TIMES + 1):
        begun, before = time.perf_counter(), time.process_time()
        response = visitor.get(path)
        took.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - before) * 1000)
        size, status = len(response.content), response.status_code
        if status != 200:
            sys.stdout.write(f"{name:60} {status}\n")
            return False
    warm = sorted(took[1:])
    p95 = warm[int(0.95 * len(warm)) - 1]
    slow = p95 > LIMIT_MS and ".csv" not in name
    mark = "  slow" if slow else ""
    told = f"p50 {statistics.median(warm):6.0f} ms  p95 {p95:6.0f} ms"
    told += f"  of that work {statistics.median(worked[1:]):6.0f} ms"
    sys.stdout.write(f"{name:60} {told}  {size // 1024:4} kB{mark}\n")
    sys.stdout.flush()
    return slow


if __name__ == "__main__":
    sys.exit(main())
