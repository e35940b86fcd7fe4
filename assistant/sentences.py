"""What of a text can be quoted: sentences, the rows of tables and the items of lists.

Everything quoted is one exact piece of its text. What stands elsewhere and is needed to understand
it is kept beside it as its `lead`: the line that introduces a list, the first row of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.folding import plain

# A full stop ends a sentence before a capital, unless it belongs to an abbreviation. Damaged
# texts lack the blank after the stop ("respectives.Le programme"): a lower-case word before it
# and a capital after it end a sentence as well, and so do two capitals ("de l'IA.Cette ..."). A
# line that was broken to fit a page goes on with a lower-case word.
_BOUND = re.compile(
    r"(?<=[.!?…])(?P<closing>(?:[ \u00a0\u202f]?[\"»”’)])*)\s+(?=[\"«“‘(¿¡]?\s?[A-ZÀ-Þ0-9])"
    r"|(?<=[a-zà-ÿ]{3}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ’'])"
    r"|(?<=[A-ZÀ-Þ]{2}[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ]{2,}\s)"
    r"|(?<![^\n]{40}[\w,’'-])\n+|\n+(?=\s*[^\sa-zà-ÿ])|\n{2,}"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|U\.S|D\.C|M|MM|Mr|Mrs|Ms|Dr|St|No|vs|etc|approx|Inc|Corp|Sr|Sra|EE|UU|Jan|Feb|"
    r"Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|art|p|pp|ex|env|cf))\.$"
)
_LONGEST = 20  # characters of an abbreviation and what closes behind it
_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$|[^\t\n]+(?:\t+[^\t\n]+)+$")
_RULE = re.compile(r"[ \t:|+]*-[ \t:|+-]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+(?=\S)")
_LEANS = re.compile(
    r"(?:(?:it|they|he|she|this|that|these|those|its|their|his|her|such|both|however|but|instead|"
    r"moreover|also|in addition|therefore|so|there|the (?:latter|former)|"
    r"ils?|elles?|ce|cela|ceci|ces|cet|cette|celui-ci|celle-ci|ceux-ci|leurs?|son|sa|ses|mais|"
    r"toutefois|cependant|en outre|de plus|donc|ainsi|en revanche|"
    r"est[aeo]s?|es[ao]s?|ellos?|ellas?|ello|dichos?|dichas?|sus?|pero|sin embargo|no obstante|"
    r"ademas|tambien|por tanto|asi)\b|c'(?:est|etait))"
)
_LONGEST = 600
"""Characters of a sentence with the one before it; longer ones are quoted alone."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: `text` stands at [start:end]; `lead` is another exact piece of it."""

    start: int
    end: int
    text: str
    lead: str = ""

    @property
    def told(self) -> str:
        """The piece behind its lead."""
        return f"{self.lead} {self.text}" if self.lead else self.text


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order; each is an exact piece of it without outer blanks."""
    spans: list[Span] = []
    start = 0
    for match in _BOUND.finditer(text):
        head = text[max(start, match.start() - _LONGEST) : match.start()]
        if "\n" not in match[0] and _ABBREVIATION.search(head.rstrip('"»”’)')):
            continue
        _add(spans, text, start, match.start() + len(match["closing"] or ""))
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def quotable(text: str) -> list[Span]:
    """The pieces of a text that may answer: sentences, but each table row and list item whole.

    Left out are questions, the first rows of tables, and lines that only introduce a list.
    """
    lines = list(_LINE.finditer(text))
    found: list[Span] = []
    told = position = 0
    while position < len(lines):
        rows, items = _block(lines, position, _ROW), _block(lines, position, _ITEM)
        if len(rows) < 2 and not items:
            position += 1
            continue
        block = rows if len(rows) > 1 else items
        found += _prose(text, told, block[0].start(), introduces=block is items)
        found += _rows(block) if block is rows else _items(text, block)
        position, told = position + len(block), block[-1].end()
    found += _prose(text, told, len(text), introduces=False)
    return [span for span in found if not span.text.endswith("?")]


def in_context(text: str, span: Span) -> str:
    """The words of a span; together with the sentence before where they lean on it ("They …")."""
    if span.lead or not _LEANS.match(plain(span.text.lstrip('"«“‘( '))):
        return span.text
    before = [s for s in sentences(text[: span.start]) if s.end <= span.start]
    if not before or "\n" in text[before[-1].end : span.start].strip(" \t"):
        return span.text
    both = text[before[-1].start : span.end]
    return both if len(both) <= _LONGEST else span.text


def _prose(text: str, start: int, end: int, *, introduces: bool) -> list[Span]:
    """The sentences of a stretch; without the last where it only introduces what follows."""
    spans = [Span(s.start + start, s.end + start, s.text) for s in sentences(text[start:end])]
    return spans[:-1] if introduces and spans and spans[-1].text.endswith(":") else spans


def _block(lines: list[re.Match[str]], position: int, form: re.Pattern[str]) -> list[re.Match[str]]:
    """The consecutive lines of one form from a position on."""
    found = []
    for line in lines[position:]:
        if not form.match(line[0]):
            break
        found.append(line)
    return found


def _rows(block: list[re.Match[str]]) -> Iterator[Span]:
    header, *rows = block
    for row in rows:
        if not _RULE.match(row[0]):
            yield _piece(row.start(), row[0], header[0].strip())


def _items(text: str, block: list[re.Match[str]]) -> Iterator[Span]:
    """Each item without its mark; the line before the list is the lead where it ends in a colon."""
    before = [line[0].strip() for line in _LINE.finditer(text[: block[0].start()])]
    lead = sentences(before[-1])[-1].text if before and before[-1].endswith(":") else ""
    for line in block:
        mark = _ITEM.match(line[0])
        assert mark is not None  # the lines of the block match
        yield _piece(line.start() + mark.end(), line[0][mark.end() :], lead)


def _piece(start: int, text: str, lead: str) -> Span:
    stripped = text.strip()
    begin = start + text.index(stripped)
    return Span(begin, begin + len(stripped), stripped, lead)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped)
        spans.append(Span(begin, begin + len(stripped), stripped))
