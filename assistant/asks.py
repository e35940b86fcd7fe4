"""What kind of value a question asks for, and whether a text holds one."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.figures import figures, fold
from knowledge.names import proper_names


class Kind(StrEnum):
    """Values that a question may ask for; None of them: anything may answer it."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    LIST = "list"


# Over the folded question; the first kind with a match counts.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.NUMBER,
        re.compile(
            r"\b(how (much|many|long|old|big|large)|salary|salaries|wage|pay range|number of|"
            r"combien|salaire|remuneration|quelle duree|quel montant|nombre de|cb|"
            r"cuant[oa]s?|sueldo|salario|duracion|numero de)\b"
        ),
    ),
    (
        Kind.DATE,
        re.compile(
            r"\b(when|what date|what day|which year|what year|deadline|since when|"
            r"quand|quelle date|date limite|en quelle annee|depuis quand|"
            r"cuando|que fecha|fecha limite|en que ano|que dia|desde cuando)\b"
        ),
    ),
    (
        Kind.LIST,
        re.compile(
            r"\b(list|all (the )?(\w+ )?(companies|partners|firms|agencies|projects|roles)|"
            r"(which|what) (\w+ )?(companies|partners|firms|agencies|departments)|"
            r"liste[rz]?|tou(te)?s les|quel(le)?s (sont (toutes )?les )?(entreprises|partenaires|"
            r"societes|agences|ministeres)|lista(do)?|tod[oa]s l[oa]s|"
            r"(que|cuales son (todas )?las?) (empresas|socios|agencias|companias|departamentos))\b"
        ),
    ),
    (
        Kind.PERSON,
        re.compile(r"\b(who|whose|whom|qui (est|dirige|a|va|sera|pilote)|quien(es)?)\b"),
    ),
)
_ENUMERATED = 5  # commas; a sentence with as many lists something


def asked_for(question: str) -> Kind | None:
    """The kind of value that a question asks for, None where it is not typed."""
    folded = fold(question.replace("’", "'"))
    return next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), None)


def holds(kind: Kind, text: str, question: str) -> bool:
    """Whether a text holds a value of that kind which the question does not name itself."""
    if kind is Kind.LIST:
        return text.count(",") >= _ENUMERATED
    if kind is Kind.PERSON:
        known = fold(question)
        return any(fold(name) not in known for name in proper_names(text))
    new = figures(text) - figures(question)
    if kind is Kind.DATE:
        return any(f.startswith("month-") or (len(f) == 4 and f[:2] in {"19", "20"}) for f in new)
    return any(not f.startswith("month-") for f in new)
