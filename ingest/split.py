"""Document -> Passages along its headings, at paragraph and sentence bounds; pure.

LangChain's splitters find the cuts. Its Markdown header splitter rewrites blanks, which loses the
offsets that quotations are located by, so headings are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.document import Document, Passage, Source, passage_id

SPLITTER = "1"
"""Raise it with any change to where Documents are cut, or to what is embedded of a Passage."""
TARGET = 700
LONGEST = 1200

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
# Cut after a paragraph that ends as a sentence does: a title, a question that heads what follows,
# and what introduces a list stay with the next paragraph. List items stay together.
_PARAGRAPHS = [
    r"(?<=[.!;…»”\"')\]|])[ \t]*\n[ \t]*\n(?![ \t]*(?:[-*•]|\d+[.)])[ \t])\s*",
]
_SENTENCES = [
    r"\n[ \t]*\n\s*",
    r"\n",
    r"(?<=[.!?…])(?<![A-Z]\.)[»”\")]*\s+(?=\S)",
    r"(?<=[a-zà-ÿ0-9)»][.!?…])(?=[A-ZÀ-Þ])",  # sentences that a bad extraction glued together
    r"(?<=[;:])\s+",
    r"(?<=,)\s+",
    r"\s+",
    "",
]


def split(document: Document) -> list[Passage]:
    """The Passages of a Document in reading order; `document.text[p.start:p.end] == p.text`."""
    source = document.source
    passages: dict[str, Passage] = {}
    for heading, start, end in _sections(document.text):
        for begin, finish in _pieces(document.text, start, end):
            text = document.text[begin:finish]
            # What is embedded decides the id: a new title makes new vectors.
            identity = passage_id(source.id, (source.title, *heading), text)
            passage = Passage(identity, source.id, heading, text, begin, finish, source.language)
            passages.setdefault(identity, passage)
    return list(passages.values())


def embedding_text(source: Source, passage: Passage) -> str:
    """The text that stands for a Passage in the vector space: title, heading path, text."""
    headings = dict.fromkeys([source.title, *passage.heading])
    return "\n".join([*(heading for heading in headings if heading), passage.text])


def _sections(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Heading path and bounds of each stretch between heading lines."""
    path: list[tuple[int, str]] = []
    start = position = 0
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        found = None if fence or mark else _HEADING.match(line.rstrip("\r\n"))
        if found:
            yield tuple(title for _, title in path), start, position
            level = len(found[1])
            path = [(depth, title) for depth, title in path if depth < level]
            if title := found[2].rstrip(" \t").rstrip("#").rstrip(" \t"):
                path.append((level, title))
            start = position + len(line)
        position += len(line)
    yield tuple(title for _, title in path), start, position


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Bounds of the pieces of one section: whole paragraphs, long ones cut at sentences."""
    for begin, finish in _cut(text, start, end, tuple(_PARAGRAPHS)):
        if finish - begin <= LONGEST:
            yield begin, finish
        else:
            yield from _cut(text, begin, finish, tuple(_SENTENCES))


def _cut(text: str, start: int, end: int, separators: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for piece in _splitter(separators).create_documents([text[start:end]]):
        words = piece.page_content.strip()  # the splitter leaves blanks around long pieces
        begin = text.index(words, start + int(piece.metadata["start_index"]))
        yield begin, begin + len(words)


@cache
def _splitter(separators: tuple[str, ...]) -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        separators=list(separators),
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=TARGET,
        chunk_overlap=0,
        add_start_index=True,
    )
