import time
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from ingest.draft import Limits
from ingest.errors import Unreadable
from ingest.fetch import fetch
from ingest.public import public_address
from ingest.settings import IngestSettings

LIMITS = Limits(10_000, 100, 1.0)


@pytest.mark.parametrize(
    ("kind", "path", "suffix"),
    [
        ("text/html; charset=utf-8", "/a", ".html"),
        ("application/pdf", "/a", ".pdf"),
        ("text/plain", "/a.md", ".md"),
        ("text/plain", "/a", ".txt"),
        ("application/octet-stream", "/a.docx", ".docx"),
    ],
)
def test_the_content_type_tells_the_format(site, kind, path, suffix):
    page = fetch(site.add(path, b"body", kind), LIMITS)

    assert (page.data, page.suffix) == (b"body", suffix)


def test_a_redirect_is_followed_but_not_for_ever(site):
    def around(handler):
        handler.send_response(302)
        handler.send_header("Location", "/around" if handler.path == "/around" else "/end")
        handler.end_headers()

    site.pages["/around"] = site.pages["/start"] = around
    site.add("/end", b"here")

    assert fetch(site.url + "/start", LIMITS).data == b"here"
    with pytest.raises(Unreadable, match="redirects"):
        fetch(site.url + "/around", LIMITS)


def test_a_redirect_to_a_file_is_refused(site):
    def away(handler):
        handler.send_response(302)
        handler.send_header("Location", "file:///etc/passwd")
        handler.end_headers()

    site.pages["/"] = away

    with pytest.raises(Unreadable, match="cannot be fetched"):
        fetch(site.url + "/", LIMITS)


def test_what_cannot_be_had_is_told(site):
    with pytest.raises(Unreadable, match="HTTP status 404 Not Found"):
        fetch(site.url + "/nothing", LIMITS)
    with pytest.raises(Unreadable, match="HTTP status 503"):
        fetch(site.add("/down", b"", status=503), LIMITS)
    with pytest.raises(Unreadable, match="content type 'image/png'"):
        fetch(site.add("/image", b"x", "image/png"), LIMITS)
    with pytest.raises(Unreadable, match="larger than 0.01 MB"):
        fetch(site.add("/large", b"x" * 20_000), LIMITS)
    with pytest.raises(Unreadable, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/", LIMITS)
    with pytest.raises(Unreadable, match="cannot be fetched"):
        fetch("http://[broken/", LIMITS)


def test_a_slow_page_is_given_up(site):
    def silent(handler):
        time.sleep(1.5)

    def dripping(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(12):
            try:
                handler.wfile.write(b"x")
            except OSError:  # the other side gave up, as it should
                return
            time.sleep(0.15)

    site.pages["/silent"], site.pages["/dripping"] = silent, dripping

    with pytest.raises(Unreadable, match="no answer within 1 s"):
        fetch(site.url + "/silent", LIMITS)
    with pytest.raises(Unreadable, match="not complete within 1 s"):
        fetch(site.url + "/dripping", LIMITS)


def test_what_is_not_on_the_public_internet_is_refused_where_asked(site, monkeypatch):
    limits = replace(LIMITS, public_only=True)
    for url, why in [
        ("http://127.0.0.1/", "not on the public internet"),
        ("http://localhost/", "not on the public internet"),
        ("http://10.1.2.3/", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "not on the public internet"),
        ("http://[::1]/", "not on the public internet"),
        ("http://[::ffff:127.0.0.1]/", "not on the public internet"),
        ("http://[64:ff9b::7f00:1]/", "not on the public internet"),
        ("http://100.64.0.1/", "not on the public internet"),
        ("http://2130706433/", "not on the public internet"),
        ("http://0/", "not on the public internet"),
        ("http://0x7f000001/", "not on the public internet"),
        ("http://0177.0.0.1/", "cannot be fetched|not on the public internet"),
        ("http://127.1/", "not on the public internet"),
        ("http://192.168.0.1/", "not on the public internet"),
        ("http://172.31.255.255/", "not on the public internet"),
        ("http://255.255.255.255/", "not on the public internet"),
        ("http://224.0.0.1/", "not on the public internet"),
        ("http://[::]/", "not on the public internet"),
        ("http://[::127.0.0.1]/", "not on the public internet"),
        ("http://[fe80::1]/", "not on the public internet"),
        ("http://[fd00::1]/", "not on the public internet"),
        ("http://[2002:7f00:1::]/", "not on the public internet"),
        ("http://[2001:0:7f00:1::]/", "not on the public internet"),
        ("http://[64:ff9b:1::7f00:1]/", "not on the public internet"),
        ("http://public.example@127.0.0.1/", "not on the public internet"),
        ("http://127.0.0.1\\@public.example/", "cannot be fetched|not on the public internet"),
        (site.add("/page", b"secret"), "usual ports"),
        ("http://example.invalid/", "cannot be fetched"),
        ("http://a.example:99999/", "cannot be fetched"),
    ]:
        with pytest.raises(Unreadable, match=why):
            fetch(url, limits)


@pytest.mark.parametrize(
    "inside",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "//localhost/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://public.example:22/",
    ],
)
def test_a_page_outside_does_not_lead_inside(site, monkeypatch, inside):
    def outside(url):
        return "127.0.0.1" if urlsplit(url).hostname == "page.example" else public_address(url)

    def lead(handler):
        handler.send_response(307)
        handler.send_header("Location", inside)
        handler.end_headers()

    monkeypatch.setattr("ingest.fetch.public_address", outside)
    site.pages["/"] = lead
    port = site.url.rpartition(":")[2]

    with pytest.raises(Unreadable, match="public internet|usual ports|no http or https"):
        fetch(f"http://page.example:{port}/", replace(LIMITS, public_only=True))


def test_a_name_with_an_address_inside_among_others_is_refused(monkeypatch):
    def found(host, port, **_):
        told = ["93.184.215.14", "10.0.0.1"] if host == "both.example" else ["93.184.215.14"]
        return [(2, 1, 6, "", (address, port)) for address in told]

    monkeypatch.setattr("socket.getaddrinfo", found)

    assert public_address("http://one.example/") == "93.184.215.14"
    with pytest.raises(Unreadable, match="not on the public internet"):
        public_address("http://both.example/")


def test_a_name_is_looked_up_once_so_that_it_cannot_change_between_check_and_use(monkeypatch):
    asked, connected = [], []

    def found(host, port, **_):
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(address, *_, **__):
        connected.append(address)
        raise OSError("this test reaches nothing")

    monkeypatch.setattr("socket.getaddrinfo", found)
    monkeypatch.setattr("socket.create_connection", connect)

    with pytest.raises(Unreadable, match="cannot be fetched"):
        fetch("http://rebinding.example/", replace(LIMITS, public_only=True))
    assert (asked, connected) == (["rebinding.example"], [("93.184.215.14", 80)])


def test_only_the_setting_lets_the_console_fetch_inside():
    assert IngestSettings(_env_file=None).guarded.limits.public_only
    assert not IngestSettings(fetch_private="on", _env_file=None).guarded.limits.public_only


def test_the_address_that_was_checked_is_the_one_that_is_fetched_from(site, monkeypatch):
    hosts = []

    def tell(handler):
        hosts.append(handler.headers["Host"])
        moved = handler.path == "/moved"
        handler.send_response(302 if moved else 200)
        handler.send_header("Location" if moved else "Content-Type", "/" if moved else "text/html")
        handler.end_headers()
        handler.wfile.write(b"" if moved else b"hello")

    checked = []

    def check(url):
        checked.append(url)
        return "127.0.0.1"

    monkeypatch.setattr("ingest.fetch.public_address", check)
    site.pages["/"] = site.pages["/moved"] = tell
    port = site.url.rpartition(":")[2]

    page = fetch(f"http://nowhere.example:{port}/moved", replace(LIMITS, public_only=True))

    assert page.data == b"hello"
    assert hosts == [f"nowhere.example:{port}"] * 2
    assert checked == [f"http://nowhere.example:{port}/{path}" for path in ("moved", "")]
