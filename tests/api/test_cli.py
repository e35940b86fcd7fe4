"""The console script: what it prints, how it ends, and what it leaves unimported."""

import json
import subprocess
import sys
from contextlib import contextmanager
from importlib.metadata import EntryPoint

import pytest
import typer
from typer.testing import CliRunner

from api import cli
from knowledge.errors import StoreUnavailable
from tests.api.doubles import REPLACED, ScriptedAssistant
from tests.api.service import ANSWER_FIELDS

greeting = typer.Typer(help="A command of another package.")


@greeting.command()
def hello(name: str, loud: bool = False) -> None:
    """Greet."""
    typer.echo(f"HELLO {name}" if loud else f"hello {name}")
    raise typer.Exit(1)


def run(*arguments):
    return CliRunner().invoke(cli.build_cli(), arguments)


@pytest.fixture
def scripted(monkeypatch):
    assistant = ScriptedAssistant()

    @contextmanager
    def open_assistant():
        yield assistant

    monkeypatch.setattr("assistant.build.open_assistant", open_assistant)
    monkeypatch.setenv("COLUMNS", "100")
    return assistant


def test_an_answer_is_printed_with_its_proof(scripted):
    result = run("ask", "how much?")

    assert result.exit_code == 0
    for shown in (
        "Understood as: How much does the Tech Force pay a year?",
        "Two ranges are reported. [1] [2]",
        "Sources disagree: annual pay",
        "[2] Mac4Ever, December 2025 (in French)",
        "“Pay is about $150,000 to $200,000.”",
        "https://a.example/1",
        "As of 15 December 2025, the newest date this answer rests on.",
        "How long does it last?",
    ):
        assert shown in result.output


def test_notes_are_printed_below_the_sentences(scripted):
    output = run("ask", "noted").output

    assert "Two ranges are reported. [1] [2]" in output.partition(REPLACED)[0]
    assert REPLACED in output


def test_addresses_are_printed_whole_on_a_narrow_terminal(scripted, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")

    assert "    https://a.example/1\n" in run("ask", "how much?").output


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("weather", "The sources do not answer this (not_in_sources)"),
        ("football", "Outside what the assistant does (off_topic)"),
        ("which", "One more detail is needed"),
        ("down", "Something is not working; try again"),
    ],
)
def test_other_outcomes_are_named(scripted, question, heading):
    result = run("ask", question)

    assert result.exit_code == 0
    assert heading in result.output
    assert "As of" not in result.output


def test_an_answer_as_json_has_the_fields_of_the_contract(scripted):
    answer = json.loads(run("ask", "how much?", "--json", "--lang", "fr").stdout)

    assert answer.keys() == ANSWER_FIELDS
    assert scripted.heard[0][2] == "fr"


@pytest.mark.parametrize("question", ["?!", "x" * 1001])
def test_a_question_that_cannot_be_asked_is_wrong_use(scripted, question):
    result = run("ask", question)

    assert result.exit_code == 2
    assert result.stderr.startswith("techforce: ")


def test_a_language_that_is_not_served_is_wrong_use(scripted):
    assert run("ask", "hi", "--lang", "de").exit_code == 2


def test_what_is_wrong_with_the_knowledge_is_told_in_one_line(monkeypatch, capsys):
    def fail():
        raise StoreUnavailable("nothing has been ingested: run `techforce ingest`.")

    monkeypatch.setattr("api.cli.build_cli", lambda: fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "techforce: nothing has been ingested: run `techforce ingest`.\n"
    )


@pytest.fixture
def announced(monkeypatch):
    entry = EntryPoint("greet", f"{__name__}:greeting", "techforce.commands")
    monkeypatch.setattr("api.cli.entry_points", lambda group: [entry])


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["Ada"], "hello Ada\n"),
        (["--loud", "Ada"], "HELLO Ada\n"),
        (["Ada", "--loud"], "HELLO Ada\n"),
    ],
)
def test_commands_of_other_packages_get_all_their_arguments(announced, arguments, output):
    result = run("greet", *arguments)

    assert (result.output, result.exit_code) == (output, 1)


def test_commands_of_other_packages_have_their_own_help(announced):
    result = run("greet", "--help")

    assert "techforce greet" in result.output and "--loud" in result.output
    assert run("greet", "--nonsense").exit_code == 2


@pytest.mark.parametrize("command", [[], ["ask"], ["serve"]])
def test_every_command_has_help_with_examples(command):
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert "Examples" in result.output and "techforce " in result.output


@pytest.mark.parametrize(
    ("environment", "arguments", "message"),
    [
        ({"TECHFORCE_PORT": "many"}, [], "TECHFORCE_PORT"),
        ({}, ["--port", "99999"], "TECHFORCE_PORT"),
        ({"TECHFORCE_RATE_LIMIT": "often"}, [], "TECHFORCE_RATE_LIMIT"),
        ({"TECHFORCE_WORKERS": "2"}, [], "--workers 1"),
        ({}, ["--workers", "2"], "--workers 1"),
        ({}, ["--host", "host.invalid"], "cannot listen on host.invalid"),
    ],
)
def test_settings_that_cannot_be_served_are_named(monkeypatch, environment, arguments, message):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    result = run("serve", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr


def test_a_port_in_use_is_named(monkeypatch):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))

    assert result.exit_code == 2
    assert "in use" in result.stderr and "--port" in result.stderr


def imported_by(code):
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_help_imports_nothing_heavy():
    loaded = imported_by(
        "from api.cli import build_cli; import typer.main as m\nm.get_command(build_cli())"
    )

    heavy = {"fastapi", "chromadb", "numpy", "pydantic", "sqlalchemy", "torch", "langchain_core"}
    assert not loaded & heavy


def test_serving_imports_neither_torch_nor_langchain():
    loaded = imported_by("import api.serve")

    heavy = {"torch", "transformers", "sentence_transformers", "langchain", "langchain_core"}
    assert not loaded & heavy


def test_the_store_and_the_model_are_imported_when_they_are_opened():
    loaded = imported_by("import assistant.build")

    heavy = {"torch", "transformers", "langchain", "langchain_core", "fastapi", "onnx", "alembic"}
    assert not loaded & (heavy | {"chromadb", "httpx", "onnxruntime", "bm25s", "scipy"})
