"""Puts a Case to the assistant, turn by turn: in this process, or to a running server."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx

from assistant.answer import Answer
from assistant.conversation import Conversation, Turn
from assistant.retrieve import Hit
from evals.errors import TargetUnavailable
from evals.observed import Observed, SeenHit, from_answer, from_wire
from knowledge.document import Language

HITS = 10
_PATIENCE_S = 90.0
"""Longest wait that a server's rate limit may ask for."""


class Answering(Protocol):
    """The assistant, as far as it is tested."""

    def answer(
        self, question: str, conversation: Conversation, language: Language | None
    ) -> Answer:
        """The Answer to one turn."""

    def search(self, text: str, limit: int) -> Sequence[Hit]:
        """What retrieval alone returns."""


class Target(Protocol):
    """What the questions of a Run are put to."""

    @property
    def name(self) -> str:
        """How the report calls it."""

    def ask(self, turns: Sequence[str]) -> Observed:
        """The reply to the last turn, with those before it; a failure is an error in it."""


class InProcess:
    """The Assistant of this process."""

    name = "in process"

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant

    def ask(self, turns: Sequence[str]) -> Observed:
        """The reply to the last turn, with what retrieval alone finds for it."""
        conversation = Conversation(uuid.uuid4().hex)
        seen: list[Observed] = []
        for question in turns:
            try:
                answer, observed = self._answer(question, conversation)
            except Exception as error:  # noqa: BLE001  an error is a failed Case, not the end of a Run
                seen.append(Observed(question, error=f"{type(error).__name__}: {error}"))
                break
            seen.append(observed)
            turn = Turn(uuid.uuid4().hex, datetime.now(UTC), answer)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        return _last(seen, turns)

    def _answer(self, question: str, conversation: Conversation) -> tuple[Answer, Observed]:
        start = time.perf_counter()
        answer = self._assistant.answer(question, conversation, None)
        observed = from_answer(answer, (time.perf_counter() - start) * 1000)
        hits = self._assistant.search(answer.standalone_question, HITS)
        seen = tuple(SeenHit(h.passage.id, h.passage.source_id, h.passage.text) for h in hits)
        return answer, replace(observed, hits=seen)


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
        return _last(seen, turns)

    def _post(self, body: dict[str, str]) -> tuple[dict[str, Any], Observed]:
        question = body["message"]
        for _attempt in range(3):
            start = time.perf_counter()
            try:
                response = self._client.post("/v1/chat", json=body)
                latency_ms = (time.perf_counter() - start) * 1000
                if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    self._wait(_retry_after(response))
                    continue
                response.raise_for_status()
                payload = response.json()
            except (httpx.HTTPError, ValueError) as error:
                return {}, Observed(question, error=f"{type(error).__name__}: {error}")
            return payload, from_wire(payload, question, latency_ms)
        return {}, Observed(
            question, error="rate limited: start the server with TECHFORCE_RATE_LIMIT=off"
        )


def _retry_after(response: httpx.Response) -> float:
    header = response.headers.get("retry-after", "")
    return min(float(header), _PATIENCE_S) if header.isdigit() else 1.0


def _last(seen: Sequence[Observed], turns: Sequence[str]) -> Observed:
    """The last reply with the earlier ones inside; a broken earlier turn breaks the Case."""
    *earlier, last = seen
    if len(seen) < len(turns):
        last = replace(last, error=f"turn {len(seen)}: {last.error}")
    return replace(last, earlier=tuple(earlier))
