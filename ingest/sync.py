"""Bring store and catalogue in line with the Documents that were read.

A run may be killed at any point. What it is about to change is written into a journal first and
struck out last, so that the next run does those Documents again whatever their fingerprint says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.index import Advance, Index
from ingest.load import Arrival, Loaded
from ingest.records import Records, pages
from ingest.report import Changes
from ingest.split import embedding_text, split
from knowledge.catalogue import Catalogue, Entry
from knowledge.document import Passage
from knowledge.embedder import Progress

_GROUP = 256
UNFINISHED = "*"
"""Journal key of a run that has written something and not finished; no Source id looks so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done to which Documents."""

    changes: Changes
    write: tuple[Arrival, ...]
    relabel: tuple[Arrival, ...]
    remove: frozenset[str]


class Meter:
    """Turns counts of Passages into the share that is done."""

    def __init__(self, stage: str, total: int, progress: Progress) -> None:
        self.done = 0.0
        self._stage, self._total, self._progress = stage, total, progress

    def advance(self, count: float) -> None:
        """Note that so many more are done."""
        self.done += count
        if self._total:
            self._progress(self._stage, min(1.0, self.done / self._total))


def make_plan(loaded: Loaded, catalogue: Catalogue, journal: Records) -> Plan:
    """Compare what was read with what is known; Documents of a killed run are written again."""
    known, origins = catalogue.fingerprints(), catalogue.origins()
    broken = journal.groups().keys() - {UNFINISHED}
    write, relabel, added, updated = [], [], 0, 0
    for arrival in loaded.arrivals:
        identity = arrival.document.source.id
        before = known.get(identity)
        if before is None or before[1] != arrival.document.fingerprint or identity in broken:
            write.append(arrival)
            added += before is None
            updated += before is not None
        elif (before[0], origins[identity]) != (arrival.root, arrival.origin):
            relabel.append(arrival)
    present = {arrival.document.source.id for arrival in loaded.arrivals}
    gone = loaded.gone(known, origins) - present
    write.extend(_repairs(broken - present - gone, catalogue))
    unchanged = len(loaded.arrivals) - added - updated
    changes = Changes(added, updated, unchanged, len(gone))
    return Plan(changes, tuple(write), tuple(relabel), frozenset(gone))


def carry_out(
    plan: Plan, index: Index, catalogue: Catalogue, journal: Records, progress: Progress
) -> None:
    """Write the plan; the catalogue's row of a Document is written after its Passages."""
    _remove(plan.remove, index, catalogue, journal)
    counts = index.counts()
    for arrival in plan.relabel:
        catalogue.put(_entry(arrival, counts[arrival.document.source.id]))
    groups = list(_groups(plan.write, max(_GROUP, index.together)))
    total = sum(len(passages) for group in groups for _, passages in group)
    meter = Meter("documents", total, progress)
    for group in groups:
        before = meter.done
        _write(group, index, catalogue, journal, meter.advance)
        # Passages that were stored already are done without being embedded.
        meter.advance(before + sum(len(passages) for _, passages in group) - meter.done)
    # Left by a killed run, and not among the Documents any more.
    orphans = index.counts().keys() - catalogue.fingerprints().keys()
    _remove(orphans, index, catalogue, journal)
    journal.forget(journal.groups().keys() - {UNFINISHED})


def finish(catalogue: Catalogue, journal: Records) -> None:
    """Tell the readers of derived indexes once, after a run that wrote anything."""
    if UNFINISHED in journal.groups():
        catalogue.finish()
        journal.forget([UNFINISHED])


def _repairs(source_ids: Iterable[str], catalogue: Catalogue) -> Iterator[Arrival]:
    """Documents that a killed run left half done and that this run did not read."""
    known, origins = catalogue.fingerprints(), catalogue.origins()
    for source_id in sorted(source_ids):
        document = catalogue.document(source_id)
        if document is not None:
            yield Arrival(document, known[source_id][0], origins[source_id])


def _remove(
    source_ids: Iterable[str], index: Index, catalogue: Catalogue, journal: Records
) -> None:
    for gone in pages(sorted(source_ids)):
        journal.mark([UNFINISHED, *gone])
        index.remove(gone)
        catalogue.remove(gone)


def _write(
    group: Sequence[tuple[Arrival, list[Passage]]],
    index: Index,
    catalogue: Catalogue,
    journal: Records,
    advance: Advance,
) -> None:
    journal.mark([UNFINISHED, *(arrival.document.source.id for arrival, _ in group)])
    index.put(
        {
            passage: embedding_text(arrival.document.source, passage)
            for arrival, passages in group
            for passage in passages
        },
        advance,
    )
    for arrival, passages in group:
        catalogue.put(_entry(arrival, len(passages)))
    journal.forget([arrival.document.source.id for arrival, _ in group])


def _groups(
    arrivals: Iterable[Arrival], least: int
) -> Iterator[list[tuple[Arrival, list[Passage]]]]:
    """Documents with their Passages, in groups that are worth one call of the embedder."""
    group: list[tuple[Arrival, list[Passage]]] = []
    size = 0
    for arrival in arrivals:
        passages = split(arrival.document)
        group.append((arrival, passages))
        size += len(passages)
        if size >= least:
            yield group
            group, size = [], 0
    if group:
        yield group


def _entry(arrival: Arrival, passages: int) -> Entry:
    return Entry(arrival.document, arrival.root, arrival.origin, passages)
