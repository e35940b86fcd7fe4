"""The form in which a verified answer is written, and the draft that it stands for.

An answer is typed one sentence a line, each with the keys of its quotations behind it: `Pay is
about $150,000. [fortune]`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from starlette.datastructures import FormData

from assistant.desk import Change
from knowledge.document import LANGUAGES, Document, Language, Source
from knowledge.folding import fold
from knowledge.verified import (
    AnswerKind,
    DeclaredConflict,
    DeclaredVersion,
    Quotation,
    VerifiedAnswer,
    VerifiedSentence,
)
from knowledge.versions import Tests

NAMES: Mapping[Language, str] = {"en": "English", "fr": "French", "es": "Spanish"}
REVIEWED_AFTER = timedelta(days=183)
_LINE = re.compile(r"(?P<text>.*?)\s*(?P<keys>(?:\[[\w-]+\]\s*)*)$")
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_KEY = re.compile(r"\[([\w-]+)\]")


@dataclass(frozen=True, slots=True)
class LanguageText:
    """What is typed in one language."""

    code: Language
    name: str
    wordings: str
    answer: str
    tests: str


def new_answer(answer_id: str, topic: str, today: date) -> VerifiedAnswer:
    """An answer that nothing is written of yet."""
    return VerifiedAnswer(
        id=answer_id,
        topic=topic,
        kind=AnswerKind.ANSWER,
        questions={},
        answer={},
        citations={},
        conflicts=(),
        as_of=today,
        review_by=today + REVIEWED_AFTER,
    )


def slug(text: str) -> str:
    """An id from words: "how-do-i-apply"."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return "-".join(words[:7])[:60].strip("-")


def shown(change: Change) -> list[LanguageText]:
    """The texts of a draft as they are typed."""
    answer = change.answer
    return [
        LanguageText(
            code=code,
            name=NAMES[code],
            wordings="\n".join(answer.questions.get(code, ())),
            answer="\n".join(map(_typed, answer.answer.get(code, ()))),
            tests="\n".join(change.tests.get(code, ())),
        )
        for code in LANGUAGES
    ]


def read(form: FormData, stored: VerifiedAnswer) -> Change:
    """The draft that a form stands for; a field that it does not have stays as stored."""
    kind = _text(form, "kind")
    answer = replace(
        stored,
        topic=_text(form, "topic") or stored.topic,
        kind=AnswerKind(kind) if kind in list(AnswerKind) else stored.kind,
        questions={
            code: lines for code in LANGUAGES if (lines := _lines(form, f"questions_{code}"))
        },
        answer={
            code: tuple(map(_sentence, lines))
            for code in LANGUAGES
            if (lines := _lines(form, f"answer_{code}"))
        },
        citations=_citations(form),
        conflicts=_conflicts(form),
        as_of=_day(form, "as_of") or stored.as_of,
        review_by=_day(form, "review_by") or stored.review_by,
    )
    tests: Tests = {code: lines for code in LANGUAGES if (lines := _lines(form, f"tests_{code}"))}
    return Change(answer, tests, _text(form, "note"))


def with_quotation(
    answer: VerifiedAnswer, document: Document, quote: str, into: str = ""
) -> tuple[VerifiedAnswer, str]:
    """The answer with one more quotation, and its key; the same words are cited once.

    `into` names the sentence to cite it in, as "en:0"; the as-of date follows the newest source.
    """
    source = document.source
    held = Quotation(source.id, exact(document.text, quote))
    known = next((key for key, other in answer.citations.items() if other == held), None)
    key = known or _new_key(source, answer.citations)
    first = not answer.citations
    as_of = answer.as_of
    if source.published:
        as_of = source.published if first else max(as_of, source.published)
    cited = replace(answer, citations={**answer.citations, key: held}, as_of=as_of)
    return _cited_in(cited, into, key), key


def without_quotation(answer: VerifiedAnswer, key: str) -> VerifiedAnswer:
    """The answer without a quotation, nor its key anywhere."""
    sentences = {
        code: tuple(replace(s, cite=tuple(k for k in s.cite if k != key)) for s in own)
        for code, own in answer.answer.items()
    }
    citations = {k: quotation for k, quotation in answer.citations.items() if k != key}
    return replace(answer, answer=sentences, citations=citations)


def exact(text: str, quote: str) -> str:
    """The words as they stand in a text, however they were wrapped when they were picked."""
    words = [re.escape(word) for word in quote.split()]
    found = re.search(r"\s+".join(words), text) if words else None
    return found[0] if found else quote.strip()


def _cited_in(answer: VerifiedAnswer, into: str, key: str) -> VerifiedAnswer:
    code, _, line = into.partition(":")
    sentences = list(answer.answer.get(code, ()))
    number = int(line) if line.isdecimal() else -1
    if not 0 <= number < len(sentences) or key in sentences[number].cite:
        return answer
    sentences[number] = replace(sentences[number], cite=(*sentences[number].cite, key))
    return replace(answer, answer={**answer.answer, code: tuple(sentences)})


def _new_key(source: Source, taken: Mapping[str, object]) -> str:
    """A short word for a Source: the first of its publisher."""
    base = slug(source.publisher).partition("-")[0] or "source"
    tried = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(key for key in tried if key not in taken)


def _typed(sentence: VerifiedSentence) -> str:
    return " ".join([sentence.text, *(f"[{key}]" for key in sentence.cite)])


def _sentence(line: str) -> VerifiedSentence:
    found = _LINE.match(line)
    text, keys = (found["text"], found["keys"]) if found else (line, "")
    return VerifiedSentence(text, tuple(dict.fromkeys(_KEY.findall(keys))))


def _citations(form: FormData) -> dict[str, Quotation]:
    keys, sources = _texts(form, "cite_key"), _texts(form, "cite_source")
    quotes = _texts(form, "cite_quote")
    rows = zip(keys, sources, quotes, strict=False)
    return {key: Quotation(source, quote) for key, source, quote in rows if key and quote}


def _conflicts(form: FormData) -> tuple[DeclaredConflict, ...]:
    """Declared versions: the rows of each conflict carry its number."""
    found = []
    topics = {code: _texts(form, f"conflict_{code}") for code in LANGUAGES}
    rows = _texts(form, "version_of")
    values = {code: _texts(form, f"version_{code}") for code in LANGUAGES}
    cites = _texts(form, "version_cite")
    for number in range(len(topics["en"])):
        own = [n for n, of in enumerate(rows) if of == str(number)]
        versions = [
            DeclaredVersion(value, tuple(_KEY.findall(cites[n])))
            for n in own
            if n < len(cites) and (value := _by_language(values, n))
        ]
        topic = _by_language(topics, number)
        if topic or versions:
            found.append(DeclaredConflict(topic, tuple(versions)))
    return tuple(found)


def _by_language(columns: Mapping[Language, Sequence[str]], row: int) -> dict[str, str]:
    return {code: own[row] for code, own in columns.items() if row < len(own) and own[row]}


def _lines(form: FormData, name: str) -> tuple[str, ...]:
    """The lines that are not empty; blanks that hold words together stay as they are."""
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in _text(form, name).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


def _day(form: FormData, name: str) -> date | None:
    try:
        return date.fromisoformat(_text(form, name))
    except ValueError:
        return None


def _text(form: FormData, name: str) -> str:
    return _typed_text(form.get(name))


def _texts(form: FormData, name: str) -> list[str]:
    return [_typed_text(value) for value in form.getlist(name)]


def _typed_text(value: object) -> str:
    """Browsers end lines in their own way."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
