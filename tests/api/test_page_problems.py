"""What a browser is shown where a page cannot be served."""

import threading
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import opener
from tests.api.service import problem, wait_until_ready

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "es"}


@pytest.fixture
def opening():
    """The service while its parts are being opened."""
    opened = threading.Event()

    @contextmanager
    def never():
        opened.wait(10)
        yield None

    with TestClient(create_app(ApiSettings(rate_limit="off"), never)) as client:
        yield client
        opened.set()


@pytest.mark.parametrize("path", ["/faq", "/faq/pay"])
def test_a_page_that_is_not_ready_yet_says_so_in_the_visitors_language(opening, path):
    response = opening.get(path, headers=BROWSER)

    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["content-language"] == "es"
    assert "todavía se está iniciando" in response.text
    problem(opening.get(path), 503, "not-ready")


def test_a_form_that_comes_too_often_is_told_when_to_come_back(assistant, database_url):
    app = create_app(ApiSettings(rate_limit="1/minute"), opener(assistant, database_url))
    with TestClient(app) as client:
        wait_until_ready(client)
        form = {"message": "pay"}
        asked = [client.post("/ask?lang=en", data=form, headers=BROWSER) for _ in range(2)]

    assert [response.status_code for response in asked] == [200, 429]
    assert f"Wait {asked[1].headers['retry-after']} seconds" in asked[1].text
    assert asked[1].headers["ratelimit"].startswith('"default";r=0')


def test_a_form_that_is_not_one_of_ours_is_refused_on_a_page(client):
    response = client.post("/ask?lang=en", data={"turns": "many"}, headers=BROWSER)

    assert response.status_code == 422
    assert "Something failed on our side" in response.text
    problem(client.get("/v1/faq/gone", headers=BROWSER), 404, "not-found")


@pytest.mark.parametrize("path", ["/FAQ", "/jobs", "/faq/pay/more"])
def test_a_page_that_does_not_exist_says_so_to_a_browser_and_a_problem_to_a_program(client, path):
    response = client.get(path, headers=BROWSER)

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1>Esta página no existe</h1>" in response.text
    problem(client.get(path), 404, "not-found")
