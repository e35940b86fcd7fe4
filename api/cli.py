"""The console script `techforce`; what a command needs is imported when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated

import typer

from api.backups import backup, restore
from api.version import program_version
from knowledge.errors import KnowledgeError

WRONG_USE = 2
_GROUP = "techforce.commands"
_PASS_ALL = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
_HELP = {
    "ingest": "Read documents, folders and web pages into the store.",
    "collections": "List collections, switch between them, and remove them.",
    "eval": "Ask test questions and gate on the results; measure retrieval.",
    "admin": "Make accounts for the console.",
    "faq": "Write verified answers to files, check and list them.",
}
"""One line per command of another package, so that `techforce --help` need not import it."""


class Lang(StrEnum):
    """The served languages."""

    EN = "en"
    FR = "fr"
    ES = "es"


def main() -> None:
    """Run the console script: exit code 0 fine, 1 a check failed, 2 wrong use or bad input."""
    try:
        build_cli()()
    except KnowledgeError as error:
        typer.secho(f"techforce: {error}", fg="red", err=True)
        sys.exit(WRONG_USE)


def build_cli() -> typer.Typer:
    """The commands of this package, and those that installed packages announce."""
    app = typer.Typer(
        name="techforce",
        help="Answers from dated sources, with a quotation behind every sentence.",
        epilog=_examples(
            "techforce ingest", 'techforce ask "How much does it pay?"', "techforce serve"
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_show_locals=False,
    )
    app.callback()(_options)
    app.command(
        epilog=_examples(
            'techforce ask "Who can apply?"',
            'techforce ask "Combien ça paie ?" --json',
            'techforce ask "pay" --lang es',
        )
    )(ask)
    app.command(epilog=_examples("techforce serve", "techforce serve --host 0.0.0.0 --port 8080"))(
        serve
    )
    app.command(epilog=_examples("techforce review", "techforce review --limit 5 --json"))(review)
    app.command(epilog=_examples("techforce backup monday.zip"))(backup)
    app.command(epilog=_examples("techforce restore monday.zip"))(restore)
    for entry in sorted(entry_points(group=_GROUP), key=lambda e: e.name):
        command = _passed_on(entry)
        app.command(entry.name, help=_HELP.get(entry.name), context_settings=_PASS_ALL)(command)
    return app


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in your own words.")],
    lang: Annotated[
        Lang | None, typer.Option(help="Language of the answer; default: that of the question.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer as JSON, as /v1/chat returns it.")
    ] = False,
) -> None:
    """Answer one question from what was ingested."""
    from assistant.build import open_assistant
    from assistant.conversation import Conversation
    from assistant.errors import AssistantError

    with _explained(AssistantError), open_assistant() as assistant:
        answer = assistant.answer(question, Conversation(""), lang.value if lang else None)
    if as_json:
        from api.wire import to_unstored

        typer.echo(to_unstored(answer).model_dump_json(indent=2))
    else:
        from rich.console import Console

        from api.printing import print_answer

        print_answer(answer, Console())


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [TECHFORCE_HOST]")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0: any free. [TECHFORCE_PORT]")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Server processes. [TECHFORCE_WORKERS]")
    ] = None,
) -> None:
    """Serve the chat page and the HTTP API, from what was ingested."""
    from api.accounts.oidc import MissingExtra
    from api.serve import CannotServe
    from api.serve import serve as run
    from api.settings import ApiSettings, misspelt

    for name, meant in misspelt().items():
        typer.secho(f"techforce: nothing reads {name}: did you mean {meant}?", fg="red", err=True)
    given = {"host": host, "port": port, "workers": workers}
    with _explained(CannotServe, MissingExtra):
        chosen = {name: value for name, value in given.items() if value is not None}
        settings = ApiSettings.model_validate(chosen)
        run(settings, lambda url: _announce(url, settings.public_url or url))


def review(
    limit: Annotated[int, typer.Option(min=1, help="How many of each kind to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """List what needs a person: stale verified answers, and questions without an answer."""
    from datetime import date

    from assistant.review import open_review_list

    with open_review_list() as found:
        items = found.items(date.today())
    if as_json:
        import json

        from api.review import review_json

        typer.echo(json.dumps(review_json(items, limit), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from api.review import print_review

        print_review(items, limit, Console())


def _announce(url: str, public_url: str) -> None:
    from api.accounts.cli import first_link

    typer.echo(f"Serving {url}  (Ctrl+C stops it)")
    if path := first_link():
        link = public_url.rstrip("/") + path
        typer.echo(f"The console has no account yet. Make the first within 24 hours: {link}")


def _options(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda asked: _print_version() if asked else None,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    pass


def _print_version() -> None:
    typer.echo(program_version())
    raise typer.Exit


def _passed_on(entry: EntryPoint) -> Callable[[typer.Context], None]:
    """A command that hands all it is given to a Typer application of another package."""

    def command(context: typer.Context) -> None:
        application: typer.Typer = entry.load()
        application(args=context.args, prog_name=f"techforce {entry.name}")

    return command


@contextmanager
def _explained(*named: type[Exception]) -> Iterator[None]:
    """Settings and uses that are wrong become their message and exit code 2."""
    from pydantic import ValidationError

    try:
        yield
    except ValidationError as error:
        for item in error.errors():
            name = "_".join(map(str, ("TECHFORCE", *item["loc"]))).upper()
            typer.secho(f"techforce: {name}: {item['msg']}", fg="red", err=True)
        raise typer.Exit(WRONG_USE) from error
    except named as error:
        typer.secho(f"techforce: {error}", fg="red", err=True)
        raise typer.Exit(WRONG_USE) from error


def _examples(*lines: str) -> str:
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(lines)
