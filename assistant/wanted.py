"""Whether a sentence holds the sort of value that a question asks for, of what it asks about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.alignment import Rarity, Words, content_words
from assistant.answer import Query
from assistant.asks import value_kinds, without_asking
from assistant.statements import Statement, Statements
from knowledge.embedder import TokenStates
from knowledge.folding import blanked
from knowledge.opposites import Opposites
from knowledge.values import Value, ValueKind

NEAR = 0.80
"""How near what is asked for is to what is counted or described."""
_SAME_WORD = 0.85  # the same for all words of a question, within one language
_ANSWERED = 0.80  # mean nearness of the question's words where a count or a level answers it


class Wanted:
    """What a question asks for, compared with what sentences hold."""

    def __init__(
        self,
        statements: Statements,
        asked: Callable[[str], TokenStates],
        rarity: Rarity,
        opposites: Opposites,
    ) -> None:
        """`asked` gives the token states of a text as a question."""
        self._statements = statements
        self._asked = asked
        self._rarity = rarity
        self._opposites = opposites

    def might_answer(self, query: Query, told: str, language: str) -> bool:
        """Whether a sentence holds a value of the sort that is asked for; quick."""
        return bool(self._held(query, told, language))

    def fits(self, query: Query, told: str, language: str) -> bool | None:
        """Whether a sentence holds the one kind of quantity that is asked for, a count only of what
        is asked for; None where the question asks for no quantity alone."""
        kinds = value_kinds(query.text)
        if kinds & {ValueKind.DATE, ValueKind.SCALE}:
            return None
        counts = ValueKind.COUNT in kinds
        return (self.answers if counts else self.might_answer)(query, told, language)

    def answers(self, query: Query, told: str, language: str) -> bool:
        """Whether a sentence counts or describes the very thing that is asked about."""
        held = [
            value
            for value in self._held(query, told, language)
            if value.kind in (ValueKind.COUNT, ValueKind.SCALE)
        ]
        if not held:
            return False
        statement, asked = self._statements.read(told, language), self.words(query)
        things = (self._statements.thing(statement, value) for value in held)
        return any(self._is_told(asked, statement, thing) for thing in things)

    def words(self, query: Query, whole: str = "") -> Words:
        """The content words of the question but those that only ask; `whole` is the question where
        parts of it were blanked out."""
        plain = without_asking(query.text)
        states = self._asked(whole or query.text)
        return content_words(plain, states, self._rarity, query.language)

    def is_about(self, query: Query, statement: Statement) -> bool:
        """Whether every word of the question has a counterpart in a statement, but for those that
        only ask and those on a scale."""
        text = blanked(query.text, ((v.start, v.end) for v in self._opposites.stands(query.text)))
        words = self.words(replace(query, text=text), query.text)
        best = words.states @ statement.states.states.T
        near = _SAME_WORD if query.language == statement.language else NEAR
        return bool(words.texts) and float(best.max(axis=1).min()) >= near

    def _held(self, query: Query, told: str, language: str) -> list[Value]:
        """The values of the one kind asked for, or on the scales that the question names."""
        kinds = value_kinds(query.text)
        scales = {v.unit for v in self._opposites.stands(query.text)}
        return [
            value
            for value in self._statements.values(told, language)
            if (value.unit in scales if ValueKind.SCALE in kinds else value.kind in kinds)
        ]

    def _is_told(self, asked: Words, statement: Statement, thing: Words | None) -> bool:
        """Whether a thing is one asked for, and the statement tells what was asked of it."""
        if thing is None or not self._statements.alike(asked, thing, NEAR):
            return False
        best = (asked.states @ statement.states.states.T).max(axis=1)
        kin = self._opposites.kin
        near = [
            1.0 if kin([word]) & kin(thing.texts) else float(nearness)
            for word, nearness in zip(asked.texts, best, strict=True)
        ]
        return sum(near) / len(near) >= _ANSWERED
