"""Whether a Source still holds: it may have been replaced by another one, or have run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from knowledge.document import Source


class Validity(StrEnum):
    """Whether a Source still holds; one that was replaced and has run out was replaced."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


def validity(source: Source, sources: Mapping[str, Source], today: date) -> Validity:
    """Whether a Source holds on a day, `sources` being all of them by id.

    One whose replacement is not among them is superseded all the same. Sources that replace each
    other in a circle are not: what they declare contradicts itself.
    """
    if source.superseded_by and not _circle(source, sources):
        return Validity.SUPERSEDED
    if source.valid_until and source.valid_until < today:
        return Validity.EXPIRED
    return Validity.LIVE


def live(sources: Mapping[str, Source], today: date) -> frozenset[str]:
    """The ids of the Sources that hold on a day."""
    return frozenset(
        source.id
        for source in sources.values()
        if validity(source, sources, today) is Validity.LIVE
    )


def replacement(source: Source, sources: Mapping[str, Source]) -> Source | None:
    """The last known Source that one reaches from this one by `superseded_by`; None where there is
    no other."""
    *_, last = _chain(source, sources)
    return last if last is not source else None


def contradiction(
    identity: str, published: date | None, valid_until: date | None, superseded_by: str | None
) -> str | None:
    """What is wrong with these fields of one Source; None where they can all be true."""
    if superseded_by and superseded_by == identity:
        return "superseded_by: a source cannot replace itself"
    if published and valid_until and valid_until < published:
        return f"valid_until: {valid_until} is before published, {published}"
    return None


def replacement_problems(sources: Mapping[str, Source]) -> dict[str, str]:
    """What is wrong with `superseded_by`, by the id of the Source that declares it."""
    problems = {}
    for source in sources.values():
        if source.superseded_by and source.superseded_by not in sources:
            problems[source.id] = f"superseded_by: no source {source.superseded_by!r}"
        elif circle := _circle(source, sources):
            problems[source.id] = f"superseded_by goes round in a circle: {' -> '.join(circle)}"
    return problems


def _chain(source: Source, sources: Mapping[str, Source]) -> list[Source]:
    """The Source and those that replace it one after the other, each once."""
    chain = {source.id: source}
    following = source.superseded_by
    while following and following in sources and following not in chain:
        chain[following] = sources[following]
        following = chain[following].superseded_by
    return list(chain.values())


def _circle(source: Source, sources: Mapping[str, Source]) -> list[str]:
    """The ids from the Source back to itself; empty where its replacements end elsewhere."""
    chain = _chain(source, sources)
    ids = [each.id for each in chain]
    return [*ids, source.id] if chain[-1].superseded_by == source.id else []
