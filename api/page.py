"""The chat page."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from knowledge.document import LANGUAGES, Language

router = APIRouter(include_in_schema=False)
_FOLDER = Path(__file__).parent
_templates = Jinja2Templates(_FOLDER / "templates")


@router.get("/")
def chat_page(
    request: Request,
    lang: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str, Header()] = "",
) -> HTMLResponse:
    """The chat page in the language asked for, or in the first that the browser prefers."""
    language = page_language(lang, accept_language)
    context = {"texts": page_texts(language), "language": language, "languages": LANGUAGES}
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return _templates.TemplateResponse(request, "chat.html", context, headers=headers)


def page_language(asked: str | None, accepted: str) -> Language:
    """The served language that fits best; English where none fits."""
    preferred = [asked or "", *(_by_preference(accepted))]
    for tag in preferred:
        for language in LANGUAGES:
            if tag.lower().partition("-")[0] == language:
                return language
    return "en"


@cache
def page_texts(language: Language) -> Mapping[str, Any]:
    """The page's own words in one language."""
    path = _FOLDER / "templates" / "texts" / f"{language}.json"
    texts: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for entry in accepted.split(",")[:20]:
        tag, _, weight = entry.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
