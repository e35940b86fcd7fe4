"""Fetch one page with a limit on time, size, redirects and, where asked, on where it lies."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.draft import Limits, is_url
from ingest.errors import Unreadable
from ingest.public import public_address

_REDIRECTS = 5
_AGENT = "techforce-ingest (+https://github.com/)"
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
}
_UNTYPED = {"", "application/octet-stream", "binary/octet-stream"}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: the bytes, the suffix of their format, the charset if it was told."""

    data: bytes
    suffix: str
    charset: str | None


def fetch(url: str, limits: Limits) -> Page:
    """The page at an address; raises Unreadable with what went wrong."""
    deadline = time.monotonic() + limits.timeout_s
    try:
        with _client(limits) as client:
            for _ in range(_REDIRECTS + 1):
                request = _request(client, url, limits)
                with closing(client.send(request, stream=True)) as response:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["location"])
                        continue
                    return _page(response, url, limits, deadline)
    except httpx.TimeoutException as error:
        raise Unreadable(f"no answer within {limits.timeout_s:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreadable(f"cannot be fetched: {error or type(error).__name__}") from error
    raise Unreadable(f"more than {_REDIRECTS} redirects")


def _client(limits: Limits) -> httpx.Client:
    # A proxy would look the host up itself, after we have.
    trusting = not limits.public_only
    return httpx.Client(
        timeout=limits.timeout_s, headers={"User-Agent": _AGENT}, trust_env=trusting
    )


def _request(client: httpx.Client, url: str, limits: Limits) -> httpx.Request:
    """The request for a page; one for the public internet goes to the address that was checked,
    so that a name that leads elsewhere a moment later is of no use."""
    if not is_url(url):
        raise Unreadable(f"cannot be fetched: {url[:80]!r} is no http or https address")
    request = client.build_request("GET", url)
    if limits.public_only:
        address, host = public_address(url), request.url.host
        request.url = request.url.copy_with(host=address)
        request.extensions["sni_hostname"] = host
    return request


def _page(response: httpx.Response, url: str, limits: Limits, deadline: float) -> Page:
    if not response.is_success:
        raise Unreadable(f"HTTP status {response.status_code} {response.reason_phrase}")
    suffix, charset = _format(response, url)
    return Page(_body(response, limits, deadline), suffix, charset)


def _format(response: httpx.Response, url: str) -> tuple[str, str | None]:
    """Suffix and charset by the content type, or by the address where the type says nothing."""
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    declared = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared == "text/plain" and named in {".md", ".jsonl"}:
        return named, header.get_content_charset()
    if declared in _UNTYPED and named in {".htm", *_SUFFIXES.values()}:
        return named, header.get_content_charset()
    if declared not in _SUFFIXES:
        raise Unreadable(f"content type {declared or 'unknown'!r} is not one that is read")
    return _SUFFIXES[declared], header.get_content_charset()


def _body(response: httpx.Response, limits: Limits, deadline: float) -> bytes:
    chunks = bytearray()
    for chunk in response.iter_bytes():
        chunks += chunk
        if len(chunks) > limits.max_bytes:
            raise Unreadable(limits.too_large)
        if time.monotonic() > deadline:
            raise Unreadable(f"not complete within {limits.timeout_s:g} s")
    return bytes(chunks)
