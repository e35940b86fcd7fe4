"""The console over HTTPS, with one user of each role."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.console.visitor import ORIGIN, Visitor
from tests.api.doubles import opener
from tests.api.service import wait_until_ready


@pytest.fixture
def settings():
    return ApiSettings(rate_limit="off", sign_in_rate="3/minute")


@pytest.fixture
def app(settings, assistant, database_url):
    return create_app(settings, opener(assistant, database_url))


@pytest.fixture
def console(app, accounts):
    """The app, served."""
    with TestClient(app, base_url=ORIGIN) as client:
        wait_until_ready(client)
        yield app


@pytest.fixture
def visitor(console):
    """Makes people with a browser of their own: `visitor()` or `visitor("admin")`."""

    def make(role=None, base_url=ORIGIN):
        somebody = Visitor(TestClient(console, base_url=base_url))
        return somebody.sign_in(f"{role}@example.gov") if role else somebody

    return make
