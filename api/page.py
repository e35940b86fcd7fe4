"""The chat page, and the words of all pages."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.rendering import TEMPLATES, PageTexts, TheLanguage, render
from knowledge.document import LANGUAGES, Language
from knowledge.errors import InvalidKnowledge
from knowledge.programme import FILE, Programme

router = APIRouter(include_in_schema=False)


@router.get("/")
def chat_page(
    request: Request, language: TheLanguage, q: Annotated[str, Query(max_length=1000)] = ""
) -> HTMLResponse:
    """The chat page in the language asked for, or in the first that the browser prefers.

    `q` stands in the question box, not yet asked.
    """
    return render(request, "chat.html", language, {"message": q})


def page_texts(programme: Programme, kept_days: int = 0) -> dict[Language, PageTexts]:
    """The words of the pages in every language, filled in; `kept_days` is how long conversations
    are stored, 0 for ever. Raises InvalidKnowledge where the programme replaces a word that the
    pages do not have."""
    return {language: _page_texts(programme, language, kept_days) for language in LANGUAGES}


def _page_texts(programme: Programme, language: Language, kept_days: int) -> PageTexts:
    path = TEMPLATES / "texts" / f"{language}.json"
    texts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    own = programme.page.get(language, {})
    if strange := [name for name in own if not isinstance(texts.get(name), str)]:
        raise InvalidKnowledge([f"{FILE}: page.{language}: no text {', '.join(strange)}"])
    texts |= own
    if kept_days:
        texts["privacy"] = f"{texts['privacy']} {texts['kept'].format(days=kept_days)}"
    filled: dict[str, Any] = _filled(texts, programme.name[language])
    return {
        **filled,
        "title": programme.title[language],
        "site": programme.site,
        "topics": [topic.model_dump() for topic in programme.topics.get(language, ())],
    }


def _filled(texts: Any, name: str) -> Any:
    """All texts with the programme's name in its slot."""
    if isinstance(texts, str):
        return texts.replace("{programme}", name)
    return {key: _filled(text, name) for key, text in texts.items()}
