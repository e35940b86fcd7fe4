"""Questions that compare what two publishers say: who they are, and what is asked of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.document import Kind, Source
from knowledge.folding import fold
from knowledge.names import Names, phrase

OFFICIAL, PRESS = "official_side", "press_side"
"""The texts that name publishers of one kind together."""
_ASIDE = re.compile(r"\(([^)]*)\)")
_THE = r"(?:the|l[ae]s?|el|los)"
_ARTICLE = re.compile(rf"^{_THE} ")
# Over folded text. Publishers of one kind, as questions name them.
_TOGETHER = (
    (
        OFFICIAL,
        (Kind.OFFICIAL,),
        r"(?:the )?official (?:web ?)?(?:sites?|sources?|pages?|version|line)|"
        r"(?:le |du |les |des |la )?(?:sites?|sources?|pages?|version) officiel(?:le)?s?|"
        r"(?:el |del |la |las |los )?(?:sitio|sitio web|web|fuentes?|paginas?) oficial(?:es)?",
    ),
    (
        PRESS,
        (Kind.PRESS, Kind.TRADE_PRESS),
        r"(?:the )?(?:press|media|papers|newspapers|journalists)|"
        r"(?:la |les |des |aux )?(?:presse|medias|journaux|journalistes)|"
        r"(?:la |los |las )?(?:prensa|medios|periodicos|diarios|periodistas)",
    ),
)
_LINKS = (
    r"(?:\b(?:and|or|versus|vs|against|than|as|with|from|compar\w+|et|ou|face|contre|rapport|que|"
    r"avec|y|e|o|u|frente|contra|con|respecto)\b|[,/&])"
)
_LINK = re.compile(_LINKS)
_IS = re.compile(r"\b(?:is|are|was|were)\s+$")
_BESIDE = re.compile(rf"^\s*{_LINKS}|{_LINKS}\s*$")
_MOST_BETWEEN = 10  # words; publishers further apart are not compared
# What goes with publishers that tell something, but with whoever does something, too.
_ASKING = re.compile(r"\b(?:(?:what|how) )?(?:do(?:es)?|did)\b")
# What only says that publishers tell something and whether it is the same.
_FRAME = re.compile(
    r"\b(?:(?:which|who)(?: one)? is right|say(?:s|ing)?|"
    r"reports?|reported|writes?|wrote|claims?|tells?|states?|gives?|(?:dis)?agrees?|differs?|"
    r"(?:the )?same(?: thing)?(?: as)?|compar(?:e|es|ed)(?: (?:to|with))?|versus|vs|"
    r"according to|between|both|(?:right|wrong)(?! (?:to|now|away)\b)|"
    r"(?:qui )?(?:a|ont)(?:-t-(?:il|elle)s?)? (?:raison|tort)|se trompent?|"
    r"dit|disent|donnent|ecri(?:t|vent)|affirment?|annoncent?|rapportent?|"
    r"pretendent?|(?:est|sont)(?:-\w+)? d'accord|different?|pareil(?: que)?|"
    r"(?:la |le |les )?memes?(?: choses?)?(?: que)?|par rapport (?:a|au|aux)|"
    r"compare[rsz]?(?: (?:a|avec))?|selon|d'apres|entre|"
    r"(?:quien )?tienen? razon|se equivocan?|"
    r"dicen?|escriben?|afirman?|informan?|coinciden?|difieren?|"
    r"(?:lo |el |la |los |las )?mism[oa]s?(?: que)?|comparad[oa]s?(?: con)?|compara(?:r|ndo)?|"
    r"frente al?|respecto al?|segun)\b(?:-(?:t-)?(?:ils?|elles?)\b)?"
)


@dataclass(frozen=True, slots=True)
class Side:
    """A publisher, or those of one kind (`name` is OFFICIAL or PRESS), with the ids of its
    Sources."""

    name: str
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two publishers that a question compares, and the question without them."""

    sides: tuple[Side, Side]
    topic: str


class Outlets:
    """Finds the publishers that a question compares; safe to share between threads."""

    def __init__(self, sources: Mapping[str, Source], names: Names) -> None:
        """`names` are the forms of proper names that are one."""
        self._sides = _by_form(sources.values(), names)
        self._together = {
            name: Side(name, frozenset(s.id for s in sources.values() if s.kind in kinds))
            for name, kinds, _ in _TOGETHER
        }
        forms = sorted(self._sides, key=len, reverse=True)
        patterns = [r"\W+".join(map(re.escape, form.split())) for form in forms]
        names_of = rf"(?<!\w)(?:{_THE} )?(?P<name>{'|'.join(patterns)})(?!\w)"
        self._named = re.compile(names_of) if patterns else None

    def __call__(self, question: str) -> Compared | None:
        """The two publishers that stand side by side in a question; None where it names fewer, or
        more, or does not compare them."""
        folded = fold(question)
        if len(folded) != len(question):
            return None
        found = sorted(self._found(folded), key=lambda each: each[0])
        if len(found) != 2 or found[0][2].sources & found[1][2].sources:
            return None
        (_, start, one), (end, _, other) = found
        between = folded[start:end]
        beside = _LINK.search(between) and len(between.split()) <= _MOST_BETWEEN
        if not (beside and _FRAME.search(folded)):
            return None
        return Compared((one, other), _topic(question, folded, [each[:2] for each in found]))

    def _found(self, folded: str) -> Iterator[tuple[int, int, Side]]:
        """Where publishers are named, in the order of the forms."""
        for match in self._named.finditer(folded) if self._named else ():
            yield *match.span(), self._sides[phrase(match["name"])]
        for name, _, pattern in _TOGETHER:
            for match in re.finditer(rf"\b(?:{pattern})\b", folded):
                yield *match.span(), self._together[name]


def _by_form(sources: Iterable[Source], names: Names) -> dict[str, Side]:
    """The publishers by every form of their names."""
    ids: dict[str, set[str]] = {}
    called: dict[str, str] = {}
    groups = {form: group for group in names.groups for form in group}
    for source in sources:
        for form in _forms(source.publisher, groups):
            for other in groups.get(form, (form,)):
                ids.setdefault(other, set()).add(source.id)
                called[other] = min(source.publisher, called.get(other, source.publisher), key=len)
    return {form: Side(called[form], frozenset(own)) for form, own in ids.items()}


def _forms(publisher: str, groups: Mapping[str, Collection[str]]) -> set[str]:
    """What a publisher is called: "Nextgov/FCW", "Nextgov", "FCW"; "Reuters", "Boursorama"; with
    and without its article, but where it is then the name of something else, as a language."""
    bare = _ASIDE.sub(" ", publisher)
    aside = [a for a in _ASIDE.findall(publisher) if a[:1].isupper()]
    forms = set(filter(None, (phrase(text) for text in (bare, *bare.split("/"), *aside))))
    short = {(_ARTICLE.sub("", form), form) for form in forms}
    return forms | {name for name, form in short if form in groups.get(name, (form,))}


def _topic(question: str, folded: str, spans: list[tuple[int, int]]) -> str:
    """The question without the publishers and without what only says that they tell it."""
    blank = [*spans, *(m.span() for only in (_ASKING, _FRAME) for m in only.finditer(folded))]
    (first, start), (end, _) = spans
    blank += [m.span() for m in _IS.finditer(folded, 0, first)]
    between = _FRAME.sub(lambda frame: " " * len(frame[0]), folded[start:end])
    blank += [(start + m.start(), start + m.end()) for m in _BESIDE.finditer(between)]
    left = list(question)
    for start, end in blank:
        left[start:end] = " " * (end - start)
    return re.sub(r"\s+(?=[\s?.!,])|(?<!\w)['’]s\b", "", "".join(left)).strip()
