"""Claims that several publishers tell alike, and those that only say that they tell the same."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verify.anchors import Anchored
from assistant.verify.portion import Span, inside, within, without
from assistant.verify.shares import Share
from assistant.verify.stated import Piece, Stated
from assistant.verify.values import Values
from knowledge.modality import Modality


def alike(told: Stated, theirs: Anchored, named: Anchored) -> list[Share]:
    """What a claim says, for each of the publishers that are named to bear alone; `theirs` are the
    anchors of that claim, whose own words for who tells it are left out."""
    spans = without([(0, len(told.text))], _credits(theirs))
    share = within(told, spans)
    return [Share(share, a.labels) for a in named.named] if share.places else []


def repeats(claim: Stated, found: Anchored, modality: Modality) -> bool:
    """Whether a claim says no more of publishers than that they tell the same."""
    same = [match.span() for match in modality.same_told.finditer(claim.plain)]
    idle = [*same, *_credits(found), *((v.start, v.end) for v in claim.values)]
    return bool(same and found.named) and all(inside(at, idle) for at in claim.places)


def misdated(
    claim: Stated, found: Anchored, pieces: Sequence[Piece], values: Values, *, every: bool
) -> bool:
    """Whether a publisher is named with a date on which it did not publish; with `every` value
    of the claim, also those that stand beside none."""
    spans = _credits(found)
    loose = [v for v in claim.values if every and not inside(v.start, spans)]
    for a in found.named:
        told = {p.imprint for p in pieces if p.label in a.labels}
        own = [d for imprint in told for d in values.dated(claim, imprint)]
        beside = [v for v in claim.values if a.start <= v.start < a.stop]
        if any(v not in own for v in [*beside, *loose]):
            return True
    return False


def _credits(found: Anchored) -> list[Span]:
    return [(a.start, a.stop) for a in found.named]
