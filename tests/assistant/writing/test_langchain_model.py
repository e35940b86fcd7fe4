"""Any chat model of LangChain by its name, its errors by ours, its key seen by nobody else."""

import subprocess
import sys
import threading
from contextlib import closing

import pytest

from assistant.errors import ChatRateLimited, ChatRefused, ChatUnavailable, ChatUnreachable
from assistant.settings import AssistantSettings
from assistant.writing.chat_model import Message, Role
from assistant.writing.langchain_model import LangChainModel, open_chat_model
from tests.chat_server import ChatServer, Script
from tests.conftest import REPOSITORY

ASKED = (Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "How long?"))
KEY = "key-that-nobody-may-see"
VARIABLES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server():
    with ChatServer("Two years [1].") as running:
        yield running


def settings(model, **more):
    return AssistantSettings(_env_file=None, chat_model=model, **more)


def said(model):
    return "".join(chunk.text for chunk in model.stream(ASKED))


@pytest.mark.parametrize("name", ["off", "", "OFF"])
def test_no_model_is_opened_where_none_is_wanted(name):
    assert open_chat_model(settings(name)) is None


def test_an_address_alone_makes_any_name_a_model(server):
    with closing(open_chat_model(settings("llama3:8b", chat_base_url=server.url))) as model:
        assert (model.name, said(model)) == ("llama3:8b", "Two years [1].")


@pytest.mark.parametrize(
    "name, own, sent",
    [
        ("scripted", "", "none"),
        ("scripted", KEY, KEY),
        ("openai:gpt-4o", "", "key-of-openai"),
        ("openai:gpt-4o", KEY, KEY),
    ],
)
def test_a_server_is_sent_the_key_that_is_meant_for_it(server, monkeypatch, name, own, sent):
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-openai")
    chosen = settings(name, chat_base_url=server.url, chat_api_key=own)
    with closing(open_chat_model(chosen)) as model:
        assert said(model) == "Two years [1]."
        assert KEY not in repr((chosen, model, vars(model)))
    assert server.keys == [sent]


@pytest.mark.parametrize("name", ["anthropic:claude-1", "ollama:llama3", "openai:gpt-4o"])
@pytest.mark.parametrize(
    "script, error",
    [
        (Script(status=401, error=KEY), ChatRefused),
        (Script(status=404, error=KEY), ChatRefused),
        (Script(status=429, error=KEY), ChatRateLimited),
        (Script(status=500, error=KEY), ChatUnreachable),
        (Script(cut_after=-1), ChatUnreachable),
    ],
)
def test_the_errors_of_every_provider_have_one_name_and_one_try(server, name, script, error):
    server.reply = script
    address = server.url.removesuffix("/v1") if name[0] == "a" else server.url
    chosen = settings(name, chat_base_url=address, chat_api_key=KEY)
    with closing(open_chat_model(chosen)) as model, pytest.raises(error) as raised:
        said(model)

    assert server.requests == 1
    assert KEY not in str(raised.value)


def test_a_provider_without_its_key_is_told_to_need_one(server):
    with pytest.raises(ChatUnavailable, match="TECHFORCE_CHAT_API_KEY"):
        open_chat_model(settings("openai:gpt-4o"))
    model = open_chat_model(settings("anthropic:claude-1", chat_base_url=server.url))
    with closing(model), pytest.raises(ChatRefused, match="is its key set"):
        said(model)


def test_a_missing_package_is_named_at_the_start(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(ChatUnavailable, match=r"pip install 'techforce-assistant\[openai\]'"):
        open_chat_model(settings("scripted", chat_base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(ChatUnavailable, match="pip install langchain-mistralai"):
        open_chat_model(settings("mistralai:small"))


@pytest.mark.parametrize("name", ["nonsense", "nonsense:small"])
def test_a_name_that_nobody_knows_is_told_with_how_to_write_it(name):
    with pytest.raises(ChatUnavailable, match="provider:model"):
        open_chat_model(settings(name))


def test_closing_the_model_ends_its_calls(server):
    server.reply = Script("Two years [1].", between_tokens_s=30)
    model = open_chat_model(settings("scripted", chat_base_url=server.url))
    chunks = model.stream(ASKED)
    next(chunks)
    threading.Timer(0.2, model.close).start()

    assert not "".join(chunk.text for chunk in chunks)
    model.close()


def test_what_was_started_for_a_model_is_stopped_though_closing_its_clients_fails(server):
    class Served:
        closed = False

        def close(self):
            self.closed = True

    class Broken:
        async def aclose(self):
            raise OSError("the connection is gone")

    with closing(open_chat_model(settings("scripted", chat_base_url=server.url))) as opened:
        served = Served()
        model = LangChainModel("local", opened._model, served)
        model._clients = [Broken()]
        with pytest.raises(OSError, match="is gone"):
            model.close()

    assert served.closed


def test_calls_of_two_models_at_one_address_share_no_trouble(server):
    for _ in range(3):
        with closing(open_chat_model(settings("scripted", chat_base_url=server.url))) as model:
            assert said(model) == "Two years [1]."


def test_closing_one_model_leaves_the_calls_of_another_at_its_address(server):
    chosen = settings("scripted", chat_base_url=server.url)
    with closing(open_chat_model(chosen)) as other:
        with closing(open_chat_model(chosen)) as model:
            assert said(model) == "Two years [1]."
        assert said(other) == "Two years [1]."


ASKING = """
import sys
from contextlib import closing
from assistant.settings import AssistantSettings
from assistant.errors import ModelError
from assistant.writing.chat_model import Message, Role
from assistant.writing.langchain_model import open_chat_model

name, url = sys.argv[1:]
chosen = AssistantSettings(
    _env_file=None, chat_model=name, chat_base_url=url, chat_api_key="key"
)
with closing(open_chat_model(chosen)) as model:
    for asked in (1, 2):
        try:
            chunks = model.stream([Message(Role.USER, "How long?")])
            print(next(chunks).text) if asked == 1 else list(chunks)
        except ModelError:
            pass
"""


@pytest.mark.parametrize("name", ["scripted", "anthropic:claude-1", "ollama:x"])
def test_nothing_is_left_open_when_the_process_ends(server, name):
    server.reply = Script("Two years [1]. " * 300, between_tokens_s=0.001)
    command = [sys.executable, "-W", "error", "-c", ASKING, name, server.url]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)

    assert (ended.returncode, ended.stderr) == (0, "")
