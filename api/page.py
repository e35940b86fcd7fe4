"""The chat page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from knowledge.document import LANGUAGES, Language
from knowledge.errors import InvalidKnowledge
from knowledge.programme import FILE, Programme

PageTexts = Mapping[str, Any]
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
    texts: Mapping[Language, PageTexts] = request.app.state.page_texts
    context = {"texts": texts[language], "language": language, "languages": LANGUAGES}
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


def page_texts(programme: Programme) -> dict[Language, PageTexts]:
    """The words of the page in every language, filled in; raises InvalidKnowledge where the
    programme replaces a word that the page does not have."""
    return {language: _page_texts(programme, language) for language in LANGUAGES}


def _page_texts(programme: Programme, language: Language) -> PageTexts:
    path = _FOLDER / "templates" / "texts" / f"{language}.json"
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    own = programme.page.get(language, {})
    if strange := [name for name in own if not isinstance(texts.get(name), str)]:
        raise InvalidKnowledge([f"{FILE}: page.{language}: no text {', '.join(strange)}"])
    name = programme.name[language]
    texts |= own
    texts["heading"] = texts["heading"].replace("{programme}", name)
    texts["next"] = {k: v.replace("{programme}", name) for k, v in texts["next"].items()}
    return {
        **texts,
        "title": programme.title[language],
        "site": programme.site,
        "topics": [topic.model_dump() for topic in programme.topics.get(language, ())],
    }


def _by_preference(accepted: str) -> list[str]:
    weighted = []
    for entry in accepted.split(",")[:20]:
        tag, _, weight = entry.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
