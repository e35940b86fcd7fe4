"""Who may not send anything is told so before anything is read of what they send."""

import re

import pytest

from api.settings import ApiSettings
from tests.apart import run
from tests.api.console.visitor import ORIGIN

UPLOAD, UPLOAD_JSON = "/console/documents/upload", "/v1/admin/documents/upload"
CHUNK = 65536
BEGIN = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
FILES = "multipart/form-data; boundary=x"


@pytest.fixture
def settings():
    return ApiSettings(rate_limit="off", sign_in_rate="off", max_upload_bytes=3 * CHUNK)


def answer_to(app, path, cookies, token=None, kind=FILES):
    """The status of the response to an endless request, and how often its body was asked for."""
    headers = {
        "host": "ask.example", "origin": ORIGIN, "content-type": kind, "cookie": cookies,
    }  # fmt: skip
    headers |= {"x-csrf-token": token} if token else {}
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "root_path": "",
        "scheme": "https", "query_string": b"", "http_version": "1.1", "client": ("192.0.2.1", 5),
        "server": ("ask.example", 443),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asked, sent = [], []

    async def receive():
        asked.append(path)
        body = BEGIN if len(asked) == 1 else b"x" * CHUNK
        return {"type": "http.request", "body": body, "more_body": len(asked) < 50}

    async def send(message):
        sent.append(message)

    run(app(scope, receive, send))
    return sent[0]["status"], len(asked)


def held(person):
    """The cookies of a browser, and the token of its forms."""
    page = person.get("/console/account")
    page = page if page.status_code == 200 else person.get("/console/sign-in")
    token = re.search(r'"csrf_token" value="(\w+)"', page.text)[1]
    return "; ".join(f"{name}={value}" for name, value in person.client.cookies.items()), token


@pytest.mark.parametrize("kind", [FILES, "application/x-www-form-urlencoded"])
def test_of_what_nobody_or_a_reader_sends_nothing_is_read(console, visitor, kind):
    for person, page, json in ((visitor(), 401, 401), (visitor("reader"), 403, 403)):
        cookies, token = held(person)

        assert answer_to(console, UPLOAD, cookies, kind=kind) == (page, 0)
        assert answer_to(console, UPLOAD_JSON, cookies, token, kind) == (json, 0)


def test_of_what_comes_from_another_site_nothing_is_read(console, visitor):
    cookies, token = held(visitor("editor"))

    assert answer_to(console, UPLOAD, "", token) == (403, 0)
    assert answer_to(console, UPLOAD_JSON, cookies.partition("=")[0] + "=no", token)[1] == 0


def test_what_an_editor_sends_is_read_as_far_as_may_be(console, visitor):
    cookies, token = held(visitor("editor"))

    assert answer_to(console, UPLOAD, cookies, token) == (413, 4)
    assert answer_to(console, UPLOAD_JSON, cookies, token) == (413, 4)
