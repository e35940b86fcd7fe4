"""Answers that a chat model writes: no sentence leaves here before its proof."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import structlog

from assistant.answer import Answer, Citation, Evidence, Origin, Query, Sentence, Status
from assistant.errors import ModelError
from assistant.events import Dropped, Proven
from assistant.verify.verifier import Verdict, Verification, Verifier
from assistant.writing.chat_model import ChatModel, Message, Usage
from assistant.writing.drafting import DraftSentence, cut
from assistant.writing.ledger import Ledger
from assistant.writing.paced import Limits, paced
from assistant.writing.proven_cache import ProvenCache, cache_key
from knowledge.document import Language

log = structlog.get_logger(__name__)
_PER_TOKEN = 4  # characters, where a provider does not count tokens

Prompted = Callable[[Query, Sequence[Evidence]], tuple[Message, ...]]
"""What the model is asked."""
Drafting = Generator["Proven | Dropped", None, "Written"]
Judge = Callable[[str, Sequence[Citation]], bool]
"""A second opinion on a sentence that has passed: whether its Citations prove it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one draft; `answer` is None where no sentence was proven."""

    answer: Answer | None
    dropped: int
    failed: bool = False
    """Whether the model gave up before the end."""

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
            return Written(page.answer(), 0)
        if not evidence or not self.ledger.may_spend():
            return Written(None, 0)
        verification = self.verifier.over(evidence)
        dropped, failed = 0, False
        try:
            for draft in self._drafted(query, evidence):
                if page.has(draft):
                    continue  # weak models repeat themselves
                verdict = self._verdict(verification, draft, query.language)
                if verdict.supported:
                    yield page.add(draft, verdict)
                else:
                    dropped += 1
                    yield Dropped(draft.text, draft.labels, verdict.check, verdict.score)
        except ModelError as error:
            failed = True
            log.warning("chat model failed", model=self.model.name, error=str(error))
        if not failed and page.lines:
            self.cache.put(key, tuple(page.lines))
        return Written(page.answer(), dropped, failed)

    def _verdict(
        self, verification: Verification, draft: DraftSentence, language: Language
    ) -> Verdict:
        verdict = verification.verdict(draft.text, draft.labels, language)
        if verdict.supported and self.judge and not self.judge(draft.text, verdict.narrowed):
            return replace(verdict, supported=False)
        return verdict

    def _drafted(self, query: Query, evidence: Sequence[Evidence]) -> Iterator[DraftSentence]:
        """The sentences of the model's text; what it used is counted, however it ends."""
        messages = self.prompted(query, evidence)
        counted: list[Usage] = []
        characters = 0

        text = paced(self.model, messages, self.limits, used=counted.append)

        def told() -> Iterator[str]:
            nonlocal characters
            for piece in text:
                characters += len(piece)
                yield piece

        try:
            with closing(text):
                yield from cut(told())
        finally:
            self.ledger.add(_total(counted) or _estimated(messages, characters))


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


def _total(counted: Sequence[Usage]) -> Usage | None:
    if not counted:
        return None
    return Usage(sum(u.input_tokens for u in counted), sum(u.output_tokens for u in counted))


def _estimated(messages: Sequence[Message], characters: int) -> Usage:
    asked = sum(len(message.text) for message in messages)
    return Usage(asked // _PER_TOKEN, characters // _PER_TOKEN)
