"""Amounts of money, counts, shares, durations and ages in a sentence, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from knowledge.dates import dates
from knowledge.folding import plain
from knowledge.lexical import stems
from knowledge.numbers import GAP, Number, numbers
from knowledge.values import Bound, Value, ValueKind

_VAGUE = re.compile(
    r"(?:dizaine|quinzaine|vingtaine|trentaine|\w+antaine|centaine|millier|dozen|douzaine|"
    r"decena|quincena|veintena|treintena|centenar|docena)s?\b"
)
_ABOUT = (
    r"about|around|roughly|approximately|some|nearly|almost|close to|an estimated|environ|quelque|"
    r"pres de|a peu pres|presque|autour de|unos|unas|alrededor de|cerca de|casi|aproximadamente|"
    r"circa|~|≈"
)
_SIGN = r"[ ]?(?:us)?[$€£]?$"
_LIMITS = (
    (
        Bound.MOST,
        r"up to|at most|no more than|maximum (?:age )?(?:of|is)|not exceed(?:ing)?|fewer than|"
        r"less than|under|jusqu'a|au plus|moins de|hasta|a lo sumo|menos de|within",
    ),
    (
        Bound.LEAST,
        r"at least|minimum (?:age )?(?:of|is)|no less than|no fewer than|starting (?:at|from)|"
        r"a partir de|au moins|dès|al menos|minimo de",
    ),
    (
        Bound.OVER,
        r"more than|over|above|upwards of|plus d[e']|mas de|superieure? a|superior a",
    ),
)
_BEFORE = tuple((b, re.compile(rf"\b(?:{w})(?: (?:{_ABOUT}))?{_SIGN}")) for b, w in _LIMITS)
_AFTER = (
    (
        Bound.LEAST,
        re.compile(
            r"\+|[^.,;]{0,18}\b(?:or (?:more|older|over)|and (?:over|older|up)|minimum|et plus|"
            r"ou plus|o mas|y mas|como minimo|au minimum)\b"
        ),
    ),
    (
        Bound.MOST,
        re.compile(r"[^.,;]{0,18}\b(?:maximum|at most|au maximum|como maximo|or less)\b"),
    ),
)
_APPROXIMATE = re.compile(rf"(?:^|(?<=\W))(?P<about>{_ABOUT}){_SIGN}")
_FROM = re.compile(r"\bdès\b", re.IGNORECASE)
_OR_SO = re.compile(r"[- ]?(?:odd\b|or so\b|environ\b|mas o menos\b)")
_CURRENCIES = (
    ("USD", r"us\$|\$|usd|(?:us )?dollars?|dolares"),
    ("EUR", r"€|eur\b|euros?"),
    ("GBP", r"£|gbp|pounds?|livres? sterling|libras"),
    ("MXN", r"mxn|pesos"),
    ("CHF", r"chf|swiss francs?|francs? suisses?|francos? suizos?"),
)
_MONEY_BEFORE = [(c, re.compile(rf"(?:(?<!\w)|(?=[$€£]))(?:{p}){GAP}?$")) for c, p in _CURRENCIES]
_MONEY_AFTER = [(c, re.compile(rf"{GAP}?(?:de |d')?(?:{p})(?!\w)")) for c, p in _CURRENCIES]
_SIGN_BEFORE = re.compile(rf"(?:us)?[$€£]{GAP}?$")
_FREE = re.compile(
    r"\b(?:free of charge|for free|(?:is|are|be) (?:entirely |completely )?free"
    r"(?! (?:to|from|time))|free (?:entry|entrance|admission)|gratuite?s?|gratis|gratuit[oa]s?)\b"
)
_PERIODS = (
    ("year", r"years?|annum|an|annee|ano", r"annual(?:ly)?|yearly|annuel\w*|anual(?:es)?"),
    ("month", r"months?|mois|mes", r"monthly|mensuel\w*|mensual(?:es)?"),
    ("week", r"weeks?|semaine|semana", r"weekly|hebdomadaires?|semanal(?:es)?"),
    ("day", r"days?|jour|dia", r"daily|journaliere?s?|diari[oa]s?"),
    ("hour", r"hours?|heure|hora", r"hourly|horaires?"),
)
_EACH = r"(?:a|an|per|each|every|/|par|chaque|al|por|cada|a la|l'|de l')"
_PER = [(p, re.compile(rf"[^\d.;]{{0,14}}{_EACH}{GAP}?(?:{n})\b")) for p, n, _ in _PERIODS]
_ADJECTIVE = [(p, re.compile(rf"\b(?:{a})\b")) for p, _, a in _PERIODS]
_PERCENT = re.compile(rf"{GAP}?(?:%|percent\b|per cent\b|pour cent\b|por ciento\b)")
_DAYS = (
    (365.25, "years?|ans?|annees?|anos?"),
    (30.44, "months?|mois|mes(?:es)?"),
    (7.0, "weeks?|semaines?|semanas?"),
    (1.0, "days?|jours?|dias?"),
    (1 / 24, "hours?|heures?|horas?"),
    (1 / 1440, "minutes?|minutos?"),
)
_FULL = r"(?:full|pleins?|complet[oa]s?) "
_LENGTHS = [(d, re.compile(rf"(?:{GAP}|-)?(?:{_FULL})?(?:{names})\b")) for d, names in _DAYS]
_ONE = re.compile(
    r"\b(?:one|une?|uno)(?=[- ])|\b(?<=for )an?(?= )|\b(?<=lasts )an?(?= )|\ba(?= \w+ or two\b)"
)
_SINGLE = re.compile(r"(?:1|one|une?|uno|a)\b")
_OR = re.compile(r"(?:,? voire| or| ou| o) ")
_AGE_AFTER = re.compile(r"[- ]?(?:olds?\b|of age\b|d'age\b|de edad\b|revolus\b|cumplidos\b)")
_AGE = re.compile(r"\b(?:aged?|ages|agee?s?|edad|limite d'age)\b")
_FILLER = {"of", "de", "des", "d", "other", "more", "additional", "or", "so", "autres", "otros"}
_NOUN = re.compile(r"[ \u00a0\u202f\-'()*]*(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)")
_NOUNS = 3
_NEAR = 100
"""How far before a number is searched for the words that belong to it."""
_CACHED = 256
_SLACK_OF_COUNTS, _SLACK = 0.2, 0.1


def quantities(text: str, language: str) -> list[Value]:
    """The quantities of a sentence in order; years and dates are none."""
    folded = plain(text)
    if len(folded) != len(text):
        return []
    for match in _FROM.finditer(text):  # "des cinq" counts some, "dès cinq" says from where on
        folded = folded[: match.start()] + "dès" + folded[match.end() :]
    found = [v for n in numbers(text) if (v := _typed(folded, n, language))]
    single = (v for v in _single_lengths(folded) if not any(_overlap(v, f) for f in found))
    free = (Value(ValueKind.MONEY, "/", 0, 0, *m.span()) for m in _FREE.finditer(folded))
    return _with_shared_units(folded, sorted([*found, *single, *free], key=lambda v: v.start))


def _with_shared_units(folded: str, values: list[Value]) -> list[Value]:
    """The values with "one year or two" made one length."""
    kept: list[Value] = []
    for value in values:
        last = kept[-1] if kept else value
        bare = value.kind is ValueKind.COUNT and value.noun == (0, 0)
        single = last.kind is ValueKind.DURATION and _SINGLE.match(folded, last.start)
        if bare and single and _OR.fullmatch(folded[last.end : value.start]):
            kept[-1] = replace(last, high=last.low * value.high, end=value.end)
        else:
            kept.append(value)
    return kept


def values_of(text: str, language: str) -> tuple[Value, ...]:
    """The quantities of a sentence, then its dates; what stands in a date is no quantity."""
    known = dates(text)
    counted = (v for v in quantities(text, language) if not any(_overlap(v, d) for d in known))
    return (*counted, *known)


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end


def _typed(folded: str, number: Number, language: str) -> Value | None:
    value = (
        _money(folded, number)
        or _percent(folded, number)
        or _length(folded, number)
        or (None if number.year else _count(folded, number, language))
    )
    return value and _limited(value, number, folded)


def _money(folded: str, number: Number) -> Value | None:
    sign = next((c for c, p in _MONEY_BEFORE if _just_before(number, p, folded)), None)
    words = ((c, m.end()) for c, p in _MONEY_AFTER if (m := p.match(folded, number.end)))
    word = next(words, None)
    if sign is None and word is None:
        return None
    currency, end = word or (sign, number.end)
    found = _just_before(number, _SIGN_BEFORE, folded)
    start = found.start() if found else number.start
    stated = ((p, m.end()) for p, each in _PER if (m := each.match(folded, end)))
    per, end = next(stated, None) or (_implied_period(folded), end)
    return Value(ValueKind.MONEY, f"{currency}/{per}", number.low, number.high, start, end)


def _just_before(number: Number, words: re.Pattern[str], folded: str) -> re.Match[str] | None:
    """What ends where the number begins; a search of all before would be slow in a long text."""
    return words.search(folded, max(0, number.start - _NEAR), number.start)


@lru_cache(maxsize=_CACHED)
def _implied_period(folded: str) -> str:
    """The period of an adjective anywhere in the sentence, as "annual"; "" without one."""
    return next((p for p, adjective in _ADJECTIVE if adjective.search(folded)), "")


@lru_cache(maxsize=_CACHED)
def _tells_age(folded: str) -> bool:
    return bool(_AGE.search(folded))


def _percent(folded: str, number: Number) -> Value | None:
    match = _PERCENT.match(folded, number.end)
    if match is None:
        return None
    return Value(ValueKind.PERCENT, "%", number.low, number.high, number.start, match.end())


def _length(folded: str, number: Number) -> Value | None:
    """A duration, or an age where the sentence speaks of one."""
    found = ((d, m.end()) for d, p in _LENGTHS if (m := p.match(folded, number.end)))
    days, end = next(found, (0.0, 0))
    if not days:
        return None
    start, low, high = number.start, number.low, number.high
    old = _AGE_AFTER.match(folded, end)
    if days > 300 and (old or _tells_age(folded)):
        return Value(ValueKind.AGE, "year", low, high, start, old.end() if old else end)
    return Value(ValueKind.DURATION, "day", low * days, high * days, start, end)


def _single_lengths(folded: str) -> Iterator[Value]:
    """Such as "one year" and "un an": the words for one are no figures."""
    for match in _ONE.finditer(folded):
        number = Number(1.0, 1.0, match.start(), match.end())
        if value := _length(folded, number):
            yield _limited(value, number, folded)


def _count(folded: str, number: Number, language: str) -> Value:
    """A count with the words that follow it up to a stop word: the name of what is counted."""
    start = end = words = 0
    at = number.end
    while words < _NOUNS and (match := _NOUN.match(folded, at)):
        at = match.end()
        if match["word"] in _FILLER and not words:
            continue
        if not stems(match["word"], language):
            break
        start = start or match.start("word")
        end, words = at, words + 1
    low, high, stop = number.low, number.high, end or number.end
    return Value(ValueKind.COUNT, "", low, high, number.start, stop, noun=(start, end))


def _limited(value: Value, number: Number, folded: str) -> Value:
    """The value with its bound or the slack of an approximate word, which it then begins with."""
    after = folded[value.end :]
    limits = ((b, m.start()) for b, p in _BEFORE if (m := _just_before(number, p, folded)))
    found = next(limits, None)
    if found is None:
        found = next(((b, value.start) for b, p in _AFTER if p.match(after)), None)
    if found and number.low == number.high:
        return replace(value, bound=found[0], start=found[1])
    near = _just_before(number, _APPROXIMATE, folded)
    vague = _OR_SO.match(folded, number.end) or _VAGUE.search(folded[number.start : number.end])
    if not (near or vague):
        return value
    slack = _SLACK_OF_COUNTS if value.kind is ValueKind.COUNT else _SLACK
    return replace(value, slack=slack, start=near.start("about") if near else value.start)
