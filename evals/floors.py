"""What a Run must reach: the floors of `floors.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import InvalidCases
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml

FLOORS = Path(__file__).parent / "floors.yaml"
_Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(_Strict):
    """The least or the most that a measure may be."""

    least: float | None = None
    most: float | None = None

    def allows(self, value: float | None) -> bool:
        """Whether the value keeps the limit; what could not be measured keeps every limit."""
        low = float("-inf") if self.least is None else self.least
        high = float("inf") if self.most is None else self.most
        return value is None or low <= value <= high

    def __str__(self) -> str:
        bounds = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{name} {value:g}" for name, value in bounds if value is not None)


class SuiteFloors(_Strict):
    """The least share of passing Cases in a Suite and in each of its slices, by kind of slice."""

    share: _Share = 0.9
    language: _Share | None = None
    topic: _Share | None = None
    outcome: _Share | None = None

    def of(self, kind: str) -> float | None:
        """The floor of the slices of one kind; None where they have none."""
        floor: float | None = getattr(self, kind, None)
        return floor


class Floors(_Strict):
    """All floors: over everything, by Suite, and the limits of measures."""

    overall: _Share = 0.9
    smallest_slice: int = 8
    """Slices with fewer Cases have no floor."""
    default: SuiteFloors = SuiteFloors()
    suites: dict[str, SuiteFloors] = {}
    measures: dict[str, Limit] = {}

    def of(self, suite: str) -> SuiteFloors:
        """The floors of one Suite."""
        return self.suites.get(suite, self.default)


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors of a file; raises InvalidCases."""
    try:
        return Floors.model_validate(read_yaml(path))
    except (InvalidKnowledge, ValidationError) as error:
        raise InvalidCases([f"{path.name}: not a file of floors: {error}"]) from error
