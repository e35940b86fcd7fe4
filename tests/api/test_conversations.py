"""A visitor's conversations over HTTP."""

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.doubles import ScriptedAssistant, opener
from tests.api.service import wait_until_ready


def ask(client, message, **more):
    return client.post("/v1/chat", json={"message": message, **more}).json()


def test_a_conversation_is_read_back_with_its_answers_oldest_first(client):
    first = ask(client, "how much?")
    second = ask(client, "weather", conversation_id=first["conversation_id"])

    body = client.get(f"/v1/conversations/{first['conversation_id']}").json()

    assert body.keys() == {"id", "started_at", "turns"}
    assert [turn["answer"] for turn in body["turns"]] == [first, second]
    assert body["turns"][0].keys() == {"asked_at", "answer", "rating", "comment"}
    assert body["started_at"] <= body["turns"][0]["asked_at"]


def test_an_export_is_a_file_with_everything(client):
    answer = ask(client, "how much?")
    feedback = {"rating": "down", "comment": "too long"}
    client.post(f"/v1/answers/{answer['id']}/feedback", json=feedback)

    response = client.get(f"/v1/conversations/{answer['conversation_id']}/export")

    assert response.headers["content-disposition"].startswith("attachment; filename=")
    body = response.json()
    assert body.keys() == {"id", "started_at", "turns", "exported_at"}
    assert body["turns"][0]["answer"] == answer
    assert (body["turns"][0]["rating"], body["turns"][0]["comment"]) == ("down", "too long")


def test_a_deleted_conversation_is_gone(client):
    answer = ask(client, "how much?")
    path = f"/v1/conversations/{answer['conversation_id']}"

    assert client.delete(path).status_code == 204

    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    again = {"message": "hi", "conversation_id": answer["conversation_id"]}
    assert client.post("/v1/chat", json=again).status_code == 404
    feedback = {"rating": "up"}
    assert client.post(f"/v1/answers/{answer['id']}/feedback", json=feedback).status_code == 404


def test_feedback_is_answered_as_stored(client):
    answer = ask(client, "how much?")

    response = client.post(f"/v1/answers/{answer['id']}/feedback", json={"rating": "up"})

    assert response.json() == {"answer_id": answer["id"], "rating": "up", "comment": None}


def test_feedback_knows_two_ratings_and_short_comments(client):
    path = f"/v1/answers/{ask(client, 'hi')['id']}/feedback"

    for body in ({"rating": "meh"}, {}, {"rating": "up", "comment": "x" * 2001}):
        assert client.post(path, json=body).status_code == 422


def test_conversations_survive_a_restart(database_url):
    def serve():
        app = create_app(ApiSettings(), opener(ScriptedAssistant(), database_url))
        return TestClient(app)

    with serve() as client:
        wait_until_ready(client)
        first = ask(client, "how much?")
    with serve() as client:
        wait_until_ready(client)
        second = ask(client, "and then?", conversation_id=first["conversation_id"])
        turns = client.get(f"/v1/conversations/{first['conversation_id']}").json()["turns"]

    assert [turn["answer"] for turn in turns] == [first, second]
