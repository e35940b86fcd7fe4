"""What the assistant says itself, per served language, read from `knowledge/texts/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Reason, Status
from knowledge.document import LANGUAGES, Language
from knowledge.errors import InvalidKnowledge
from knowledge.folder import shared_file
from knowledge.programme import FILE as PROGRAMME
from knowledge.programme import Programme
from knowledge.yaml_file import read_yaml

_NEEDED = frozenset(
    [r.value for r in Reason if r is not Reason.NOT_STATED]
    + [Status.CLARIFICATION, Status.FAILED]
    + ["greeting", "thanks", "quoted_intro", "quoted_more", "quoted_foreign", "unserved_language"]
    + ["crisis", "insult", "opinion", "private_person"]
    + ["contact", "contact_without_site"]
    + ["months", "date_day", "date_month", "source_named"]
    + ["superseded", "superseded_elsewhere", "expired"]
    + ["corrected", "part_unanswered", "part_not_found"]
    + ["listed", "not_listed"]
    + ["side_silent", "official_side", "press_side", "unheld", "unheld_led"]
)
_SUGGESTED = 4
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """The canned texts of one language, filled in."""

    language: Language
    said: Mapping[str, str]
    suggestions: tuple[str, ...]
    languages: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    def fill(self, name: str, **slots: str) -> str:
        """A text with its slots filled at once, so that no value is taken for a slot."""
        return _SLOT.sub(lambda slot: slots.get(slot[1], slot[0]), self.said[name])


def load_texts(folder: Path, programme: Programme) -> dict[Language, Texts]:
    """Read `texts/<language>.yaml` for every served language; raises InvalidKnowledge.

    The programme's own texts come first, and its name and site fill the slots.
    """
    return {language: _texts(folder, language, programme) for language in LANGUAGES}


def _texts(folder: Path, language: Language, programme: Programme) -> Texts:
    name = f"texts/{language}.yaml"
    data = _load(shared_file(folder, name))
    if missing := sorted(_NEEDED - data.keys()):
        raise InvalidKnowledge([f"{name}: no text for {', '.join(missing)}"])
    said = {key: value for key, value in data.items() if isinstance(value, str)}
    if programme.site is None:
        said["contact"] = said["contact_without_site"]
    own = programme.texts.get(language, {})
    if strange := sorted(own.keys() - said.keys()):
        raise InvalidKnowledge([f"{PROGRAMME}: texts.{language}: no text {', '.join(strange)}"])
    said |= own
    slots = {
        "{contact}": said["contact"],
        "{programme}": programme.name[language],
        "{site}": programme.site or "",
    }
    for slot, value in slots.items():
        said = {key: text.replace(slot, value) for key, text in said.items()}
    return Texts(
        language=language,
        said=said,
        suggestions=tuple(t.question for t in programme.topics.get(language, ())[:_SUGGESTED]),
        languages=data.get("languages", {}),
    )


def _load(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise InvalidKnowledge([f"{path.name}: not a mapping"])
    return data
