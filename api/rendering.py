"""Pages in the served languages: how their templates are filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Header, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from knowledge.document import LANGUAGES, Language, Precision
from knowledge.verified import title_of

PageTexts = Mapping[str, Any]
TEMPLATES = Path(__file__).parent / "templates"
_templates = Jinja2Templates(TEMPLATES)
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True


def page_language(asked: str | None, accepted: str) -> Language:
    """The served language that fits best; English where none fits."""
    preferred = [asked or "", *(_by_preference(accepted))]
    for tag in preferred:
        for language in LANGUAGES:
            if tag.lower().partition("-")[0] == language:
                return language
    return "en"


async def _language(
    lang: Annotated[str | None, Query()] = None,
    accept_language: Annotated[str, Header()] = "",
) -> Language:
    return page_language(lang, accept_language)


TheLanguage = Annotated[Language, Depends(_language)]
"""The language of a page: as asked for, or the first that the browser prefers."""


def render(
    request: Request,
    template: str,
    language: Language,
    context: Mapping[str, Any],
    status: int = 200,
) -> HTMLResponse:
    """A page in one language, with links to the same in the others.

    `path` and `query` in the context say where it is found, if not at the address asked for.
    """
    texts: Mapping[Language, PageTexts] = request.app.state.page_texts
    path, query = context.get("path", request.url.path), context.get("query", {})
    own = {code: f"{path}?{urlencode({**query, 'lang': code})}" for code in LANGUAGES}
    base: str = request.app.state.settings.public_url or str(request.base_url).rstrip("/")
    told = {
        "texts": texts[language],
        "language": language,
        "languages": own,
        "base": base,
        "path": path,
        **context,
    }
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return _templates.TemplateResponse(request, template, told, status, headers)


def date_text(day: date | None, precision: Precision, texts: PageTexts) -> str:
    """A date as far as it is known, as it is written in the language of the texts."""
    if day is None:
        return str(texts["undated"])
    shapes = texts["date"]
    number = shapes["first_day"] if day.day == 1 else str(day.day)
    month = shapes["months"].split()[day.month - 1]
    return str(shapes[precision].format(day=number, month=month, year=day.year))


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for entry in accepted.split(",")[:20]:
        tag, _, weight = entry.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]


def _newest(answer: Any) -> Precision:
    """How exactly the newest date of an answer is known."""
    dated = (c.published_precision for c in answer.citations if c.published == answer.as_of)
    return next(dated, Precision.DAY)


_templates.env.filters["date_text"] = date_text
_templates.env.filters["heading"] = title_of
_templates.env.filters["newest"] = _newest
_templates.env.filters["by_label"] = lambda answer: {c.label: c for c in answer.citations}
