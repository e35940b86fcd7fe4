"""Several Answers in one: alternatives of one question, and the questions of one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from assistant.answer import Answer, Conflict, Reason, Sentence, Status, Unsaid, Version
from assistant.compose import relabelled
from assistant.texts import Texts

_SUGGESTED = 3
_MOST_SILENT = 200  # characters of a question that a note repeats


def merge(first: Answer, second: Answer) -> Answer:
    """Both answers in one, the first's status and question; a citation they share is kept once."""
    said = {s.text for s in first.sentences}
    more = tuple(s for s in second.sentences if s.text not in said)
    whole = _with(first, second, more)
    notes = tuple(dict.fromkeys([*first.notes, *second.notes]))
    return replace(
        whole,
        text=told(whole.sentences, notes),
        confidence=min(1.0, first.confidence + second.confidence),
        notes=notes,
    )


def conflicting(first: Answer, second: Answer) -> Answer:
    """The first answer with the second's conflicts and what those cite."""
    return _with(first, second, ())


def _with(first: Answer, second: Answer, sentences: Sequence[Sentence]) -> Answer:
    """The first answer with sentences of the second, and the conflicts it does not have."""
    label = {(c.source.id, c.quote): c.label for c in first.citations}
    moved: dict[int, int] = {}
    for citation in second.citations:
        key = (citation.source.id, citation.quote)
        moved[citation.label] = label.setdefault(key, len(label) + 1)
    every = first.sentences + tuple(
        replace(s, citations=tuple(moved[n] for n in s.citations)) for s in sentences
    )
    topics = {c.topic for c in first.conflicts}
    conflicts = first.conflicts + tuple(
        Conflict(c.topic, tuple(_moved(v, moved) for v in c.versions))
        for c in second.conflicts
        if c.topic not in topics
    )
    used = {n for s in every for n in s.citations}
    used |= {n for c in conflicts for v in c.versions for n in v.citations}
    known = {c.label: c for c in first.citations}
    known |= {moved[c.label]: relabelled(c, moved[c.label]) for c in second.citations}
    citations = tuple(known[n] for n in sorted(used))
    return replace(first, sentences=every, citations=citations, conflicts=conflicts)


def join(answers: Sequence[Answer], texts: Texts) -> Answer:
    """The Answers to the questions of one message, in their order.

    What was answered comes first; questions that were not are named in notes, and what they may
    have meant is suggested. Where none was answered, the first that tells most stands for all.
    """
    asked = " ".join(dict.fromkeys(a.standalone_question for a in answers))
    answered = [a for a in answers if a.status is Status.ANSWERED]
    silent = [a for a in answers if a.status is not Status.ANSWERED]
    unsaid = tuple(
        Unsaid(a.standalone_question, a.reason, a.verified_id)
        for a in silent
        if a.status is Status.UNANSWERED and a.reason
    )
    if not answered:
        told_most = next((a for a in answers if a.reason is Reason.NOT_STATED), answers[0])
        return replace(told_most, standalone_question=asked, unsaid=unsaid)
    proven = [a for a in silent if a.sentences and all(s.citations for s in a.sentences)]
    whole = reduce(merge, [*answered, *proven])
    notes = tuple(_unsaid(a, texts) for a in silent if a not in proven)
    unfound = [s for a in silent if a.reason is Reason.NOT_IN_SOURCES for s in a.suggestions]
    last = answers[-1]
    return with_notes(
        replace(
            whole,
            suggestions=tuple(dict.fromkeys([*unfound, *whole.suggestions]))[:_SUGGESTED],
            standalone_question=asked,
            confidence=min(a.confidence for a in answered),
            verified_id=last.verified_id or whole.verified_id,
            unsaid=unsaid,
        ),
        notes,
    )


def _unsaid(answer: Answer, texts: Texts) -> str:
    """That the Sources do not state what was asked, or that nothing was found in them."""
    name = "part_unanswered" if answer.reason is Reason.NOT_STATED else "part_not_found"
    return texts.fill(name, question=answer.question[:_MOST_SILENT].strip())


def with_notes(answer: Answer, notes: Sequence[str]) -> Answer:
    """The Answer with what the assistant itself adds below it."""
    every = tuple(dict.fromkeys([*answer.notes, *notes]))
    if not answer.sentences or every == answer.notes:
        return answer
    return replace(answer, notes=every, text=told(answer.sentences, every))


def led(answer: Answer, lead: str) -> Answer:
    """The Answer with words before its first sentence."""
    first, *rest = answer.sentences
    sentences = (replace(first, text=f"{lead} {first.text}"), *rest)
    return replace(answer, sentences=sentences, text=told(sentences, answer.notes))


def told(sentences: Sequence[Sentence], notes: Sequence[str]) -> str:
    """Sentences with their labels, then notes, as one text."""
    return " ".join([*map(str, sentences), *notes])


def _moved(version: Version, label: Mapping[int, int]) -> Version:
    return Version(version.value, tuple(label[n] for n in version.citations))
