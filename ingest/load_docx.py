"""Read a Word document: headings, paragraphs, lists and tables as Markdown."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from lxml import etree

from ingest.draft import Draft
from ingest.errors import Unreadable

_LEVEL = re.compile(r"heading (\d)", re.IGNORECASE)
_DAMAGE = (
    OpcError, zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, AttributeError,
    IndexError, TypeError, AssertionError, NotImplementedError, RuntimeError, OSError, EOFError,
    zlib.error,
)  # fmt: skip


def load_docx(data: bytes, max_ratio: float) -> Draft:
    """The Draft of a Word document; raises Unreadable where it is damaged, a bomb or empty."""
    try:
        _refuse_bomb(data, max_ratio)
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(block for block in _blocks(document) if block)
        title, published = _about(document)
    except _DAMAGE as error:
        raise Unreadable(f"damaged .docx: {error or type(error).__name__}") from error
    if not text.strip():
        raise Unreadable("no text in the document")
    return Draft(text, title=title, published=published)


def _refuse_bomb(data: bytes, max_ratio: float) -> None:
    """Look at the sizes that the archive declares; zipfile never unpacks more than those."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        if any(entry.flag_bits & 1 for entry in archive.infolist()):
            raise Unreadable("encrypted .docx: it needs a password")
    if size > max_ratio * len(data):
        ratio = size / len(data)
        raise Unreadable(
            f"unpacks to {ratio:.0f} times its size, more than {max_ratio:g} "
            "(TECHFORCE_MAX_DOCX_RATIO is the limit): refused as a bomb"
        )


def _blocks(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield _table(block)
        else:
            yield _paragraph(block)


def _paragraph(paragraph: Paragraph) -> str:
    text = " ".join(_seen(paragraph).split())
    style = (paragraph.style.name or "") if paragraph.style else ""
    if not text:
        return ""
    if level := _LEVEL.match(style):
        return f"{'#' * min(int(level[1]), 6)} {text}"
    if style == "Title":
        return f"# {text}"
    return f"- {text}" if style.startswith("List") else text


def _seen(paragraph: Paragraph) -> str:
    """The text of a paragraph without runs that are formatted as hidden."""
    parts: list[str] = []
    for item in paragraph.iter_inner_content():
        runs = item.runs if isinstance(item, Hyperlink) else [item]
        parts.extend(run.text for run in runs if not run.font.hidden)
    return "".join(parts)


def _table(table: Table) -> str:
    """One line a row; a merged cell is told once."""
    lines = []
    for row in table.rows:
        cells = dict.fromkeys(row.cells)
        texts = (" ".join(" ".join(map(_seen, cell.paragraphs)).split()) for cell in cells)
        lines.append(" | ".join(text for text in texts if text))
    return "\n".join(line for line in lines if line)


def _about(document: WordDocument) -> tuple[str, date | None]:
    """Title and the day of creation as the file tells them."""
    about = document.core_properties
    created = about.created
    return (about.title or "").strip(), created.date() if created else None
