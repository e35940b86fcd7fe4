"""A conversation over HTTP; whatever goes wrong is a failed Case."""

import json

import httpx
import pytest

from evals.drive_http import OverHttp
from evals.errors import TargetUnavailable
from evals.parity import Wordings
from tests.evals.doubles import PAY, PAY_VERIFIED
from tests.evals.test_observed import WIRE


def server(chat, ready=200):
    """A client of a server whose /v1/chat is the function."""

    def handle(request):
        if request.url.path == "/readyz":
            return httpx.Response(ready)
        return chat(json.loads(request.content))

    return httpx.Client(base_url="http://test", transport=httpx.MockTransport(handle))


def reading(path, reply):
    """A client of a server that gives a reply at one path."""

    def handle(request):
        return reply(request) if request.url.path == path else httpx.Response(200)

    return httpx.Client(base_url="http://test", transport=httpx.MockTransport(handle))


def test_a_conversation_over_http():
    bodies = []

    def chat(body):
        bodies.append(body)
        return httpx.Response(200, json=WIRE | {"question": body["message"]})

    seen = OverHttp(server(chat)).ask(["what is the pay", "and then"])

    assert (seen.question, seen.text) == ("and then", PAY.text)
    assert seen.earlier[0].question == "what is the pay"
    assert bodies == [
        {"message": "what is the pay", "language": "auto"},
        {"message": "and then", "language": "auto", "conversation_id": "c1"},
    ]


def test_a_rate_limit_is_waited_for():
    replies = [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json=WIRE)]
    waits = []

    seen = OverHttp(server(lambda _: replies.pop(0)), wait=waits.append).ask(["what is the pay"])

    assert seen.error is None
    assert waits == [7.0]


def test_a_rate_limit_that_stays_says_how_to_lift_it():
    target = OverHttp(server(lambda _: httpx.Response(429)), wait=lambda _: None)

    assert "TECHFORCE_RATE_LIMIT=off" in target.ask(["q"]).error


@pytest.mark.parametrize(
    "reply", [httpx.Response(503), httpx.Response(200, text="no json"), httpx.Response(200, json=5)]
)
def test_a_broken_reply_is_an_error_of_the_case(reply):
    seen = OverHttp(server(lambda _: reply)).ask(["what is the pay", "and then"])

    assert seen.outcome == "error"
    assert seen.error.startswith("turn 1: ")


def test_a_server_that_breaks_off_is_an_error_of_the_case():
    def chat(_body):
        raise httpx.ConnectError("gone")

    assert OverHttp(server(chat)).ask(["q"]).error == "ConnectError: gone"


def test_a_server_that_is_not_there_ends_the_run():
    with pytest.raises(TargetUnavailable, match="techforce serve"):
        OverHttp(server(None, ready=503))


def test_retrieval_alone_over_http():
    hit = {"passage_id": "p1", "source_id": "axios", "text": "Pay.", "score": 0.5, "title": "A"}

    def search(request):
        assert dict(request.url.params) == {"q": "pay", "limit": "10"}
        return httpx.Response(200, json={"hits": [hit]})

    seen = OverHttp(reading("/v1/search", search)).find("pay")

    assert [(h.passage_id, h.source_id, h.text) for h in seen.hits] == [("p1", "axios", "Pay.")]


@pytest.mark.parametrize(
    "reply", [httpx.Response(500), httpx.Response(200, text="x"), httpx.Response(200, json={})]
)
def test_a_broken_search_is_an_error_of_the_case(reply):
    assert OverHttp(reading("/v1/search", lambda _: reply)).find("pay").error


def test_the_first_wordings_are_read_in_each_language():
    def faq(request):
        asked = PAY_VERIFIED.questions[request.url.params["language"]]
        answer = {"id": "pay", "topic": "pay", "questions": asked, "text": "…"}
        return httpx.Response(200, json={"answers": [answer]})

    (found,) = OverHttp(reading("/v1/faq", faq)).wordings()

    assert found == Wordings("pay", "pay", {k: v[0] for k, v in PAY_VERIFIED.questions.items()})


@pytest.mark.parametrize("reply", [httpx.Response(404), httpx.Response(200, json={"x": 1})])
def test_without_verified_answers_the_run_ends(reply):
    with pytest.raises(TargetUnavailable, match="/v1/faq"):
        OverHttp(reading("/v1/faq", lambda _: reply)).wordings()
