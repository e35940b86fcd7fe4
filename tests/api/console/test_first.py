"""The first admin of a new service."""

import pytest
from fastapi.testclient import TestClient

from api.accounts.accounts import open_accounts
from api.settings import ApiSettings
from knowledge.database import open_database
from tests.api.console.visitor import ORIGIN, PASSWORD, Visitor, words
from tests.api.service import wait_until_ready


@pytest.fixture
def empty(database_url):
    engine = open_database(database_url)
    yield open_accounts(engine, ApiSettings())
    engine.dispose()


@pytest.fixture
def somebody(app):
    with TestClient(app, base_url=ORIGIN) as client:
        wait_until_ready(client)
        yield Visitor(client)


def test_the_first_link_makes_an_admin_and_keeps_what_was_typed_until_then(somebody, empty):
    path = f"/console/first/{empty.links.first()}"
    wrong = somebody.post(path, email="maria", name="Maria López", password=PASSWORD)
    assert wrong.status_code == 400
    assert 'value="maria"' in wrong.text and 'value="Maria López"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text and PASSWORD not in wrong.text

    made = somebody.post(path, email="maria@example.gov", name="Maria López", password=PASSWORD)

    assert made.status_code == 303
    assert "Your account is ready." in somebody.text("/console/users")
    assert somebody.get(path).status_code == 404


def test_nobody_can_sign_in_before_there_is_a_user(somebody, empty):
    page = somebody.post("/console/sign-in", email="admin@example.gov", password=PASSWORD)

    assert page.status_code == 400 and "not right" in words(page)
