"""Logs hold places and ids, and nobody's words."""

import io
import json
import logging

import pytest
import structlog

from api.logs import configure_logs


@pytest.fixture
def lines():
    """The log lines as JSON; the configuration is put back afterwards."""
    stream, handlers = io.StringIO(), logging.root.handlers[:]
    level = logging.root.level
    configure_logs(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_an_exception_is_logged_without_its_text(lines):
    try:
        try:
            raise ValueError("my secret")
        except ValueError as error:
            raise RuntimeError("my secret too") from error
    except RuntimeError:
        structlog.get_logger().exception("failed", route="/v1/chat")

    (line,) = lines()
    assert "secret too" not in line["exception"].replace('raise RuntimeError("my secret too")', "")
    assert line["exception"].startswith("builtins.RuntimeError")
    assert "caused by: builtins.ValueError" in line["exception"]
    assert (line["event"], line["route"], line["level"]) == ("failed", "/v1/chat", "error")


def test_other_libraries_log_in_the_same_form(lines):
    logging.getLogger("uvicorn.error").error("port %s", 80)
    logging.getLogger("uvicorn.error").info("noise")

    assert [(line["event"], line["level"]) for line in lines()] == [("port 80", "error")]
