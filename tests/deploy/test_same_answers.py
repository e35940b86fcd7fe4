"""The comparison of replicas with one process sees what differs, and nothing else."""

import json

import httpx
import pytest

from evals.cases import RETRIEVAL, Case, Expectation
from tests.deploy.same_answers import Visitor, compare, share


def client_that(answers):
    """A server that answers by a function of what is asked, with ids of its own."""
    asked = []

    def reply(request):
        told = json.loads(request.content or "{}") or dict(request.url.params)
        asked.append(told)
        ids = {"id": str(len(asked)), "conversation_id": told.get("conversation_id", "new")}
        found = answers(told.get("message") or told["q"])
        if isinstance(found, int):
            return httpx.Response(found)
        return httpx.Response(200, json={**ids, "timings_ms": {"total": len(asked)}, **found})

    client = httpx.Client(base_url="http://server", transport=httpx.MockTransport(reply))
    client.asked = asked
    return client


def case(*turns, suite="answers"):
    return Case("-".join(turns), suite, "pay", "en", turns, Expectation(None))


def alike(question):
    return {"text": question.upper(), "confidence": 0.5}


def other(question):
    return {"text": question.upper(), "confidence": 0.5 if question != "how long" else 0.25}


def test_ids_and_times_may_differ_and_nothing_else(capsys):
    cases = [case("pay"), case("where", "how long"), case("how long", suite=RETRIEVAL)]
    same = compare(cases, Visitor([client_that(alike)]), Visitor([client_that(alike)]), 9)
    told = capsys.readouterr().out
    differing = compare(cases, Visitor([client_that(alike)]), Visitor([client_that(other)]), 1)

    assert same == 0 and "confidence" not in told
    assert differing == 2
    shown = capsys.readouterr().out
    assert "where-how long, turn 2, confidence:\n  one process: 0.5\n  replicas:    0.25" in shown
    assert shown.count("one process:") == 1


def test_turns_of_one_conversation_go_to_one_server_after_the_other():
    clients = [client_that(alike) for _ in range(3)]
    Visitor(clients).hears(case("one", "two", "three", "four"))

    asked = [[(a["message"], a.get("conversation_id")) for a in c.asked] for c in clients]
    assert asked == [[("one", None), ("four", "new")], [("two", "new")], [("three", "new")]]


@pytest.mark.parametrize("suite", ["answers", RETRIEVAL])
def test_a_refusal_is_a_difference_and_no_end(suite):
    refusing = client_that(lambda question: 503 if question == "pay" else alike(question))
    cases = [case("pay", suite=suite), case("where", suite=suite)]

    assert compare(cases, Visitor([client_that(alike)]), Visitor([refusing]), 0) == 1


def test_a_conversation_that_breaks_off_differs_from_one_that_does_not():
    refusing = client_that(lambda question: 503 if question == "pay" else alike(question))
    found = compare(
        [case("where", "pay", "how long")], Visitor([client_that(alike)]), Visitor([refusing]), 0
    )
    assert found == 1


def test_parts_are_numbered_from_one():
    assert share("2/12") == (2, 12)
    for wrong in ("0/3", "4/3", "all"):
        with pytest.raises(ValueError):
            share(wrong)
