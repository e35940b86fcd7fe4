"""Names in a question that a published list does not hold, told as such, and those that it does.

Which verified answers quote a whole list is data: `closed_lists` of the programme. Whether a name
stands in such a list is what the asker wants to hear first, and the quotation proves it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from assistant.known_names import KnownNames
from assistant.list_words import ListWords, resting_on
from assistant.merge import with_notes
from assistant.notes import spoken_date
from assistant.texts import Texts
from knowledge.document import Language
from knowledge.folding import fold
from knowledge.names import Names, are_alike, phrase, proper_names, written
from knowledge.verified import Quotation, VerifiedAnswer

_MOST = 5  # names that a note tells
_CLAUSE = re.compile(r"[,.:;!?]\s+¿?")


@dataclass(frozen=True, slots=True)
class OfList:
    """A question that asks nothing but whether names are in a list."""

    text: str
    """Asked of a name that is known not to be in it, in place of those that are not."""
    list_id: str
    missing: bool
    """Whether the list has none of the names."""
    surely: bool
    """Whether it says in which list, and of what is surely a name."""


class AbsentNames:
    """Adds to answers on a closed list which of the names asked for stand in it and which do not;
    safe to share between threads."""

    def __init__(
        self,
        lists: Collection[str],
        answers: Sequence[VerifiedAnswer],
        words: ListWords,
        known: KnownNames,
        names: Names,
        texts: Mapping[Language, Texts],
    ) -> None:
        """`lists` are ids of answers that quote a whole list, `names` the forms of names that are
        one."""
        self._known = known
        self._names = names
        self._words = words
        self._texts = texts
        self._given = tuple(lists)
        self._lists = {a.id: frozenset(a.citations.values()) for a in answers if a.id in lists}
        self._on_list = resting_on(lists, answers)

    def over(self, answers: Sequence[VerifiedAnswer]) -> AbsentNames:
        """The same over other verified answers."""
        return AbsentNames(self._given, answers, self._words, self._known, self._names, self._texts)

    def is_on_list(self, answer_id: str | None) -> bool:
        """Whether an answer rests on a whole list."""
        return answer_id in self._on_list

    def asked(self, question: str, language: Language, before: str | None) -> OfList | None:
        """The question, or its last clause, if that asks nothing but whether names are in a list;
        `before` is the answer told in the turn before, which may say in which."""
        if not self._lists:
            return None
        whole = self._of_list(question, language, before)
        last = _CLAUSE.split(question)[-1]
        return whole or (self._of_list(last, language, None) if last != question else None)

    def _of_list(self, text: str, language: Language, before: str | None) -> OfList | None:
        marked = self._words.mentions.marked(text, language)
        asked = self._words.membership(marked, language)
        if not (asked.alone and asked.places):
            return None
        if not (asked.plainly or asked.likely or self.is_on_list(before)):
            return None
        list_id = before if before in self._lists else next(iter(self._lists))
        proof = " ".join(q.quote for q in self._lists[list_id])
        names = [marked.mentions[n] for n in asked.places]
        missing = [n for n in names if self._lacks(n.text, proof)]
        if not asked.plainly and any(n.text in self._known for n in missing):
            return None
        for name in reversed(missing):
            text = text[: name.start] + self._words.stranger + text[name.end :]
        surely = asked.plainly and any(n.sure for n in names)
        return OfList(text, list_id, len(missing) == len(names), surely)

    def told(self, answers: Sequence[Answer], question: str) -> list[Answer]:
        """The answers to a question, the first that rests on a list with notes on the names asked
        for: which of them the list has, where no answer says so, and which it does not have."""
        found = next((a for a in answers if self._list_of(_cited(a))), None)
        if found is None:
            return list(answers)
        quotations = self._lists[str(self._list_of(_cited(found)))]
        citations = [c for c in found.citations if Quotation(c.source.id, c.quote) in quotations]
        proof = " ".join(c.quote for c in citations)
        asked, only = self._asked(found, question)
        missing = [
            name for name in asked if self._lacks(name, proof) and (only or name not in self._known)
        ]
        listed = [(name, form) for name in asked if (form := self._form(name, proof))]
        if not missing and found.verified_id not in self._lists:
            said = f" {phrase(' '.join(s.text for a in answers for s in a.sentences))} "
            listed = [(name, form) for name, form in listed if f" {phrase(form)} " not in said]
        texts = self._texts[found.language]
        forms = [n if phrase(n) == phrase(form) else f"{n} ({form})" for n, form in listed]
        notes = [("listed", forms), ("not_listed", missing)]
        told = [_note(texts, name, names, citations) for name, names in notes if names]
        return [with_notes(a, told) if a is found else a for a in answers]

    def _asked(self, answer: Answer, question: str) -> tuple[list[str], bool]:
        """The names that a question asks about, each once, and whether it plainly asks nothing
        else."""
        marked = self._words.mentions.marked(question, answer.language)
        surely = answer.verified_id in self._lists
        asked = self._words.membership(marked, answer.language, surely=surely)
        names = {phrase(t): t for t in (marked.mentions[n].text for n in asked.places)}
        return list(names.values()), asked.alone and asked.plainly

    def _list_of(self, quoted: Iterable[Quotation]) -> str | None:
        """The list that quotations hold whole."""
        held = frozenset(quoted)
        return next((i for i, own in self._lists.items() if own and own <= held), None)

    def _form(self, name: str, proof: str) -> str:
        """A name as it stands in the list; empty where it does not."""
        form = phrase(name)
        group = next((g for g in self._names.groups if form in g), ())
        for other in (form, *sorted(group, key=len, reverse=True)):
            if found := written(other).search(fold(proof)):
                return proof[found.start() : found.end()]
        return ""

    def _lacks(self, name: str, proof: str) -> bool:
        """Whether a name is surely not in the list: in no form, nor as a part or with a typo, nor
        as what another answer on the list is asked by."""
        if self._form(name, proof) or phrase(name) in self._words.aliases:
            return False
        listed = {fold(word) for word in proper_names(proof)}
        first, *more = phrase(name).split()
        if more and first in listed:
            return False
        return not any(are_alike(phrase(name), word) for word in listed)


def _cited(answer: Answer) -> list[Quotation]:
    return [Quotation(c.source.id, c.quote) for c in answer.citations]


def _note(texts: Texts, name: str, names: Sequence[str], citations: Sequence[Citation]) -> str:
    """That names are in the list or not, with its labels and its date."""
    where = "".join(f"[{c.label}]" for c in citations)
    dated = next((c.source for c in citations if c.source.published), None)
    if dated and dated.published:
        where += f" ({spoken_date(dated.published, dated.date_precision, texts)})"
    return texts.fill(name, list=where, names=", ".join(names[:_MOST]))
