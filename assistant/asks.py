"""What kind of value a question asks for, and whether a text holds one."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.figures import figures
from knowledge.folding import blanked, fold, plain
from knowledge.names import proper_names
from knowledge.values import ValueKind


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
_QUANTITIES: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
    (
        ValueKind.PERCENT,
        re.compile(
            r"\b(percent|per cent|(what|which) (share|proportion|part)|pourcentage|pour cent|"
            r"quelle (part|proportion)|porcentaje|por ciento|que (parte|proporcion))\b"
        ),
    ),
    (ValueKind.AGE, re.compile(r"\b(how old|age|edad)\b")),
    (
        ValueKind.DURATION,
        re.compile(
            r"\b(how long|duration|length|(how many|how much) (\w+ )?(years?|months?|weeks?|days?|"
            r"hours?|time|experience)|combien (de |d')(temps|annees?|ans|mois|semaines?|jours?|"
            r"heures?)|duree|dure|durent|cuant[oa]s? (tiempo|anos?|meses|semanas?|dias?|horas?)|"
            r"duracion|dur(a|an|ara|aran|o|aron))\b"
        ),
    ),
    (
        ValueKind.MONEY,
        re.compile(
            r"\b(how much|salar(y|ies)|pay|pays|wages?|stipends?|earn\w*|costs?|prices?|fees?|rent|"
            r"budget|salaires?|remuneration|paye|prix|tarifs?|montant|frais|loyer|"
            r"combien (\w+ ){0,3}(gagne\w*|coute\w*|touche\w*|paie\w*|verse\w*|"
            r"(de |d')(dollars|euros|argent))|sueldos?|"
            r"salarios?|precios?|importe|alquiler|tarifa|(cuanto|cuanta plata) (\w+ ){0,2}(gana\w*|"
            r"cuesta\w*|paga\w*|cobra\w*|vale\w*|dinero))\b"
        ),
    ),
    (
        ValueKind.COUNT,
        re.compile(
            r"\b(how many|number of|head ?count|combien|nombre|effectifs?|cuant[oa]s|numero|"
            r"cantidad)\b"
        ),
    ),
)
_OPEN = re.compile(
    r"\b(what|when|where|which|who|whom|whose|how|why|quel(le)?s?|quand|ou|qui|combien|comment|"
    r"pourquoi|qu'est|que|cual(es)?|cuando|donde|quien(es)?|como|por que|cuant[oa]s?)\b"
)
_WHAT_IS = re.compile(r"\b(what('s| is| are)|quel(le)?s? (est|sont)|cual(es)? (es|son))\b")
_FRENCH_YES_NO = re.compile(r"\best-ce qu|^(faut-il|peut-on)|\b\w+-(t-)?(ils?|elles?|on|vous|je)\b")
_ASKING = re.compile(
    r"\b(how|many|much|long|what|which|when|number|there|combien|nombre|quel(le)?s?|quand|cuant[oa]s?|"
    r"cual(es)?|cuando|numero|cantidad)\b"
)
_ENUMERATED = 5  # commas; a sentence with as many lists something


def asked_for(question: str) -> Kind | None:
    """The kind of value that a question asks for, None where it is not typed."""
    folded = plain(question)
    return next((kind for kind, pattern in _PATTERNS if pattern.search(folded)), None)


def value_kinds(question: str) -> frozenset[ValueKind]:
    """The kinds of values that can answer a question; questions on no quantity ask for
    none, and any kind can answer yes or no."""
    folded = plain(question)
    kind = asked_for(question)
    if kind is Kind.DATE:
        return frozenset({ValueKind.DATE})
    if kind is Kind.LIST:
        return frozenset({ValueKind.COUNT})
    quantity = next((kind for kind, pattern in _QUANTITIES if pattern.search(folded)), None)
    yes_no = bool(_FRENCH_YES_NO.search(folded)) or not _OPEN.search(folded)
    if yes_no:
        return frozenset(ValueKind)
    if quantity is None and _WHAT_IS.search(folded):
        return frozenset(ValueKind) - {ValueKind.POLARITY}
    return frozenset({quantity or ValueKind.SCALE})


def without_asking(question: str) -> str:
    """The question with its interrogative words blanked out; of the same length."""
    return blanked(question, (match.span() for match in _ASKING.finditer(fold(question))))


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
