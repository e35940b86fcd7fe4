"""One good file of each format that is ingested, and what every other file must come to."""

import io
import json
import zipfile
from pathlib import Path

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.draft import Draft, Limits, Place
from ingest.errors import Unreadable
from ingest.load import Loader, read
from ingest.report import Failure

LIMITS = Limits(200_000, 100, 5.0)
_TEXT = "Fellows join for two years. The pay is $150,000 a year, as the agency says."
_MARKDOWN = f"""---
id: herald-2027
title: Fellows wanted
publisher: The Herald
url: https://herald.example/1
published: 2027-02-05
language: en
kind: press
---
# Pay

{_TEXT}
"""
_PAGE = f"""<html><head><title>Fellows</title><meta charset="utf-8"><meta name="date"
content="2027-02-05"><style>.x {{display: none}}</style></head><body><article><h1>Pay</h1>
<p>{_TEXT}</p><p class="x">Hidden.</p><table><tr><td>a</td></tr></table></article></body></html>"""


def _pdf() -> bytes:
    out = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    SimpleDocTemplate(out, title="Pay", pageCompression=0).build([Paragraph(_TEXT, style)])
    return out.getvalue()


def _docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.core_properties.title = "Pay"
    document.add_heading("Pay", 1)
    document.add_paragraph(_TEXT)
    document.add_table(2, 2).cell(0, 0).text = "a"
    document.save(out)
    return out.getvalue()


SAMPLES = {
    ".md": _MARKDOWN.encode(),
    ".txt": f"date 2027-02-05\n\n{_TEXT}\n".encode(),
    ".html": _PAGE.encode(),
    ".jsonl": json.dumps({"text": _TEXT, "id": "a", "published": "2027-02-05"}).encode() + b"\n",
    ".pdf": _pdf(),
    ".docx": _docx(),
}


def repacked(sample: bytes, part: str, content: bytes) -> bytes:
    """A Word document in which one part is another, packed as it should be."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def come_to(suffix: str, data: bytes, folder: Path) -> list[Draft | str] | str:
    """What a file comes to: its Drafts, or why it cannot be read; nothing else is ever raised."""
    path = folder / f"file{suffix}"
    path.write_bytes(data)
    place = Place(str(path), str(path), path.name)
    try:
        drafts = list(read(place, LIMITS))
    except Unreadable as error:
        return str(error)
    _accepted(place)
    return drafts


def _accepted(place: Place) -> None:
    """What is read is also cleaned, screened and described, or told as a failure."""
    from ingest.find import find

    loaded = Loader(LIMITS, {}).load(find([place.origin]), lambda stage, share: None)
    assert all(isinstance(failure, Failure) and failure.reason for failure in loaded.failures)
    for arrival in loaded.arrivals:
        assert arrival.document.text.strip() and arrival.document.source.id
        arrival.document.text.encode()  # no half of a surrogate pair goes on
