"""What lists of Review items and turns are asked for with, on pages and in the JSON API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas import Day
from assistant.answer import Reason, Status
from assistant.inbox.items import ItemFilter, Kind, Order, State
from assistant.inbox.turns import TurnFilter
from assistant.transcript import Rating
from knowledge.document import Language


class Asked(BaseModel):
    """A query; fields of a form that were left empty count as left out."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        return {name: value for name, value in fields.items() if value != ""}

    def query(self, **changed: Any) -> str:
        """The same query as it stands in an address, with some fields changed."""
        fields = self.model_dump(mode="json", exclude_defaults=True) | changed
        return urlencode({name: value for name, value in fields.items() if value is not None})


class ItemsAsked(Asked):
    """Which Review items, in which order."""

    state: State = Field(default=State.OPEN, description="What was done about them.")
    kind: Kind | None = Field(default=None, description="Why they should be looked at.")
    language: Language | None = Field(default=None, description="A language they were asked in.")
    topic: str | None = Field(default=None, max_length=60, description="The likeliest topic.")
    mine: bool = Field(default=False, description="Only those that the sender looks after.")
    text: str = Field(default="", max_length=300, description="Words that a question holds.")
    order: Order = Field(default=Order.MOST_ASKED, description="What comes first.")
    page: int = Field(default=1, ge=1, le=10_000, description="Which page, of 25 items each.")

    def wanted(self, who: str) -> ItemFilter:
        """The items that somebody asks for."""
        mine = who if self.mine else None
        return ItemFilter(self.state, self.kind, self.language, self.topic, mine, self.text)


class TurnsAsked(Asked):
    """Which turns."""

    status: Status | None = Field(default=None, description="How they ended.")
    reason: Reason | None = Field(default=None, description="Why they were not answered.")
    language: Language | None = Field(default=None, description="The language of the answer.")
    rating: Rating | None = Field(default=None, description="What their visitors thought.")
    generator: str | None = Field(default=None, max_length=300, description="Who wrote them.")
    below: float | None = Field(default=None, ge=0, le=1, description="A confidence above theirs.")
    since: Day | None = Field(default=None, description="The first day.")
    until: Day | None = Field(default=None, description="The last day.")
    text: str = Field(default="", max_length=300, description="Words that the question holds.")
    start: str | None = Field(
        default=None, max_length=40, description="`next` of the page before; else the newest."
    )

    def wanted(self) -> TurnFilter:
        """The turns that are asked for."""
        return TurnFilter(
            status=self.status,
            reason=self.reason,
            language=self.language,
            rating=self.rating,
            generator=self.generator,
            below=self.below,
            since=self.since,
            until=self.until,
            text=self.text,
        )
