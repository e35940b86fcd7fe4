"""What the chat model has used this month, what it cost, and whether more may be spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import structlog
from sqlalchemy import BigInteger, Engine, Float, Integer, String, func, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import ChatUnavailable
from assistant.writing.chat_model import Tokens
from knowledge.database import Table
from knowledge.errors import InvalidKnowledge
from knowledge.yaml_file import read_yaml

log = structlog.get_logger(__name__)
_MILLION = 1_000_000
# A month of a busy service has more than 2^31 tokens; SQLite keeps whole numbers of any size.
_Count = BigInteger().with_variant(Integer, "sqlite")


class _UseRow(Table):
    """Tokens of one model in one month, over all processes."""

    __tablename__ = "chat_use"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    calls: Mapped[int] = mapped_column(_Count, default=0)
    input_tokens: Mapped[int] = mapped_column(_Count, default=0)
    output_tokens: Mapped[int] = mapped_column(_Count, default=0)
    usd: Mapped[float] = mapped_column(Float, default=0.0)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: float
    output: float

    def of(self, usage: Tokens) -> float:
        """What so many tokens cost, in US dollars."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / _MILLION


def read_prices(path: Path) -> dict[str, Price]:
    """Prices by pattern of model names, the first that fits counts; raises InvalidKnowledge."""
    try:
        rows = read_yaml(path)["prices"]
        return {str(row["model"]): Price(float(row["input"]), float(row["output"])) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidKnowledge([f"{path}: not a table of prices: {error}"]) from error


class Ledger:
    """Counts what one chat model uses; safe to share between threads and processes."""

    def __init__(
        self,
        engine: Engine,
        model: str,
        prices: Mapping[str, Price],
        monthly_usd: float = 0.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Without `monthly_usd` there is no limit. Raises ChatUnavailable where there is one and
        no price for the model is known."""
        self._engine, self._model, self._monthly, self._now = engine, model, monthly_usd, now
        self._price = next((p for form, p in prices.items() if fnmatchcase(model, form)), None)
        if monthly_usd and self._price is None:
            raise ChatUnavailable(
                f"TECHFORCE_CHAT_MONTHLY_USD is set and no price of {model} is known: "
                "add it to prices.yaml, or set the limit to 0."
            )

    def cost(self, usage: Tokens) -> float | None:
        """What so many tokens cost, in US dollars; None where no price is known."""
        return self._price.of(usage) if self._price else None

    def may_spend(self) -> bool:
        """Whether the month's budget is not used up. Where the database does not tell, no more is
        spent: an answer by quotation costs nothing."""
        if not self._monthly:
            return True
        spent = select(func.sum(_UseRow.usd)).where(_UseRow.month == self._month())
        try:
            with Session(self._engine) as session:
                return (session.scalar(spent) or 0.0) < self._monthly
        except SQLAlchemyError:
            log.exception("chat budget not readable")
            return False

    def add(self, usage: Tokens) -> None:
        """Count one call. A count that cannot be kept is logged and loses no answer."""
        try:
            if not self._added(usage):
                self._begin_month()
                self._added(usage)
        except SQLAlchemyError:
            log.exception("chat use not counted", tokens=usage.input_tokens + usage.output_tokens)

    def used(self) -> tuple[Tokens, float]:
        """Tokens and US dollars of this model in this month."""
        with Session(self._engine) as session:
            row = session.get(_UseRow, (self._month(), self._model))
        if row is None:
            return Tokens(0, 0), 0.0
        return Tokens(row.input_tokens, row.output_tokens), row.usd

    def _added(self, usage: Tokens) -> bool:
        """Add to the month's row in the database itself; whether there is one."""
        row = _UseRow
        adding = (
            update(row)
            .where(row.month == self._month(), row.model == self._model)
            .values(
                calls=row.calls + 1,
                input_tokens=row.input_tokens + usage.input_tokens,
                output_tokens=row.output_tokens + usage.output_tokens,
                usd=row.usd + (self.cost(usage) or 0.0),
            )
        )
        with Session(self._engine) as session, session.begin():
            return session.connection().execute(adding).rowcount == 1

    def _begin_month(self) -> None:
        try:
            with Session(self._engine) as session, session.begin():
                session.add(_UseRow(month=self._month(), model=self._model))
        except IntegrityError:
            return  # another process has begun it

    def _month(self) -> str:
        return f"{self._now():%Y-%m}"
