"""Read Markdown and plain text, with or without front matter."""

from __future__ import annotations

import codecs
import re
from dataclasses import fields
from datetime import date

from ingest.draft import Draft
from ingest.errors import Unreadable
from knowledge.document import Source
from knowledge.errors import InvalidKnowledge
from knowledge.source_file import parse_source, split_front_matter

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LEADING_DATE = re.compile(r"\A\s*date[ \t]+(\d{4}-\d{2}-\d{2})\b[ \t]*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FIELDS = re.compile(r"\A\s*[A-Za-z_]+[ \t]*:")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_LONGEST_TITLE = 120


def decode(data: bytes) -> str:
    """The text of UTF-8, or of UTF-16 that says so; line ends become '\\n'.

    Any other encoding would have to be guessed, and a wrong guess would be quoted.
    """
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise Unreadable("not a text: it holds NUL bytes")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def load_markdown(data: bytes, name: str) -> Draft:
    """Markdown; comments are left out, since no reader sees them."""
    declared, body = _declared(decode(data), name)
    text = _COMMENT.sub("", body).strip()
    return _draft(declared, text, None, first_heading(text))


def load_plain(data: bytes, name: str) -> Draft:
    """Plain text; a first line `date 2025-12-17 …` gives the date and is left out of the text."""
    declared, body = _declared(decode(data), name)
    found = _LEADING_DATE.match(body)
    published = parse_day(found[1]) if found else None
    text = body[found.end() :] if found and published else body
    return _draft(declared, text.strip(), published, first_heading(text) or _title_line(text))


def first_heading(text: str) -> str:
    """The first Markdown heading; empty without one."""
    found = _HEADING.search(text)
    return found[1].rstrip(" \t").rstrip("#").rstrip(" \t") if found else ""


def parse_day(text: str) -> date | None:
    """The day that an ISO date begins with; None where it is no date."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _declared(text: str, name: str) -> tuple[Source | None, str]:
    front_matter, body = split_front_matter(text.lstrip("\n"))
    if front_matter is None or not _FIELDS.match(front_matter):
        return None, text
    try:
        return parse_source(front_matter, name), body
    except InvalidKnowledge as error:
        raise Unreadable("; ".join(error.problems)) from error


def _draft(source: Source | None, text: str, published: date | None, title: str) -> Draft:
    if source is None:
        return Draft(text, title=title, published=published)
    declared = {field.name: getattr(source, field.name) for field in fields(source)}
    return Draft(text, **declared)


def _title_line(text: str) -> str:
    """The first line where it stands alone, is short and ends without a stop, as a title does."""
    first, _, rest = text.strip().partition("\n")
    alone = not rest or rest.startswith("\n")
    is_title = alone and len(first) <= _LONGEST_TITLE and not first.rstrip().endswith((".", ":"))
    return first.strip() if is_title else ""
