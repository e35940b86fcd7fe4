"""Whether the proper names of a claim are those of its evidence, and go with the same values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verify.stated import Clause, Piece, Stated
from knowledge.embedder import Vectors
from knowledge.folding import fold
from knowledge.lexical import stems
from knowledge.names import Names, phrase, proper_names
from knowledge.values import Value

_WORD = re.compile(r"[^\W\d_][\w&]*(?:[.’'-][\w&]+)*")
_AFTER_MARK = re.compile(r"[(«“\"/:]\s*([A-ZÀ-ÖØ-Þ][\w&]+)")
_SEGMENT = re.compile(r"[,;:()]|\b(?:and|et|y|e|while|whereas|tandis que|mientras)\b")
_CACHED = 4096
_COMMON = 0.83  # how near a common word is to one of the evidence; an unknown name is further off
_COMMON_ABROAD = 0.80
_OTHERS = 0.08  # how much better a clause must fit what is said of other names
_COGNATE = 5  # letters that names share across languages: "Californie", "California"


@dataclass(frozen=True, slots=True)
class Mention:
    """A proper name at [start:end]; `key` is the same for all forms of one name."""

    start: int
    end: int
    key: str


class Casing:
    """Which words are written small in known texts: those are no names where they begin one."""

    def __init__(self, texts: Iterable[str], common: Iterable[str] = ()) -> None:
        """`common` are words that are no names, in the form in which words are compared."""
        self._common = frozenset(common)
        self._small: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        for text in texts:
            self._small.update(fold(w) for w in _WORD.findall(text) if w.islower())
            self._names.update(fold(name) for name in proper_names(text))

    def small(self, word: str) -> bool:
        """Whether the word is known to be written small, more often than not."""
        folded = fold(word)
        return folded in self._common or self._small[folded] > self._names[folded]

    def name(self, word: str) -> bool:
        """Whether the word is known as a name."""
        return bool(self._names[fold(word)]) and not self.small(word)


class NameReader:
    """Finds proper names, also at the start of a sentence, and compares them."""

    def __init__(self, names: Names, casing: Casing) -> None:
        self._casing = casing
        self._key = {form: f"#{n}" for n, group in enumerate(names.groups) for form in group}
        self._key |= dict.fromkeys(names.always, "")
        forms = sorted(self._key, key=len, reverse=True)
        joined = "|".join(r"\W{1,2}".join(map(re.escape, form.split())) for form in forms)
        self.mentions = lru_cache(maxsize=_CACHED)(self._mentions)
        self._told = lru_cache(maxsize=_CACHED)(self._read_told)
        self._forms = re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)")

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
        match = _WORD.search(claim.text)
        if match is None or not match[0][0].isupper() or any(m.start < match.end() for m in found):
            return found
        word = match[0]
        if self._casing.small(word) or not stems(word, claim.language):
            return found
        told = any(phrase(word) in {m.key for m in self.mentions(p.text)} for p in pieces)
        return [Mention(*match.span(), phrase(word)), *found] if told else found

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
        found = (m for m in self._forms.finditer(fold(claim.text)) if not self._key[phrase(m[0])])
        return frozenset(word for match in found for word in phrase(match[0]).split())

    def exchanged(self, claim: Stated, proof: Stated, held: Sequence[Value]) -> bool:
        """Whether the values that prove a claim are those of other names, and its own names have
        others: "the north gets 200" from "the south gets 200 and the north 50"."""
        here = {m.key for m in self.mentions(claim.text)}
        if not here:
            return False
        if any(self._elsewhere(clause, claim, proof) for clause in claim.clauses):
            return True
        owner = self._owners(proof)
        theirs = {v: owner(v) for v in proof.values}
        return any(
            theirs[value] and not theirs[value] & here
            for value in held
            if any(v.kind is value.kind and theirs[v] & here for v in proof.values)
        )

    def _elsewhere(self, clause: Clause, claim: Stated, proof: Stated) -> bool:
        """Whether what a clause says of its names is said of others, and its names stand apart."""
        mine = [m for m in self.mentions(claim.text) if clause.start <= m.start < clause.end]
        keys, own = {m.key for m in mine}, _words_of(mine, claim)
        kept = [i for i, word in enumerate(clause.words.texts) if word not in own]
        if not mine or not kept or len(proof.clauses) < 2:
            return False
        weights, states = clause.words.weights[kept], clause.words.states[kept]
        fits = {True: 0.0, False: 0.0}
        for told, part in self._parts(proof):
            near = (states @ part.words.states.T).max(axis=1)
            same = bool(told & keys)
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
        self._told(piece.told)

    def held(self, mention: Mention, claim: Stated, piece: Piece) -> bool:
        """Whether a sentence, or who published it, has the name in any form."""
        keys, words = self._told(piece.told)
        if mention.key in keys:
            return True
        abroad = piece.stated.language != claim.language
        return all(
            part in words or part.rstrip("s") in words or (abroad and _cognate(part, words))
            for part in mention.key.split()
        )

    def _read_told(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        keys = frozenset(m.key for m in self.mentions(text))
        return keys, frozenset(phrase(text).split())

    def _owners(self, proof: Stated) -> Callable[[Value], set[str]]:
        """Tells the names in the segment of a value or, where it has none, in those before it."""
        mentions, owners, names = self.mentions(proof.text), [], set[str]()
        ends = [*(m.end() for m in _SEGMENT.finditer(proof.plain)), len(proof.plain)]
        start, bare = 0, False
        for end in ends:
            own = {m.key for m in mentions if start <= m.start < end}
            if own:
                names = own | (names if bare else set())  # "Apple, Google and Nvidia lend …"
                words = len(_WORD.findall(proof.text[start:end]))
                bare = (
                    words <= sum(len(m.key.split()) for m in mentions if start <= m.start < end) + 2
                )
            owners.append((end, names))
            start = end
        return lambda value: next(names for end, names in owners if value.start < end)

    def _inside(self, text: str) -> Iterator[str]:
        """The words with a capital that are not known to be written small; behind brackets, quotes
        and colons too, where a sentence might begin."""
        for word in [*proper_names(text), *_AFTER_MARK.findall(text)]:
            if not self._casing.small(word):
                yield word

    def _first(self, text: str) -> list[str]:
        """The word that begins a text, where it is known as a name."""
        match = _WORD.search(text)
        if match is None or not match[0][0].isupper():
            return []
        return [match[0]] if self._casing.name(match[0]) else []

    def _unknown_first(self, claim: Stated, pieces: Sequence[Piece]) -> list[str]:
        """The first word where it is unknown, and nothing of the evidence is near to it."""
        match = _WORD.search(claim.text)
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
    written = {fold(w) for w in _WORD.findall(stated.text) if w.islower()}
    small = [i for i, w in enumerate(stated.words.texts) if w in written]
    needed = _COMMON if stated.language == claim.language else _COMMON_ABROAD
    return bool(small) and float((stated.words.states[small] @ state).max()) >= needed


def _words_of(mentions: Iterable[Mention], stated: Stated) -> set[str]:
    return {w for m in mentions for w in phrase(stated.text[m.start : m.end]).split()}


def _cognate(word: str, words: Iterable[str]) -> bool:
    return len(word) >= _COGNATE and any(
        other[:_COGNATE] == word[:_COGNATE] and abs(len(other) - len(word)) <= 2 for other in words
    )
