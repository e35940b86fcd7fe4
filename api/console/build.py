"""The console put on the app."""

from __future__ import annotations

from fastapi import FastAPI

from api.accounts.oidc import open_provider
from api.accounts.tries import Tries
from api.admin import routes as admin
from api.console import account, oidc, people, sign_in
from api.settings import ApiSettings


def add_console(app: FastAPI, settings: ApiSettings) -> None:
    """Add the console's pages and its JSON API; raises MissingExtra."""
    app.state.tries = Tries(settings.sign_in_limit)
    app.state.provider = open_provider(settings)
    for part in (sign_in, oidc, account, people, admin):
        app.include_router(part.router)
