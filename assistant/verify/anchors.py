"""What of a claim must stand in its evidence: values and names, and which sentence has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Evidence
from assistant.verify.attribution import (
    Attribution,
    attributed,
    attributions,
    whole_names,
)
from assistant.verify.names import Mention, NameReader
from assistant.verify.stated import Clause, Piece, Stated
from assistant.verify.values import Values
from knowledge.embedder import Vectors
from knowledge.modality import Modality
from knowledge.names import phrase, written

_CAPITALS = re.compile(r"\b[A-ZÀ-Þ][\w&-]+(?: [A-ZÀ-Þ][\w&-]+)*")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The values and names of a claim, each with where it stands; `sayers` are those of the names
    that are told as who says it, without having published it.

    Of its content words, by number, `apart` need no proof, and `bare` say no more than a name.
    """

    values: dict[str, int]
    names: dict[str, int]
    sayers: frozenset[str] = frozenset()
    apart: frozenset[int] = frozenset()
    bare: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return frozenset([*self.values, *self.names])

    def inside(self, clause: Clause) -> frozenset[str]:
        """Those that stand in a clause."""
        places = {**self.values, **self.names}
        return frozenset(a for a, at in places.items() if clause.start <= at < clause.end)

    def weights(self, claim: Stated) -> Vectors:
        """How much each word of a claim counts; all together count one."""
        weights = claim.words.weights.copy()
        weights[sorted(self.apart)] = 0.0
        total: Vectors = weights / max(float(weights.sum()), 1e-9)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Anchored:
    """A claim against sentences: its anchors, the names it tells of, the publishers it names, the
    sentences that may prove it, which are theirs where it names any, and what each of them holds.
    """

    anchors: Anchors
    told: Sequence[Mention]
    named: Sequence[Attribution]
    pieces: Sequence[Piece]
    held: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class AnchorReader:
    """Finds the anchors of claims."""

    values: Values
    names: NameReader
    modality: Modality

    def read(
        self, claim: Stated, pieces: Sequence[Piece], evidence: Mapping[int, Evidence]
    ) -> Anchored:
        """The anchors of a claim, and the sentences that hold them."""
        cited = {p.label: evidence[p.label] for p in pieces}
        known = self.names.named(claim, pieces)
        mentions = self._with_sayers(claim, whole_names(known, claim, cited.values()))
        dated = {v for told in {p.imprint for p in pieces} for v in self.values.dated(claim, told)}
        named = list(attributions(mentions, claim, cited, dated, self.modality))
        theirs = frozenset[int]().union(*(a.labels for a in named))
        places = {a.place for a in named}
        credited = {v for v in dated if attributed(v, claim.plain, named)}
        own = {f"v{v.start}": v for v in claim.values if v not in credited}
        told = [m for m in mentions if m.start not in places]
        bracketed = [(v.start, v.end) for v in credited if claim.plain[v.start - 1] == "("]
        aside = [(a.start, a.stop) for a in named]  # what only says from whom and when it is
        apart = _inside(claim, [*aside, *bracketed])
        if len({p.imprint for p in pieces}) == 1:
            again = self.modality.credit_same.finditer(claim.plain)
            apart |= _inside(claim, [match.span() for match in again])
        sayers = {m for m in told if self._says(claim, m)}
        anchors = Anchors(
            {key: value.start for key, value in own.items()},
            {f"n{m.key}": m.start for m in told},
            frozenset(f"n{m.key}" for m in sayers),
            apart,
            apart | _named(claim, told),
        )
        able = [p for p in pieces if not named or p.label in theirs]
        held = []
        for piece in able:
            missing = set(self.values.missing(claim, piece.stated))
            here = {f"n{m.key}" for m in told if self._tells(m, claim, piece, says=m in sayers)}
            held.append(frozenset({key for key, v in own.items() if v not in missing} | here))
        return Anchored(anchors, told, named, able, held)

    def _with_sayers(self, claim: Stated, mentions: list[Mention]) -> list[Mention]:
        """The names with those that only their place shows: "according to The Tribune"."""
        found = list(mentions)
        free = self.names.free(claim)
        for match in _CAPITALS.finditer(claim.text):
            mention = Mention(*match.span(), phrase(match[0]))
            covered = any(m.start <= mention.start < m.end for m in mentions)
            told = match.start() and self.modality.credit_before.search(
                claim.plain[: match.start()]
            )
            if told and not covered and not free.issuperset(mention.key.split()):
                found = [m for m in found if not mention.start < m.start < mention.end]
                found.append(mention)
        return sorted(found, key=lambda m: m.start)

    def _tells(self, mention: Mention, claim: Stated, piece: Piece, *, says: bool) -> bool:
        """Whether a sentence has a name; one who `says` something must stand there as a name."""
        if says:
            return self.names.names(mention, piece)
        return self.names.states(mention, claim, piece) and not self._only_says(mention, piece)

    def _only_says(self, mention: Mention, piece: Piece) -> bool:
        """Whether a sentence has a name only as that of its publisher, who tells it."""
        if self.names.publishes(mention, piece):
            same = [m for m in self.names.mentions(piece.stated.text) if m.key == mention.key]
        elif {*mention.key.split()} <= {*phrase(piece.imprint).split()}:
            found = written(mention.key).finditer(piece.stated.plain)
            same = [Mention(*match.span(), mention.key) for match in found]
        else:
            return False
        return bool(same) and all(self._says(piece.stated, m) for m in same)

    def _says(self, claim: Stated, mention: Mention) -> bool:
        """Whether words beside a name make it the one who tells."""
        before, behind = claim.plain[: mention.start], claim.plain[mention.end :]
        modality = self.modality
        return bool(modality.credit_before.search(before) or modality.credit_behind.match(behind))


def _named(claim: Stated, mentions: Sequence[Mention]) -> frozenset[int]:
    """Which of the content words of a claim are those of its names."""
    return _inside(claim, [(m.start, m.end) for m in mentions])


def _inside(claim: Stated, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Which of the content words of a claim stand in one of some stretches."""
    return frozenset(n for n, at in enumerate(claim.places) if any(s <= at < e for s, e in spans))
