"""`techforce serve` as a process of its own, over the project's own knowledge."""

import json
import os
import re
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine

from api.app import open_parts
from knowledge import database
from tests.api.service import ANSWER_FIELDS, ask, parse_events
from tests.reliability.places import RUN, copy_of, served

pytestmark = pytest.mark.slow
PAY = "How much will I earn in a year in the Tech Force?"


@pytest.fixture(scope="module")
def knowledge(real_knowledge, tmp_path_factory):
    """A copy, so that conversations of these tests are kept nowhere else."""
    return copy_of(real_knowledge, tmp_path_factory.mktemp("real") / "data")


@pytest.fixture(scope="module")
def service(knowledge):
    with served(knowledge) as (url, process), httpx.Client(base_url=url, timeout=30) as client:
        client.process = process
        yield client


def test_a_question_is_answered_with_proof(service):
    answer = ask(service, PAY)

    assert answer.keys() == ANSWER_FIELDS
    assert answer["status"] == "answered"
    assert answer["conflicts"] and answer["as_of"]
    labels = {c["label"] for c in answer["citations"]}
    assert all(labels >= set(s["citations"]) and s["citations"] for s in answer["sentences"])


def test_the_stream_ends_with_the_same_answer(service):
    headers = {"Accept": "text/event-stream"}
    response = service.post("/v1/chat", json={"message": PAY}, headers=headers)
    events = parse_events(response.text)

    names = [name for name, _ in events]
    assert names[:2] == ["searching", "evidence"] and names[-1] == "answer"
    assert names.count("sentence") == len(events[-1][1]["sentences"])
    assert events[-1][1]["text"] == ask(service, PAY)["text"]


def test_a_process_keeps_one_pool_of_connections(knowledge, monkeypatch):
    made = []

    def counted(*args, **more):
        made.append(create_engine(*args, **more))
        return made[-1]

    monkeypatch.setattr(database, "create_engine", counted)
    monkeypatch.setenv("TECHFORCE_DATA_DIR", str(knowledge.data_dir))
    monkeypatch.setenv("TECHFORCE_MODEL_DIR", str(knowledge.model_path))
    with open_parts() as parts:
        assert parts.transcript.create().id

    assert len(made) == 1


def test_the_limit_of_a_message_is_named(service):
    response = service.post("/v1/chat", json={"message": "pay " * 300})

    assert response.status_code == 422
    assert response.json()["type"].endswith("question-too-long")
    assert re.search("1,?000", response.json()["detail"])


def test_knowledge_is_served(service):
    sources = service.get("/v1/sources").json()["sources"]
    faq = service.get("/v1/faq", params={"language": "fr"}).json()["answers"]
    found = service.get("/v1/faq", params={"q": "salaire", "language": "fr"}).json()["answers"]
    hits = service.get("/v1/search", params={"q": "pay", "limit": 5}).json()["hits"]

    assert len(sources) >= 20 and len(faq) >= 70
    assert "salaire" in json.dumps(found[:3], ensure_ascii=False)
    assert len(hits) == 5 and all(hit["title"] for hit in hits)
    assert service.get(f"/v1/sources/{hits[0]['source_id']}").json()["text"]
    assert service.get(f"/v1/faq/{faq[0]['id']}?language=es").json()["language"] == "es"


def test_health_answers_while_many_ask(service):
    def health():
        began = time.perf_counter()
        assert service.get("/healthz").status_code == 200
        return time.perf_counter() - began

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, service, f"{PAY} {n}") for n in range(40)]
        seconds = [health() for _ in range(40)]
        assert {a.result()["status"] for a in asked} <= {"answered", "unanswered"}

    assert statistics.median(seconds) < 0.2


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_the_page_answers_and_understands_a_follow_up(page, service):
    page.goto(f"{service.base_url}/?lang=es")
    asked = (
        ("¿Cuánto se gana al año en la Tech Force?", "dólares"),
        ("¿y durante cuántos años?", "año"),
    )
    for question, says in asked:
        page.get_by_label("Su pregunta").fill(question)
        page.keyboard.press("Enter")
        turn = page.locator("article", has_text=question)
        expect(turn).to_have_attribute("aria-busy", "false")
        expect(turn.locator(".sentence").first).to_contain_text(says)
        expect(turn.locator(".sentence span").first).to_have_attribute("lang", "es")
        turn.locator(".cite").first.click()
        expect(turn.locator("blockquote:visible")).to_have_count(1)
    expect(page.locator("article").last.locator(".understood")).to_be_visible()


def test_the_process_stays_small(service):
    assert psutil.Process(service.process.pid).memory_info().rss < 800_000_000


def test_a_conversation_survives_the_process(real_knowledge, tmp_path):
    knowledge = copy_of(real_knowledge, tmp_path / "data")
    with served(knowledge) as (url, _), httpx.Client(base_url=url, timeout=30) as client:
        first = ask(client, PAY)
    with served(knowledge) as (url, _), httpx.Client(base_url=url) as client:
        stored = client.get(f"/v1/conversations/{first['conversation_id']}").json()

    assert [turn["answer"] for turn in stored["turns"]] == [first]


def test_an_empty_data_directory_is_told_and_ends_with_2(tmp_path, model_dir):
    environment = {**os.environ, "TECHFORCE_DATA_DIR": str(tmp_path)}

    ended = subprocess.run(
        [*RUN, "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 2
    assert "techforce ingest" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
