"""Clients of a service that is busy now and then, and the real one."""

import json
import threading
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evals.errors import TargetUnavailable
from evals.peers.over_http import ask, crowd, served
from knowledge.settings import KnowledgeSettings


@contextmanager
def replying(statuses):
    """The port of a server that replies with these statuses in turn, and what it was asked."""
    asked, lock = [], threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                status = statuses[len(asked) % len(statuses)]
                asked.append((self.path, json.loads(body)["message"]))
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()
            thread.join()


def test_answers_are_timed_and_refusals_counted_apart():
    with replying([200, 503]) as (port, asked):
        figures = crowd(port, ["a", "b", "c"], 4, 0.5)

    answered = (len(asked) + 1) // 2
    assert figures["refused"] == len(asked) - answered
    assert 0 < figures["rate"] <= answered / 0.5
    assert 0 < figures["answer_p50_ms"] <= figures["answer_p95_ms"]
    assert {path for path, _ in asked} == {"/v1/chat"}
    assert {message for _, message in asked} == {"a", "b", "c"}


def test_a_service_that_fails_is_no_answer():
    with (
        replying([500]) as (port, _),
        pytest.raises(TargetUnavailable, match="the service replied 500 to 'a'"),
    ):
        crowd(port, ["a"], 1, 0.5)


@pytest.mark.slow
def test_the_real_service_answers_over_a_copy_of_the_data(real_knowledge):
    database = Path(real_knowledge.data_dir) / "techforce.db"
    before = database.read_bytes()
    with served(real_knowledge) as port, closing(HTTPConnection("127.0.0.1", port)) as connection:
        assert ask(connection, "How much does it pay?")
    assert database.read_bytes() == before


def test_a_missing_data_directory_is_named(tmp_path):
    settings = KnowledgeSettings(data_dir=tmp_path / "none", model_dir=tmp_path, _env_file=None)

    with pytest.raises(TargetUnavailable, match="none cannot be copied"), served(settings):
        raise AssertionError
