"""Read a page: its main text as Markdown, without what a visitor does not see."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import trafilatura
from lxml import etree, html

from ingest.draft import Draft
from ingest.errors import Unreadable
from ingest.load_text import decode, parse_day

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0(?:\.0*)?\s*(?:[;!]|$)"
    r"|font-size\s*:\s*(?:0*+\.0++|0++)(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}"
    r"|(?<![\w-])color\s*:\s*(?:transparent|rgba\([^)]{0,99},\s*0(?:\.0*)?\s*\))",
    re.IGNORECASE,
)
_NAME = re.compile(r"[.#][\w-]+")
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1")


def load_html(data: bytes, url: str | None, charset: str | None = None) -> Draft:
    """The Draft of a page; raises Unreadable where it holds no text."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text = _decode(data, charset)
    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"not HTML: {error}") from error
    about = trafilatura.extract_metadata(page, default_url=url, extensive=False)
    _remove_unseen(page)
    body = trafilatura.extract(
        page,
        url=url,
        output_format="markdown",
        include_comments=False,
        include_links=False,
        include_images=False,
        favor_recall=True,
    )
    if not body or not body.strip():
        raise Unreadable("no text in the page")
    return Draft(
        _EMPHASIS.sub(r"\2", body),
        title=about.title or "",
        publisher=about.sitename or "",
        published=parse_day(about.date) if about.date else None,
    )


def _decode(data: bytes, charset: str | None) -> str:
    """The text by the encoding that the server or the page declares, else UTF-8."""
    declared = _CHARSET.search(data[:4096])
    name = charset or (declared[1].decode() if declared else "")
    if not name or name.lower().replace("-", "") in {"utf8", "utf16"}:
        return decode(data)
    try:
        return data.decode(name)
    except (LookupError, ValueError) as error:  # some codecs refuse to be used at all
        raise Unreadable(f"not in the encoding that it declares, {name}") from error


def _remove_unseen(page: html.HtmlElement) -> None:
    """Drop comments, scripts and every element that is hidden by attribute or style."""
    etree.strip_elements(page, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    selectors = set(_hiding_selectors(page))
    for element in list(page.iter(etree.Element)):
        unseen = element.tag in _UNSEEN or _is_hidden(element, selectors)
        if unseen and element.getparent() is not None:
            element.drop_tree()


def _hiding_selectors(page: html.HtmlElement) -> Iterator[str]:
    """Classes and ids that a style element of the page hides."""
    for style in page.iter("style"):
        for rule in (style.text or "").split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if _HIDING.search(declarations):
                names = map(str.strip, selectors.rpartition("{")[2].split(","))
                yield from filter(_NAME.fullmatch, names)


def _is_hidden(element: html.HtmlElement, selectors: set[str]) -> bool:
    names = {f".{name}" for name in (element.get("class") or "").split()}
    names.add(f"#{element.get('id')}")
    return bool(
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").strip().lower() == "true"
        or _HIDING.search(element.get("style") or "")
        or names & selectors
    )
