"""What an Answer says besides: that a Source which it cites holds no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.answer import Answer
from assistant.texts import Texts
from knowledge.document import Precision, Source
from knowledge.validity import Validity, replacement, validity


def validity_notes(
    answer: Answer, sources: Mapping[str, Source], today: date, texts: Texts
) -> tuple[str, ...]:
    """A sentence for every Source that the Answer cites and that was replaced or has run out.

    `sources` are all Sources by id as they are now, `texts` those of the Answer's language.
    """
    labels: dict[str, list[int]] = {}
    for citation in answer.citations:
        labels.setdefault(citation.source.id, []).append(citation.label)
    cited = {c.source.id: sources.get(c.source.id, c.source) for c in answer.citations}
    notes = (_note(cited[i], labels[i], sources, today, texts) for i in cited)
    return tuple(note for note in notes if note)


def spoken_date(day: date, precision: Precision, texts: Texts) -> str:
    """A date in the language of the texts, as exactly as it is known."""
    if precision is Precision.YEAR:
        return str(day.year)
    number = texts.said.get("first_day", "1") if day.day == 1 else str(day.day)
    month = texts["months"].split()[day.month - 1]
    return texts.fill(f"date_{precision}", day=number, month=month, year=str(day.year))


def _note(
    source: Source, labels: list[int], sources: Mapping[str, Source], today: date, texts: Texts
) -> str | None:
    state = validity(source, sources, today)
    slots = {"labels": " ".join(f"[{n}]" for n in labels), "source": _named(source, texts)}
    if state is Validity.SUPERSEDED:
        newer = replacement(source, sources)
        if newer is None:
            return texts.fill("superseded_elsewhere", **slots)
        return texts.fill("superseded", **slots, replacement=_named(newer, texts))
    if state is Validity.EXPIRED and source.valid_until:
        until = spoken_date(source.valid_until, Precision.DAY, texts)
        return texts.fill("expired", **slots, date=until)
    return None


def _named(source: Source, texts: Texts) -> str:
    """Title, publisher and date, as far as known."""
    imprint = [source.publisher]
    if source.published:
        imprint.append(spoken_date(source.published, source.date_precision, texts))
    return texts.fill("source_named", title=source.title, imprint=", ".join(imprint))
