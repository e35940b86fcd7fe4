"""The JSON API of the console, served to programs with a key."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.api.console.visitor import keyed
from tests.api.doubles import opener
from tests.api.service import wait_until_ready


@pytest.fixture
def open_parts(assistant, database_url):
    return opener(assistant, database_url)


@pytest.fixture
def as_role(settings, open_parts, accounts):
    """Makes clients that send a key of a role."""
    app = create_app(settings, open_parts)
    with TestClient(app) as client:
        wait_until_ready(client)
        yield lambda role: keyed(app, accounts, role)
