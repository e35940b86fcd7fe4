"""Clean a text of what no reader sees, and keep out what gives orders to a model; pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.orders import order_to_model

# Soft hyphen, zero-width and bidi controls, invisible operators, variation selectors, tags, BOM.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_GAP = re.compile(r"(\n[ \t]*\n\s*)")
_SEAM = 200


@dataclass(frozen=True, slots=True)
class Screened:
    """The text that may be stored, and why paragraphs of it were kept out."""

    text: str
    poisoned: tuple[str, ...]


def clean(text: str) -> str:
    """NFC, without zero-width, bidi-control, tag and control characters."""
    visible = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", _CONTROL.sub("", visible))


def clean_line(text: str) -> str:
    """The same for a title or a name: one line, and empty where it gives orders to a model."""
    line = " ".join(clean(text).split())
    return "" if order_to_model(line) else line


def screen(text: str) -> Screened:
    """The cleaned text without the paragraphs that give orders to a model."""
    parts = _GAP.split(clean(text).strip())
    paragraphs, gaps = parts[::2], [*parts[1::2], ""]
    reasons = [order_to_model(paragraph) for paragraph in paragraphs]
    for at in range(len(paragraphs) - 1):  # an order that a blank line cuts in two
        if not reasons[at] and not reasons[at + 1]:
            seam = f"{paragraphs[at][-_SEAM:]} {paragraphs[at + 1][:_SEAM]}"
            reasons[at] = reasons[at + 1] = order_to_model(seam)
    kept = [p + g for p, g, reason in zip(paragraphs, gaps, reasons, strict=True) if not reason]
    poisoned = tuple(dict.fromkeys(reason for reason in reasons if reason))
    return Screened("".join(kept).strip(), poisoned)
