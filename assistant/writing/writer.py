"""Answers that a chat model writes: no sentence leaves here before its proof."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache

import structlog

from assistant.answer import (
    Answer,
    Citation,
    Evidence,
    Origin,
    Query,
    Sentence,
    Status,
    Usage,
    total,
)
from assistant.errors import ChatUnwanted, ModelError
from assistant.events import Called, Dropped, Proven
from assistant.presence import gone
from assistant.verify.verifier import Verdict, Verifier
from assistant.writing.chat_model import ChatModel, Message, Tokens
from assistant.writing.drafting import DraftSentence, cut, echoes
from assistant.writing.ledger import Ledger
from assistant.writing.opinion import Opinion
from assistant.writing.paced import Limits, paced
from assistant.writing.proven_cache import ProvenCache, cache_key
from assistant.writing.tally import Tally

log = structlog.get_logger(__name__)
_JUDGE, _QUESTION = "judge", "question"

Prompted = Callable[[Query, Sequence[Evidence]], tuple[Message, ...]]
"""What the model is asked."""
Drafting = Generator["Proven | Dropped | Called", None, "Written"]
Judge = Callable[[str, Sequence[Citation]], Opinion]
"""A second opinion on a sentence that has passed: whether its Citations prove it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one draft; `answer` is None where no sentence was proven."""

    answer: Answer | None
    dropped: int = 0
    failed: bool = False
    """Whether the model gave up before the end."""
    usage: Usage | None = None
    """What the model and its judge used, whatever came of it; None where none was asked."""

    @property
    def unsupported(self) -> bool:
        """Whether a draft was there and nothing of it was proven."""
        return self.answer is None and self.dropped > 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Lets one chat model write from Evidence; safe to share between threads."""

    model: ChatModel
    prompted: Prompted
    prompt_id: str
    verifier: Verifier
    limits: Limits
    ledger: Ledger
    cache: ProvenCache
    judge: Judge | None = None

    def write(self, query: Query, evidence: Sequence[Evidence], standalone: str) -> Drafting:
        """Yield each sentence of an answer as soon as it is proven, and each that is not.

        The generator returns what was Written. Closing it ends the call. A model that fails is
        logged; the sentences before that stand.
        """
        page = _Page(query, standalone, self.model.name)
        key = cache_key(self.model.name, self.prompt_id, query, evidence)
        if proven := self.cache.get(key):
            yield from (page.add(draft, verdict) for draft, verdict in proven)
            yield self._called("cached")
            return Written(page.answer(), usage=Usage(0, 0, 0.0, cached=True))
        if not evidence:
            return Written(None)
        if not self.ledger.may_spend():
            yield self._called("over_budget")
            return Written(None)
        return (yield from self._proven(page, key, query, evidence))

    def _proven(
        self, page: _Page, key: str, query: Query, evidence: Sequence[Evidence]
    ) -> Drafting:
        """Ask the model, and fill the page with what is proven of its text."""
        read = cache(lambda: self.verifier.over(evidence))
        dropped, outcome, used, opinions = 0, "ok", Tally(), list[Opinion]()
        before = ""  # the last sentence, where it was proven
        try:
            for draft in self._drafted(query, evidence, used, read):
                if page.has(draft):
                    continue  # weak models repeat themselves
                verdict = read().verdict(draft.text, draft.labels, query.language, before)
                failed = self._failed(draft, verdict, query, opinions)
                before = "" if failed else draft.text
                if failed:
                    dropped += 1
                    yield Dropped(draft.text, draft.labels, failed, verdict.score)
                else:
                    yield page.add(draft, verdict)
        except ModelError as error:
            outcome = error.outcome
            log.warning("chat model failed", model=self.model.name, error=str(error))
        yield self._called(outcome)
        if outcome == "ok" and page.lines and all(opinion.heard for opinion in opinions):
            self.cache.put(key, tuple(page.lines))
        usage = total((self._usage(used.usage), *(opinion.usage for opinion in opinions)))
        return Written(page.answer(), dropped, outcome != "ok", usage)

    def _called(self, outcome: str) -> Called:
        return Called(outcome, self.model.name, self.prompt_id)

    def _usage(self, tokens: Tokens) -> Usage:
        cost = self.ledger.cost(tokens)
        return Usage(tokens.input_tokens, tokens.output_tokens, cost)

    def _failed(
        self, draft: DraftSentence, verdict: Verdict, query: Query, opinions: list[Opinion]
    ) -> str | None:
        """The check that a sentence failed; None where it is proven. What a judge says of it is
        put to the `opinions`."""
        if not verdict.supported:
            return verdict.check
        if echoes(draft.text, query.text):
            return _QUESTION
        if self.judge is None:
            return None
        opinions.append(self.judge(draft.text, verdict.narrowed))
        return None if opinions[-1].stands else _JUDGE

    def _drafted(
        self,
        query: Query,
        evidence: Sequence[Evidence],
        used: Tally,
        meanwhile: Callable[[], object],
    ) -> Iterator[DraftSentence]:
        """The sentences of the model's text; what it used is counted, however it ends.

        `meanwhile` is done while the model begins.
        """
        messages = self.prompted(query, evidence)
        text = paced(self.model, messages, self.limits, gone(), used, meanwhile)
        try:
            with closing(text):
                yield from cut(_wanted(used.read(text)))
        finally:
            used.close(messages)
            if used.went_out:
                self.ledger.add(used.usage)


def _wanted(text: Iterator[str]) -> Iterator[str]:
    """The text as it comes; raises ChatUnwanted where it ended because nobody waits for it."""
    yield from text
    if gone().is_set():
        raise ChatUnwanted("Nobody waits for the answer any more.")


class _Page:
    """The proven sentences of one answer; exact words that are cited again keep their label."""

    def __init__(self, query: Query, standalone: str, generator: str) -> None:
        self.lines: list[tuple[DraftSentence, Verdict]] = []
        self._query, self._standalone, self._generator = query, standalone, generator
        self._sentences: list[Sentence] = []
        self._citations: dict[tuple[str, str], Citation] = {}

    def add(self, draft: DraftSentence, verdict: Verdict) -> Proven:
        """A proven sentence with its Citations as they are numbered in this answer."""
        cited = tuple(dict.fromkeys(self._labelled(c) for c in verdict.narrowed))
        sentence = Sentence(draft.text, tuple(c.label for c in cited), Origin.GENERATED)
        self.lines.append((draft, verdict))
        self._sentences.append(sentence)
        return Proven(sentence, cited)

    def has(self, draft: DraftSentence) -> bool:
        """Whether the same sentence stands here already."""
        return any(draft.text == line.text for line, _ in self.lines)

    def _labelled(self, citation: Citation) -> Citation:
        label = len(self._citations) + 1
        key = (citation.passage_id, citation.quote)
        return self._citations.setdefault(key, replace(citation, label=label))

    def answer(self) -> Answer | None:
        """All of it as an Answer; None where nothing was proven."""
        if not self._sentences:
            return None
        return Answer(
            status=Status.ANSWERED,
            language=self._query.language,
            question=self._query.asked,
            standalone_question=self._standalone,
            text=" ".join(map(str, self._sentences)),
            sentences=tuple(self._sentences),
            citations=tuple(self._citations.values()),
            confidence=min(verdict.score for _, verdict in self.lines),
            generator=self._generator,
        )
