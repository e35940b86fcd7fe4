"""A Passage as Chroma keeps it, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from knowledge.document import Passage


def to_metadata(passage: Passage) -> dict[str, str | int]:
    """What is kept of a Passage beside its text and vector."""
    return {
        "source_id": passage.source_id,
        "heading": json.dumps(passage.heading, ensure_ascii=False),
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
    }


def to_passages(ids: Sequence[str], texts: Any, metadatas: Any) -> list[Passage]:
    """Passages of a page that was read; all three have the same order."""
    return [
        Passage(
            id=i,
            source_id=m["source_id"],
            heading=tuple(json.loads(m["heading"])),
            text=text,
            start=m["start"],
            end=m["end"],
            language=m["language"],
        )
        for i, text, m in zip(ids, texts or [], metadatas or [], strict=True)
    ]
