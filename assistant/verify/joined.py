"""Whether the names of a claim are put together as its evidence puts them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verify.casing import cognate
from assistant.verify.names import Mention, NameReader
from assistant.verify.stated import Piece, Stated
from knowledge.names import phrase, proper_names

# Between two words of one name: "Institute for Law", "Ministère de la Culture".
_INSIDE = re.compile(r" (?:& |for |of (?:the )?|de (?:la |los |las |l['’])?|du |des |del |d['’])?")
_BRACKETS = re.compile(r" \(([^()]+)\)")
_APART = 4  # words from one word of a name to the next
_BESIDE = 30  # characters between a name and another one for the same


def torn(claim: Stated, pieces: Sequence[Piece], reader: NameReader) -> bool:
    """Whether two words are told as one name that stand apart in all of the evidence, or one name
    is told as another one for the same: "the Ministry of Paris", "the OPM (NASA)"."""
    return any(
        not any(_adjoin(one, other, piece, claim) for piece in pieces)
        for one, other in _pairs(claim, reader.named(claim, pieces))
    )


def strange(claim: Stated, pieces: Sequence[Piece], reader: NameReader) -> bool:
    """Whether a word is written as a name that is common elsewhere, and stands in no evidence of
    the same language: "Scott Former"."""
    if any(piece.stated.language != claim.language for piece in pieces):
        return False  # another language has other words: "Tuesdays"
    mentions = reader.mentions(claim.text)
    named = {w for m in mentions for w in phrase(claim.text[m.start : m.end]).split()}
    words = {w for name in proper_names(claim.text) for w in phrase(name).split()}
    return not all(
        any(_has(word, piece) for piece in pieces) for word in words - named - reader.free(claim)
    )


def renamed(
    claim: Stated, mentions: Sequence[Mention], pieces: Sequence[Piece], reader: NameReader
) -> bool:
    """Whether a name in brackets stands behind one that no evidence puts beside it."""
    return any(
        not any(_beside(one, other, piece, reader) for piece in pieces)
        for one, other in _aliases(claim, mentions)
    )


def _pairs(claim: Stated, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """The neighbouring words of one name, as far as no table knows the whole of it."""
    for one, other in zip(mentions, mentions[1:], strict=False):
        known = one.key.startswith("#") or other.key.startswith("#")
        if not known and _INSIDE.fullmatch(claim.text[one.end : other.start]):
            yield one.key.split()[-1], other.key.split()[0]


def _has(wanted: str, piece: Piece) -> bool:
    return any(_same(wanted, word, abroad=False) for word in phrase(piece.told).split())


def _adjoin(one: str, other: str, piece: Piece, claim: Stated) -> bool:
    words = phrase(piece.told).split()
    abroad = piece.stated.language != claim.language
    first = [n for n, word in enumerate(words) if _same(one, word, abroad=abroad)]
    second = [n for n, word in enumerate(words) if _same(other, word, abroad=abroad)]
    return any(0 < abs(a - b) <= _APART for a in first for b in second)


def _same(wanted: str, word: str, *, abroad: bool) -> bool:
    return word in (wanted, wanted.rstrip("s")) or (abroad and cognate(wanted, (word,)))


def _aliases(claim: Stated, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for one, other in zip(mentions, mentions[1:], strict=False):
        match = _BRACKETS.match(claim.text, one.end)
        if match and match.span(1) == (other.start, other.end) and one.key != other.key:
            yield one, other


def _beside(one: Mention, other: Mention, piece: Piece, reader: NameReader) -> bool:
    found = reader.mentions(piece.stated.text)
    return any(
        {a.key, b.key} == {one.key, other.key} and b.start - a.end <= _BESIDE
        for a, b in zip(found, found[1:], strict=False)
    )
