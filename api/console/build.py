"""The console put on the app."""

from __future__ import annotations

from fastapi import FastAPI

from api.accounts.oidc import open_provider
from api.admin import inbox as admin_inbox
from api.admin import insight as admin_insight
from api.admin import routes as admin
from api.console import account, inbox, insight, oidc, people, search, sign_in, start, why
from api.console.answers_pages import ROUTERS as ANSWERS
from api.console.documents_pages import ROUTERS as DOCUMENTS
from api.console.inbox_job import Collecting
from api.settings import ApiSettings


def add_console(app: FastAPI, settings: ApiSettings) -> None:
    """Add the console's pages and its JSON API; raises MissingExtra."""
    app.state.provider = open_provider(settings)
    for part in (sign_in, oidc, start, account, people, admin, insight, search, admin_insight):
        app.include_router(part.router)
    app.state.collecting = Collecting(settings.review_below)
    for part in (inbox, why, admin_inbox):
        app.include_router(part.router)
    for router in (*ANSWERS, *DOCUMENTS):
        app.include_router(router)
