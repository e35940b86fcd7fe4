"""An Answer with what the Sources say of every value and name that the question has wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.answer import Answer, Reason, Status
from assistant.match import SURE
from assistant.merge import join, led, merge
from assistant.premise import Claim, claims, contradicts, gives, is_near
from assistant.premise_names import NameClaim, confirms, name_claims, names_another
from assistant.resolve import Resolved, Resolver
from assistant.texts import Texts
from knowledge.document import Language
from knowledge.names import Names

_LIKELY = 0.25  # a probability at which an answer of the same kind of value is what is meant
_NAMED = 0.4  # the same for an answer that has other names
_CLOSE = 0.05  # a probability at which an answer may be what a claim is about
_MOST = 12  # claims of a message that are looked at; a thousand characters may hold a hundred


class Corrector:
    """Puts right what questions take for granted; safe to share between threads."""

    def __init__(self, resolver: Resolver, texts: Mapping[Language, Texts], names: Names) -> None:
        """`names` are the forms of proper names that are one."""
        self._resolver = resolver
        self._texts = texts
        self._names = names

    def put_right(self, said: str, language: Language, resolved: Resolved) -> Resolved:
        """The Resolved with what is wrong in the words said put right before its own Answer."""
        values, named = claims(said, language)[:_MOST], name_claims(said, language)[:_MOST]
        found = [self._right(claim, resolved, language) for claim in values]
        found += [self._named(claim, resolved, language) for claim in named]
        rights = list({a.verified_id: a for a in found if a}.values())
        if not rights:
            return resolved
        facts = rights[0]
        for other in rights[1:]:
            facts = merge(facts, other)
        corrected = led(facts, self._texts[language]["corrected"])
        if resolved.answer not in rights:
            corrected = self._with_answer(corrected, resolved.answer)
        return replace(resolved, answer=corrected)

    def _with_answer(self, corrected: Answer, answer: Answer) -> Answer:
        """The correction with what was asked: its answer, or that the Sources do not state it."""
        if answer.status is Status.ANSWERED:
            both = merge(corrected, answer)
        elif answer.reason is Reason.NOT_STATED:
            both = join([corrected, answer], self._texts[answer.language])
        else:
            return corrected
        return replace(
            both,
            standalone_question=answer.standalone_question,
            suggestions=answer.suggestions,
            verified_id=answer.verified_id or corrected.verified_id,
        )

    def _right(self, claim: Claim, resolved: Resolved, language: Language) -> Answer | None:
        """The answer that has another value for what is claimed; None where none surely does."""
        own = gives(resolved.answer, claim)
        for text in claim.texts:
            meant = self._resolver.verified(text, language)
            if not meant or meant.sure < _LIKELY or not gives(meant.answer, claim):
                continue
            if own and resolved.sure >= meant.sure:
                break
            if not contradicts(meant.answer, claim):
                return None
            same = meant.answer.verified_id == resolved.answer.verified_id
            return resolved.answer if same else meant.answer
        if own:
            return resolved.answer if contradicts(resolved.answer, claim) else None
        return self._near(claim, resolved, language) if resolved.sure < SURE else None

    def _named(self, claim: NameClaim, resolved: Resolved, language: Language) -> Answer | None:
        """The answer that names another for what is claimed; None where none surely does."""
        found = (self._resolver.verified(text, language) for text in claim.texts)
        likely = sorted((r for r in found if r and r.sure >= _NAMED), key=lambda r: -r.sure)
        meant = [r.answer for r in likely]
        if any(confirms(a, claim, self._names) for a in (resolved.answer, *meant)):
            return None
        other = next((a for a in meant if names_another(a, claim, self._names)), None)
        same = other and other.verified_id == resolved.answer.verified_id
        return resolved.answer if same else other

    def _near(self, claim: Claim, resolved: Resolved, language: Language) -> Answer | None:
        """An answer that the question may be about, with another value near the claimed one."""
        near = (self._resolver.told(i, language) for i in resolved.considered.near(_CLOSE))
        return next((a for a in near if a and contradicts(a, claim) and is_near(a, claim)), None)
