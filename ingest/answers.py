"""Verified answers into the catalogue, and their wordings into a collection of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.hygiene import clean
from ingest.index import Index
from ingest.records import Records
from ingest.sync import UNFINISHED, Meter
from knowledge.catalogue import Catalogue
from knowledge.check import check_answers, check_sources
from knowledge.document import Passage
from knowledge.embedder import Progress
from knowledge.errors import InvalidKnowledge
from knowledge.faq_file import read_verified_answers
from knowledge.programme import read_names
from knowledge.source_file import read_project_documents
from knowledge.verified import VerifiedAnswer
from knowledge.versions import State, Version
from knowledge.wordings import wordings


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
    return _in_order(answers)


def in_force(
    written: Iterable[VerifiedAnswer], latest: Mapping[str, Version]
) -> list[VerifiedAnswer]:
    """The answers of a knowledge folder with what recruiters have published in their place, and
    without what they have withdrawn."""
    answers = {answer.id: answer for answer in written}
    for answer_id, version in latest.items():
        answers.pop(answer_id, None)
        if version.state is State.PUBLISHED:
            answers[answer_id] = version.answer
    return _in_order(answers.values())


def sync_answers(
    answers: Sequence[VerifiedAnswer],
    index: Index,
    catalogue: Catalogue,
    journal: Records,
    progress: Progress,
) -> None:
    """Make these the verified answers; the catalogue is written last, and only if they differ,
    or were checked against other Documents than are there now."""
    index.reconcile()
    if set(index.store.passages()) == _wanted(answers).keys() and catalogue.holds(answers):
        return
    journal.mark([UNFINISHED])
    put_wordings(answers, index, progress)
    catalogue.replace_answers(answers)


def put_wordings(answers: Sequence[VerifiedAnswer], index: Index, progress: Progress) -> None:
    """Make the wordings of these answers the only ones of a collection."""
    wanted = _wanted(answers)
    index.put(wanted, Meter("verified answers", len(wanted), progress).advance)
    index.remove(index.counts().keys() - {answer.id for answer in answers})


def _wanted(answers: Iterable[VerifiedAnswer]) -> dict[Passage, str]:
    return {passage: passage.text for answer in answers for passage in wordings(answer)}


def _in_order(answers: Iterable[VerifiedAnswer]) -> list[VerifiedAnswer]:
    return sorted(answers, key=lambda answer: (answer.topic, answer.id))
