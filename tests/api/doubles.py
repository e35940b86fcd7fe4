"""A scripted assistant: what it answers depends on one word of the question."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import numpy as np

from api.parts import Parts
from assistant.answer import (
    Answer,
    Citation,
    Conflict,
    Evidence,
    Origin,
    Query,
    Reason,
    Sentence,
    Status,
    Version,
)
from assistant.conversation import Conversation, Turn
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.events import Answered, Found, Proven, Searching
from assistant.retrieve import Hit
from assistant.taught import Taught
from assistant.transcript import Transcript
from knowledge.database import open_database
from knowledge.document import Document, Kind, Passage, Precision, Source
from knowledge.verified import (
    AnswerKind,
    DeclaredConflict,
    DeclaredVersion,
    Quotation,
    VerifiedAnswer,
    VerifiedSentence,
)

AXIOS = Source(
    "axios",
    "Tech Force opens",
    "Axios",
    "https://a.example/1",
    date(2025, 12, 15),
    "en",
    Kind.PRESS,
)
MAC = Source(
    "mac4ever",
    "La Tech Force recrute",
    "Mac4Ever",
    "https://m.example/2",
    date(2025, 12, 1),
    "fr",
    Kind.TRADE_PRESS,
    date_precision=Precision.MONTH,
    superseded_by="axios",
)
PASSAGE = Passage("p1", "axios", ("Pay",), "Pay is about $150,000 to $200,000.", 10, 44, "en")
TEXT = Document(AXIOS, "# Pay\n\nAxios: Pay is about $150,000 to $200,000.")

PAY = Answer(
    status=Status.ANSWERED,
    language="en",
    question="",
    standalone_question="How much does the Tech Force pay a year?",
    text="Two ranges are reported. [1] [2] Axios names $150,000 to $200,000. [1]",
    generator="verified",
    sentences=(
        Sentence("Two ranges are reported.", (1, 2), Origin.VERIFIED),
        Sentence("Axios names $150,000 to $200,000.", (1,), Origin.VERIFIED),
    ),
    citations=(
        Citation(1, AXIOS, "p1", "Pay is about $150,000 to $200,000."),
        Citation(2, MAC, "p2", "Le salaire va de 130 000 à 195 000 dollars."),
    ),
    conflicts=(
        Conflict(
            "annual pay",
            (Version("$150,000 to $200,000", (1,)), Version("$130,000 to $195,000", (2,))),
        ),
    ),
    confidence=0.93,
    suggestions=("How long does it last?",),
    timings_ms={"total": 12.5},
    verified_id="pay",
)
SILENT = replace(
    PAY,
    status=Status.UNANSWERED,
    reason=Reason.NOT_IN_SOURCES,
    text="The sources do not say. See techforce.gov.",
    generator="quotes",
    sentences=(),
    citations=(),
    conflicts=(),
    verified_id=None,
)
REPLACED = "Source [2] has been replaced by “Tech Force opens”."
NOTED = replace(PAY, text=f"{PAY.text} {REPLACED}", notes=(REPLACED,))
OFF_TOPIC = replace(
    SILENT, status=Status.DECLINED, reason=Reason.OFF_TOPIC, text="I answer about the Tech Force."
)
WHICH = replace(SILENT, status=Status.CLARIFICATION, reason=None, text="Pay or duration?")
DOWN = replace(SILENT, status=Status.FAILED, reason=None, text="A part is down. Try again.")
ANSWERS = {
    "football": OFF_TOPIC, "weather": SILENT, "which": WHICH, "down": DOWN, "noted": NOTED
}  # fmt: skip

VERIFIED = VerifiedAnswer(
    id="pay",
    topic="pay",
    kind=AnswerKind.ANSWER,
    questions={"en": ("What is the pay?",), "fr": ("Quel salaire ?",), "es": ("¿Qué sueldo?",)},
    answer={
        "en": (VerifiedSentence("Two ranges.", ("mac", "axios")),),
        "fr": (VerifiedSentence("Deux fourchettes.", ("axios", "mac")),),
        "es": (VerifiedSentence("Dos rangos.", ("axios",)),),
    },
    citations={
        "axios": Quotation("axios", "Pay is about $150,000 to $200,000."),
        "mac": Quotation("mac4ever", "130 000 à 195 000 dollars"),
    },
    conflicts=(
        DeclaredConflict(
            {"en": "pay", "fr": "salaire", "es": "sueldo"},
            (
                DeclaredVersion({"en": "$150k", "fr": "150 k$", "es": "150 000"}, ("axios",)),
                DeclaredVersion({"en": "$130k", "fr": "130 k$", "es": "130 000"}, ("mac",)),
            ),
        ),
    ),
    as_of=date(2025, 12, 15),
    review_by=date(2027, 1, 1),
)


class ScriptedAssistant:
    """As `assistant.pipeline.Assistant`; "slow" waits for `release`, "crash" breaks half-way."""

    max_question_chars = 1000

    def __init__(self):
        self.sources = {"axios": AXIOS, "mac4ever": MAC}
        self.release = threading.Event()
        self.working = threading.Semaphore(0)
        self.heard = []

    def events(self, question, conversation, language):
        """The scripted course of a turn."""
        if len(question) > self.max_question_chars:
            raise QuestionTooLong(f"a message may have {self.max_question_chars:,} characters")
        if not re.search(r"\w", question):
            raise EmptyQuestion("the message holds no words")
        self.heard.append((question, conversation, language))
        answer = next((a for word, a in ANSWERS.items() if word in question), PAY)
        yield Searching(Query(answer.standalone_question, language or "en", question))
        if "slow" in question:
            self.working.release()
            self.release.wait(10)
        if "crash" in question:
            raise RuntimeError(f"a bug that must not show: {question}")
        if answer.citations:
            yield Found((Evidence(1, PASSAGE, AXIOS, 0.9),))
        for sentence in answer.sentences:
            proofs = tuple(c for c in answer.citations if c.label in sentence.citations)
            yield Proven(sentence, proofs)
        yield Answered(replace(answer, question=question, language=language or "en"))

    def recalled(self, questions, language=None):
        """The Conversation in which the questions had their scripted answers."""
        worded = [q for q in questions if re.search(r"\w", q)]
        answers = [self.answer(q, Conversation(""), language) for q in worded]
        return Conversation("", tuple(Turn("", datetime.now(UTC), a) for a in answers))

    def answer(self, question, conversation, language):
        """The Answer at the end of the scripted course."""
        *_, last = self.events(question, conversation, language)
        return last.answer

    def search(self, text, limit):
        """One hit, however often."""
        return [Hit(PASSAGE, 0.9, None, 1)][:limit]

    def verified(self, q, topic, language):
        """The one verified answer, unless another topic is asked for."""
        return [VERIFIED] if topic in (None, "pay") else []

    def verified_answer(self, id):
        """The one verified answer by its id."""
        return VERIFIED if id == "pay" else None

    def document(self, source_id):
        """The one document."""
        return TEXT if source_id == "axios" else None


def nothing_taught():
    """As far as a Ground is asked for: no wordings, so that questions are told by their words."""
    taught = Taught((), np.zeros((0, 1), np.float32), None, np.zeros((0, 1), np.float32))
    return SimpleNamespace(taught=taught, parts=SimpleNamespace(embedder=None))


@dataclass(frozen=True)
class Still:
    """Stands in for Live where nothing is published."""

    assistant: object
    generation: str = ""
    ground: object = field(default_factory=nothing_taught)

    def refresh(self):
        """Nothing is ever new."""
        return False


def opener(assistant, database_url):
    """Parts around a scripted assistant and a real database."""

    @contextmanager
    def open_parts() -> Iterator[Parts]:
        engine = open_database(database_url)
        yield Parts(Still(assistant), Transcript(engine), engine)
        engine.dispose()

    return open_parts
