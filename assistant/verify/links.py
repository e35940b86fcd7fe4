"""The addresses in a text: pages, sites and mailboxes."""

from __future__ import annotations

import re
from functools import lru_cache

_CACHED = 4096
_ADDRESS = re.compile(
    r"(?P<scheme>https?://|www\.)?(?P<rest>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}|"
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.[a-z]{2,}(?::\d+)?(?:[/?#][^\s<>()\[\]\"«»“”]*)?)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\b[a-z][a-z+.-]{0,30}://\S+|\]\(\S+\)|\bmailto:\S+|\btel:\S+", re.IGNORECASE)
_SHORT = 2  # capital letters of an abbreviation
_AFTER = ".,;:!?)]}'\"»”…"


@lru_cache(maxsize=_CACHED)
def addresses(text: str) -> frozenset[str]:
    """Every address in a form in which it can be compared: no scheme, no "www", lower case."""
    found = {_bare(m["rest"]) for m in _ADDRESS.finditer(text) if _is_address(m)}
    return frozenset(found | {_bare(m[0]) for m in _SCHEME.finditer(text)})


def _is_address(match: re.Match[str]) -> bool:
    """Whether it is more than an abbreviation, such as "e.g" and "EE.UU", or a missing blank."""
    host = re.split(r"[/?#:]", match["rest"])[0]
    labels = host.split("@")[-1].split(".")
    ending = labels[-1]
    ends = ending.islower() or (ending.isupper() and len(ending) > _SHORT)
    return bool(match["scheme"]) or "@" in host or (ends and len(labels[0]) > 1)


def _bare(address: str) -> str:
    bare = re.sub(r"^\]\(|^mailto:|^[a-z][a-z+.-]*://", "", address.lower()).rstrip(_AFTER)
    return bare.removeprefix("www.").rstrip("/" + _AFTER)
