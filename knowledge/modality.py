"""How sure, how strict and how far a statement is, by the words of `modality.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import InvalidKnowledge
from knowledge.values import Bound
from knowledge.yaml_file import read_yaml

Pattern = re.Pattern[str]
_LIMITS = {"most": Bound.MOST, "least": Bound.LEAST}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a statement says, and what of its evidence shows it."""

    says: Pattern
    shown: Pattern

    def unproven(self, claim: str, proof: str) -> bool:
        return bool(self.says.search(claim)) and not (
            self.says.search(proof) or self.shown.search(proof)
        )


@dataclass(frozen=True, slots=True)
class _Hedge:
    """A reservation, the words in which it is kept, and the groups that are as weak."""

    says: Pattern
    kept: Pattern
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Modality:
    """The tables of `modality.yaml`; knows no corpus. Texts are compared as `plain` gives them."""

    figures: Mapping[str, _Told]
    strong: Mapping[str, _Told]
    hedges: Mapping[str, _Hedge]
    contrasts: Mapping[str, tuple[Pattern, ...]]
    limits: Mapping[Bound, tuple[Pattern, Pattern]]
    conditions: Pattern
    mere: Pattern
    negations: Pattern
    denials: Pattern
    future: Pattern
    done: Pattern
    clause_ends: Pattern
    credit_before: Pattern
    """Ends where a name follows of who tells: "according to the podcast of "."""
    credit_genre: Pattern
    """What such a name may be put to: " release", "'s podcast of"."""
    credit_behind: Pattern
    """What stands behind such a name: " reports that"."""
    credit_tells: Pattern
    """The same, with words that others do as well: " lists"."""
    credit_same: Pattern
    """Words for who was told of before: "according to the same article"."""
    same_told: Pattern
    """Words for what the sentence before told: "the same"."""
    mentions: Pattern
    """Words of one who only speaks of something, and says nothing of it."""
    differing: Pattern
    """Words that say that the sources do not say the same."""
    tallies: Pattern
    """Ends where a number follows that counts what was named before: "the figure of "."""
    several: Pattern
    """What begins a clause that tells of several, named elsewhere: "they"."""
    contrasted: Pattern
    asides: Pattern
    orders: Pattern
    openers: frozenset[str]
    """Words that begin sentences and are no names."""
    linking: frozenset[str]
    """Words that only join a sentence to others."""

    @classmethod
    def load(cls, path: Path) -> Modality:
        """Raises InvalidKnowledge where the file is not what it should be."""
        try:
            return cls._read(read_yaml(path))
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, re.error) as error:
            raise InvalidKnowledge([f"{path.name}: {error!r}"]) from error

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Modality:
        return cls(
            figures=_told(data["figures"]),
            strong=_told(data["strong"]),
            hedges={
                name: _Hedge(_any(hedge["says"]), _any(hedge["kept"]), tuple(hedge["also"]))
                for name, hedge in data["hedges"].items()
            },
            contrasts={n: tuple(map(_any, sides)) for n, sides in data["contrasts"].items()},
            limits={
                _LIMITS[name]: (_ending(words["before"]), _beginning(words["behind"]))
                for name, words in data["limits"].items()
            },
            conditions=re.compile("|".join(data["conditions"])),
            mere=_any(data["mere"]),
            negations=_any(data["negations"]),
            denials=_any(data["denials"]),
            future=_any(data["future"]),
            done=_any(data["done"]),
            clause_ends=re.compile("|".join(data["clauses"])),
            credit_before=_credit_before(data["credits"]),
            credit_genre=_credit_genre(data["credits"]),
            credit_behind=_credit_behind(data["credits"]["behind"]),
            credit_tells=_credit_behind(data["credits"]["tells"]),
            credit_same=_credit_same(data["credits"]),
            same_told=_same_told(data["credits"]),
            mentions=_any(data["mentions"]),
            differing=_any(data["differing"]),
            tallies=_ending_at_once(data["tallies"]),
            several=re.compile("|".join(data["several"])),
            contrasted=re.compile("|".join(data["contrasted"])),
            asides=re.compile("|".join(data["asides"])),
            orders=_any(data["orders"]),
            openers=_words(data["openers"]),
            linking=_words(data["linking"]),
        )

    def unproven_figures(self, claim: str, proof: str) -> Iterator[str]:
        """The ordinals, fractions and days of the week that only the claim tells."""
        return (name for name, told in self.figures.items() if told.unproven(claim, proof))

    def overstated(self, claim: str, proof: str) -> Iterator[str]:
        """The strong words of a claim, such as "all" and "only", that its proof does not bear."""
        return (name for name, told in self.strong.items() if told.unproven(claim, proof))

    def unhedged(self, claim: str, proof: str) -> Iterator[str]:
        """The reservations of the proof that the claim leaves out."""
        for name, hedge in self.hedges.items():
            if not hedge.says.search(proof) or hedge.kept.search(claim):
                continue
            if not any(self.hedges[as_weak].says.search(claim) for as_weak in (name, *hedge.also)):
                yield name

    def ahead_of(self, claim: str, proof: str) -> bool:
        """Whether a claim tells as done what is still to come in its proof."""
        come = self.future.search(proof) or self.hedges["planned"].says.search(proof)
        return bool(come and self.done.search(claim) and not self.done.search(proof))

    def without_mere(self, text: str) -> str:
        """The text without words that hold a negation and deny nothing."""
        return self.mere.sub("", text)

    def denied(self, text: str, *, negated: bool) -> bool:
        """Whether a clause is denied; `negated`: whether it holds a plain negation."""
        negated = negated or bool(self.negations.search(text))
        return negated ^ (len(self.denials.findall(text)) % 2 == 1)

    def turned(self, claim: str, proof: str) -> Iterator[str]:
        """The contrasts of which the claim has one side and the proof only another."""
        for name, sides in self.contrasts.items():
            here = {n for n, side in enumerate(sides) if side.search(claim)}
            there = {n for n, side in enumerate(sides) if side.search(proof)} if here else here
            if there and not here & there:
                yield name

    def ordered(self, text: str) -> bool:
        """Whether a sentence tells its reader what to say or do, and so states nothing."""
        return bool(self.orders.search(text))

    def bound(self, before: str, behind: str) -> Bound:
        """How the words before and behind a number limit it."""
        for bound, (ending, beginning) in self.limits.items():
            if ending.search(before) or beginning.match(behind):
                return bound
        return Bound.EXACT

    def clauses(self, text: str) -> Sequence[tuple[int, int]]:
        """Where the clauses of a plain text begin and end."""
        ends = [*self.clause_ends.finditer(text)]
        starts = [0, *(m.end() for m in ends)]
        stops = [*(m.start() for m in ends), len(text)]
        return [pair for pair in zip(starts, stops, strict=True) if text[slice(*pair)].strip()]


def _told(groups: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, _Told]:
    return {n: _Told(_any(g["says"]), _any(g["shown"])) for n, g in groups.items()}


def _credit_before(words: Mapping[str, Sequence[str]]) -> Pattern:
    genres = "|".join(words["genres"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(words['before'])})(?:\W+(?:{genres}))*\W*$")


def _credit_genre(words: Mapping[str, Sequence[str]]) -> Pattern:
    return re.compile(rf"(?:'s)?(?:\W{{1,2}}(?:{'|'.join(words['genres'])})(?!\w))*")


def _credit_behind(words: Sequence[str]) -> Pattern:
    return re.compile(rf"\W*(?:{'|'.join(words)})(?!\w)")


def _credit_same(words: Mapping[str, Sequence[str]]) -> Pattern:
    before, same, genres = ("|".join(words[name]) for name in ("before", "same", "genres"))
    return re.compile(rf"(?<!\w)(?:{before})\W+(?:{same})\W+(?:{genres})(?!\w)")


def _same_told(words: Mapping[str, Sequence[str]]) -> Pattern:
    told, genres = "|".join(words["told"]), "|".join(words["genres"])
    return re.compile(rf"(?<!\w)(?:{told})(?:\W+(?:{genres}))*(?!\w)")


def _words(lists: Mapping[str, str]) -> frozenset[str]:
    return frozenset(word for words in lists.values() for word in words.split())


def _ending(words: Iterable[str]) -> Pattern:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?:\W+\w+)?\W*$")


def _ending_at_once(words: Iterable[str]) -> Pattern:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)}) ?$")


def _beginning(words: Iterable[str]) -> Pattern:
    return re.compile(rf"\W*(?:\w+\W+)?(?:{'|'.join(words)})(?!\w)")


def _any(words: Iterable[str]) -> Pattern:
    """Any of the expressions as whole words; of none, what never matches."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + ("|".join(longest_first) or "(?!)") + r")(?!\w)")
