"""A verified answer tried before it is published: what can be shown of it, and its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.impact import reply
from assistant.pipeline import Assistant
from knowledge.document import LANGUAGES, Document, Language
from knowledge.lexical import stems
from knowledge.names import phrase
from knowledge.verified import AnswerKind, DeclaredConflict, VerifiedAnswer, VerifiedSentence
from knowledge.versions import Tests

_TRIED = 6  # wordings of a language that are asked


@dataclass(frozen=True, slots=True)
class Trial:
    """A test question with the Answer it got; None where it cannot be asked."""

    question: str
    language: Language
    answer: Answer | None
    passed: bool


def trials(assistant: Assistant, answer: VerifiedAnswer, tests: Tests) -> list[Trial]:
    """Ask every test question; it passes where this verified answer is served, alone or with
    another."""
    return [
        _trial(assistant, answer, question, language) for language, question in _by_language(tests)
    ]


@dataclass(frozen=True, slots=True)
class Unserved:
    """A way to ask for an answer that does not get it."""

    question: str
    language: Language


def unserved(assistant: Assistant, answer: VerifiedAnswer) -> list[Unserved]:
    """Its own wordings, each also without all but its content words, that this answer is not served
    for: visitors who ask in words of their own will not get it either."""
    found = []
    for language in LANGUAGES:
        for wording in answer.questions.get(language, ())[:_TRIED]:
            for asked in dict.fromkeys((wording, *_shorter(wording, language))):
                told = reply(assistant, asked, language)
                if told is None or not _serves(told, answer):
                    found.append(Unserved(asked, language))
                    break
    return found


def served_by(assistant: Assistant, language: Language, question: str) -> str | None:
    """The verified answer that a question gets, None where it gets none."""
    told = reply(assistant, question, language)
    return told.verified_id if told else None


def showable(answer: VerifiedAnswer, documents: Mapping[str, Document]) -> VerifiedAnswer | None:
    """As much of a draft as can be served; None where it has no sentence that can.

    Left out are quotations that stand nowhere, sentences that would need them, and declared
    versions without a value in every language. A language without sentences or wordings has those
    of another.
    """
    citations = {
        key: quotation
        for key, quotation in answer.citations.items()
        if (document := documents.get(quotation.source_id)) and quotation.quote in document.text
    }
    told = {}
    for language in LANGUAGES:
        kept = (_kept(s, citations, answer.kind) for s in answer.answer.get(language, ()))
        told[language] = tuple(sentence for sentence in kept if sentence)
    some = next((sentences for sentences in told.values() if sentences), None)
    if some is None:
        return None
    asked = {language: answer.questions.get(language, ()) for language in LANGUAGES}
    any_wording = next((wordings for wordings in asked.values() if wordings), (answer.id,))
    return replace(
        answer,
        questions={language: own or any_wording for language, own in asked.items()},
        answer={language: own or some for language, own in told.items()},
        citations=citations,
        conflicts=tuple(c for c in answer.conflicts if _is_whole(c, citations)),
    )


def _trial(
    assistant: Assistant, answer: VerifiedAnswer, question: str, language: Language
) -> Trial:
    told = reply(assistant, question, language)
    return Trial(question, language, told, told is not None and _serves(told, answer))


def _serves(told: Answer, answer: VerifiedAnswer) -> bool:
    """Whether what was told is the verified answer, alone or with another."""
    said = {sentence.text for sentence in told.sentences}
    own = {sentence.text for sentence in answer.answer.get(told.language, ())}
    return told.verified_id == answer.id or bool(own) and own <= said


def _shorter(wording: str, language: Language) -> Iterator[str]:
    """What is typed into a search box in place of the question."""
    words = [word for word in phrase(wording).split() if stems(word, language)]
    if len(words) > 1:
        yield " ".join(words)


def _by_language(tests: Tests) -> Iterator[tuple[Language, str]]:
    for language in LANGUAGES:
        for question in tests.get(language, ()):
            yield language, question


def _kept(
    sentence: VerifiedSentence, citations: Mapping[str, object], kind: AnswerKind
) -> VerifiedSentence | None:
    cite = tuple(key for key in sentence.cite if key in citations)
    return VerifiedSentence(sentence.text, cite) if cite or kind is AnswerKind.NOT_STATED else None


def _is_whole(conflict: DeclaredConflict, citations: Mapping[str, object]) -> bool:
    return all(language in conflict.topic for language in LANGUAGES) and all(
        version.cite
        and all(key in citations for key in version.cite)
        and all(language in version.value for language in LANGUAGES)
        for version in conflict.versions
    )
