"""What the chat model costs, and when no more may be spent."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.errors import ChatUnavailable
from assistant.writing.chat_model import Tokens
from assistant.writing.ledger import Ledger, Price, read_prices
from knowledge.database import open_database
from knowledge.errors import InvalidKnowledge

HOME = Path(__file__).parents[3] / "knowledge"
CALL = Tokens(2_000_000, 1_000_000)
PRICES = {"openai:small-*": Price(0.5, 1.0), "openai:*": Price(5.0, 10.0)}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def test_the_first_pattern_that_fits_tells_the_price(engine: Engine) -> None:
    assert Ledger(engine, "openai:small-2", PRICES).cost(CALL) == pytest.approx(2.0)
    assert Ledger(engine, "openai:large", PRICES).cost(CALL) == pytest.approx(20.0)
    assert Ledger(engine, "other:model", PRICES).cost(CALL) is None


def test_a_used_up_budget_allows_no_more_until_the_next_month(engine: Engine) -> None:
    now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    ledger = Ledger(engine, "openai:small-2", PRICES, 3.0, lambda: now)
    assert ledger.may_spend()
    ledger.add(CALL)
    assert ledger.may_spend()
    ledger.add(CALL)
    assert not ledger.may_spend()
    assert ledger.used() == (Tokens(4_000_000, 2_000_000), pytest.approx(4.0))
    now = datetime(2026, 12, 1, tzinfo=UTC)
    assert ledger.may_spend()


def test_a_budget_is_shared_by_models_and_survives_a_restart(engine: Engine) -> None:
    Ledger(engine, "openai:large", PRICES).add(CALL)
    assert not Ledger(engine, "openai:small-2", PRICES, 20.0).may_spend()
    assert Ledger(engine, "openai:small-2", PRICES, 20.1).may_spend()


def test_no_call_is_lost_when_many_are_counted_at_once(engine: Engine) -> None:
    ledgers = [Ledger(engine, "openai:large", PRICES) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ledgers[n % 4].add(Tokens(1, 2)), range(80)))
    assert ledgers[0].used()[0] == Tokens(80, 160)


def test_a_busy_month_is_counted_in_full(engine: Engine) -> None:
    ledger = Ledger(engine, "openai:large", PRICES)
    for _ in range(3):
        ledger.add(Tokens(2_000_000_000, 2_000_000_000))
    assert ledger.used()[0] == Tokens(6_000_000_000, 6_000_000_000)


def test_a_budget_without_a_price_is_refused_at_the_start(engine: Engine) -> None:
    with pytest.raises(ChatUnavailable, match=r"other:model.*prices\.yaml"):
        Ledger(engine, "other:model", PRICES, 5.0)


def test_where_the_database_is_gone_nothing_is_spent_and_no_answer_is_lost(engine: Engine) -> None:
    ledger = Ledger(engine, "openai:large", PRICES, 5.0)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE chat_use")
    ledger.add(CALL)
    assert not ledger.may_spend()


def test_the_price_table_is_read() -> None:
    prices = read_prices(HOME / "prices.yaml")
    assert prices["local*"] == Price(0.0, 0.0)
    assert all(0 <= p.input <= p.output for p in prices.values())


@pytest.mark.parametrize("text", ["prices: 3", "prices: [{model: x}]", "[", "other: []"])
def test_a_damaged_price_table_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(text)
    with pytest.raises(InvalidKnowledge, match=r"prices\.yaml"):
        read_prices(path)
