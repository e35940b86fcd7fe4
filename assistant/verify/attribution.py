"""Who a claim says it from: "according to Fortune (16 December 2025)", for cited Sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Evidence
from assistant.verify.names import Mention
from assistant.verify.stated import Piece
from knowledge.names import phrase
from knowledge.values import Value, ValueKind

_BESIDE = 40  # characters behind a publisher in which its date stands
_WORD = 3  # shorter words of a publisher's name tell nothing


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cited publisher named at `place` of a claim, with the passages that are its own."""

    place: int
    end: int
    labels: frozenset[int]


def attributions(
    mentions: Sequence[Mention], text: str, evidence: Mapping[int, Evidence]
) -> Iterator[Attribution]:
    """The publishers of cited Sources that a claim names."""
    for mention in mentions:
        words = set(phrase(text[mention.start : mention.end]).split())
        labels = frozenset(
            label
            for label, cited in evidence.items()
            if any(len(w) >= _WORD and w in words for w in phrase(cited.source.publisher).split())
        )
        if labels:
            yield Attribution(mention.start, mention.end, labels)


def attributed(value: Value, named: Sequence[Attribution]) -> bool:
    """Whether a date stands behind a publisher, and so may tell when it was published."""
    return value.kind is ValueKind.DATE and any(0 <= value.start - a.end <= _BESIDE for a in named)


def misattributed(
    places: Mapping[str, int],
    named: Sequence[Attribution],
    pieces: Sequence[Piece],
    held: Sequence[frozenset[str]],
) -> bool:
    """Whether the publisher that is named nearest to a value or name does not tell it, or one that
    is named tells none of the values."""
    for attribution in named:
        own = [h for p, h in zip(pieces, held, strict=True) if p.label in attribution.labels]
        told = frozenset[str]().union(*own)
        mine = {a for a, at in places.items() if _nearest(at, named) == attribution}
        if not mine <= told or (places and not told & places.keys()):
            return True
    return False


def _nearest(place: int, named: Sequence[Attribution]) -> Attribution:
    return min(named, key=lambda a: min(abs(a.place - place), abs(a.end - place)))
