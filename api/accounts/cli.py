"""`techforce admin`: accounts from the command line, for the first admin and for lost passwords."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.accounts.values import Role

if TYPE_CHECKING:
    from api.accounts.accounts import Accounts

WRONG_USE = 2
_BY = "command line"
app = typer.Typer(
    help="Make accounts for the console.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
)


def _examples(*lines: str) -> str:
    return "[bold]Examples[/bold]\n\n" + "\n\n".join(lines)


@app.callback()
def _group() -> None:
    """Make accounts for the console."""


@app.command(
    epilog=_examples(
        "techforce admin create maria@example.gov",
        'techforce admin create luis@example.gov --name "Luis Vega" --role editor',
    )
)
def create(
    email: Annotated[str, typer.Argument(help="Address that the user signs in with.")],
    name: Annotated[str, typer.Option(help="Name; default: the address.")] = "",
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.ADMIN,
) -> None:
    """Make a user; asks for the password, or reads it from standard input."""
    password = _password()
    with _accounts() as accounts:
        user = accounts.passwords.create(_BY, email, name or email, role, password)
    typer.echo(f"{user.email} can sign in at /console, with the role {user.role.value}.")


@app.command(epilog=_examples("techforce admin link maria@example.gov"))
def link(
    email: Annotated[str, typer.Argument(help="Address of the user.")],
) -> None:
    """Print a one-time link with which a user chooses a new password."""
    with _accounts() as accounts:
        user = accounts.users.by_email(email)
        token = accounts.links.invite(_BY, user.id)
    typer.echo(f"/console/password/{token}")
    typer.echo("Open it on the service's own address within 24 hours; it works once.", err=True)


@app.command("list", epilog=_examples("techforce admin list"))
def list_users() -> None:
    """Print all users: address, role, and whether they are disabled."""
    with _accounts() as accounts:
        for user in accounts.users.all():
            typer.echo(
                f"{user.email}\t{user.role.value}{chr(9) + 'disabled' if user.disabled_at else ''}"
            )


def first_link() -> str | None:
    """The path of a one-time link that makes the first admin; None where there are users."""
    with _accounts() as accounts:
        token = accounts.links.first()
    return f"/console/first/{token}" if token else None


@contextmanager
def _accounts() -> Iterator[Accounts]:
    """The accounts of the database that the settings name; what goes wrong ends the command."""
    from api.accounts.accounts import open_accounts
    from api.accounts.errors import AccountError
    from api.settings import ApiSettings
    from knowledge.database import open_database
    from knowledge.settings import KnowledgeSettings

    engine = open_database(KnowledgeSettings().database)
    try:
        yield open_accounts(engine, ApiSettings())
    except AccountError as error:
        typer.secho(f"techforce: {error}", fg="red", err=True)
        raise typer.Exit(WRONG_USE) from error
    finally:
        engine.dispose()


def _password() -> str:
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\r\n")
