"""Questions that compare what two publishers say: who they are, and what is asked of both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.attribution import Attribution
from assistant.known_names import KnownNames
from assistant.mentions import Mention
from knowledge.document import Kind, Language, Source
from knowledge.folding import blanked, fold
from knowledge.names import Names, any_of, phrase

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
# Publishers that do what questions are about, besides telling of it.
_ACTORS = frozenset({Kind.OFFICIAL, Kind.VENDOR})
_MOST_COMPARED = 2
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
# What is asked of actors only where they tell something.
_TELLING = re.compile(
    r"\b(?:right|wrong|say(?:s|ing)?|reports?|reported|writes?|wrote|claims?|tells?|states?|"
    r"(?:dis)?agrees?|according to|raison|tort|dit|disent|ecri(?:t|vent)|affirment?|rapportent?|"
    r"d'accord|selon|d'apres|razon|dicen?|escriben?|afirman?|informan?|coinciden?|segun)\b"
)


@dataclass(frozen=True, slots=True)
class Side:
    """A publisher, or those of one kind (`name` is OFFICIAL or PRESS), with the ids of its
    Sources."""

    name: str
    sources: frozenset[str]
    acts: bool = False
    """Whether it does what is told of, too."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Publishers that a question names for what they tell, and the question without them: two, or
    fewer where others are named that no Source is by."""

    sides: tuple[Side, ...]
    topic: str
    strangers: tuple[str, ...] = ()


_Span = tuple[int, int]
_Found = tuple[int, int, Side]


class Outlets:
    """Finds the publishers that a question compares; safe to share between threads."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        names: Names,
        known: KnownNames | None = None,
    ) -> None:
        """`names` are the forms of proper names that are one. Publishers that no Source is by are
        found where it is told who else is `known`."""
        self._sides = _by_form(sources.values(), names)
        self._together = {
            name: Side(
                name, frozenset(s.id for s in sources.values() if s.kind in kinds), name == OFFICIAL
            )
            for name, kinds, _ in _TOGETHER
        }
        name = any_of(self._sides).pattern
        self._named = re.compile(rf"(?:(?<!\w){_THE} )?(?P<name>{name})")
        self._attribution = known and Attribution(known, self._sides)

    def __call__(self, question: str, language: Language = "en") -> Compared | None:
        """The two publishers that stand side by side in a question, or those that no Source is by
        and that are said to tell something; None where it names fewer, or more, or does not
        compare them."""
        folded = fold(question)
        if len(folded) != len(question):
            return None
        found = sorted(self._found(folded), key=lambda each: each[0])
        if self._attribution:
            telling, unknown = self._attribution.strangers(question, language)
            if compared := _with_strangers(question, folded, found, telling, unknown):
                return compared
        if len(found) != 2 or found[0][2].sources & found[1][2].sources:
            return None
        sides = (found[0][2], found[1][2])
        framed = (_TELLING if all(side.acts for side in sides) else _FRAME).search(folded)
        if not (framed and _are_beside(folded, found[0][:2], found[1][:2])):
            return None
        return Compared(sides, _topic(question, folded, [each[:2] for each in found]))

    def _found(self, folded: str) -> Iterator[_Found]:
        """Where publishers are named, in the order of the forms."""
        for match in self._named.finditer(folded):
            yield *match.span(), self._sides[phrase(match["name"])]
        for name, _, pattern in _TOGETHER:
            for match in re.finditer(rf"\b(?:{pattern})\b", folded):
                yield *match.span(), self._together[name]


def _with_strangers(
    question: str,
    folded: str,
    found: Sequence[_Found],
    telling: Sequence[Mention],
    unknown: Sequence[Mention],
) -> Compared | None:
    """The question with those that are said to tell something and that no Source is by, and the one
    publisher beside which one of them stands; None where there are no such, or many."""
    spans = {m: (m.start, m.end) for m in unknown}
    held = [f for f in found if not any(s < f[1] and f[0] < e for s, e in spans.values())]
    framed = bool(_FRAME.search(folded))
    beside = [
        (m, f) for m in unknown for f in held if framed and _are_beside(folded, spans[m], f[:2])
    ]
    said = [*telling, *(m for m, _ in beside)]
    said += [m for m in unknown if any(_are_beside(folded, spans[m], spans[o]) for o in telling)]
    strangers = list(dict.fromkeys(m for m in unknown if m in said))
    sides = {f[2].name: f for _, f in beside}
    if not strangers or len(strangers) + len(sides) > _MOST_COMPARED:
        return None
    places = sorted([*map(spans.__getitem__, strangers), *(f[:2] for f in sides.values())])
    names = tuple(dict.fromkeys(m.text for m in strangers))
    topic = _topic(question, folded, places)
    return Compared(tuple(f[2] for f in sides.values()), topic, names)


def _are_beside(folded: str, one: _Span, other: _Span) -> bool:
    """Whether two places of a question stand side by side."""
    (_, start), (end, _) = sorted([one, other])
    between = folded[start:end]
    return bool(_LINK.search(between)) and len(between.split()) <= _MOST_BETWEEN


def _by_form(sources: Iterable[Source], names: Names) -> dict[str, Side]:
    """The publishers by every form of their names."""
    ids: dict[str, set[str]] = {}
    called: dict[str, str] = {}
    actors: set[str] = set()
    groups = {form: group for group in names.groups for form in group}
    for source in sources:
        for form in _forms(source.publisher, groups):
            for other in groups.get(form, (form,)):
                ids.setdefault(other, set()).add(source.id)
                actors |= {other} if source.kind in _ACTORS else set()
                called[other] = min(source.publisher, called.get(other, source.publisher), key=len)
    return {form: Side(called[form], frozenset(own), form in actors) for form, own in ids.items()}


def _forms(publisher: str, groups: Mapping[str, Collection[str]]) -> set[str]:
    """What a publisher is called: "Nextgov/FCW", "Nextgov", "FCW"; "Reuters", "Boursorama"; with
    and without its article, but where it is then the name of something else, as a language."""
    bare = _ASIDE.sub(" ", publisher)
    aside = [a for a in _ASIDE.findall(publisher) if a[:1].isupper()]
    forms = set(filter(None, (phrase(text) for text in (bare, *bare.split("/"), *aside))))
    short = {(_ARTICLE.sub("", form), form) for form in forms}
    return forms | {name for name, form in short if form in groups.get(name, (form,))}


def _topic(question: str, folded: str, spans: Sequence[_Span]) -> str:
    """The question without the publishers and without what only says that they tell it."""
    blank = [*spans, *(m.span() for only in (_ASKING, _FRAME) for m in only.finditer(folded))]
    blank += [m.span() for m in _IS.finditer(folded, 0, spans[0][0])]
    for (_, start), (end, _) in pairwise(spans):
        between = _FRAME.sub(lambda frame: " " * len(frame[0]), folded[start:end])
        blank += [(start + m.start(), start + m.end()) for m in _BESIDE.finditer(between)]
    left = blanked(question, blank)
    return re.sub(r"\s+(?=[\s?.!,])|(?<!\w)['’]s\b", "", left).strip(" ,")
