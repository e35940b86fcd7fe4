"""Cuts what a chat model writes into sentences, each as soon as it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.asks import without_asking
from assistant.sentences import sentences
from knowledge.names import phrase

_LABEL = re.compile(r"\s*[\[【]\^?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)[\]】]")
_BEHIND_STOP = re.compile(rf"(?P<stop>[.!?…][\"»”’)]*)(?P<labels>(?:{_LABEL.pattern})+)")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}|[-*•]|>)\s+")
_STOPPED = re.compile(r"[.!?…][\"»”’)]*\s*$")
_ENDS_LABELLED = re.compile(rf"{_LABEL.pattern}\s*$")
_GAP_BEFORE_STOP = re.compile(r"\s+(?=[.,;!?…](?:\s|$))")

_ENDING = 200
"""Characters that may tell whether a sentence ends: its last ones, labels, the next word."""


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as the model wrote it, without its labels, and the labels it cites, in order."""

    text: str
    labels: tuple[int, ...]


def cut(pieces: Iterable[str]) -> Iterator[DraftSentence]:
    """The sentences of a text that arrives in pieces.

    A sentence is complete once another begins behind it, or the text ends. Labels may stand before
    the full stop or behind it; marks of Markdown are left out. The last sentence is complete with
    an end mark or with labels at its end; broken off elsewhere it cites nothing.
    """
    held = ""
    for piece in pieces:
        held += piece
        word = held.rfind(" ", 0, max(0, len(held) - len(piece) - _ENDING)) + 1
        if len(_sentences(held[word:])) < 2:
            continue  # what is new ends none; to cut all that is held each time would be slow
        *complete, held = _sentences(held) or [held]
        yield from filter(None, map(_read, complete))
    *complete, last = _sentences(held) or [""]
    yield from filter(None, map(_read, [*complete, _ended(last)]))


def echoes(text: str, question: str) -> bool:
    """Whether a sentence only says again an open question, whatever it ends with."""
    return phrase(text) == phrase(question) and without_asking(question) != question


def _ended(last: str) -> str:
    """The last sentence with the full stop that may lack; without labels where it breaks off."""
    if _STOPPED.search(last):
        return last
    return f"{last.rstrip()}." if _ENDS_LABELLED.search(last) else _LABEL.sub("", last)


def _sentences(text: str) -> list[str]:
    """The sentences of a text, the labels behind a full stop moved before it.

    The last one keeps the blanks behind it: the next piece may go on with a word or a digit.
    """
    plain = _EMPHASIS.sub("", text)
    moved = _BEHIND_STOP.sub(lambda m: f"{m['labels']}{m['stop']}", plain)
    spans = sentences(moved)
    if not spans:
        return []
    return [*(span.text for span in spans[:-1]), moved[spans[-1].start :]]


def _read(sentence: str) -> DraftSentence | None:
    """The sentence of a draft; None where no word is in it."""
    labels = [int(n) for m in _LABEL.finditer(sentence) for n in re.findall(r"\d+", m[1])]
    plain = _GAP_BEFORE_STOP.sub("", _LINE_MARK.sub("", _LABEL.sub("", sentence)))
    text = " ".join(plain.split())
    if not any(c.isalnum() for c in text):
        return None
    return DraftSentence(text, tuple(dict.fromkeys(labels)))
