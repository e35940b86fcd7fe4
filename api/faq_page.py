"""The public list of verified answers: searchable, linkable, printable, without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.knowledge_schemas import VerifiedAnswer
from api.parts import TheAssistant, TheWorkers
from api.rendering import TheLanguage, render
from api.schemas import Line
from api.wire import to_verified
from knowledge import verified
from knowledge.document import Language
from knowledge.names import phrase
from knowledge.topics import Topics, topic_title

router = APIRouter(include_in_schema=False)
_RELATED = 6
_STEM = 6  # letters of a word that its forms share, as a rule


@dataclass(frozen=True, slots=True)
class Section:
    """Answers under one title; what was searched for has none."""

    id: str
    title: str
    answers: tuple[VerifiedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is wanted; without words and topic, all of it."""

    q: str
    topic: str
    open: bool

    @property
    def query(self) -> dict[str, str]:
        """The same as it stands in an address."""
        return {name: value for name in ("q", "topic") if (value := getattr(self, name))}


def _wanted(
    q: Annotated[Line, Query(max_length=1000)] = "",
    topic: Annotated[str, Query(max_length=60)] = "",
    *,
    open: Annotated[bool, Query()] = False,
) -> Wanted:
    return Wanted(q.strip(), topic, open)


@router.get("/faq")
async def faq_page(
    request: Request,
    language: TheLanguage,
    assistant: TheAssistant,
    workers: TheWorkers,
    wanted: Annotated[Wanted, Depends(_wanted)],
) -> HTMLResponse:
    """All verified answers by topic, those of one topic, or those that fit what is searched."""

    def page() -> HTMLResponse:
        found = assistant.verified(wanted.q or None, wanted.topic or None, language)
        if wanted.topic and not wanted.q and not found:
            return render(request, "faq_missing.html", language, {}, status=404)
        found = [answer for answer in found if _shares_a_word(answer, wanted.q)]
        answers = [to_verified(answer, language, assistant.sources) for answer in found]
        topics: Topics = request.app.state.topics
        sections = _found(answers) if wanted.q else _by_topic(answers, topics, language)
        context = {
            "query": wanted.query,
            "wanted": wanted,
            "with_sources": wanted.open or bool(wanted.query),
            "sections": sections,
            "data": faq_data(answers),
        }
        return render(request, "faq.html", language, context)

    return await workers.run(page)


@router.get("/faq/{answer_id}")
def faq_answer_page(
    request: Request,
    language: TheLanguage,
    assistant: TheAssistant,
    answer_id: Annotated[str, Path(max_length=120)],
) -> HTMLResponse:
    """One verified answer, and others on its topic."""
    found = assistant.verified_answer(answer_id)
    if found is None:
        return render(request, "faq_missing.html", language, {}, status=404)
    answer = to_verified(found, language, assistant.sources)
    others = (a for a in assistant.verified(None, answer.topic, language) if a.id != answer.id)
    related = [other for other, _ in zip(others, range(_RELATED), strict=False)]
    context = {"answer": answer, "related": related, "data": faq_data([answer])}
    return render(request, "faq_answer.html", language, context)


def faq_data(answers: Iterable[VerifiedAnswer]) -> Mapping[str, Any]:
    """Answers as search engines read them: a schema.org FAQPage."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": verified.title_of(answer.questions),
                "inLanguage": answer.language,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": " ".join(sentence.text for sentence in answer.sentences),
                    "dateModified": answer.as_of.isoformat(),
                },
            }
            for answer in answers
        ],
    }


def _shares_a_word(answer: verified.VerifiedAnswer, text: str) -> bool:
    """Whether an answer, in any language, has the beginning of a word that is searched.

    The nearest answers are found for any words; a list should rather be empty than beside them.
    """
    words = phrase(text).split()
    sentences = [s.text for told in answer.answer.values() for s in told]
    wordings = [wording for asked in answer.questions.values() for wording in asked]
    held = phrase(" ".join([*sentences, *wordings]))
    return not words or any(f" {word[:_STEM]}" in f" {held}" for word in words)


def _found(answers: list[VerifiedAnswer]) -> list[Section]:
    return [Section("found", "", tuple(answers))] if answers else []


def _by_topic(answers: list[VerifiedAnswer], topics: Topics, language: Language) -> list[Section]:
    order = {topic: place for place, topic in enumerate(topics)}
    placed = sorted(answers, key=lambda a: (order.get(a.topic, len(order)), a.topic))
    return [
        Section(topic, topic_title(topics, topic, language), tuple(group))
        for topic, group in groupby(placed, key=lambda a: a.topic)
    ]
