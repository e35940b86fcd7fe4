"""Whether words of a question are about who asks: what people say of themselves is no claim."""

from __future__ import annotations

import re

from knowledge.folding import plain

# What follows one of these is told of something, whoever tells it: "my boss says that ...".
_REPORTED = re.compile(
    r"\b(read(ing)?|hear(d|ing)?|saw|seen|tells?|told|sa(y|ys|id)|wonder(ing)?|ask(ing|ed)?|"
    r"to know|confirm|think|thinks|thought|believed?|guess|suppose|"
    r"assumed?|under(stood|stand)|know|knew|swears?|swore|claims?|claimed|reckons?|insists?|"
    r"assured|convinced|sure|gather|impression|figured|mentioned|announced|promised|learn(ed|t)|"
    r"rumou?r|supposedly|apparently|allegedly|"
    r"lu|entendu|vu|dit|disent|disait|raconte|croyais|crois|croit|pense|pensais|suppose|imagine|"
    r"sais|savais|appris|assure|affirme|soutient|soutiens|pretend|jure|annonce|promis|promet|"
    r"parait|parle|demande|savoir|confirmer|convaincue?|persuadee?|semble|"
    r"lei|leido|oi|oido|escuche|escuchado|vi|visto|dice|dicen|dijo|dijeron|conto|contaron|creo|"
    r"creia|cree|pienso|pensaba|pense|supongo|imagino|sabia|entendi|entiendo|asegura|aseguro|"
    r"afirma|jura|sostiene|prometieron|entere|convencid[oa]|segur[oa]|parece|impresion|pregunto|saber|confirmar|"
    r"confirmame)\b(\W+(that|if|whether|que?|si)\b)?"
)
_INVERTED = "".join(
    rf"(?<!\b{verb} )" for verb in ("do", "did", "will", "would", "could", "can", "am", "should")
)
_OWN = re.compile(
    rf"{_INVERTED}\b(i|we)(?!'d\b|'ll\b| (would|will|should|could|may|might|must|have to|need to|"
    r"sign|serve)\b)('| )(?=\w)|"
    r"\b(my|our|i'd like|i'll|i will be|(he|she) (has|had|earns|makes|gets|works|worked)|"
    r"it is now|it's now|today is)\b|^\W*(been|having|worked|spent|got|earning|making)\b|"
    r"(?<!est-ce que )(?<!-)\bj(e |')(?!(\w+rais?|vais|dois|signe)\b)\w|"
    r"\b(je voudrais|j'aimerais|mon|ma|mes|notre|nos|nous (sommes|avons|etions)|"
    r"on est (le|en|fin|debut)|aujourd'hui)\b|"
    r"\b(tengo|tenia|tenemos|soy|somos|estoy|estamos|estudio|estudie|llevo|llevamos|gano|ganaba|"
    r"cobro|cobraba|percibo|recibo|trabajo|trabaje|trabajaba|vivo|hice|termine|deje|quiero|"
    r"quisiera|puedo|mi|mis|nuestr[oa]s?|cumplo|hoy es)\b"
)
_NOW = re.compile(
    r"\b(now|currently|at the moment|actuellement|maintenant|en ce moment|ahora|actualmente)\b"
)
_ME = re.compile(r"\b(i|me|us|je|m'|me|moi|nous|yo|nos)\b")
_COMPARED = re.compile(
    r"\b(than|versus|vs|compared (to|with)|par rapport a|face a|frente a|comparado con)\b"
    r".{0,12}\b(my|our|mon|ma|mes|notre|mis?|nuestr[oa])\b"
)


def told_part(words: str) -> str:
    """What follows "my boss says that": the words themselves where nobody is said to tell."""
    found = list(_REPORTED.finditer(plain(words)))
    return words[found[-1].end() :] if found else words


def is_of_asker(before: str, after: str) -> bool:
    """Whether a value between two pieces of a clause is one of the asker's own."""
    told, rest = plain(told_part(before)), plain(after)
    if _OWN.search(told) or _COMPARED.search(rest):
        return True
    clause = f"{told} {rest}"
    return bool(_NOW.search(clause) and _ME.search(clause))
