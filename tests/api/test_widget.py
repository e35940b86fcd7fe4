"""What other sites may ask for, and what they may not."""

import pytest
from pydantic import ValidationError

from api.settings import ApiSettings
from tests.api.service import problem

SITE = "https://www.example.gov"


@pytest.fixture
def settings():
    return ApiSettings(rate_limit="off", widget_origins=f"{SITE}, http://127.0.0.1:9")


def leave(response):
    return response.headers.get("access-control-allow-origin")


def test_a_named_site_may_use_the_chat_without_cookies(client):
    headers = {"Origin": SITE}
    for path in ("/static/embed.js", "/static/chat.css", "/widget.json", "/v1/sources/axios"):
        response = client.get(path, headers=headers)
        assert (response.status_code, leave(response)) == (200, SITE), path
        assert "access-control-allow-credentials" not in response.headers
        assert "Origin" in response.headers["vary"]
    response = client.post("/v1/chat", json={"message": "how much?"}, headers=headers)
    assert leave(response) == SITE
    path = f"/v1/conversations/{response.json()['conversation_id']}"
    assert leave(client.get(path, headers=headers)) == SITE
    asked = {**headers, "Access-Control-Request-Method": "DELETE"}
    assert client.options(path, headers=asked).status_code == 200


def test_a_named_site_may_read_what_went_wrong(client):
    response = client.post("/v1/chat", json={"message": "crash"}, headers={"Origin": SITE})

    assert leave(response) == SITE and problem(response, 500, "internal-error")
    wrong = client.post("/v1/chat", json={"message": 5}, headers={"Origin": SITE})
    assert (wrong.status_code, leave(wrong)) == (422, SITE)


def test_another_site_may_not(client):
    headers = {"Origin": "https://elsewhere.example"}
    assert leave(client.get("/widget.json", headers=headers)) is None
    asked = {**headers, "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/chat", headers=asked).status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/faq", "/v1/faq", "/v1/search?q=pay", "/v1/chat/completions", "/console/sign-in"]
)
def test_a_named_site_gets_no_leave_for_anything_else(client, path):
    assert leave(client.get(path, headers={"Origin": SITE})) is None


def test_the_script_may_be_loaded_by_any_site(client):
    response = client.get("/widget.js")

    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_words_come_in_the_language_that_fits(client):
    told = client.get("/widget.json?lang=fr-CA").json()

    assert told["language"] == "fr"
    assert told["words"]["ask_button"] == "Envoyer"
    assert client.get("/widget.json?lang=de").json()["language"] == "en"


@pytest.mark.parametrize("site", ["*", "example.gov", "https://example.gov/page", "null"])
def test_what_is_no_origin_is_refused_as_a_setting(site):
    with pytest.raises(ValidationError, match="is no origin"):
        ApiSettings(widget_origins=site)
