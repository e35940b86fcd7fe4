"""Files that somebody made to do harm, and files that broke: each is read or refused by name."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.samples import LIMITS, SAMPLES, come_to, repacked

PART = "word/document.xml"
DEEP = 20_000
MULTIPLYING = b"x0: &x0 [ha]\n" + b"".join(
    b"x%d: &x%d [%s]\n" % (n, n, b",".join([b"*x%d" % (n - 1)] * 10)) for n in range(1, 10)
)


@st.composite
def broken(draw, sample):
    """A good file after a few cuts, changed bytes, and pieces that were moved or put in."""
    data = bytearray(sample)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(["change", "cut", "repeat", "put in", "end"]))
        if kind == "change":
            data[at:end] = draw(st.binary(min_size=end - at, max_size=end - at))
        elif kind == "cut":
            del data[at:end]
        elif kind == "repeat":
            data[at:at] = data[at:end] * draw(st.integers(1, 50))
        elif kind == "put in":
            data[at:at] = draw(st.binary(max_size=20) | st.text(max_size=20).map(encoded))
        else:
            del data[at:]
    return bytes(data)


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


def anything(suffix):
    return st.one_of(broken(SAMPLES[suffix]), st.binary(max_size=300), st.text().map(encoded))


@pytest.mark.parametrize("suffix", SAMPLES)
def test_a_good_file_is_read(suffix, tmp_path):
    (draft,) = come_to(suffix, SAMPLES[suffix], tmp_path)

    assert "two years" in draft.text


@pytest.mark.parametrize("suffix", SAMPLES)
def test_whatever_a_file_holds_it_is_read_or_refused_by_name(suffix, tmp_path):
    @settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(data=anything(suffix))
    def holds(data):
        come_to(suffix, data, tmp_path)

    holds()


def test_a_word_document_is_read_or_refused_whatever_its_xml_is(tmp_path):
    with zipfile.ZipFile(tmp_path / "good.docx", "w"):
        pass
    sample = SAMPLES[".docx"]
    (tmp_path / "good.docx").write_bytes(sample)
    with zipfile.ZipFile(tmp_path / "good.docx") as archive:
        xml = {name: archive.read(name) for name in archive.namelist()}

    @settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def holds(data):
        part = data.draw(st.sampled_from(sorted(xml)))
        come_to(".docx", repacked(sample, part, data.draw(broken(xml[part]))), tmp_path)

    holds()


@pytest.mark.parametrize(
    ("suffix", "data"),
    [
        (".html", b"<div>" * DEEP + b"Fellows join for two years."),
        (".html", b"<p>" + b"<b><i>" * DEEP + b"Fellows join for two years."),
        (".html", b"<ul><li>" * 2_000 + b"Fellows join for two years."),
        (".md", b"> " * DEEP + b"Fellows join for two years."),
        (".md", b"---\ntitle: " + b"[" * DEEP + b"\n---\ntext"),
        (".md", b"---\n" + MULTIPLYING + b"title: *x9\n---\ntext"),
        (".md", b"---\npublished: 2027-13-45\n---\ntext"),
        (".md", b"---\ntitle: !!bool x\n---\ntext"),
        (".md", b"---\ntitle: !!int ''\n---\ntext"),
        (".md", b"---\ntitle: !!timestamp x\n---\ntext"),
        (".md", b"---\ntitle: !!python/object/apply:os.getcwd []\n---\ntext"),
        (".jsonl", b'{"text": ' + b"[" * DEEP),
        (".jsonl", b'{"text": "x", "published": ' + b"9" * 5_000 + b"}"),
        (".jsonl", b'{"text": "\\ud800"}'),
        (".txt", b"#" * DEEP),
        (".txt", "\u202e\u2066".encode() * DEEP + b"text"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12].decode("utf-8", "replace"),
)
def test_what_is_nested_deeply_or_without_end_is_read_or_refused_by_name(suffix, data, tmp_path):
    assert come_to(suffix, data, tmp_path) is not None


@pytest.mark.parametrize(
    "name",
    ["punycode", "idna", "unicode_escape", "base64", "rot13", "undefined", "no-such", "utf-7"],
)
def test_an_encoding_that_a_page_declares_can_do_nothing(name, tmp_path):
    page = f'<meta charset="{name}"><p>\\x41 +ADw- xn--\xff two years of it.</p>'.encode("latin-1")

    come_to(".html", page, tmp_path)


def test_an_entity_of_a_word_document_reads_no_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the launch code")
    with_entity = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>Two years. &x;</w:t></w:r></w:p></w:body></w:document>"
    )

    told = come_to(".docx", repacked(SAMPLES[".docx"], PART, with_entity.encode()), tmp_path)

    assert "launch code" not in str(told)


def test_entities_that_multiply_without_end_are_not_followed(tmp_path):
    levels = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x0 "ha">{levels}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&x9;</w:t></w:r></w:p></w:body></w:document>"
    )

    told = come_to(".docx", repacked(SAMPLES[".docx"], PART, bomb.encode()), tmp_path)

    assert len(str(told)) < 1_000


def test_a_name_in_an_archive_leads_nowhere(tmp_path):
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    path = inside / "file.docx"
    path.write_bytes(SAMPLES[".docx"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../escaped.txt", "outside")
        archive.writestr("/escaped.txt", "outside")

    come_to(".docx", path.read_bytes(), inside)

    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    assert "larger than" in come_to(".txt", b"x" * (LIMITS.max_bytes + 1), tmp_path)
