"""Verified answers, passages and sources over HTTP."""

import pytest


def test_search_returns_passages_with_scores_and_ranks(client):
    body = client.get("/v1/search", params={"q": "pay", "limit": 3}).json()

    assert body == {
        "hits": [
            {
                "passage_id": "p1",
                "source_id": "axios",
                "title": "Tech Force opens",
                "text": "Pay is about $150,000 to $200,000.",
                "language": "en",
                "score": 0.9,
                "lexical_rank": None,
                "dense_rank": 1,
            }
        ]
    }


@pytest.mark.parametrize("query", ["", "q=", "q=x&limit=0", "q=x&limit=51", "q=x&limit=many"])
def test_a_search_that_does_not_fit_is_refused(client, query):
    assert client.get(f"/v1/search?{query}").status_code == 422


@pytest.mark.parametrize(
    ("language", "question", "labels", "value"),
    [("en", "What is the pay?", [1, 2], "$150k"), ("fr", "Quel salaire ?", [1, 2], "150 k$")],
)
def test_a_verified_answer_is_given_in_one_language(client, language, question, labels, value):
    body = client.get("/v1/faq/pay", params={"language": language}).json()

    assert body["questions"] == [question]
    assert [c["label"] for c in body["citations"]] == labels
    first = body["citations"][0]["source_id"]
    assert first == ("mac4ever" if language == "en" else "axios")
    versions = body["conflicts"][0]["versions"]
    assert versions[0]["value"] == value
    cited = {c["label"]: c["source_id"] for c in body["citations"]}
    assert [cited[v["citations"][0]] for v in versions] == ["axios", "mac4ever"]


def test_verified_answers_are_listed_by_question_and_topic(client):
    for query, found in (("", 1), ("q=pay", 1), ("q=", 1), ("topic=pay", 1), ("topic=other", 0)):
        assert len(client.get(f"/v1/faq?{query}").json()["answers"]) == found
    assert client.get("/v1/faq?language=de").status_code == 422


def test_sources_are_listed_newest_first_and_read_with_their_text(client):
    sources = client.get("/v1/sources").json()["sources"]

    assert [source["id"] for source in sources] == ["axios", "mac4ever"]
    assert [s["validity"] for s in sources] == ["live", "superseded"]
    assert [s["superseded_by"] for s in sources] == [None, "axios"]
    document = client.get("/v1/sources/axios").json()
    assert document == {**sources[0], "text": "# Pay\n\nAxios: Pay is about $150,000 to $200,000."}
