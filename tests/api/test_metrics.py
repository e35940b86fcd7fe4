"""What is counted, and that nothing of a visitor is in it."""

import asyncio
import re
from dataclasses import replace

from fastapi.testclient import TestClient
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from api.app import create_app
from api.metrics import Metrics
from api.settings import ApiSettings
from api.workers import Load
from assistant.answer import Origin, Sentence, Usage
from assistant.errors import ModelError
from assistant.events import Answered, Called, Dropped, Proven
from tests.apart import run
from tests.api.doubles import PAY, opener
from tests.api.service import wait_until_ready
from tests.conftest import REPOSITORY


def samples(text):
    """Value by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def counted(client, name, **labels):
    return samples(client.get("/metrics").text).get((name, *sorted(labels.items())), 0)


def ask(client, message, **headers):
    return client.post("/v1/chat", json={"message": message}, headers=headers)


def test_figures_are_told_again_after_some_could_not_be_and_both_are_logged_once(monkeypatch):
    monkeypatch.setattr("api.metrics._TOLD_EVERY_S", 0.01)
    metrics, asked = Metrics(shared=CollectorRegistry()), []

    def load():
        asked.append(None)
        if len(asked) in (2, 3, 6):
            raise OSError("no space left on device")
        return Load(0, 0)

    async def tell():
        metrics.watch(load)
        job = asyncio.create_task(metrics.keep_telling())
        while len(asked) < 9 and not job.done():
            await asyncio.sleep(0.01)
        job.cancel()

    with capture_logs() as logs:
        run(asyncio.wait_for(tell(), 30))

    assert len(asked) >= 9
    assert [line["event"] for line in logs] == ["figures not told", "figures told again"] * 2


def test_turns_are_counted_by_how_they_ended_whichever_way_they_were_asked(client):
    ask(client, "how much?")
    ask(client, "how much?", Accept="text/event-stream")
    body = {"model": "techforce", "messages": [{"role": "user", "content": "how much?"}]}
    client.post("/v1/chat/completions", json=body)
    ask(client, "weather")
    ask(client, "?!")

    told = {"language": "en", "generator": "verified"}
    assert counted(client, "techforce_turns_total", status="answered", reason="none", **told) == 3
    told["generator"] = "quotes"
    silent = {"status": "unanswered", "reason": "not_in_sources"}
    assert counted(client, "techforce_turns_total", **silent, **told) == 1
    assert counted(client, "techforce_turn_seconds_count", generator="verified") == 3
    assert counted(client, "techforce_first_sentence_seconds_count") == 3
    assert counted(client, "techforce_visitors_left_total") == 0


def test_requests_are_counted_by_route_template_and_status(client):
    conversation = ask(client, "how much?").json()["conversation_id"]
    client.get(f"/v1/conversations/{conversation}")
    client.get("/v1/conversations/nobody")
    client.get("/v1/nothing")
    client.request("BREW", "/v1/chat")

    name, path = "techforce_http_requests_total", "/v1/conversations/{conversation_id}"
    assert counted(client, name, method="POST", route="/v1/chat", status="200") == 1
    assert counted(client, name, method="GET", route=path, status="200") == 1
    assert counted(client, name, method="GET", route=path, status="404") == 1
    assert counted(client, name, method="GET", route="(none)", status="404") == 1
    assert counted(client, name, method="other", route="/v1/chat", status="405") == 1
    assert conversation not in client.get("/metrics").text


def test_the_time_of_each_stage_and_of_each_reply_is_told(client):
    for message in ("how much?", "weather"):
        ask(client, message)

    for stage in ("wait", "read", "tell"):
        assert counted(client, "techforce_stage_seconds_count", stage=stage) == 2
    assert counted(client, "techforce_stage_seconds_count", stage="write") == 0
    assert counted(client, "techforce_http_seconds_count", route="/v1/chat") == 2
    assert counted(client, "techforce_http_seconds_sum", route="/v1/chat") > 0


def test_whether_questions_can_be_answered_is_told():
    metrics = Metrics()
    metrics.watch(lambda: Load(0, 0), lambda: False)
    assert samples(metrics.text().decode())["techforce_ready",] == 0
    metrics.watch(lambda: Load(0, 0), lambda: True)
    assert samples(metrics.text().decode())["techforce_ready",] == 1


def test_no_label_grows_with_what_is_sent(client):
    def lines():
        return {re.sub(r" \S+$", "", line) for line in client.get("/metrics").text.splitlines()}

    def visit(word):
        ask(client, f"my secret {word}", **{"X-Request-ID": f"secret-{word}"})
        client.get(f"/v1/sources/secret-{word}")
        client.get(f"/secret/{word}")
        body = {"model": f"secret-{word}", "messages": []}
        client.post("/v1/chat/completions", json=body)
        client.request(f"SECRET{word.upper()}", "/v1/chat")

    lines()
    visit("a")
    before = lines()
    for word in "bcdef":
        visit(word)

    assert lines() == before
    assert "secret" not in str(before).lower()


def test_what_a_chat_model_did_is_counted_from_the_events_of_a_turn():
    metrics = Metrics()
    heard = metrics.turn()
    sentence = Sentence("Two ranges are reported.", (1, 2), Origin.GENERATED)
    for event in (
        Proven(sentence, PAY.citations),
        Proven(sentence, PAY.citations),
        Dropped("The pay is $9.", (1,), "values", 0.1),
        Dropped("The pay is $8.", (1,), "values", 0.2),
        Dropped("It is in Rome.", (1,), "names", 0.2),
        Called("timeout", "some:model", "answer-1"),
        Answered(_using(Usage(300, 20, 0.25))),
    ):
        heard(event)
    metrics.turn()(Answered(_using(Usage(30, 2, None))))
    metrics.turn()(Called("cached", "some:model", "answer-1"))
    found = samples(metrics.text().decode())

    assert found["techforce_dropped_sentences_total", ("check", "values")] == 2
    assert found["techforce_dropped_sentences_total", ("check", "names")] == 1
    assert found["techforce_model_calls_total", ("outcome", "timeout")] == 1
    assert found["techforce_model_calls_total", ("outcome", "cached")] == 1
    assert found["techforce_model_tokens_total", ("direction", "read")] == 330
    assert found["techforce_model_tokens_total", ("direction", "written")] == 22
    assert found["techforce_model_usd_total",] == 0.25
    assert found["techforce_first_sentence_seconds_count",] == 1
    assert "$9" not in metrics.text().decode()


def _using(usage):
    return replace(PAY, usage=usage)


def test_the_queue_is_told_as_it_is():
    metrics, load = Metrics(), [Load(2, 5)]
    metrics.watch(lambda: load[0])

    assert samples(metrics.text().decode())["techforce_turns_waiting",] == 5
    load[0] = Load(1, 0)
    found = samples(metrics.text().decode())
    assert (found["techforce_turns_waiting",], found["techforce_turns_working",]) == (0, 1)


def test_metrics_are_outside_the_rate_limit_and_in_a_form_that_prometheus_reads(
    assistant, database_url
):
    app = create_app(ApiSettings(rate_limit="1/minute"), opener(assistant, database_url))
    with TestClient(app) as client:
        wait_until_ready(client)
        responses = [client.get("/metrics") for _ in range(5)]

    assert {r.status_code for r in responses} == {200}
    assert responses[0].headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "techforce_turns_waiting 0.0" in responses[0].text


def test_every_metric_and_outcome_is_documented():
    page = (REPOSITORY / "docs" / "http.md").read_text(encoding="utf-8")
    table = page.partition("## GET /metrics")[2].partition("\n## ")[0]
    families = text_string_to_metric_families(Metrics().text().decode())
    counted = {f"{f.name}_total" if f.type == "counter" else f.name for f in families}
    own = {name for name in counted if name.startswith("techforce_")}
    outcomes = {"ok", "cached", "over_budget", *(kind.outcome for kind in kinds(ModelError))}

    assert set(re.findall(r"`(techforce_\w+)`", table)) == {
        name for name in own if not name.endswith("_created")
    }
    assert {outcome for outcome in outcomes if f"`{outcome}`" not in table} == set()


def kinds(error):
    """An error with all that are below it."""
    return [error, *(found for below in error.__subclasses__() for found in kinds(below))]


def test_a_turn_that_breaks_is_a_request_and_no_turn(client):
    with capture_logs():
        ask(client, "crash")

    name = "techforce_http_requests_total"
    assert counted(client, name, method="POST", route="/v1/chat", status="500") == 1
    assert "techforce_turns_total{" not in client.get("/metrics").text
