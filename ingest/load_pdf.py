"""Read a PDF: the text of its pages, with lines joined into paragraphs again."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from datetime import date

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.draft import Draft
from ingest.errors import Unreadable

_SENTENCE_END = re.compile(r"[.!?:;…][»”\")]*$")
_ITEM = re.compile(r"^\s*(?:[-*•–▪◦]|\d+[.)])\s")
_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]$")
_SHORT = 0.6

# What pypdf lets out on damaged files, next to its own errors.
_DAMAGE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RecursionError, NotImplementedError, OSError, EOFError, zlib.error, struct.error,
)  # fmt: skip


def load_pdf(data: bytes) -> Draft:
    """The Draft of a PDF; raises Unreadable where it is encrypted, damaged or has no text."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted PDF: it needs a password")
        pages = [page.extract_text() for page in reader.pages]
        title, published = _about(reader)
    except (FileNotDecryptedError, DependencyError) as error:
        raise Unreadable(f"encrypted PDF: {error}") from error
    except (PyPdfError, *_DAMAGE) as error:
        raise Unreadable(f"damaged PDF: {error or type(error).__name__}") from error
    text = "\n\n".join(join_lines(page) for page in pages if page.strip())
    if not text:
        raise Unreadable("PDF without text (scanned pages need text recognition first)")
    return Draft(text, title=title, published=published)


def join_lines(page: str) -> str:
    """The lines of a page as paragraphs: a line goes on unless it ends a sentence or is short."""
    lines = [" ".join(line.split()) for line in page.splitlines()]
    full = max(map(len, lines), default=0) * _SHORT
    paragraphs = [""]
    ended = False
    for line in lines:
        if not line or _ITEM.match(line) or ended:
            paragraphs.append(line)
        elif _HYPHEN.search(paragraphs[-1]):
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}".strip()
        ended = len(line) < full and not _HYPHEN.search(line)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _about(reader: PdfReader) -> tuple[str, date | None]:
    """Title and creation day as the file tells them."""
    about = reader.metadata
    if about is None:
        return "", None
    title = about.title if isinstance(about.title, str) else ""
    try:
        created = about.creation_date
    except ValueError:
        return title.strip(), None
    return title.strip(), created.date() if created else None
