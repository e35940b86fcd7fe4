"""nginx passes on what the service sends, as it is made, to whom it is for."""

import re
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.serve import _config
from api.settings import ApiSettings
from tests.deploy.nginx import BALANCER, CONF, client_of, configured, needed, nginx_running
from tests.servers import free_port


class Told(BaseHTTPRequestHandler):
    """Sends an event, and another one once it was told that the first one has arrived."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._send(f"{self.server.name} {self.headers['X-Forwarded-For']}".encode())

    def do_POST(self):
        self.server.asked += 1
        if self.path == "/cut":
            self.connection.shutdown(2)
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(b"event: searching\ndata: {}\n\n")
        arrived = self.server.arrived.wait(timeout=20)
        self._chunk(b"event: answer\ndata: %d\n\n" % arrived)
        self._chunk(b"")

    def _chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _send(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def telling(name):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    server.name, server.asked, server.arrived = name, 0, threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site(tmp_path):
    """A client of nginx before two replicas, of which one is gone, and a console."""
    needed()
    with telling("api") as api, telling("console") as console:
        ports = [free_port(), api.server_port]
        with nginx_running(tmp_path, ports, [console.server_port]) as url, client_of(url) as client:
            client.api = api
            yield client


def test_an_event_arrives_before_the_next_one_is_made(site):
    with site.stream("POST", "/v1/chat", json={"message": "pay"}) as response:
        events = response.iter_lines()
        assert next(events) == "event: searching"
        site.api.arrived.set()
        rest = list(events)

    assert rest[-3:] == ["event: answer", "data: 1", ""]


@pytest.mark.parametrize(
    ("path", "who"),
    [("/", "api"), ("/v1/faq", "api"), ("/consoles", "api"), ("/v1/administer", "api"),
     ("/console", "console"), ("/console/documents", "console"), ("/v1/admin/answers", "console")],
)  # fmt: skip
def test_visitors_and_recruiters_are_sent_to_their_servers_as_themselves(site, path, who):
    response = site.get(path, headers={"X-Forwarded-For": "203.0.113.9"})

    assert response.text == f"{who} 127.0.0.1"


def test_only_the_load_balancer_says_who_the_visitor_is(site):
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}  # the first is what the visitor said
    with client_of(site.base_url, BALANCER) as balancer:
        assert balancer.get("/", headers=told).text == "api 203.0.113.9"
        assert balancer.get("/").text == f"api {BALANCER}"
    assert site.get("/", headers=told).text == "api 127.0.0.1"


def test_measurements_are_not_for_the_public(site):
    assert site.get("/metrics").status_code == 404


def test_a_question_that_was_sent_is_never_sent_twice(site):
    assert site.post("/cut", content=b"").status_code == 502
    assert site.api.asked == 1


def test_paths_are_not_logged(site, tmp_path):
    site.get("/v1/conversations/secret-id")

    line = (tmp_path / "access.log").read_text().splitlines()[-1]
    assert " GET 200 " in line and "secret-id" not in line


def test_nginx_takes_the_file(tmp_path):
    path = configured(tmp_path, 8080, [8001], [8002])
    command = [needed(), "-t", "-q", "-c", str(path), "-p", str(tmp_path), "-e", "stderr"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_the_service_keeps_idle_connections_for_longer_than_nginx_does():
    upstreams = re.findall(r"upstream \w+ \{[^}]*\}", CONF.read_text(encoding="utf-8"))
    kept = [int(re.search(r"keepalive_timeout (\d+)s;", found)[1]) for found in upstreams]
    config = _config(ApiSettings(_env_file=None), "an app")

    assert len(kept) == 2
    assert config.timeout_keep_alive > max(kept) + 10


def test_it_waits_longer_than_the_service_is_ever_silent():
    settings = ApiSettings(_env_file=None)
    text = CONF.read_text(encoding="utf-8")
    patience = int(re.search(r"proxy_read_timeout (\d+)s;", text)[1])
    largest = int(re.search(r"client_max_body_size (\d+)m;", text)[1]) * 2**20

    assert patience > 2 * settings.heartbeat_seconds
    assert largest >= settings.max_upload_bytes
