"""Quotations of different Sources that give different values for the same point.

Two values are of the same point where they are of one kind and unit, what is counted or described
is the same, the words around them find counterparts in each other, and nothing sets the
statements apart, such as other years or the minimum and the maximum
(docs/adr/0011-conflicts.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from assistant.alignment import align
from assistant.answer import Query
from assistant.asks import value_kinds
from assistant.quotation import Claim, Disagreement, Quote
from assistant.statements import Statement, Statements
from assistant.wanted import NEAR, Wanted
from knowledge.document import Kind
from knowledge.listing import listing
from knowledge.names import Names
from knowledge.opposites import Opposites
from knowledge.values import Value, ValueKind, comparable, disagree, far_apart

_SAME_POINT = 0.79  # how near the words around two values must be to their counterparts
_TELLING = 0.775  # the same of the telling word that fits worst, on the mean of both sides
_DENIED = 0.80  # of the telling word that fits worst, where one side denies what the other says
_SAME_STATEMENT = 0.86  # how near all words are where one statement denies the other

Pair = tuple[Value, Value]


class Conflicts:
    """Finds values that differ; the words of opposition are data."""

    def __init__(
        self, statements: Statements, wanted: Wanted, names: Names, opposites: Opposites
    ) -> None:
        self._statements = statements
        self._wanted = wanted
        self._names = names
        self._opposites = opposites

    def find(
        self, query: Query, quotes: Sequence[Quote], live: Collection[str] | None = None
    ) -> tuple[Disagreement, ...]:
        """The points on which quotations differ, at most one for each kind of value.

        `live` are the ids of Sources that are still in force; by default all are.
        """
        kept = [q for q in quotes if live is None or q.source.id in live]
        found: dict[str, Disagreement] = {}
        for position, one in enumerate(kept):
            for other in kept[position + 1 :]:
                pair = self.pair(query, one, other)
                topic = pair and self._opposites.topic(pair[0], query.language)
                if pair and topic and topic not in found:
                    found[topic] = self._disagreement(query, topic, (one, pair[0]), kept)
        return tuple(found.values())

    def might_differ(self, query: Query, one: Quote, other: Quote) -> bool:
        """Whether two quotations hold values that may contradict each other; quick."""
        here, there = self._values(one), self._values(other)
        return one.source.id != other.source.id and any(self._rivals(query, here, there))

    def pair(self, query: Query, one: Quote, other: Quote) -> Pair | None:
        """The values of two quotations on one point that cannot both be true, if there are any."""
        if not self.might_differ(query, one, other):
            return None
        here, there = self._read(one), self._read(other)
        if self._other_names(one, here, there) and self._other_names(other, there, here):
            return None
        rivals = self._rivals(query, here.values, there.values)
        pair = next((p for p in rivals if self._same_point(query, here, there, p)), None)
        return None if pair is None or self._agree(here, there, pair) else pair

    def _rivals(
        self, query: Query, here: Sequence[Value], there: Sequence[Value]
    ) -> Iterator[Pair]:
        """Values of the kinds asked for that cannot both be true, statements as such last; of
        scales, those that the question names, if it names any."""
        kinds = value_kinds(query.text)
        open_question = ValueKind.POLARITY not in kinds
        scales = {
            v.unit
            for v in self._opposites.stands(query.text)
            if not (open_question and self._opposites.sided(v))
        }
        for a in here:
            named = a.kind is not ValueKind.SCALE or not scales or a.unit in scales
            for b in there if a.kind in kinds and named else ():
                if comparable(a, b) and not far_apart(a, b) and disagree(a, b):
                    yield a, b

    def _values(self, quote: Quote) -> tuple[Value, ...]:
        return self._statements.values(quote.statement, quote.passage.language)

    def _read(self, quote: Quote) -> Statement:
        return self._statements.read(quote.statement, quote.passage.language)

    def _agree(self, here: Statement, there: Statement, pair: Pair) -> bool:
        """Whether the statements also hold values on the point that can both be true."""
        kind, unit = pair[0].kind, pair[0].unit
        firsts = [v for v in here.values if v.kind is kind and v.unit == unit]
        seconds = [v for v in there.values if v.kind is kind and v.unit == unit]
        return any(
            comparable(a, b) and not disagree(a, b) and self._known_same(here, there, (a, b))
            for a in firsts
            for b in seconds
        )

    def _known_same(self, here: Statement, there: Statement, pair: Pair) -> bool:
        """Whether two values are of one thing; also where neither side names it."""
        same = self._statements.same_thing(here, there, pair)
        if same is not None:
            return same
        things = (self._statements.thing(here, pair[0]), self._statements.thing(there, pair[1]))
        return things == (None, None)

    def _other_names(self, quote: Quote, statement: Statement, other: Statement) -> bool:
        """Whether a statement names something, and nothing that the other one names."""
        named = self._names.missing(statement.rest, [])
        known = [other.text, quote.source.publisher, quote.source.title]
        return bool(named) and len(self._names.missing(statement.rest, known)) == len(named)

    def _same_point(self, query: Query, here: Statement, there: Statement, pair: Pair) -> bool:
        apart = self._opposites.apart(here.around(pair[0]), there.around(pair[1]))
        if apart or not _dates_fit(here, there, pair) or self._other_levels(here, there, pair):
            return False
        if self._named_in_question(query, here, there, pair):
            return True
        if self._statements.exchanged(here, there, pair):
            return False
        ways = [
            align(self._statements.near(here, pair[0]), there.states.states),
            align(self._statements.near(there, pair[1]), here.states.states),
        ]
        covered = min(way.covered for way in ways)
        if self._opposites.sided(pair[0]) and min(way.weakest for way in ways) < _DENIED:
            return False
        if pair[0].kind is ValueKind.POLARITY:
            return covered >= _SAME_STATEMENT
        weakest = sum(way.weakest for way in ways) / len(ways)
        near = covered >= _SAME_POINT and weakest >= _TELLING
        return near and self._statements.same_thing(here, there, pair) is not False

    def _other_levels(self, here: Statement, there: Statement, pair: Pair) -> bool:
        """Whether the statements stand on other sides of a scale that is not the point: the pay of
        full-time and of part-time work."""
        first, second = self._levels(here, pair[0]), self._levels(there, pair[1])
        return any(first[scale].isdisjoint(second[scale]) for scale in first.keys() & second.keys())

    def _levels(self, statement: Statement, value: Value) -> dict[str, set[float]]:
        found: dict[str, set[float]] = {}
        for other in statement.values:
            beside = other.kind is ValueKind.SCALE and other.unit != value.unit
            if beside and not self._opposites.sided(other):
                found.setdefault(other.unit, set()).add(other.low)
        return found

    def _named_in_question(
        self, query: Query, here: Statement, there: Statement, pair: Pair
    ) -> bool:
        """Whether the question names what both sides describe, or count by a list.

        The words around a list or in a long sentence say too little to be compared.
        """
        listed = listing(here.text) or listing(there.text)
        if not (pair[0].kind is ValueKind.SCALE or (pair[0].kind is ValueKind.COUNT and listed)):
            return False
        if pair[0].kind is ValueKind.SCALE and not self._opposites.describes(pair[0]):
            return self._wanted.is_about(query, here) and self._wanted.is_about(query, there)
        if not self._statements.same_thing(here, there, pair):
            return False
        asked = self._wanted.words(query)
        things = (self._statements.thing(here, pair[0]), self._statements.thing(there, pair[1]))
        return all(thing and self._statements.alike(asked, thing, NEAR) for thing in things)

    def _disagreement(
        self, query: Query, topic: str, first: tuple[Quote, Value], quotes: Sequence[Quote]
    ) -> Disagreement:
        """Every version of the point: quotations of one value stand together."""
        anchor, value = first
        versions: list[tuple[Value, list[Quote]]] = [(value, [anchor])]
        for quote in quotes:
            pair = self.pair(query, anchor, quote) if quote is not anchor else None
            if pair is None or not comparable(pair[0], value):
                continue
            same = next((qs for v, qs in versions if not disagree(v, pair[1])), None)
            if same is None:
                versions.append((pair[1], [quote]))
            else:
                same.append(quote)
        ordered = sorted(versions, key=lambda version: min(map(_precedence, version[1])))
        claims = (
            Claim(self._shown(qs[0], v, query.language), tuple(sorted(qs, key=_precedence)))
            for v, qs in ordered
        )
        return Disagreement(topic, tuple(claims))

    def _shown(self, quote: Quote, value: Value, language: str) -> str:
        """A value in the words of its Source; yes or no where it may be turned by a negation."""
        if self._opposites.sided(value):
            return self._opposites.side_name(value, language)
        statement = self._read(quote)
        start, end = value.start, value.end
        if value.kind is ValueKind.SCALE:
            start, end = statement.phrase(value)
        shown = statement.text[start:end]
        if value.kind is ValueKind.COUNT and listing(statement.text):
            first, *_, last = shown.split(",")
            return f"{value.low:.0f} ({first.strip()} … {last.strip()})"
        return shown.strip()


def _dates_fit(here: Statement, there: Statement, pair: Pair) -> bool:
    """Whether the times of two statements may be the same; one without any fits all."""
    first = [d for d in here.dates if d not in pair]
    second = [d for d in there.dates if d not in pair]
    if not first or not second:
        return True
    return any(comparable(a, b) and not disagree(a, b) for a in first for b in second)


def _precedence(quote: Quote) -> tuple[bool, int]:
    published = quote.source.published or date.min
    return quote.source.kind is not Kind.OFFICIAL, -published.toordinal()
