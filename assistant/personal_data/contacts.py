"""E-mail addresses, also as they are spoken, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.personal_data.spans import LINK, Beside, Span

_EMAIL = re.compile(
    r"(?<![\w.+-])(?:[OoDd]['’])?[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?!\w)"
)
_DOT = r"(?: ?[(\[{] ?(?:dot|point|punto|\.) ?[)\]}] ?| (?:dot|point|punto) )"
_LOCAL = (
    rf"[\w.+-]{{1,40}}(?:(?:{_DOT}| (?:underscore|dash|tiret|guion|guión) )[\w.+-]{{1,40}}){{0,3}}"
)
_HOST = rf"[\w-]{{1,40}}(?:(?:{_DOT}|\.)[\w-]{{1,40}}){{0,2}}(?:{_DOT}|\.)[a-z]{{2,12}}"
_BRACKETED_AT = r" ?[(\[{<] ?(?:at|@|arobase|arroba|chez) ?[)\]}>] ?"
_SPOKEN_AT = r" (?:at|arobase|arroba|arobas) "
_MAILBOX = (
    r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|icloud|aol|proton|protonmail|gmx|zoho|"
    r"orange|wanadoo|laposte|free|sfr|telefonica|terra)"
)
# "apply at usajobs dot gov" is no address of a person: a spoken @ needs another sign beside it.
_SPOKEN = re.compile(
    rf"(?<![\w.+-]){_LOCAL}{_BRACKETED_AT}{_HOST}(?!\w)"
    rf"|(?<![\w.+-])[\w.+-]{{1,40}}(?:{_DOT}|\.)[\w.+-]{{1,40}}{_SPOKEN_AT}{_HOST}(?!\w)"
    rf"|(?<![\w.+-]){_LOCAL} (?:arobase|arroba|arobas) {_HOST}(?!\w)"
    rf"|(?<![\w.+-]){_LOCAL}{_SPOKEN_AT}{_MAILBOX}(?:{_DOT}|\.)[a-z]{{2,12}}(?!\w)",
    re.IGNORECASE,
)
_NAMED_SPOKEN = Beside(
    r"e-?mail|mail|e-?mail address|correo|correo electrónico|courriel|mél",
    rf"{_LOCAL}{_SPOKEN_AT}{_HOST}(?!\w)",
    also_before=True,
)

_PHONE_CUE = (
    r"phones?|phone number|tel|tél|telephone|téléphone|teléfono|telefono|tfno|cell|cellphone|"
    r"mobile|móvil|movil|celular|portable|fax|whatsapp|whats ?app|call|ring|dial|text|"
    r"reach|appelez|appeler|appelle|rappelez|rappeler|rappelle|joindre|joignable|"
    r"ll[aá]m[ae]n?me|llamarme|llamar|contact(?:arme|er|ez)?|cont[aá]ct[ae]n?me|contact number|"
    r"my (?:new )?(?:number|digits)|mon num[ée]ro|mi n[úu]mero"
)
_EXTENSION = r"(?: ?(?:x|ext\.?) ?\d{1,5})?(?![\w%/]|[.,-]\d| ?[$€])"
_DIGITS = r"\+?\(?\d(?:[ .()/‐–-]{0,2}\d){6,14}" + _EXTENSION
_NAMED_PHONE = Beside(_PHONE_CUE, _DIGITS, also_before=True)
# International; American; with the 0 of a trunk call; Spanish. Others need a word beside them.
_PHONE = re.compile(
    r"(?<![\w.,$€/-])(?<!\d )(?:"
    r"(?:\+|00)[1-9](?:[ .‐–-]?(?:\(0\) ?)?\(?\d\)?){7,13}"
    r"|(?:1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .‐–-]?)\d{3}[ .‐–-]?\d{4}"
    r"|\(\d{2,4}\) ?\d{3,5}[ .-]\d{3,4}"
    r"|\(?0\)?[1-9]\d{0,3}(?:[ .‐–-]?\d{2,4}){2,5}"
    r"|[6-9]\d\d(?:([ .-])\d{3}\1\d{3}|([ .-])\d\d\2\d\d\2\d\d)"
    rf"){_EXTENSION}"
)
_AMOUNTS = re.compile(
    r"\d{1,3}(?:[ .]\d00){1,4}(?:\D{1,3}\d{1,3}(?:[ .]\d00){1,4}){0,3}"
    r"|(?:[1-9]\d{0,2}000\D{0,3}){1,3}"
)
_DATE = re.compile(r"(?:19|20)\d\d[ ./-]\d\d?[ ./-]\d\d?|\d\d?[ ./-]\d\d?[ ./-](?:19|20)\d\d\b")
_YEARS = re.compile(r"(?:(?:19|20)\d\d\D{1,3}){1,4}(?:19|20)\d\d")
_REFERENCE = re.compile(
    r"\b(?:case|ticket|file|reference|ref|announcement|vacancy|requisition|control|tracking|order|id|"
    r"identifier|dossier|référence|annonce|expediente|caso|referencia|anuncio|convocatoria|pedido|"
    r"(?:application|applicant|job|position|posting|contract) (?:number|no|nr|id|#)|"
    rf"(?:num[ée]ro|n[úu]mero|n[º°]) (?:de |d['’])(?:la |le |l['’])?\w{{1,20}})(?!\w){LINK}$",
    re.IGNORECASE,
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_COUNTED = re.compile(
    r"\s?(?:dollars?|dólares|euros?|usd|eur|people|persons|personnes|personas|habitants?|"
    r"habitantes|millions?|millones|k)\b",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, written, disguised ("jane [at] example.org") or spelled out."""
    yield from (match.span() for match in _EMAIL.finditer(text))
    yield from (match.span() for match in _SPOKEN.finditer(text))
    yield from _NAMED_SPOKEN(text)


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers: of any country beside a word for one, else in a usual grouping."""
    for start, end in _NAMED_PHONE(text):
        if not _other_figures(text[start:end]):
            yield start, end
    for match in _PHONE.finditer(text):
        whole = sum(c.isdigit() for c in match[0]) >= 9
        if whole and not _other_figures(match[0]) and _stands_alone(text, match):
            yield match.span()


def _other_figures(value: str) -> bool:
    """130 000 200 000 are two amounts, 2026-03-05 10 a date, 10.0.12.1 a machine."""
    whole = (_AMOUNTS, _YEARS, _IP)
    return bool(_DATE.match(value)) or any(pattern.fullmatch(value) for pattern in whole)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Neither the number of a case nor a count of something."""
    before = text[max(0, match.start() - 50) : match.start()]
    return not (_REFERENCE.search(before) or _COUNTED.match(text, match.end()))
