"""The OpenAPI document: FastAPI's own, with the form of every error and of every streamed event."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.openai_schemas import Chunk
from api.problems import MEDIA_TYPE, Problem
from api.schemas import Answer, Evidence, ProvenSentence, Searching

_REFERENCE = "#/components/schemas/{model}"
EVENTS: Mapping[str, type[BaseModel]] = {
    "searching": Searching,
    "evidence": Evidence,
    "sentence": ProvenSentence,
    "answer": Answer,
    "error": Problem,
}
"""What the data of each event on a streamed answer looks like."""


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """A replacement for `app.openapi`."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = original()
        models = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            models.pop(name, None)
        streamed: list[type[BaseModel]] = [*EVENTS.values(), Chunk]
        _, added = models_json_schema(
            [(model, "serialization") for model in streamed],
            ref_template=_REFERENCE,
        )
        models.update(added["$defs"])
        for path in document["paths"].values():
            for operation in path.values():
                _add_problems(operation["responses"])
        return document

    return openapi


def event_stream() -> dict[str, Any]:
    """The media type of a streamed answer; `x-events` names the schema of each event's data."""
    events = {name: {"$ref": _reference(model)} for name, model in EVENTS.items()}
    return {"schema": {"type": "string"}, "x-events": events}


def _add_problems(responses: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": _reference(Problem)}}}
    if "default" in responses:  # a route whose errors have a form of their own
        responses.pop("422", None)
        return
    if "422" in responses:
        responses["422"] = {"description": "The request does not fit.", "content": content}
    responses["default"] = {"description": "What went wrong.", "content": content}


def _reference(model: type[BaseModel]) -> str:
    return _REFERENCE.format(model=model.__name__)
