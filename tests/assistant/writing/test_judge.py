"""A second model may take a sentence away, and never gives one back; where it is down, it is not
heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Citation, Usage
from assistant.errors import ChatTooSlow, ModelError
from assistant.settings import AssistantSettings
from assistant.writing.chat_model import Chunk, Message, Tokens
from assistant.writing.judge import LONGEST, ModelJudge, judging
from assistant.writing.ledger import Ledger, Price
from assistant.writing.opinion import Opinion
from assistant.writing.prompts import read_prompt
from assistant.writing.replier import Replier, brief
from knowledge.database import open_database
from knowledge.document import Source

SOURCE = Source("s", "Opening", "The Town", "", date(2025, 12, 1), "en")
QUOTED = [Citation(1, SOURCE, "p", "It opens at 9.")]


class Says:
    """A chat model that says one text, or fails."""

    name = "judge"

    def __init__(self, text: str, error: ModelError | None = None) -> None:
        self.text, self.error = text, error
        self.asked: list[Sequence[Message]] = []

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        self.asked.append(messages)
        yield Chunk(self.text)
        if self.error:
            raise self.error
        yield Chunk("", Tokens(1_000_000, 0))


@pytest.fixture
def judge(tmp_path: Path):
    """Makes a judge of a model."""
    engine = open_database(f"sqlite:///{tmp_path / 'use.db'}")

    def make(model, budget=0.0):
        ledger = Ledger(engine, model.name, {"judge": Price(1.0, 1.0)}, budget)
        return ModelJudge(Replier(model, ledger, brief(5, LONGEST)), read_prompt("judge"))

    yield make
    engine.dispose()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("proven", True),
        ("Proven.", True),
        ('"proven"', True),
        ("unproven", False),
        ("UNPROVEN", False),
        ("**Unproven**, because it says nothing of the sort.", False),
        ("not proven", False),
        ("NOT_PROVEN", False),
        ("**Not** proven", False),
        ("No, it is not proven.", False),
        ("The sentence is unproven.", False),
        ("It cannot be proven.", False),
        ("It is proven.", True),
        ("", True),
        ("I cannot say.", True),
        ("provenance", True),
    ],
)
def test_only_a_clear_refusal_takes_a_sentence_away(judge, said, shown):
    model = Says(said)

    assert judge(model)("It opens at 9.", QUOTED).stands is shown
    assert "It opens at 9." in model.asked[0][-1].text


def test_where_the_judge_fails_the_other_checks_stand(judge):
    opinion = judge(Says("unproven", ChatTooSlow("late")))("It opens at 9.", QUOTED)

    assert opinion.stands
    assert not opinion.heard


def test_what_a_judge_costs_counts_and_ends_with_the_budget(judge):
    model = Says("unproven")
    ask = judge(model, budget=0.5)

    opinion = ask("It opens at 9.", QUOTED)

    assert not opinion.stands
    assert opinion.usage == Usage(1_000_000, 0, 1.0)
    assert ask.replier.ledger.used()[0] == Tokens(1_000_000, 0)
    assert ask("It opens at 9.", QUOTED) == Opinion(True, heard=False)
    assert len(model.asked) == 1


@pytest.mark.parametrize("name", ["off", "", "same", "Same"])
def test_no_second_model_is_opened_where_none_is_named(name):
    assert judging(_settings("openai:big", name)) is None


@pytest.mark.parametrize(
    ("writes", "url", "judges", "shared"),
    [
        ("openai:big", "", "openai:small", True),
        ("openai:big", "http://moved", "openai:small", True),
        ("big", "http://own", "small:8b", True),
        ("openai:big", "", "anthropic:small", False),
        ("openai:big", "", "mistralai:small", False),
        ("big", "http://own", "openai:small", False),
        ("local", "", "openai:small", False),
    ],
)
def test_a_judge_of_another_provider_is_sent_neither_address_nor_key(writes, url, judges, shared):
    opened = judging(_settings(writes, judges, url))

    assert opened.chat_model == judges
    assert opened.chat_base_url == (url if shared else "")
    assert opened.chat_api_key.get_secret_value() == ("secret" if shared else "")


def _settings(writes, judges, url=""):
    return AssistantSettings(
        _env_file=None,
        chat_model=writes,
        chat_judge=judges,
        chat_base_url=url,
        chat_api_key="secret",
    )
