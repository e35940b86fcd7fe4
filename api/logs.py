"""Structured logs: lines for people at a terminal, JSON for machines everywhere else."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog


def configure_logs(stream: TextIO = sys.stderr) -> None:
    """Send all logs to a stream; called once by the process that serves."""
    machine = not stream.isatty()
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if machine else structlog.dev.ConsoleRenderer()
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    handler.setLevel(logging.WARNING)  # some libraries set their loggers to DEBUG
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def without_words(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """An exception as its types and places; its text may hold a visitor's words."""
    info = entry.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return entry
    lines: list[str] = []
    while error:
        places = "".join(traceback.format_tb(error.__traceback__))
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n{places}")
        error = error.__cause__ or error.__context__
    entry["exception"] = "caused by: ".join(lines)
    return entry
