"""Public pages come compressed; what is secret or streamed does not."""

import pytest

ASKED = {"message": "how much?"}


@pytest.mark.parametrize("path", ["/", "/faq", "/static/chat.css"])
def test_public_pages_and_files_come_compressed_to_who_takes_them_so(client, path):
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})

    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert "Accept-Encoding" in plain.headers["vary"]


def test_streams_and_pages_that_hold_a_secret_come_as_they_are(client):
    headers = {"Accept-Encoding": "gzip", "Accept": "text/event-stream"}
    stream = client.post("/v1/chat", json=ASKED, headers=headers)
    answered = client.post("/ask", data={**ASKED, "language": "en"}, headers=headers)
    console = client.get("/console/sign-in", headers=headers)

    for response in (stream, answered, console):
        assert response.status_code == 200 and "content-encoding" not in response.headers
