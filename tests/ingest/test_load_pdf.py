import contextlib
import io
import random
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from ingest.errors import Unreadable
from ingest.load_pdf import join_lines, load_pdf

SENTENCE = "Les participants rejoignent un programme de deux ans au sein des agences fédérales."


def make_pdf(paragraphs: list[str], title: str = "Un titre") -> bytes:
    out = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    SimpleDocTemplate(out, title=title).build([Paragraph(text, style) for text in paragraphs])
    return out.getvalue()


def blank_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    return out.getvalue()


def encrypted_pdf(user_password: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(make_pdf([SENTENCE]))))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_lines_become_paragraphs_again():
    draft = load_pdf(make_pdf([" ".join([SENTENCE] * 4), "Un second paragraphe."]))

    assert draft.text == " ".join([SENTENCE] * 4) + "\n\nUn second paragraphe."
    assert draft.title == "Un titre"
    assert draft.published == date.today()


def test_a_word_that_a_line_end_cut_is_joined():
    assert (
        join_lines("The pro-\ngramme runs for\ntwo years.") == "The programme runs for two years."
    )


def test_list_items_stay_apart():
    assert join_lines("These are the items of it:\n- one of them\n- two of them all") == (
        "These are the items of it:\n\n- one of them\n\n- two of them all"
    )


def test_a_pdf_that_only_its_owner_may_change_is_read():
    assert load_pdf(encrypted_pdf("")).text == SENTENCE


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted_pdf("secret"), "encrypted PDF"),
        (blank_pdf(), "PDF without text"),
        (make_pdf([SENTENCE])[:400], "damaged PDF"),
        (b"%PDF-1.7\n", "damaged PDF"),
        (b"not a pdf at all", "damaged PDF"),
    ],
)
def test_bad_files_are_refused_with_the_reason(data, reason):
    with pytest.raises(Unreadable, match=reason):
        load_pdf(data)


@pytest.mark.filterwarnings("ignore")
def test_no_damage_gets_through_unnamed():
    data, dice = make_pdf([SENTENCE] * 30), random.Random(7)
    for _ in range(150):
        broken = bytearray(data[: dice.randrange(len(data))] if dice.random() < 0.3 else data)
        for _ in range(dice.randrange(1, 30)):
            if broken:
                broken[dice.randrange(len(broken))] = dice.randrange(256)
        with contextlib.suppress(Unreadable):
            load_pdf(bytes(broken))
