"""A scripted assistant, and Cases and replies to judge."""

from dataclasses import replace
from datetime import date

from assistant.answer import (
    Answer,
    Citation,
    Conflict,
    Origin,
    Query,
    Reason,
    Sentence,
    Status,
    Version,
)
from assistant.events import Answered, Candidate, Considered
from assistant.retrieve import Hit
from evals.cases import Case, Expectation
from evals.observed import from_answer
from knowledge.document import Document, Passage, Source
from knowledge.names import Names
from knowledge.verified import AnswerKind, VerifiedAnswer

NAMES = Names(groups=(), always=("tech force",))
AXIOS = Source(
    "axios", "Tech Force opens", "Axios", "https://a.example/1", date(2025, 12, 15), "en"
)
FORTUNE = Source("fortune", "Pay", "Fortune", "https://f.example/2", date(2025, 12, 16), "en")
QUOTES = {
    "axios": "Pay is about $150,000 to $200,000 a year.",
    "fortune": "Salaries go from $130,000 to $195,000.",
}
DOCUMENTS = {
    source.id: Document(source, f"# Pay\n\n{QUOTES[source.id]}") for source in (AXIOS, FORTUNE)
}
PASSAGES = [
    Passage(f"{name}-1", name, ("Pay",), quote, 7, 7 + len(quote), "en")
    for name, quote in QUOTES.items()
]
CITATIONS = (
    Citation(1, AXIOS, "axios-1", QUOTES["axios"]),
    Citation(2, FORTUNE, "fortune-1", QUOTES["fortune"]),
)
PAY = Answer(
    status=Status.ANSWERED,
    language="en",
    question="What is the pay?",
    standalone_question="What is the pay in the Tech Force?",
    text="You get $150,000 to $200,000 a year. [1] Another report says $130,000 to $195,000. [2]",
    sentences=(
        Sentence("You get $150,000 to $200,000 a year.", (1,), Origin.VERIFIED),
        Sentence("Another report says $130,000 to $195,000.", (2,), Origin.VERIFIED),
    ),
    citations=CITATIONS,
    conflicts=(
        Conflict("pay", (Version("$150,000–$200,000", (1,)), Version("$130,000–$195,000", (2,)))),
    ),
    generator="verified",
    confidence=0.9,
)
OFF_TOPIC = Answer(
    status=Status.DECLINED,
    reason=Reason.OFF_TOPIC,
    language="en",
    question="Who won the cup?",
    standalone_question="Who won the cup?",
    text="I can only help with questions about the Tech Force programme.",
    generator="canned",
)
PAY_CASE = Case(
    id="pay-1",
    suite="answers",
    topic="pay",
    language="en",
    turns=("what is the pay",),
    expect=Expectation(
        Status.ANSWERED, facts=("150000", "195000"), sources=("axios",), conflict=True
    ),
)
CUP_CASE = Case(
    id="cup-1",
    suite="misuse",
    topic="other",
    language="en",
    turns=("who won the cup",),
    expect=Expectation(Status.DECLINED, reasons=(Reason.OFF_TOPIC,)),
)
SEEN = from_answer(PAY, latency_ms=10.0)


PAY_VERIFIED = VerifiedAnswer(
    id="pay",
    topic="pay",
    kind=AnswerKind.ANSWER,
    questions={
        "en": ("pay?", "and the pay?"),
        "fr": ("la paie, pay ?",),
        "es": ("¿la paga, pay?",),
    },
    answer={},
    citations={},
    conflicts=(),
    as_of=date(2025, 12, 16),
    review_by=date(2026, 12, 16),
)
CONSIDERED = Considered(
    query=Query("What is the pay in the Tech Force?", "en", "pay?"),
    route="programme",
    share=0.98765,
    matches=(Candidate("pay", "pay?", 0.91234, {"log_share": 0.0, "similarity": 0.91239}),),
    judged=(),
)


class ScriptedAssistant:
    """Answers PAY to what holds "pay", breaks on "break", declines the rest."""

    def __init__(self):
        self.conversations = []

    def events(self, question, conversation, language):
        self.conversations.append(conversation)
        if "break" in question:
            raise RuntimeError("no store")
        answer = PAY if "pay" in question else OFF_TOPIC
        yield CONSIDERED
        yield Answered(replace(answer, question=question))

    def search(self, text, limit):
        if "break" in text:
            raise RuntimeError("no store")
        return [Hit(p, 1.0 / n, n, n) for n, p in enumerate(PASSAGES, 1)][:limit]

    def verified(self, text, topic, language):
        return [PAY_VERIFIED]
