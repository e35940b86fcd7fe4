"""When a chat model writes an answer, from which Evidence, and what stands if it cannot."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.answer import Answer, Evidence, Reason, Status, total
from assistant.compose import evidence_of
from assistant.events import Called, Dropped, Found, Proven
from assistant.merge import conflicting, merge
from assistant.resolve import Resolved
from assistant.texts import Texts
from assistant.writing.writer import Writer, Written
from knowledge.document import Language, Passage, Source

_PIECES = 6  # Passages that a model is given
_WORTH = 0.1
"""Probability that the best sentence answers, below which no model is asked: what is far from
every source is not to be talked about."""

Writing = Generator[Found | Proven | Dropped | Called, None, Answer]


@dataclass(frozen=True, slots=True)
class Library:
    """What answers are made of: Sources and Passages by id, and the assistant's own texts."""

    sources: Mapping[str, Source]
    passages: Mapping[str, Passage]
    texts: Mapping[Language, Texts]


@dataclass(frozen=True, slots=True)
class Author:
    """Lets a Writer answer in place of quotations, or of all answers."""

    writer: Writer
    library: Library
    everything: bool = False
    """Whether verified answers are written anew from their quotations as well."""

    def write(self, resolved: Resolved) -> Writing:
        """Yield what is proven of a draft as it comes; the generator returns the Answer.

        Where no draft is wanted, or nothing of it holds, that is the Answer there was.
        """
        evidence = self._evidence(resolved)
        if not evidence:
            return resolved.answer
        yield Found(evidence)
        query, standalone = resolved.considered.query, resolved.answer.standalone_question
        written = yield from self.writer.write(query, evidence, standalone)
        answer = self._outcome(resolved.answer, written)
        usage = total((resolved.answer.usage, written.usage))
        return replace(answer, usage=usage, dropped=written.dropped)

    def unseen(self, resolved: Resolved) -> Writing:
        """As `write`, with nothing told on the way but what reviewers want to know."""
        writing = self.write(resolved)
        while True:
            try:
                event = next(writing)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            if isinstance(event, Dropped | Called):
                yield event

    def _evidence(self, resolved: Resolved) -> tuple[Evidence, ...]:
        answer = resolved.answer
        if resolved.sure:
            if not self.everything or answer.status is not Status.ANSWERED:
                return ()
            cited = evidence_of(answer, self.library.passages, answer.confidence)
            return _numbered({e.passage.id: e for e in cited}.values())
        best = max((j.probability for j in resolved.considered.judged), default=0.0)
        if answer.status is Status.DECLINED or best < _WORTH:
            return ()
        return _numbered(
            Evidence(0, hit.passage, source, hit.score)
            for hit in resolved.hits[:_PIECES]
            if (source := self.library.sources.get(hit.passage.source_id))
        )

    def _outcome(self, instead: Answer, written: Written) -> Answer:
        """The written answer; completed where the model broke off, and with the disagreements that
        were found."""
        answer = written.answer
        if answer is None:
            silent = instead.reason is Reason.NOT_IN_SOURCES
            return self._unsupported(instead) if written.unsupported and silent else instead
        answer = replace(answer, suggestions=instead.suggestions, verified_id=instead.verified_id)
        if instead.status is not Status.ANSWERED:
            return answer
        return merge(answer, instead) if written.failed else conflicting(answer, instead)

    def _unsupported(self, answer: Answer) -> Answer:
        text = self.library.texts[answer.language][Reason.UNSUPPORTED]
        return replace(answer, reason=Reason.UNSUPPORTED, text=text)


def _numbered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(replace(e, label=n) for n, e in enumerate(evidence, 1))
