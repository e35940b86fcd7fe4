"""What a file that was sent says of itself, before anything of it is ingested."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.draft import Limits
from ingest.errors import Unreadable
from ingest.find import Sent, find
from knowledge.document import Source


def look(origin: str, sent: Sent, limits: Limits, taken: Mapping[str, str]) -> Source | None:
    """The Source that an ingestion of the file would make, `taken` being the ids in use with their
    origins; None where the file holds several, or addresses of pages.

    Raises Unreadable, where an ingestion would fail.
    """
    from ingest.load import Loader  # LangChain, in a server that never ingests

    found = find([origin], sent)
    if any(place.is_url for place in found.places):
        return None
    loaded = Loader(limits, taken).load(found, lambda stage, share: None)
    if loaded.failures:
        raise Unreadable(loaded.failures[0].reason)
    sources = [arrival.document.source for arrival in loaded.arrivals]
    return sources[0] if len(sources) == 1 else None
