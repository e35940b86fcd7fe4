"""`open_author`: puts together what lets a chat model write."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Evidence, Query
from assistant.settings import AssistantSettings
from assistant.verify.verifier import Verifier
from assistant.writing.author import Author, Library
from assistant.writing.chat_model import ChatModel, Message
from assistant.writing.ledger import Ledger
from assistant.writing.paced import Limits
from assistant.writing.prompts import answer_messages, read_prompt
from assistant.writing.proven_cache import ProvenCache
from assistant.writing.writer import Writer


def open_author(
    settings: AssistantSettings,
    model: ChatModel,
    ledger: Ledger,
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
    writer = Writer(model, prompted, prompt.id, verifier, limits, ledger, ProvenCache())
    return Author(writer, library, everything=settings.chat_writes == "all")
