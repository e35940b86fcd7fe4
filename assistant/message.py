"""A message to its Answers: every question on its own, and what it takes for granted put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from assistant.answer import Answer, Query, Status
from assistant.conversation import Conversation, Turn
from assistant.match import CERTAIN, SURE
from assistant.merge import led, merge
from assistant.parts import Part, proposals, questions
from assistant.premise import Claim, claims, contradicts, gives
from assistant.resolve import Resolved, Resolver
from assistant.texts import Texts
from knowledge.document import Language

_LIKELY = 0.4  # a probability at which an answer of the same kind of value is what is meant
_CLOSE = 0.05  # a probability at which an answer may be what a claim is about


class MessageReader:
    """Takes a message apart and has each part answered; safe to share between threads."""

    def __init__(self, resolver: Resolver, texts: Mapping[Language, Texts]) -> None:
        self._resolver = resolver
        self._texts = texts

    def read(self, asked: Query, conversation: Conversation) -> tuple[Resolved, ...]:
        """One Resolved for every question of the message, in order."""
        parts = questions(asked.text, asked.language)
        if len(parts) > 1:
            return self._one_by_one(asked, parts, conversation)
        whole = self._answer(asked, parts[0], conversation)
        return self._sides(asked, whole) or (whole,)

    def _one_by_one(
        self, asked: Query, parts: tuple[Part, ...], conversation: Conversation
    ) -> tuple[Resolved, ...]:
        """The questions in order; each is heard in the light of those before it."""
        found: list[Resolved] = []
        for part in parts:
            query = replace(asked, text=part.text, asked=part.text)
            resolved = self._answer(query, part, conversation)
            same = {r.answer.verified_id for r in found if r.answer.verified_id}
            if resolved.answer.verified_id not in same:
                found.append(resolved)
            turn = Turn("", datetime.now(UTC), resolved.answer)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        telling = tuple(r for r in found if r.answer.status is not Status.DECLINED)
        return telling or tuple(found[:1])

    def _answer(self, asked: Query, part: Part, conversation: Conversation) -> Resolved:
        query = replace(asked, text=part.text)
        resolved = self._resolver.resolve(query, conversation, part.context)
        return self._put_right(asked, part, resolved)

    def _sides(self, asked: Query, whole: Resolved) -> tuple[Resolved, ...]:
        """The answers to both sides of an "and", where each surely wants one of its own and the
        whole does not plainly want a single one."""
        if whole.sure >= CERTAIN:
            return ()
        sides = proposals(asked.text, asked.language)
        found = [self._resolver.verified(side, asked.language) for side in sides]
        sure = {r.answer.verified_id: r for r in found if r and r.sure >= SURE}
        return tuple(sure.values()) if len(sure) > 1 else ()

    def _put_right(self, asked: Query, part: Part, resolved: Resolved) -> Resolved:
        """The Resolved with the sourced value for every value that the question has wrong."""
        for claim in claims(f"{part.context} {part.text}".strip(), asked.language):
            if contradicts(resolved.answer, claim):
                return replace(resolved, answer=self._led(resolved.answer))
            if gives(resolved.answer, claim):
                continue
            if right := self._sourced(claim, resolved, asked.language):
                known = resolved.answer.status is Status.ANSWERED
                answer = merge(self._led(right), resolved.answer) if known else self._led(right)
                return replace(resolved, answer=answer)
        return resolved

    def _sourced(self, claim: Claim, resolved: Resolved, language: Language) -> Answer | None:
        """The answer that has another value for what is claimed; None where none surely does."""
        for text in claim.texts:
            meant = self._resolver.verified(text, language)
            if meant and meant.sure >= _LIKELY and gives(meant.answer, claim):
                return meant.answer if contradicts(meant.answer, claim) else None
        if resolved.sure >= SURE:
            return None
        near = (self._resolver.told(i, language) for i in resolved.considered.near(_CLOSE))
        return next((a for a in near if a and contradicts(a, claim)), None)

    def _led(self, answer: Answer) -> Answer:
        return led(answer, self._texts[answer.language]["corrected"])
