"""Shared by the tests of ingestion: a data directory, its contents, and a local web server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine

from ingest.report import IngestReport
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.document import Passage
from knowledge.store import PASSAGES, WORDINGS, VectorStore, open_store
from knowledge.versions import Versions
from tests.doubles import LetterCountEmbedder


@dataclass
class Base:
    """A data directory with an embedder, and what stands in it after an ingestion."""

    data_dir: Path
    knowledge_dir: Path
    embedder: LetterCountEmbedder = field(default_factory=LetterCountEmbedder)

    def __post_init__(self) -> None:
        write_routing(self.knowledge_dir)

    @property
    def settings(self) -> IngestSettings:
        return IngestSettings(
            data_dir=self.data_dir,
            knowledge_dir=self.knowledge_dir,
            max_file_mb=0.2,
            fetch_timeout_s=2.0,
            _env_file=None,
        )

    def ingest(self, *paths: Path | str, rebuild: bool = False) -> IngestReport:
        return ingest(
            [str(path) for path in paths],
            self.settings,
            lambda stage, share: None,
            rebuild=rebuild,
            embedder=self.embedder,
        )

    def store(self, name: str = PASSAGES) -> AbstractContextManager[VectorStore]:
        return closing(open_store(self.data_dir / "chroma", name, self.embedder.fingerprint))

    def passages(self, name: str = PASSAGES) -> list[Passage]:
        with self.store(name) as store:
            return sorted(store.passages(), key=lambda p: (p.source_id, p.start))

    def texts(self) -> list[str]:
        return [passage.text for passage in self.passages()]

    def catalogue(self) -> Catalogue:
        return Catalogue(open_database(self.settings.database))

    def engine(self) -> Engine:
        return open_database(self.settings.database)

    def versions(self) -> Versions:
        return Versions(open_database(self.settings.database))

    def state(self) -> dict[str, object]:
        """All that readers can see, for comparing two data directories."""
        catalogue = self.catalogue()
        vectors = {}
        for name in (PASSAGES, WORDINGS):
            with self.store(name) as store:
                found = store.vectors(sorted(store.ids()))
                vectors[name] = {key: vector.tolist() for key, vector in found.items()}
        return {
            "passages": self.passages(),
            "wordings": sorted(self.passages(WORDINGS), key=lambda p: p.id),
            "vectors": vectors,
            "documents": catalogue.documents(),
            "roots": catalogue.fingerprints(),
            "origins": catalogue.origins(),
            "answers": catalogue.answers(),
        }


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path / "data", tmp_path / "knowledge")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "docs"
    path.mkdir()
    return path


Answer = tuple[int, str, bytes]


@dataclass
class Site:
    """A web server on this machine; `pages` maps a path to status, content type and body."""

    url: str
    pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(
        default_factory=dict
    )

    def add(self, path: str, body: bytes, kind: str = "text/html", status: int = 200) -> str:
        self.pages[path] = (status, kind, body)
        return self.url + path


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = here.pages.get(self.path, (404, "text/plain", b"no such page"))
            if callable(found):
                found(self)
                return
            status, kind, body = found
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def write_routing(knowledge_dir: Path) -> None:
    """The examples that every knowledge folder has, next to documents and answers."""
    knowledge_dir.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"greeting": ["Hello!"], "off_topic": ["What is a whale?"]})
    (knowledge_dir / "routing.yaml").write_text(text)


def write_document(folder: Path, identity: str, text: str, title: str = "A title") -> None:
    """One project document with its front matter."""
    folder.mkdir(parents=True, exist_ok=True)
    front = (
        f"id: {identity}\ntitle: {title}\npublisher: A publisher\nurl: https://example.org/{identity}\n"
        "published: 2025-12-15\nlanguage: en\nkind: press\nreliability: high\n"
    )
    (folder / f"{identity}.md").write_text(f"---\n{front}---\n\n{text}\n", encoding="utf-8")


def write_answers(knowledge_dir: Path, topic: str, **cited: str) -> None:
    """One topic file; each answer (by keyword) cites the words given from the document `pay`."""
    answers = [
        {
            "id": identity,
            "questions": {
                language: [f"{identity} wording {n} {language}?" for n in range(4)]
                for language in ("en", "fr", "es")
            },
            "answer": {
                language: [{"text": f"it is so ({language}).", "cite": ["a"]}]
                for language in ("en", "fr", "es")
            },
            "citations": {"a": {"source": "pay", "quote": quote}},
            "as_of": date(2025, 12, 15),
            "review_by": date(2026, 12, 15),
        }
        for identity, quote in cited.items()
    ]
    (knowledge_dir / "faq").mkdir(parents=True, exist_ok=True)
    (knowledge_dir / "names.yaml").write_text("always: []\ngroups: []\n")
    text = yaml.safe_dump({"topic": topic, "answers": answers})
    (knowledge_dir / "faq" / f"{topic}.yaml").write_text(text)
