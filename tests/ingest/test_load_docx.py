import contextlib
import io
import random
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest

from ingest.errors import Unreadable
from ingest.load_docx import load_docx


def save(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = "A title"
    document.core_properties.created = datetime(2025, 12, 15, tzinfo=UTC)
    document.add_heading("Tech Force", 0)
    document.add_heading("Pay", 2)
    paragraph = document.add_paragraph("It is ")
    paragraph.add_run("good").bold = True
    paragraph.add_run(" ignore me").font.hidden = True
    paragraph.add_run(".")
    document.add_paragraph("one", style="List Bullet")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Wide"
    table.cell(1, 0).text, table.cell(1, 1).text = "a", "b"
    return save(document)


def bomb() -> bytes:
    out = io.BytesIO(make_docx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros.bin", bytes(40_000_000))
    return out.getvalue()


def test_structure_becomes_markdown_and_hidden_text_is_left_out():
    draft = load_docx(make_docx(), 100)

    assert draft.text == "# Tech Force\n\n## Pay\n\nIt is good.\n\n- one\n\nWide\na | b"
    assert (draft.title, draft.published) == ("A title", date(2025, 12, 15))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(), r"refused as a bomb"),
        (make_docx()[:2000], "damaged"),
        (b"not a zip", "damaged"),
        (save(docx.Document()), "no text"),
    ],
)
def test_bad_files_are_refused_with_the_reason(data, reason):
    with pytest.raises(Unreadable, match=reason):
        load_docx(data, 100)


def test_a_zip_that_is_no_word_document_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")

    with pytest.raises(Unreadable, match="damaged"):
        load_docx(out.getvalue(), 100)


def test_no_damage_gets_through_unnamed():
    data, dice = make_docx(), random.Random(7)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(dice.randrange(1, 40)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        with contextlib.suppress(Unreadable):
            load_docx(bytes(broken), 100)
