"""A chat model server that says what a test has written for it, as OpenAI's API does, over HTTP.

    with ChatServer("It lasts two years [1].") as server:
        settings = AssistantSettings(chat_model="scripted", chat_base_url=server.url)

A reply is a text, a Script with the failures that are wanted, or a function of the messages that
returns one of both; `then` queues replies for the next requests, before the standing one.
"""

from __future__ import annotations

import json
import re
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, cycle
from threading import Lock, Thread
from typing import Any

Prompt = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Script:
    """How one request is answered."""

    text: str = ""
    tokens_per_chunk: int = 1
    first_token_s: float = 0.0
    between_tokens_s: float = 0.0
    endless: bool = False
    """Say the text again and again."""
    cut_after: int | None = None
    """Break the connection off after so many chunks; before anything at all where it is -1."""
    ends_unsaid: bool = False
    """Finish the stream without its last event, as a proxy does that loses the server."""
    raw_after: tuple[int, str] | None = None
    """After so many chunks, send this as it is."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = "scripted"
    finish: str = "stop"
    usage: tuple[int, int] | None = None
    """Tokens read and written; those of prompt and text, word by word, where it is not said."""


Reply = str | Script | Callable[[Prompt], str | Script]


class ChatServer:
    """Serves /v1/chat/completions on a free port, and counts what happens."""

    def __init__(self, reply: Reply = "") -> None:
        self.reply = reply
        self.prompts: list[Prompt] = []
        self.keys: list[str] = []
        self.finished = self.cancelled = self.open_connections = 0
        self._queue: deque[Reply] = deque()
        self._lock = Lock()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def requests(self) -> int:
        """How many were asked for an answer, whatever came of it."""
        return len(self.prompts)

    def then(self, *replies: Reply) -> None:
        """Answer the next requests so, one after the other."""
        self._queue.extend(replies)

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of the counts."""
        with self._lock:
            setattr(self, name, getattr(self, name) + by)

    def script(self, prompt: Prompt, key: str) -> Script:
        """How the request that just came is answered."""
        with self._lock:
            self.prompts.append(prompt)
            self.keys.append(key)
            reply = self._queue.popleft() if self._queue else self.reply
        said = reply(prompt) if callable(reply) else reply
        return Script(said) if isinstance(said, str) else said


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news."""


class _Left(Exception):
    """The client has closed the connection."""


def _handler(server: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        chat = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    chat: ChatServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.chat.count("open_connections")

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.chat.count("open_connections", -1)

    def do_GET(self) -> None:
        self._json({"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        script = self.chat.script(body.get("messages", []), key)
        try:
            self._answer(script, body)
            self.chat.count("finished")
        except (_Left, OSError):
            self.chat.count("cancelled")
            self.close_connection = True

    def _answer(self, script: Script, body: Mapping[str, Any]) -> None:
        if script.cut_after == -1:
            return self._cut()
        if script.status != 200:
            error = {"message": script.error, "type": "scripted", "code": None}
            return self._json({"error": error}, script.status, script.headers)
        if body.get("stream"):
            return self._stream(script, body)
        self._wait(script.first_token_s)
        message = {"role": "assistant", "content": script.text}
        choice = {"index": 0, "message": message, "finish_reason": script.finish}
        whole = _envelope("chat.completion", [choice]) | {"usage": _usage(script, body)}
        return self._json(whole, 200, script.headers)

    def _stream(self, script: Script, body: Mapping[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._wait(script.first_token_s)
        for number, piece in enumerate(_pieces(script)):
            if script.cut_after == number:
                return self._cut()
            if script.raw_after and script.raw_after[0] == number:
                self._chunk(script.raw_after[1])
            if number:
                self._wait(script.between_tokens_s)
            self._event([{"index": 0, "delta": {"role": "assistant", "content": piece}}])
        if not script.ends_unsaid:
            self._event([{"index": 0, "delta": {}, "finish_reason": script.finish}])
            if (body.get("stream_options") or {}).get("include_usage"):
                self._event([], {"usage": _usage(script, body)})
            self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")
        return None

    def _event(self, choices: list[Any], more: Mapping[str, Any] | None = None) -> None:
        event = _envelope("chat.completion.chunk", choices) | dict(more or {})
        self._chunk(f"data: {json.dumps(event)}\n\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _json(
        self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, said in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, said)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _cut(self) -> None:
        """Break the connection off, as a machine does that goes down."""
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _wait(self, seconds: float) -> None:
        """Let time pass, unless the client leaves."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.connection], [], [], left)[0]:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    raise _Left
                time.sleep(min(left, 0.01))


def _pieces(script: Script) -> Any:
    tokens = re.findall(r"\s*\S+|\s+$", script.text)
    size = script.tokens_per_chunk
    pieces = ["".join(tokens[n : n + size]) for n in range(0, len(tokens), size)]
    return chain.from_iterable(cycle([[*pieces, " "]])) if script.endless else pieces


def _envelope(kind: str, choices: list[Any]) -> dict[str, Any]:
    about = {"id": "chatcmpl-1", "object": kind, "created": 0, "model": "scripted"}
    return {**about, "choices": choices}


def _usage(script: Script, body: Mapping[str, Any]) -> dict[str, int]:
    asked = sum(len(str(m.get("content")).split()) for m in body.get("messages", []))
    read, written = script.usage or (asked, len(script.text.split()))
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
