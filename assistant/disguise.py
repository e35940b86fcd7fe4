"""What a message says, also in disguise: look-alike letters, letters apart, codes, unseen text."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

# Characters that a reader does not see: format characters, fillers, halves of surrogate pairs.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")

# Small letters of other scripts by the Latin letter that they are drawn like.
_DRAWN_LIKE = {
    "a": "аɑαӕ", "b": "ьЬвβƅ", "c": "сϲᴄ", "d": "ԁɗ", "e": "еєεҽ", "f": "ғϝ", "g": "ɡցɢ",
    "h": "һнհ", "i": "іїιɪıɩ", "j": "јϳ", "k": "кκᴋ", "l": "ӏⅼι", "m": "мϻᴍ", "n": "пηոռɴи",
    "o": "оοσօ", "p": "рρᴘ", "q": "ԛգ", "r": "гᴦʀя", "s": "ѕꜱ", "t": "тτᴛ", "u": "υսцᴜ",
    "v": "ѵνᴠ", "w": "ԝωшᴡ", "x": "хχ", "y": "уγүʏ", "z": "ᴢʐ",
}  # fmt: skip
_LATIN = str.maketrans({like: a for a, letters in _DRAWN_LIKE.items() for like in letters})
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_LETTER = re.compile("[A-Za-z]")
_OTHER_SCRIPT = re.compile("[\u0250-\u02af\u0370-\u058f\u1d00-\u1d7f]")

_DIGITS_FOR_LETTERS = str.maketrans("013457@$!|€+", "oieastasilet")
_LEET = re.compile(r"[0134578@$|€+][a-z]|[a-z][0134578@$|€+]", re.I)
_APART = re.compile(r"(?<!\w)(?:[^\W_][ .*_|/+-]{1,2}){3,}[^\W_](?!\w)")
_JOINT = re.compile(r"[-*_`~^.|\\]{1,4}(?=\w)")
_STOPS = re.compile(r"[.!?,;:…]+ (?=\w+[.!?,;:…])")
_TAG = re.compile(r"<[^<>]{0,40}>")
_ESCAPE = re.compile(r"\\[ux]\{?([0-9a-fA-F]{2,4})\}?")
_QUOTED = re.compile(r"[\"'“‘«]([^\"'”’»]{1,200})[\"'”’»]")
_PIG_LATIN = re.compile(
    r"\b(?:([a-z]{1,30})way|([a-z]{1,30}?)([bcdfghjklmnpqrstvwxz]{1,9}|qu)ay)\b", re.I
)

_MORSE_MARKS = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- "
    "-. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
)
_MORSE = {mark: chr(ord("a") + n) for n, mark in enumerate(re.findall(r"\S+", _MORSE_MARKS))}
_MOST = 12  # readings of one message


def visible(message: str) -> str:
    """What a reader sees, on one line, and not shouted: capitals alone mean nothing."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", message))
    text = " ".join(_CONTROL.sub(" ", text).split())
    words = [word for word in text.split() if word.isalpha() and len(word) > 1]
    return text.lower() if len(words) > 1 and all(word.isupper() for word in words) else text


def plain(text: str) -> str:
    """The text with Latin letters where a word mixes them with their look-alikes."""
    if text.isascii():
        return text
    return _WORD.sub(lambda word: _one_script(word[0]), text)


def _one_script(word: str) -> str:
    mixed = _OTHER_SCRIPT.search(word) and _ASCII_LETTER.search(word)
    return word.lower().translate(_LATIN) if mixed else word


def readings(message: str, seen: str) -> Iterator[str]:
    """Other texts that a message may hold: decoded, unscrambled or unseen; `seen` is what shows.

    At most a dozen. They are guesses, made to be searched for orders and not to be shown.
    """
    yield from _hidden(message)
    found = [seen]
    for text in found:
        for reading in _undone(text):
            if reading not in found and len(found) <= _MOST:
                found.append(reading)
                yield reading


def scrambled(seen: str) -> Iterator[str]:
    """The text read backwards, each word read backwards, and with its letters 13 places on."""
    backwards = seen[::-1]
    yield backwards
    yield " ".join(reversed(backwards.split(" ")))
    yield codecs.encode(seen, "rot13")


def _hidden(message: str) -> Iterator[str]:
    """Text in tag characters, which no reader sees."""
    for run in _TAGS.findall(message):
        yield "".join(chr(ord(tag) - 0xE0000) for tag in run)


def _undone(text: str) -> Iterator[str]:
    for sign, undo in _DISGUISES:
        if sign.search(text):
            yield undo(text)
    for code, decode in _CODES:
        for run in code.findall(text)[:4]:
            if _readable(decoded := decode(run)):
                yield decoded


def _together(text: str) -> str:
    return _APART.sub(lambda run: "".join(c for c in run[0] if c.isalnum()), text)


def _readable(text: str) -> bool:
    """Whether it may be words, or another code."""
    usual = sum(c.isalnum() or c in " =+/" for c in text)
    return len(text) > 5 and usual >= 0.85 * len(text)


def _bytes(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _base64(run: str) -> str:
    body = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return _bytes(base64.b64decode(body + "=" * (-len(body) % 4)))
    except binascii.Error:
        return ""


def _base32(run: str) -> str:
    body = run.rstrip("=").upper()
    try:
        return _bytes(base64.b32decode(body + "=" * (-len(body) % 8)))
    except binascii.Error:
        return ""


def _numbers(base: int, digit: str) -> Callable[[str], str]:
    number = re.compile(digit)
    return lambda run: "".join(chr(int(n, base)) for n in number.findall(run))


def _morse(run: str) -> str:
    marks = run.translate(str.maketrans("–—_·•|", "---../"))
    words = re.split(r" */ *|  +", marks)
    return " ".join("".join(_MORSE.get(mark, "") for mark in word.split()) for word in words)


# What gives a disguise away, and how it is taken off.
_DISGUISES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_OTHER_SCRIPT, lambda text: text.lower().translate(_LATIN)),
    (_LEET, lambda text: text.translate(_DIGITS_FOR_LETTERS)),
    (_APART, _together),
    (_JOINT, lambda text: _JOINT.sub("", text)),
    (_STOPS, lambda text: _STOPS.sub(" ", text)),
    (_TAG, lambda text: _TAG.sub("", text)),
    (
        re.compile(r"[\"'“‘«].{1,200}[\"'”’»].{0,200}[\"'“‘«]"),
        lambda t: "".join(_QUOTED.findall(t)),
    ),
    (
        re.compile(r"(?:\b[a-z]{1,30}ay\b\W{1,3}){2}\b[a-z]{1,30}ay\b", re.I),
        lambda text: _PIG_LATIN.sub(r"\3\2\1", text),
    ),
    (re.compile("&#?\\w+;"), html.unescape),
    (re.compile("%[0-9a-fA-F]{2}"), unquote),
    (_ESCAPE, lambda text: _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)),
)
# Codes, and what they stand for.
_CODES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{12,}={0,2}"), _base64),
    (re.compile(r"\b[A-Z2-7]{16,}={0,6}"), _base32),
    (
        re.compile(r"(?:(?:\\x|0x)?[0-9a-fA-F]{2}[ :,;]{0,2}){8,}"),
        _numbers(16, r"(?!0x)[0-9a-fA-F]{2}"),
    ),
    (re.compile(r"(?:\b[01]{7,8}[ ,]?){4,}|\b[01]{48,}"), _numbers(2, r"[01]{8}|[01]{7}")),
    (re.compile(r"\d{2,3}(?:[ ,;]{1,2}\d{2,3}){7,}"), _numbers(10, r"\d+")),
    (re.compile(r"(?:[.\-–—_·•]{1,5}(?: ?[/|] ?| {1,2})){6,}[.\-–—_·•]{0,5}"), _morse),
)
