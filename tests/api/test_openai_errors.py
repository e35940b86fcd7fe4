"""What goes wrong on the OpenAI-compatible endpoints, as OpenAI's own client sees it."""

import openai
import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from api.app import create_app
from api.openai_schemas import CompletionRequest
from api.settings import ApiSettings
from assistant.transcript import Transcript
from knowledge.errors import StoreUnavailable
from tests.api.doubles import opener
from tests.api.openai_client import ASKED, ask, user
from tests.api.service import serving


@pytest.mark.parametrize(
    ("messages", "more", "kind", "code", "param"),
    [
        ([user("x" * 1001)], {}, openai.BadRequestError, "context_length_exceeded", "messages"),
        ([user("?!")], {}, openai.BadRequestError, "empty_question", "messages"),
        ([user("  ")], {}, openai.BadRequestError, "invalid_request", None),
        ([], {}, openai.BadRequestError, "invalid_request", "messages"),
        ([user(7)], {}, openai.BadRequestError, "invalid_request", "messages.0.content"),
        ([{"role": "wizard", "content": ""}], {}, openai.BadRequestError, "invalid_request",
         "messages.0.role"),
        ([{"role": "assistant", "content": "hi"}], {}, openai.BadRequestError, "invalid_request",
         None),
        (ASKED, {"n": 2}, openai.BadRequestError, "invalid_request", "n"),
        (ASKED, {"model": "gpt-5"}, openai.NotFoundError, "model_not_found", None),
    ],
)  # fmt: skip
def test_errors_are_those_that_the_official_client_knows(
    official, messages, more, kind, code, param
):
    for stream in (False, True):
        with pytest.raises(kind) as caught:
            call = {"model": "techforce", "messages": messages, "stream": stream, **more}
            official.chat.completions.create(**call)
        error = caught.value
        assert error.body.keys() == {"message", "type", "param", "code"}
        assert (error.code, error.param) == (code, param)
        assert error.body["message"] and error.request_id
        assert error.type == "invalid_request_error"


@pytest.mark.parametrize("messages", [[7] * 9_000, [user([7] * 9_000)]])
def test_a_body_of_nothing_that_fits_is_refused_at_the_first_piece(messages):
    with pytest.raises(ValidationError) as caught:
        CompletionRequest(model="techforce", messages=messages)
    assert caught.value.error_count() < 9


def test_an_image_is_refused_in_the_question_and_passed_over_before_it(official, assistant):
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}
    shown = user([{"type": "text", "text": "how much?"}, picture])

    with pytest.raises(openai.BadRequestError, match="only text can be read, not image_url"):
        ask(official, [shown])
    ask(official, [shown, user("and how long?")])
    assert [t.answer.question for t in assistant.heard[-1][1].turns] == ["how much?"]


def test_a_model_that_is_not_there_is_not_found(official):
    with pytest.raises(openai.NotFoundError) as caught:
        official.models.retrieve("gpt-5")
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize("stream", [False, True])
def test_a_break_half_way_is_told_without_its_text(official, stream):
    with capture_logs(), pytest.raises(openai.APIError) as caught:
        list(ask(official, [user("crash")], stream=stream))

    assert (caught.value.code, caught.value.type) == ("internal_error", "server_error")
    assert "bug" not in str(caught.value.body)


def test_a_database_that_fails_can_be_tried_again(official, monkeypatch):
    def fail(*_):
        raise StoreUnavailable("the database cannot be used")

    monkeypatch.setattr(Transcript, "append", fail)
    with pytest.raises(openai.InternalServerError) as caught:
        ask(official)
    assert (caught.value.status_code, caught.value.code) == (503, "knowledge_unavailable")
    assert caught.value.response.headers["retry-after"] == "30"


def test_limits_of_rate_and_size_are_told_in_the_same_form(assistant, database_url):
    settings = ApiSettings(rate_limit="2/minute", max_completion_bytes=2048)
    with (
        serving(create_app(settings, opener(assistant, database_url))) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0) as client,
    ):
        with pytest.raises(openai.APIStatusError) as large:
            ask(client, [user("x" * 3000)])
        ask(client)
        with pytest.raises(openai.RateLimitError) as often:
            ask(client)

    assert (large.value.status_code, large.value.code) == (413, "body_too_large")
    assert (often.value.code, often.value.type) == ("rate_limit_exceeded", "rate_limit_error")
    assert int(often.value.response.headers["retry-after"]) > 0


def test_a_long_conversation_is_no_body_that_is_too_large(official):
    told = {"role": "assistant", "content": "x" * 200_000}

    assert ask(official, [user("how long?"), told, *ASKED]).techforce["status"] == "answered"


def test_what_is_no_request_and_what_is_not_ready_have_the_same_form(client, database_url):
    paths = "/v1/chat/completions"
    broken = client.post(paths, content=b"{", headers={"Content-Type": "application/json"})
    method = client.get(paths)

    assert broken.json()["error"]["code"] == "invalid_request"
    assert (broken.status_code, method.status_code) == (400, 405)
    assert method.json()["error"]["code"] == "method_not_allowed"
    assert method.headers["allow"] == "POST"
    assert broken.headers["content-type"] == "application/json"
    assert int(broken.headers["content-length"]) == len(broken.content)
