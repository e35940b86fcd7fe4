"""Whether the proper names of a claim are those of its evidence, and go with the same values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.casing import WORD, Casing, cognate, stands
from assistant.verify.stated import Clause, Piece, Stated
from knowledge.dates import MONTHS
from knowledge.embedder import Vectors
from knowledge.folding import fold
from knowledge.lexical import stems
from knowledge.names import Names, any_of, phrase, proper_names
from knowledge.values import Value

_POSSESSIVE = re.compile(r"['’]s$")
_ABBREVIATION = re.compile(r"[A-Z]{2,4}")
_AFTER_MARK = re.compile(r"[(«“\"/:]\s*([A-ZÀ-ÖØ-Þ][\w&]+)")
_SEGMENT = re.compile(r"[,;:()]|\b(?:and|et|y|e|while|whereas|tandis que|mientras)\b")
_MONTHS = frozenset(name for names in MONTHS for name in names)
_ROW = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][\w&]+(?: [A-ZÀ-Þ][\w&]+)+")
_CACHED = 4096
_COMMON = 0.83  # how near a common word is to one of the evidence; an unknown name is further off
_COMMON_ABROAD = 0.80
_OTHERS = 0.08  # how much better a clause must fit what is said of other names


@dataclass(frozen=True, slots=True)
class Mention:
    """A proper name at [start:end]; `key` is the same for all forms of one name."""

    start: int
    end: int
    key: str


class NameReader:
    """Finds proper names, also at the start of a sentence, and compares them."""

    def __init__(self, names: Names, casing: Casing) -> None:
        self._casing = casing
        self._key = {form: f"#{n}" for n, group in enumerate(names.groups) for form in group}
        self._key |= dict.fromkeys(names.always, "")
        self._long = {form: key for form, key in self._key.items() if " " in form and key}
        self._short_of = defaultdict[str, list[str]](list)
        for form, key in self._key.items():
            self._short_of[key] += [] if " " in form else [form]
        self.mentions = lru_cache(maxsize=_CACHED)(self._mentions)
        self._told = lru_cache(maxsize=_CACHED)(self._read_told)
        self._free = lru_cache(maxsize=_CACHED)(self._read_free)
        self._forms = any_of(self._key)

    def _mentions(self, text: str) -> list[Mention]:
        """The names of a text in order; those that need no proof are left out."""
        folded, rest, found = fold(text), text, []
        for match in self._forms.finditer(folded):
            if not any(c.isupper() for c in text[slice(*match.span())]):
                continue
            found.append(Mention(*match.span(), self._key[phrase(match[0])]))
            rest = rest[: match.start()] + "_" * len(match[0]) + rest[match.end() :]
        for name in [*self._inside(rest), *self._first(rest)]:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", rest):
                found.append(Mention(*match.span(), phrase(name)))
        return sorted((m for m in set(found) if m.key), key=lambda m: m.start)

    def named(self, claim: Stated, pieces: Sequence[Piece]) -> list[Mention]:
        """The names of a claim, with its first word where the evidence writes it as a name."""
        found = self.mentions(claim.text)
        match = WORD.search(claim.text)
        if match is None or not match[0][0].isupper() or any(m.start < match.end() for m in found):
            return found
        word = _POSSESSIVE.sub("", match[0])
        if self._casing.small(word) or not stems(word, claim.language):
            return found
        told = any(phrase(word) in {m.key for m in self.mentions(p.text)} for p in pieces)
        start = match.start()
        return [Mention(start, start + len(word), phrase(word)), *found] if told else found

    def missing(self, claim: Stated, pieces: Sequence[Piece]) -> list[str]:
        """The names of a claim that no sentence, nor who published it, has in any form."""
        missing = [
            m.key
            for m in self.named(claim, pieces)
            if not any(self.held(m, claim, piece) for piece in pieces)
        ]
        return missing or self._unknown_first(claim, pieces)

    def free(self, claim: Stated) -> frozenset[str]:
        """The words of a claim's names that need no proof, as its content words are written."""
        return self._free(claim.text)

    def _read_free(self, text: str) -> frozenset[str]:
        found = (m for m in self._forms.finditer(fold(text)) if not self._key[phrase(m[0])])
        return frozenset(word for match in found for word in phrase(match[0]).split())

    def exchanged(
        self, claim: Stated, told: Sequence[Mention], proof: Stated, held: Sequence[Value]
    ) -> bool:
        """Whether the values that prove a claim are those of other names, and the names it tells
        of have others: "the north gets 200" from "the south gets 200 and the north 50"."""
        here = {m.key for m in self.mentions(claim.text)}
        if not told:
            return False
        if any(self._elsewhere(clause, claim, told, proof) for clause in claim.clauses):
            return True
        owner = self._owners(proof)
        theirs = {v: owner(v) for v in proof.values}
        return any(
            theirs[value] and not theirs[value] & here
            for value in held
            if any(v.kind is value.kind and theirs[v] & here for v in proof.values)
        )

    def _elsewhere(
        self, clause: Clause, claim: Stated, told: Sequence[Mention], proof: Stated
    ) -> bool:
        """Whether what a clause says of its names is said of others, and its names stand apart."""
        inside = [m for m in self.mentions(claim.text) if clause.start <= m.start < clause.end]
        mine = [m for m in inside if m in told]
        keys, own = {m.key for m in inside}, _words_of(inside, claim)
        kept = [i for i, word in enumerate(clause.words.texts) if word not in own]
        if not mine or not kept or len(proof.clauses) < 2:
            return False
        weights, states = clause.words.weights[kept], clause.words.states[kept]
        fits = {True: 0.0, False: 0.0}
        for owners, part in self._parts(proof):
            near = (states @ part.words.states.T).max(axis=1)
            same = bool(owners & keys)
            fits[same] = max(fits[same], float(near @ weights / weights.sum()))
        return fits[True] > 0 and fits[False] > fits[True] + _OTHERS

    def _parts(self, proof: Stated) -> Iterator[tuple[set[str], Clause]]:
        """The clauses that name something, with what they name: a mere list goes with the next."""
        listed: set[str] = set()
        for part in proof.clauses:
            told = [m for m in self.mentions(proof.text) if part.start <= m.start < part.end]
            keys = {m.key for m in told} | listed
            if told and set(part.words.texts) <= _words_of(told, proof):
                listed = keys
                continue
            listed = set()
            if keys and len(part.words.weights):
                yield keys, part

    def learn(self, piece: Piece) -> None:
        """Read a sentence of evidence beforehand, for speed."""
        for text in (piece.told, piece.stated.text):
            self._told(text)

    def held(self, mention: Mention, claim: Stated, piece: Piece) -> bool:
        """Whether a sentence, or who published it, has the name in any form."""
        return self._has(piece.told, mention, claim, piece)

    def states(self, mention: Mention, claim: Stated, piece: Piece) -> bool:
        """Whether a sentence itself has the name in any form."""
        return self._has(piece.stated.text, mention, claim, piece)

    def names(self, mention: Mention, piece: Piece) -> bool:
        """Whether a sentence itself has the name, and as a name."""
        return mention.key in self._told(piece.stated.text)[0]

    def publishes(self, mention: Mention, piece: Piece) -> bool:
        """Whether a name is that of the publisher of a sentence."""
        return mention.key in self._told(piece.imprint)[0]

    def _has(self, text: str, mention: Mention, claim: Stated, piece: Piece) -> bool:
        keys, words = self._told(text)
        if mention.key in keys:
            return True
        short = _ABBREVIATION.fullmatch(claim.text, mention.start, mention.end)
        forms = self._short_of[mention.key] if short else ()
        if any(form in words and stands(form, text) for form in forms):
            return True  # "a CV" from "a résumé"
        abroad = piece.stated.language != claim.language
        return all(
            part in words or part.rstrip("s") in words or (abroad and cognate(part, words))
            for part in mention.key.split()
        )

    def _read_told(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        keys = {m.key for m in self.mentions(text)}
        line = phrase(text)
        keys |= {key for form, key in self._long.items() if f" {form} " in f" {line} "}
        return frozenset(keys), frozenset(line.split())

    def _owners(self, proof: Stated) -> Callable[[Value], set[str]]:
        """Tells the names in the segment of a value or, where it has none, in those before it."""
        mentions, owners, names = self.mentions(proof.text), [], set[str]()
        ends = [*(m.end() for m in _SEGMENT.finditer(proof.plain)), len(proof.plain)]
        start, bare = 0, False
        for end in ends:
            own = {m.key for m in mentions if start <= m.start < end}
            if own:
                names = own | (names if bare else set())  # "Apple, Google and Nvidia lend …"
                words = len(WORD.findall(proof.text[start:end]))
                bare = (
                    words <= sum(len(m.key.split()) for m in mentions if start <= m.start < end) + 2
                )
            owners.append((end, names))
            start = end
        return lambda value: next(names for end, names in owners if value.start < end)

    def _inside(self, text: str) -> Iterator[str]:
        """The words with a capital that are not known to be written small; behind brackets, quotes
        and colons too, where a sentence might begin."""
        marked = (w for w in _AFTER_MARK.findall(text) if fold(w) not in _MONTHS)
        for word in [*proper_names(text), *marked]:
            if not self._casing.small(word):
                yield word
        for match in _ROW.finditer(text):  # "El Español": each of its words may be written small
            yield from match[0].split()

    def _first(self, text: str) -> list[str]:
        """The word that begins a text, where it is known as a name."""
        match = WORD.search(text)
        if match is None or not match[0][0].isupper():
            return []
        return [match[0]] if self._casing.name(match[0]) else []

    def _unknown_first(self, claim: Stated, pieces: Sequence[Piece]) -> list[str]:
        """The first word where it is unknown, and nothing of the evidence is near to it."""
        match = WORD.search(claim.text)
        if match is None or not match[0][0].isupper():
            return []
        word = fold(match[0])
        known = self._casing.small(word) or not stems(word, claim.language)
        if known or word not in claim.words.texts or word in self._key:
            return []
        state = claim.words.states[list(claim.words.texts).index(word)]
        told = any(word in self._told(p.told)[1] or _near(state, claim, p.stated) for p in pieces)
        return [] if told else [match[0]]


def _near(state: Vectors, claim: Stated, stated: Stated) -> bool:
    """Whether one of the words that a sentence writes small means much the same."""
    written = {fold(w) for w in WORD.findall(stated.text) if w.islower()}
    small = [i for i, w in enumerate(stated.words.texts) if w in written]
    needed = _COMMON if stated.language == claim.language else _COMMON_ABROAD
    return bool(small) and float((stated.words.states[small] @ state).max()) >= needed


def _words_of(mentions: Iterable[Mention], stated: Stated) -> set[str]:
    return {w for m in mentions for w in phrase(stated.text[m.start : m.end]).split()}
