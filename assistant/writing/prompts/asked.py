"""What each prompt is filled in with."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import Citation, Evidence, Query
from assistant.conversation import Conversation
from assistant.writing.chat_model import Message
from assistant.writing.prompts.prompt import Block, Prompt, messages
from knowledge.document import Precision, Reliability, Source

NOTHING = "[0]"
"""What the model is told to write where the Evidence does not tell the answer."""

ELSEWHERE = "[elsewhere]"
"""What the model is told to write where a question is about something else."""

_TURNS = 3  # of a conversation, the last
_ANSWER = 600  # characters of an earlier answer
_KNOWN = {Precision.YEAR: 4, Precision.MONTH: 7}  # characters of a date that are known


def answer_messages(
    prompt: Prompt, query: Query, evidence: Sequence[Evidence], programme: str, language: str
) -> tuple[Message, ...]:
    """Asks for an answer from Evidence; `programme` and `language` are names, in English."""
    facts = {"programme": programme, "language": language, "nothing": NOTHING}
    pieces = [
        Block(f"evidence [{e.label}]", f"{_about(e.source)}\n{e.passage.text}") for e in evidence
    ]
    return messages(prompt, facts, {"evidence": pieces, "question": [_question(query.text)]})


def rewrite_messages(
    prompt: Prompt, question: str, conversation: Conversation, programme: str, language: str
) -> tuple[Message, ...]:
    """Asks for a question that stands alone. Turns that were declined or failed are not told."""
    facts = {"programme": programme, "language": language, "elsewhere": ELSEWHERE}
    turns = [Block("turn", text) for text in turns_told(conversation)]
    return messages(prompt, facts, {"conversation": turns, "question": [_question(question)]})


def turns_told(conversation: Conversation) -> list[str]:
    """What a model is told of a conversation: its last turns, long answers cut short."""
    told = conversation.context[-_TURNS:]
    return [f"Question: {a.question}\nAnswer: {a.text[:_ANSWER]}" for a in told]


def judge_messages(
    prompt: Prompt, sentence: str, citations: Sequence[Citation]
) -> tuple[Message, ...]:
    """Asks whether a sentence is proven by its Citations."""
    data = {
        "quotations": [Block("quotation", citation.quote) for citation in citations],
        "sentence": [Block("sentence", sentence)],
    }
    return messages(prompt, {}, data)


def _question(text: str) -> Block:
    return Block("question", text)


def _about(source: Source) -> str:
    """A line that names a Source, with its date as far as it is known."""
    known = _KNOWN.get(source.date_precision, 10)
    published = str(source.published)[:known] if source.published else "no date"
    about = f"Source: {source.title}, {source.publisher}, {published}"
    return f"{about}, low reliability" if source.reliability is Reliability.LOW else about
