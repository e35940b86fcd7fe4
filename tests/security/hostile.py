"""Strings made to keep a regular expression busy, parts of it over and over; and an end to that."""

import random
import signal
from contextlib import contextmanager
from re import _constants as sre
from re import _parser

_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
_LIKE = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_WORD: " ",
}
_FEW = 6  # repetitions; what may be repeated no more often keeps nothing busy
_MOST = 300  # pieces for one expression
_ENDS = ("", "\0")  # the second ends what would match


class TooLong(Exception):
    """What was running was cut off."""


@contextmanager
def cut_off(seconds):
    """Raise TooLong in what takes more processor time, also inside a search that hangs."""

    def stop(*_):
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attacks(pattern):
    """(start, piece, end) of strings; the piece is to be repeated. The same for each run."""
    chance = random.Random(ascii(pattern.pattern))
    parsed = list(_parser.parse(pattern.pattern, pattern.flags))
    pieces = [("", sign) for sign in " a1,\n"]
    pieces += [("", _sample(parsed, chance, times)) for times in (0, 1, 2)]
    for before, body in _repeats(parsed):
        start = _sample(before, chance, 1)
        for part in _ways(body, chance):
            pieces += [("", part), (start, part), ("", start + part)]
    found = [(start, piece) for start, piece in dict.fromkeys(pieces) if piece]
    chosen = chance.sample(found, min(len(found), _MOST))
    return [(start, piece, end) for start, piece in chosen for end in _ENDS]


def _repeats(parsed, before=()):
    """What is repeated often in a parsed pattern, and what stands before it."""
    for at, (kind, value) in enumerate(parsed):
        ahead = (*before, *parsed[:at])
        if kind in _REPEATS and value[1] > _FEW:
            yield ahead, value[2]
        for inner in _inside(kind, value):
            yield from _repeats(inner, ahead)


def _inside(kind, value):
    if kind in _REPEATS:
        return [value[2]]
    if kind is sre.BRANCH:
        return value[1]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is sre.ATOMIC_GROUP else []


def _ways(body, chance):
    """Strings that a repeated part matches, one for each of its alternatives."""
    inner = list(body)
    while len(inner) == 1 and inner[0][0] is sre.SUBPATTERN:
        inner = list(inner[0][1][3])
    if len(inner) == 1 and inner[0][0] is sre.BRANCH:
        return [_sample(way, chance, 1) for way in inner[0][1][1]]
    return [_sample(body, chance, times) for times in (1, 2, None)]


def _sample(parsed, chance, times):
    """A string that matches, but for what stands around it; what may be repeated, so often."""
    return "".join(_one(kind, value, chance, times) for kind, value in parsed)


def _one(kind, value, chance, times):
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if kind is sre.ANY:
        return chance.choice("a ,")
    if kind is sre.IN:
        return _sign(value, chance)
    if kind in _REPEATS:
        low, high, body = value
        wished = chance.choice((0, 1, 2)) if times is None else times
        many = min(max(low, wished), high)
        return "".join(_sample(body, chance, times) for _ in range(many))
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return ""
    inner = _inside(kind, value)
    return _sample(chance.choice(inner), chance, times) if inner else ""


def _sign(members, chance):
    """A sign of a class; of one that excludes signs, one of those that it does not."""
    if members[0][0] is sre.NEGATE:
        return next(s for s in "a1 ,._-é\u4e00" if not any(_holds(m, s) for m in members[1:]))
    kind, value = chance.choice(members)
    if kind is sre.CATEGORY:
        return _LIKE[value]
    return chr(value[0] if kind is sre.RANGE else value)


def _holds(member, sign):
    kind, value = member
    if kind is sre.LITERAL:
        return chr(value) == sign
    if kind is sre.RANGE:
        return value[0] <= ord(sign) <= value[1]
    found = {
        sre.CATEGORY_DIGIT: sign.isdigit(),
        sre.CATEGORY_SPACE: sign.isspace(),
        sre.CATEGORY_WORD: sign.isalnum() or sign == "_",
    }
    opposite = {
        sre.CATEGORY_NOT_DIGIT: not sign.isdigit(),
        sre.CATEGORY_NOT_SPACE: not sign.isspace(),
        sre.CATEGORY_NOT_WORD: not (sign.isalnum() or sign == "_"),
    }
    return (found | opposite)[value]
