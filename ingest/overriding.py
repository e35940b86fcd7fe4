"""What people changed of Sources, put over what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.load import Arrival, Loaded
from ingest.report import Failure
from knowledge.catalogue import Catalogue
from knowledge.document import Document, Source
from knowledge.overrides import UNPROVEN_BY, Override, differences


@dataclass(frozen=True, slots=True)
class Overridden:
    """What was read, with the changes; `declared` is what these Sources say of themselves."""

    loaded: Loaded
    declared: Mapping[str, Source]
    same_proof: tuple[tuple[Document, Document], ...]
    """Documents before and after, that prove as much as they did: another title, for example."""


def override(loaded: Loaded, overrides: Mapping[str, Override], catalogue: Catalogue) -> Overridden:
    """Put Overrides over what was read, and over what was read by earlier runs."""
    if not overrides:
        return Overridden(loaded, {}, ())
    removed = frozenset(key for key, o in overrides.items() if o.removed)
    warnings = [
        Failure(arrival.origin, overrides[arrival.document.source.id].refusal)
        for arrival in loaded.arrivals
        if arrival.document.source.id in removed
    ]
    read = [a for a in loaded.arrivals if a.document.source.id not in removed]
    declared = {
        a.document.source.id: a.document.source for a in read if a.document.source.id in overrides
    }
    arrivals = [_changed(a, overrides.get(a.document.source.id)) for a in read]
    present = catalogue.documents(overrides.keys())
    kept = replace(
        loaded,
        arrivals=tuple(arrivals),
        warnings=(*loaded.warnings, *warnings),
        removed=removed,
    )
    gone = kept.gone(catalogue.fingerprints(), catalogue.origins())
    earlier = {
        key: document
        for key, document in present.items()
        if key not in declared and key not in gone and key not in removed
    }
    arrivals += _redone(earlier, overrides, catalogue)
    declared |= {key: overrides[key].declared or d.source for key, d in earlier.items()}
    same = tuple(_same_proof(arrivals, present))
    return Overridden(replace(kept, arrivals=tuple(arrivals)), declared, same)


def _redone(
    earlier: Mapping[str, Document], overrides: Mapping[str, Override], catalogue: Catalogue
) -> Iterator[Arrival]:
    """Documents that this run did not read and that are to be others than they are."""
    roots, origins = catalogue.fingerprints(), catalogue.origins()
    for key, document in earlier.items():
        wanted = overrides[key].applied(overrides[key].declared or document.source)
        if wanted != document.source:
            yield Arrival(Document(wanted, document.text), roots[key][0], origins[key])


def _changed(arrival: Arrival, found: Override | None) -> Arrival:
    if found is None:
        return arrival
    document = arrival.document
    return replace(arrival, document=Document(found.applied(document.source), document.text))


def _same_proof(
    arrivals: list[Arrival], present: Mapping[str, Document]
) -> Iterator[tuple[Document, Document]]:
    for after in (arrival.document for arrival in arrivals):
        before = present.get(after.source.id)
        if before is None or before.text != after.text or before.source == after.source:
            continue
        if UNPROVEN_BY.isdisjoint(differences(before.source, after.source)):
            yield before, after
