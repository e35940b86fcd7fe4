"""Names to which a question attributes what was told: "what does The Herald say about the pay?"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from assistant.known_names import KnownNames
from assistant.mentions import SURE, Mention
from knowledge.document import Language
from knowledge.names import are_alike, phrase

_THE = r"(?:the |an? |l[ae]s? |l'|el |los |du |des |del? |al |au )*"
_X = rf"{_THE}({SURE})"
_ARTICLE = re.compile(r"(?:^|(?<=\W))(?:The|L[ae]s?|El|Los|De[rn]|Die|Il|O|A)\s+$")
_PIECE = (
    r"(?:articles?|reports?|reporting|story|interview|column|reportages?|entrevista|articulos?)"
)
_SAID = re.compile(
    "|".join(
        [
            rf"\b(?:according to|selon|d'apres|a en croire|segun|de acuerdo con) {_X}",
            rf"\b(?:do(?:es)?|did|has|have) {_X}(?: \w+)? (?:say|report|write|mention|state|"
            r"publish|claim|tell|give|cover|said|reported|written|published|agree)\b",
            r"\b(?:dit|disait|ecrit|raconte|rapporte|affirme|publie|indique|dice|dijo|cuenta|publica|"
            rf"publico|escribe|afirma|informa|senala|asegura) {_X}",
            rf"\b(?:a|ha|est-ce que) {_X}(?: \w+)? (?:dit|ecrit|rapporte|publie|dicho|publicado|"
            r"escrito|informado)\b",
            rf"{_X}(?:-t-il|-t-elle)? (?:(?:has|a|ha) )?(?:reports?|reported|writes?|wrote|"
            r"published|ecrit|rapporte|publie|publico|publicado|escribio|informo|escribe|informa)\b",
            rf"\b(?:read|seen|saw|lu|vu|leo|lei|leido|visto|vi|sale|salio|pone|written|stands)"
            rf"(?: \w+)? (?:in|on|dans|sur|chez|en) {_X}",
            rf"\b{_PIECE} (?:in|by|from|of|de|du|dans|del?|en) {_X}",
            rf"{_X}(?:'s?)? {_PIECE}\b",
        ]
    )
)
# Two words that are written as a name are no first name alone.
_LONG = re.compile(rf"{_X} (?:says?|said|dit|affirme|dice|dijo|afirma)\b")


class Attribution:
    """Finds who is said to tell and is no one whom the Sources know; safe to share between
    threads."""

    def __init__(self, known: KnownNames, publishers: Collection[str]) -> None:
        """`publishers` are the forms of those of the Sources."""
        self._known = known
        self._publishers = frozenset(publishers)

    def strangers(self, question: str, language: Language) -> tuple[list[Mention], list[Mention]]:
        """Names of no one known that are said to tell something, and all names of no one known."""
        marked = self._known.mentions.marked(question, language)
        sure = [m for m in marked.mentions if m.sure]
        said = {place for form in (_SAID, _LONG) for place in _places(form, marked.text)}
        named = [(n, _with_article(m, question)) for n, m in enumerate(sure)]
        unknown = [(n, m) for n, m in named if not self._is_known(m)]
        long = set(_places(_LONG, marked.text)) - set(_places(_SAID, marked.text))
        telling = [m for n, m in unknown if n in said and (n not in long or " " in m.text)]
        return telling, [m for _, m in unknown]

    def _is_known(self, mention: Mention) -> bool:
        name = phrase(mention.text)
        bare = re.sub(rf"^{_THE}", "", name)
        return (
            any(_is_of(n, form) for form in self._publishers for n in (name, bare))
            or name in self._known
        )


def _is_of(name: str, publisher: str) -> bool:
    """Whether a name is that of a publisher, or the beginning of it, if with a typo."""
    one, other = name.replace(" ", ""), publisher.replace(" ", "")
    begins = f"{publisher} ".startswith(f"{name} ")
    return begins or are_alike(one, other)


def _places(form: re.Pattern[str], text: str) -> Iterator[int]:
    """Which of the sure names of a marked text a form has."""
    for match in form.finditer(text):
        start = next(match.start(n) for n in range(1, len(match.groups()) + 1) if match[n])
        yield text.count(SURE, 0, start)


def _with_article(mention: Mention, question: str) -> Mention:
    """A name with the article that is written as a part of it."""
    article = _ARTICLE.search(question[: mention.start])
    start = article.start() if article else mention.start
    return Mention(question[start : mention.end], start, sure=True)
