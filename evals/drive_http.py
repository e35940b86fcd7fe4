"""Puts a Case to a running server, turn by turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from evals.drive import HITS
from evals.errors import TargetUnavailable
from evals.observed import Observed, from_wire, hits_from_wire, last_of
from evals.parity import Wordings
from knowledge.document import LANGUAGES, Language

_PATIENCE_S = 90.0
"""Longest wait that a server's rate limit may ask for."""
_ATTEMPTS = 3
_FAILURES = (httpx.HTTPError, ValueError)


class OverHttp:
    """A running server; the latency is what its client sees."""

    def __init__(self, client: httpx.Client, wait: Callable[[float], None] = time.sleep) -> None:
        """`client` has the server's base URL; raises TargetUnavailable where nothing answers."""
        self._client = client
        self._wait = wait
        try:
            client.get("/readyz").raise_for_status()
        except httpx.HTTPError as error:
            raise TargetUnavailable(
                f"no ready server at {client.base_url}: {error}. Start one with `techforce serve`."
            ) from error

    @property
    def name(self) -> str:
        """The server's address."""
        return str(self._client.base_url)

    def ask(self, turns: Sequence[str]) -> Observed:
        """The reply to the last turn; a refused or broken request is an error of the Case."""
        conversation_id: str | None = None
        seen: list[Observed] = []
        for question in turns:
            body = {"message": question, "language": "auto", "conversation_id": conversation_id}
            payload, observed = self._post({k: v for k, v in body.items() if v is not None})
            seen.append(observed)
            if observed.error:
                break
            conversation_id = payload.get("conversation_id")
        return last_of(seen, turns)

    def find(self, question: str) -> Observed:
        """What retrieval alone finds."""
        try:
            response, _ = self._send("GET", "/v1/search", params={"q": question, "limit": HITS})
            return hits_from_wire(response.json(), question)
        except _FAILURES as error:
            return Observed(question, error=_told(error))

    def wordings(self) -> list[Wordings]:
        """The first question of each served verified answer; raises TargetUnavailable."""
        topics: dict[str, str] = {}
        questions: dict[str, dict[Language, str]] = {}
        try:
            for language in LANGUAGES:
                response, _ = self._send("GET", "/v1/faq", params={"language": language})
                for answer in response.json()["answers"]:
                    topics[answer["id"]] = answer["topic"]
                    asked = questions.setdefault(answer["id"], {})
                    asked[language] = answer["questions"][0]
        except (*_FAILURES, LookupError, TypeError) as error:
            raise TargetUnavailable(f"{self.name}: /v1/faq: {_told(error)}") from error
        return [Wordings(name, topics[name], asked) for name, asked in questions.items()]

    def _post(self, body: dict[str, str]) -> tuple[dict[str, Any], Observed]:
        question = body["message"]
        try:
            response, latency_ms = self._send("POST", "/v1/chat", json=body)
            payload = response.json()
        except _FAILURES as error:
            return {}, Observed(question, error=_told(error))
        return payload, from_wire(payload, question, latency_ms)

    def _send(self, method: str, path: str, **content: Any) -> tuple[httpx.Response, float]:
        """A good response and how long it took; a rate limit is waited for."""
        for attempt in range(1, _ATTEMPTS + 1):
            start = time.perf_counter()
            response = self._client.request(method, path, **content)
            latency_ms = (time.perf_counter() - start) * 1000
            limited = response.status_code == httpx.codes.TOO_MANY_REQUESTS
            if not limited or attempt == _ATTEMPTS:
                break
            self._wait(_retry_after(response))
        return response.raise_for_status(), latency_ms


def _retry_after(response: httpx.Response) -> float:
    header = response.headers.get("retry-after", "")
    return min(float(header), _PATIENCE_S) if header.isdigit() else 1.0


def _told(error: Exception) -> str:
    status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return "rate limited: start the server with TECHFORCE_RATE_LIMIT=off"
    return f"{type(error).__name__}: {error}"
