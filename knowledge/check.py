"""The schema check: what is wrong with verified answers, given the Documents they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.document import LANGUAGES, Document, Reliability, Source
from knowledge.figures import figures
from knowledge.names import Names, phrase
from knowledge.validity import replacement_problems
from knowledge.verified import AnswerKind, VerifiedAnswer

MIN_WORDINGS = 3
_YES_OR_NO = re.compile(r"(?:yes|no|oui|non|s[íi])\s*[,:;.!–—]", re.IGNORECASE)


def check_sources(documents: Mapping[str, Document]) -> list[str]:
    """Every problem of what Sources say of each other, as a line that names the Source."""
    problems = replacement_problems({key: d.source for key, d in documents.items()})
    return [f"{source_id}: {problem}" for source_id, problem in problems.items()]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one part of a verified answer; as text, with the name of the part."""

    part: str
    """As "questions.en", "answer.fr.0" (its first sentence), "citations.KEY", "as_of"."""
    what: str
    where: str = ""
    """Names the part in a list of all that is wrong."""
    missing: tuple[str, ...] = ()
    """Figures, as values, and names of the part that nothing proves."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def check_answers(
    answers: Iterable[VerifiedAnswer], documents: Mapping[str, Document], names: Names
) -> list[str]:
    """Every problem as a line that names the answer; empty when all is well."""
    answers = list(answers)
    problems = [f"{answer_id}: {fault}" for answer_id, fault in _duplicates(answers)]
    for answer in answers:
        problems.extend(f"{answer.id}: {fault}" for fault in _check(answer, documents, names))
    return problems


def check_answer(
    answer: VerifiedAnswer,
    asked: Mapping[str, str],
    documents: Mapping[str, Document],
    names: Names,
) -> list[Fault]:
    """Every fault of one answer beside others that are in order already and `asked` so, see
    `asked_of`; `documents` are at least those that it cites."""
    return [*_asked_elsewhere(answer, asked), *_check(answer, documents, names)]


def asked_of(answers: Iterable[VerifiedAnswer]) -> dict[str, str]:
    """By wording, in the form in which they are compared, the id of the answer it belongs to."""
    return {
        phrase(wording): answer.id
        for answer in answers
        for wordings in answer.questions.values()
        for wording in wordings
    }


def unproven(
    sentence: str, quotes: Iterable[str], sources: Iterable[Source], names: Names
) -> list[str]:
    """Figures and proper names of a sentence found neither in its quotations nor in who
    published them and when."""
    proof = [*quotes, *(source.imprint for source in sources)]
    proven = frozenset().union(*(figures(text) for text in proof))
    return sorted(figures(sentence) - proven) + names.missing(sentence, proof)


def _check(
    answer: VerifiedAnswer, documents: Mapping[str, Document], names: Names
) -> Iterator[Fault]:
    yield from _check_languages(answer)
    sources = {}
    for key, citation in answer.citations.items():
        part, where = f"citations.{key}", f"citation {key}"
        document = documents.get(citation.source_id)
        if document is None:
            yield Fault(part, f"no source {citation.source_id!r}", where)
            continue
        sources[key] = document.source
        if citation.quote not in document.text:
            yield Fault(part, f"the quotation does not stand in {citation.source_id}", where)
    newest = max((s.published for s in sources.values() if s.published), default=None)
    if newest and answer.as_of < newest:
        yield Fault("as_of", f"as_of {answer.as_of} is before the newest citation, {newest}")
    if answer.review_by <= answer.as_of:
        yield Fault("review_by", f"review_by {answer.review_by} is not after as_of {answer.as_of}")
    yield from _check_sentences(answer, sources, names)
    yield from _check_conflicts(answer, sources, names)


def _check_languages(answer: VerifiedAnswer) -> Iterator[Fault]:
    for language in LANGUAGES:
        count = len(answer.questions.get(language, ()))
        if count < MIN_WORDINGS:
            what = f"{count} wordings of the question, {MIN_WORDINGS} needed"
            yield Fault(f"questions.{language}", what, language)
        if not answer.answer.get(language):
            yield Fault(f"answer.{language}", "no answer", language)
    for other in {*answer.questions, *answer.answer} - set(LANGUAGES):
        yield Fault(f"answer.{other}", "not a served language", other)


def _check_sentences(
    answer: VerifiedAnswer, sources: Mapping[str, Source], names: Names
) -> Iterator[Fault]:
    for language, sentences in answer.answer.items():
        for number, sentence in enumerate(sentences):
            part = f"answer.{language}.{number}"
            where = f"{language}: {sentence.text[:50]!r}"
            if opening := _YES_OR_NO.match(sentence.text):
                what = f"begins with {opening[0]!r}, wrong for who asks the other way round"
                yield Fault(part, what, where)
            if unknown := [key for key in sentence.cite if key not in answer.citations]:
                yield Fault(part, f"cites {', '.join(unknown)}, which is not declared", where)
                continue
            if not sentence.cite and answer.kind is AnswerKind.ANSWER:
                yield Fault(part, "no citation", where)
            quotes = [answer.citations[key].quote for key in sentence.cite]
            cited = [sources[key] for key in sentence.cite if key in sources]
            if missing := unproven(sentence.text, quotes, cited, names):
                yield _unproven(part, where, missing)
            if _unmarked_low(sentence.text, cited):
                what = "rests on a low-reliability source and does not say so"
                yield Fault(part, what, where)


def _unproven(part: str, where: str, missing: Sequence[str]) -> Fault:
    return Fault(part, f"not in the quotations: {', '.join(missing)}", where, tuple(missing))


_HEDGED = re.compile(
    r"\b(?:unconfirmed|unverified|reportedly|not (?:yet )?(?:been )?(?:officially )?confirmed|"
    r"not official(?:ly)?|non verifiee?s?|non officiel(?:le)?s?|"
    r"(?:non|pas)(?: encore)?(?: ete)? confirmee?s?|sin confirmar|sin verificar|no oficial(?:es)?|"
    r"no (?:(?:esta|estan|ha sido|han sido|se ha) )?confirmad[oa]s?)\b"
    r"|^(?:check|verifiez|compruebe)\b"  # tells the reader what to do, and states nothing
)


def _unmarked_low(text: str, cited: list[Source]) -> bool:
    low = bool(cited) and all(s.reliability is Reliability.LOW for s in cited)
    return low and not _HEDGED.search(phrase(text))


def _check_conflicts(
    answer: VerifiedAnswer, sources: Mapping[str, Source], names: Names
) -> Iterator[Fault]:
    for number, conflict in enumerate(answer.conflicts):
        part = f"conflicts.{number}"
        for language in _lacking(conflict.topic):
            yield Fault(part, f"no topic in {language}", "conflict")
        for version in conflict.versions:
            for language in _lacking(version.value):
                yield Fault(part, f"a version has no value in {language}", "conflict")
            if unknown := [key for key in version.cite if key not in answer.citations]:
                what = f"cites {', '.join(unknown)}, which is not declared"
                yield Fault(part, what, "conflict")
                continue
            quotes = [answer.citations[key].quote for key in version.cite]
            cited = [sources[key] for key in version.cite if key in sources]
            for language, value in version.value.items():
                if missing := unproven(value, quotes, cited, names):
                    yield _unproven(part, f"conflict, {language}", missing)


def _lacking(texts: Mapping[str, str]) -> list[str]:
    return [language for language in LANGUAGES if language not in texts]


def _duplicates(answers: Iterable[VerifiedAnswer]) -> Iterator[tuple[str, Fault]]:
    """The id of the later of two answers that share an id or a question, and what they share."""
    ids: set[str] = set()
    asked: dict[str, str] = {}
    for answer in answers:
        if answer.id in ids:
            yield answer.id, Fault("id", "the id is used twice")
        ids.add(answer.id)
        for fault in _asked_elsewhere(answer, asked):
            yield answer.id, fault
        asked |= {
            wording: asked.get(wording, owner) for wording, owner in asked_of([answer]).items()
        }


def _asked_elsewhere(answer: VerifiedAnswer, asked: Mapping[str, str]) -> Iterator[Fault]:
    for language, wordings in answer.questions.items():
        for wording in wordings:
            other = asked.get(phrase(wording), answer.id)
            if other != answer.id:
                what = f"{wording!r} is also a question of {other}"
                yield Fault(f"questions.{language}", what)
