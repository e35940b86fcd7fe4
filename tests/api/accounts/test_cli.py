"""`techforce admin`, and the link that a first start prints."""

import pytest
from typer.testing import CliRunner

from api.accounts.accounts import open_accounts
from api.accounts.cli import app, first_link
from api.accounts.values import Role
from api.cli import _announce
from api.settings import ApiSettings
from knowledge.database import open_database
from tests.api.accounts.conftest import PASSWORD


@pytest.fixture
def database_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'techforce.db'}"
    monkeypatch.setenv("TECHFORCE_DATABASE_URL", url)
    return url


@pytest.fixture
def accounts(database_url):
    engine = open_database(database_url)
    yield open_accounts(engine, ApiSettings())
    engine.dispose()


def run(*arguments, typed=""):
    return CliRunner().invoke(app, arguments, input=typed)


def test_an_admin_is_made_with_the_password_from_standard_input(accounts):
    result = run("create", "maria@example.gov", typed=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    assert "maria@example.gov can sign in at /console, with the role admin." in result.output
    assert accounts.passwords.sign_in("maria@example.gov", PASSWORD, "192.0.2.1")
    assert accounts.audit.page(5)[1].who == "command line"


def test_a_user_of_another_role_is_made(accounts):
    run("create", "luis@example.gov", "--name", "Luis Vega", "--role", "editor", typed=PASSWORD)
    user = accounts.users.by_email("luis@example.gov")

    assert (user.name, user.role) == ("Luis Vega", Role.EDITOR)


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (["create", "maria@example.gov"], "short", "at least 12 characters"),
        (["create", "maria"], PASSWORD, "Enter an email address"),
        (["create", "maria@example.gov"], "", "at least 12 characters"),
        (["link", "nobody@example.gov"], "", "No user has the address"),
    ],
)
def test_what_is_wrong_is_told_with_exit_code_2(accounts, arguments, typed, told):
    result = run(*arguments, typed=typed)

    assert result.exit_code == 2 and told in result.output
    assert accounts.users.all() == []


def test_a_link_lets_a_user_choose_a_new_password(accounts):
    maria = accounts.users.create("test", "maria@example.gov", "Maria", Role.ADMIN)
    path = run("link", "maria@example.gov").output.splitlines()[0]

    assert path.startswith("/console/password/")
    assert accounts.links.holder(path.rpartition("/")[2]).id == maria.id


def test_users_are_listed(accounts):
    accounts.users.create("test", "maria@example.gov", "Maria", Role.ADMIN)

    assert run("list").output == "maria@example.gov\tadmin\n"


def test_a_first_start_prints_a_link_that_works_and_later_ones_do_not(accounts, capsys):
    _announce("http://127.0.0.1:8000/", "https://ask.example.gov")
    url, told = capsys.readouterr().out.splitlines()
    link = told.rpartition(" ")[2]

    assert url == "Serving http://127.0.0.1:8000/  (Ctrl+C stops it)"
    assert link.startswith("https://ask.example.gov/console/first/")
    token = link.rpartition("/")[2]
    assert accounts.links.make_first(token, "maria@example.gov", "Maria", PASSWORD)
    assert first_link() is None
    _announce("http://127.0.0.1:8000/", "http://127.0.0.1:8000/")
    assert len(capsys.readouterr().out.splitlines()) == 1
