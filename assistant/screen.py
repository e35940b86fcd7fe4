"""Messages that are declined before any search: by form, not by meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.answer import Reason
from assistant.personal_data import only_personal_data, redact
from knowledge.errors import InvalidKnowledge
from knowledge.figures import fold
from knowledge.yaml_file import read_yaml

# Zero-width, bidirectional and tag characters carry text that a reader does not see; halves of
# surrogate pairs are no text at all.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Screened:
    """A message made safe to store and search, and why it is declined, if it is."""

    text: str
    reason: Reason | None


class Screen:
    """Applies the patterns of `screening.yaml` in the order of the file."""

    def __init__(self, patterns: list[tuple[Reason, re.Pattern[str]]]) -> None:
        self._patterns = patterns

    @classmethod
    def load(cls, path: Path) -> Screen:
        """Raises InvalidKnowledge, naming a pattern that is not a regular expression."""
        try:
            data = read_yaml(path)
            return cls([(Reason(r), re.compile(p)) for r, ps in data.items() for p in ps])
        except (OSError, yaml.YAMLError, ValueError, AttributeError, re.error) as error:
            raise InvalidKnowledge([f"{path.name}: {error}"]) from error

    def __call__(self, message: str) -> Screened:
        """The message without invisible characters and personal data, and the verdict."""
        visible = _visible(message)
        text, kinds = redact(visible)
        folded = " ".join(fold(visible).replace("’", "'").split())
        for reason, pattern in self._patterns:
            if pattern.search(folded):
                return Screened(text, reason)
        if kinds and only_personal_data(text):
            return Screened(text, Reason.PERSONAL_DATA)
        return Screened(text, None)


def _visible(message: str) -> str:
    """What a reader sees, on one line, and not shouted: capitals alone mean nothing."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", message))
    text = " ".join(_CONTROL.sub(" ", text).split())
    words = [word for word in text.split() if word.isalpha() and len(word) > 1]
    return text.lower() if len(words) > 1 and all(word.isupper() for word in words) else text
