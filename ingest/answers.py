"""Verified answers into the catalogue, and their wordings into a collection of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.hygiene import clean
from ingest.index import Index
from ingest.records import Records
from ingest.sync import UNFINISHED, Meter
from knowledge.catalogue import Catalogue
from knowledge.check import check_answers, check_sources
from knowledge.document import Passage, passage_id
from knowledge.embedder import Progress
from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import read_verified_answers
from knowledge.programme import read_names
from knowledge.source_file import read_project_documents
from knowledge.verified import VerifiedAnswer


def checked_answers(folder: Path) -> list[VerifiedAnswer]:
    """The verified answers of a knowledge folder; raises InvalidKnowledge with every problem."""
    answers = read_verified_answers(folder / "faq")
    if not answers:
        return []
    documents = read_project_documents(folder / "documents")
    stored = {key: replace(d, text=clean(d.text)) for key, d in documents.items()}
    problems = check_sources(stored)
    problems += check_answers(answers, stored, read_names(folder))
    if problems:
        raise InvalidKnowledge(problems)
    return sorted(answers, key=lambda answer: (answer.topic, answer.id))


def wordings(answer: VerifiedAnswer) -> list[Passage]:
    """Every wording of an answer's question, as a Passage whose Source is the answer."""
    return [
        Passage(
            id=passage_id(answer.id, (language,), wording),
            source_id=answer.id,
            heading=(answer.topic,),
            text=wording,
            start=0,
            end=len(wording),
            language=language,
        )
        for language, questions in answer.questions.items()
        for wording in dict.fromkeys(questions)
    ]


def sync_answers(
    answers: Sequence[VerifiedAnswer],
    index: Index,
    catalogue: Catalogue,
    journal: Records,
    progress: Progress,
) -> None:
    """Make these the verified answers; the catalogue is written last, and only if they differ,
    or were checked against other Documents than are there now."""
    wanted = {passage: passage.text for answer in answers for passage in wordings(answer)}
    index.reconcile()
    if set(index.store.passages()) == wanted.keys() and catalogue.holds(answers):
        return
    journal.mark([UNFINISHED])
    index.put(wanted, Meter("verified answers", len(wanted), progress).advance)
    index.remove(index.counts().keys() - {answer.id for answer in answers})
    catalogue.replace_answers(answers)
