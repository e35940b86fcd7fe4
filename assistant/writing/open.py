"""Puts together what lets a chat model write, reword and judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Evidence, Query
from assistant.message import MessageReader
from assistant.settings import OFF, AssistantSettings
from assistant.verify.verifier import Verifier
from assistant.writing.author import Author, Library
from assistant.writing.chat_model import ChatModel, Message
from assistant.writing.judge import LONGEST as LONGEST_OPINION
from assistant.writing.judge import SAME, ModelJudge
from assistant.writing.ledger import Ledger
from assistant.writing.paced import Limits
from assistant.writing.prompts import answer_messages, read_prompt
from assistant.writing.proven_cache import ProvenCache
from assistant.writing.replier import Replier, brief
from assistant.writing.rewriter import LONGEST as LONGEST_QUESTION
from assistant.writing.rewriter import Rewriter, Wording
from assistant.writing.writer import Writer


@dataclass(frozen=True, slots=True)
class Models:
    """The chat model, and the one that judges where that is another; each has a Ledger."""

    writing: ChatModel
    ledgers: Callable[[ChatModel], Ledger]
    judging: ChatModel | None = None
    caches: Callable[[], ProvenCache] = ProvenCache
    """Makes the cache of what is proven by the Passages of one ingestion."""


def open_author(
    settings: AssistantSettings,
    models: Models,
    verifier: Verifier,
    programme: str,
    library: Library,
) -> Author:
    """An Author that lets a chat model write; `programme` is the subject's name, in English."""
    prompt = read_prompt("answer")
    spoken = library.texts["en"].languages

    def prompted(query: Query, evidence: Sequence[Evidence]) -> tuple[Message, ...]:
        return answer_messages(prompt, query, evidence, programme, spoken[query.language])

    limits = Limits(
        settings.chat_first_token_s,
        settings.chat_between_tokens_s,
        settings.chat_total_s,
        settings.chat_retries,
    )
    writer = Writer(
        models.writing,
        prompted,
        prompt.id,
        verifier,
        limits,
        models.ledgers(models.writing),
        models.caches(),
        _judge(settings, models),
    )
    return Author(writer, library, everything=settings.chat_writes == "all")


def open_rewriter(
    settings: AssistantSettings,
    models: Models,
    programme: str,
    reader: MessageReader,
    wording: Wording,
    library: Library,
) -> Rewriter | None:
    """A Rewriter that lets a chat model reword questions; None where that is off."""
    if settings.chat_rewrites == OFF:
        return None
    limits = brief(settings.chat_rewrite_s, LONGEST_QUESTION + 1)
    replier = Replier(models.writing, models.ledgers(models.writing), limits)
    return Rewriter(replier, read_prompt("rewrite"), programme, reader, wording, library.texts)


def _judge(settings: AssistantSettings, models: Models) -> ModelJudge | None:
    same = settings.chat_judge.strip().lower() == SAME
    model = models.writing if same else models.judging
    if model is None:
        return None
    limits = brief(settings.chat_judge_s, LONGEST_OPINION)
    return ModelJudge(Replier(model, models.ledgers(model), limits), read_prompt("judge"))
