"""An Answer as one text with numbered footnotes, for clients that show nothing but text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, Citation, Conflict, Status
from assistant.notes import spoken_date
from assistant.texts import Texts
from knowledge.document import Language

_FILE = Path(__file__).with_name("footnotes.json")
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a footnote is named in a text: text[start:end] is `[label]`."""

    label: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Writes Answers of one language; `words` are its own, `texts` the assistant's."""

    words: Mapping[str, str]
    texts: Texts

    def content(self, answer: Answer) -> str:
        """The whole text: body and below, as a stream tells them one after the other."""
        return " ".join(body(answer)) + self.below(answer)

    def below(self, answer: Answer) -> str:
        """What stands below the body: notes, disagreements, dates and the quotations."""
        parts = [*answer.notes, *(self._conflict(conflict) for conflict in answer.conflicts)]
        if answer.status is not Status.ANSWERED and answer.suggestions:
            parts.append(_listed(self.words["suggestions"], answer.suggestions))
        if date := self._as_of(answer):
            parts.append(self.words["as_of"].format(date=date))
        if answer.citations:
            parts.append(_listed(self.words["sources"], map(self._citation, answer.citations)))
        return "".join(f"\n\n{part}" for part in parts)

    def _conflict(self, conflict: Conflict) -> str:
        versions = (
            " ".join([v.value, *(f"[{n}]" for n in v.citations)]) for v in conflict.versions
        )
        return _listed(self.words["disagree"].format(topic=conflict.topic), versions)

    def _citation(self, citation: Citation) -> str:
        source, texts = citation.source, self.texts
        imprint = [source.title, source.publisher]
        if source.published:
            imprint.append(spoken_date(source.published, source.date_precision, texts))
        if source.language != texts.language:
            spoken = texts.languages.get(source.language, source.language)
            imprint.append(self.words["foreign"].format(language=spoken))
        told = self.words["citation"].format(
            label=citation.label, imprint=", ".join(imprint), quote=citation.quote
        )
        return f"{told} {source.url}".rstrip()

    def _as_of(self, answer: Answer) -> str | None:
        newest = [c.source for c in answer.citations if c.source.published == answer.as_of]
        if answer.as_of is None:
            return None
        return spoken_date(answer.as_of, newest[0].date_precision, self.texts)


def body(answer: Answer) -> tuple[str, ...]:
    """The sentences with their footnotes, or the reply where there is no sentence."""
    return tuple(map(str, answer.sentences)) or (answer.text,)


def marks(answer: Answer) -> tuple[Mark, ...]:
    """Where the body of an Answer's text names its footnotes."""
    known = {citation.label for citation in answer.citations}
    return tuple(
        Mark(label, found.start(), found.end())
        for found in _MARK.finditer(" ".join(body(answer)))
        if (label := int(found[1])) in known
    )


def read_footnotes(texts: Mapping[Language, Texts]) -> dict[Language, Footnotes]:
    """What writes the Answers of every language."""
    words = json.loads(_FILE.read_text(encoding="utf-8"))
    return {language: Footnotes(words[language], texts[language]) for language in texts}


def _listed(heading: str, items: Iterable[str]) -> str:
    return "\n".join([heading, *(f"- {item}" for item in items)])
