"""What the service shows to anybody on the internet: which routes, which headers, which files."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import opener
from tests.api.service import wait_until_ready
from tests.api.test_openapi import PATHS

# Whoever adds to this list says that anybody on the internet may send the request. Those of the
# console are in tests/api/console/test_access.py.
PAGES = {
    "/", "/ask", "/ask/delete", "/faq", "/faq/{answer_id}", "/openapi.json", "/static",
    "/widget.js", "/widget.json",
}  # fmt: skip
NEEDING_A_ROLE = ("/console/", "/v1/admin/")
STARTS = ("/static/", "/faq/", "/v1/sources/", "/console/evaluation/", "/")
WAYS_OUT = (
    "../settings.py",
    "../../pyproject.toml",
    "..%2f..%2fpyproject.toml",
    "%2e%2e/%2e%2e/pyproject.toml",
    "%252e%252e/pyproject.toml",
    "..%5c..%5cpyproject.toml",
    "..%00/../pyproject.toml",
    "%2fetc/passwd",
    "//etc/passwd",
    "....//....//pyproject.toml",
    "%c0%ae%c0%ae/pyproject.toml",
)
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def paths(app):
    """The templates of all routes, mounted applications among them."""
    return {getattr(context, "path", None) or "" for context in iter_route_contexts(app.routes)}


def test_every_route_is_known_to_be_public_or_asks_for_a_role(client):
    found = paths(client.app)

    unknown = {p for p in found if not (p == "/console" or p.startswith(NEEDING_A_ROLE))}
    assert unknown - {""} == PATHS | PAGES
    assert len(found) > len(unknown) + 25


@pytest.fixture
def over_https(assistant, database_url):
    app = create_app(ApiSettings(rate_limit="off"), opener(assistant, database_url))
    with TestClient(app, base_url="https://ask.example") as client:
        wait_until_ready(client)
        yield client


def test_every_reply_has_safe_headers_whatever_becomes_of_the_request(over_https):
    for template in sorted(paths(over_https.app) | {"/none", "/static/chat.js"}):
        path = re.sub(r"\{\w+\}", "none-such", template)
        for method in ("GET", "POST", "OPTIONS", "TRACE"):
            headers = over_https.request(method, path, follow_redirects=False).headers
            policy = headers["Content-Security-Policy"]
            named = f"{method} {path}"
            if path != "/widget.js":  # which is made to be loaded by others
                assert headers["Cross-Origin-Resource-Policy"] == "same-origin", named
            assert SAFE.items() <= {n: headers.get(n) for n in SAFE}.items(), named
            assert headers["Strict-Transport-Security"] == "max-age=31536000", named
            assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, named
            assert headers["X-Request-ID"], named
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, named
            assert "unsafe" not in policy and "*" not in policy, named
            assert "server" not in headers and "x-powered-by" not in headers, named
            assert headers["Cache-Control"] in {"no-store", "no-cache"}, named


def test_plain_http_is_not_told_to_be_https_from_now_on(client):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_no_path_leads_to_a_file_outside(server):
    """Sent as they stand: clients for people would tidy them up first."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc)
    for path in (start + way for start in STARTS for way in WAYS_OUT):
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()

        assert response.status in {303, 404, 422}, path
        for inside in (b"techforce-assistant", b"root:", b"ApiSettings"):
            assert inside not in body, path
    connection.close()


@pytest.mark.parametrize("line", ["a\r\nSet-Cookie: x=1", "a\nb", "é", "x" * 200, ""])
def test_a_request_id_cannot_write_into_headers_or_logs(server, line):
    connection = http.client.HTTPConnection(urlsplit(server).netloc)
    connection.putrequest("GET", "/healthz")
    connection._output(b"X-Request-ID: " + line.encode())  # as a client that keeps no rules
    connection.endheaders()
    response = connection.getresponse()
    told = response.getheader("X-Request-ID")
    connection.close()

    assert response.getheader("Set-Cookie") is None
    assert response.status == 400 or re.fullmatch(r"[0-9a-f]{32}|a", told)
