"""Who a claim says it from: "according to Fortune (16 December 2025)", for cited Sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Evidence
from assistant.verify.names import Mention
from assistant.verify.stated import Piece, Stated
from knowledge.folding import fold
from knowledge.lexical import stems
from knowledge.modality import Modality
from knowledge.names import any_of, phrase
from knowledge.values import Value, ValueKind

_TO_DATE = re.compile(r"(?:'s\b)?\W*(?:(?:on|in|of|le|en|el|du|del|de)\W+)?")
_TO_NEXT = re.compile(r"\W*(?:(?:and|or|et|ou|y|e|o|the|la|le|el|by|par|por)\b\W*)*")
_SHORT = re.compile(r" \(([^()]+)\)")
_CACHED = 1024
_BRACKETS = re.compile(r"\([^()]{0,60}$")
_BESIDE = re.compile(r"[^,;:]{0,40}")
"""What stands between a publisher and the date of its publication."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cited publisher named at `place` of a claim, with the passages that are its own.

    `start` and `stop` are where the words begin and end that only say from whom and when it is.
    """

    place: int
    end: int
    labels: frozenset[int]
    start: int
    stop: int


def attributions(
    mentions: Sequence[Mention],
    claim: Stated,
    evidence: Mapping[int, Evidence],
    dated: Collection[Value],
    modality: Modality,
) -> Iterator[Attribution]:
    """The publishers of cited Sources that a claim names as those who tell; one that is named as
    a party to what is told is none. `dated` are the dates on which one of them was published."""
    own = [(m, labels) for m in mentions if (labels := _published(m, claim.text, evidence))]
    spans = [_credit(m, claim, dated, modality) for m, _ in own]
    for n in [*range(1, len(own)), *range(len(own) - 2, -1, -1)]:  # "Axios, CNN and Fortune report"
        for beside in (n - 1, n + 1):
            if spans[n] or not 0 <= beside < len(own) or not (near := spans[beside]):
                continue
            here = (own[n][0].start, own[n][0].end)
            gap = claim.plain[here[1] : near[0]] if beside > n else claim.plain[near[1] : here[0]]
            if _TO_NEXT.fullmatch(gap):
                spans[n] = here
    for (mention, labels), span in zip(own, spans, strict=True):
        if span:
            yield Attribution(mention.start, mention.end, labels, *span)


def whole_names(
    mentions: Sequence[Mention], claim: Stated, evidence: Iterable[Evidence]
) -> list[Mention]:
    """The names of a claim, with the words made one that are the name of a cited publisher; an
    article, such as "The" of "The Herald", is no name of itself."""
    text, folded = claim.text, fold(claim.text)
    found = [
        m for m in mentions if m.key.startswith("#") or stems(text[m.start : m.end], claim.language)
    ]
    for publisher in dict.fromkeys(cited.source.publisher for cited in evidence):
        for match in _name_of(publisher).finditer(folded):
            start, end = match.span()
            known = any(m.start <= start and end <= m.end for m in found)
            if not known and any(c.isupper() for c in text[start:end]):
                found = [m for m in found if not start <= m.start < end]
                found.append(Mention(start, end, phrase(match[0])))
    return sorted(found, key=lambda m: m.start)


@lru_cache(maxsize=_CACHED)
def _name_of(publisher: str) -> re.Pattern[str]:
    """The name of a publisher, whole, and what it is called for short: "The Paper (TP)", "A/B"."""
    parts = [publisher, _SHORT.sub("", publisher), *_SHORT.findall(publisher)]
    return any_of({phrase(form) for part in parts for form in (part, *part.split("/"))} - {""})


def _published(mention: Mention, text: str, evidence: Mapping[int, Evidence]) -> frozenset[int]:
    """The labels of the passages whose publisher a name is, whole or in part."""
    words = set(phrase(text[mention.start : mention.end]).split())
    return frozenset(
        label
        for label, cited in evidence.items()
        if words <= (publisher := set(phrase(cited.source.publisher).split()))
        or (publisher and publisher <= words)
    )


def _credit(
    mention: Mention, claim: Stated, dated: Collection[Value], modality: Modality
) -> tuple[int, int] | None:
    """Where the words begin and end that say that it is told by the one named; None where no word
    says so."""
    plain = claim.plain
    lead = modality.credit_before.search(plain[: mention.start])
    start = lead.start() if lead else mention.start
    genre = modality.credit_genre.match(plain, mention.end)
    behind = genre.end() if genre else mention.end
    stop = _behind_date(behind, plain, dated)
    rest = plain[stop:]
    told = modality.credit_behind.match(rest) or modality.credit_tells.match(rest)
    if told:
        stop = _behind_date(stop + told.end(), plain, dated)
    bracketed = _BRACKETS.search(plain[: mention.start]) and ")" in plain[mention.end :]
    beside = any(_BESIDE.fullmatch(plain[mention.end : v.start] or ",") for v in dated)
    if not (lead or told or bracketed or beside or stop > behind):
        return None
    return start, stop if told or lead or stop > behind else mention.end


def _behind_date(stop: int, plain: str, dated: Collection[Value]) -> int:
    """The end of the date that follows at once; without one, where it was."""
    ends = (v.end for v in dated if _TO_DATE.fullmatch(plain[stop : v.start] or "x"))
    return max(ends, default=stop)


def attributed(value: Value, plain: str, named: Sequence[Attribution]) -> bool:
    """Whether a date of a plain text stands behind a publisher or alone in brackets, and so may
    tell when it was published."""
    bracketed = f"({plain[value.start : value.end]})" == plain[value.start - 1 : value.end + 1]
    return value.kind is ValueKind.DATE and (
        bracketed
        or any(
            a.start <= value.start < a.stop or _BESIDE.fullmatch(plain[a.end : value.start] or ",")
            for a in named
        )
    )


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
