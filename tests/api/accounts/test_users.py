"""Users are made, changed and disabled, and the audit tells."""

from threading import Barrier, Thread

import pytest

from api.accounts.errors import EmailTaken, InvalidEmail, InvalidName, LastAdmin, UnknownUser
from api.accounts.users import Change
from api.accounts.values import Role


def test_a_user_is_found_however_the_address_is_written(accounts):
    user = accounts.users.create("test", " Luis@Example.GOV ", "Luis  Vega", Role.EDITOR)

    assert (user.email, user.name, user.role) == ("luis@example.gov", "Luis Vega", Role.EDITOR)
    assert accounts.users.by_email("LUIS@example.gov") == user
    assert accounts.users.get(user.id) == user


def test_no_two_users_have_one_address(accounts, maria):
    with pytest.raises(EmailTaken, match="maria@example.gov"):
        accounts.users.create("test", "MARIA@example.gov", "Another", Role.READER)
    assert [user.name for user in accounts.users.all()] == ["Maria"]


@pytest.mark.parametrize(
    "email", ["", "maria", "a b@c.d", "a@b@c", "m\x00@example.gov", "a@" * 200]
)
def test_what_is_no_address_is_refused(accounts, email):
    with pytest.raises(InvalidEmail):
        accounts.users.create("test", email, "Maria", Role.READER)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_name_is_needed(accounts, name):
    with pytest.raises(InvalidName):
        accounts.users.create("test", "luis@example.gov", name, Role.READER)


def test_a_change_is_in_the_audit_with_what_was_before(accounts, maria):
    luis = accounts.users.create("test", "luis@example.gov", "Luis", Role.READER)

    accounts.users.change("maria@example.gov", luis.id, Change(role=Role.EDITOR))
    entry = accounts.audit.page(1)[0]

    assert (entry.who, entry.action, entry.subject) == (
        "maria@example.gov", "user.changed", "luis@example.gov"
    )  # fmt: skip
    assert entry.details == {"role": ["reader", "editor"]}


def test_nothing_changed_is_nothing_audited(accounts, maria):
    before = accounts.audit.page(10)
    accounts.users.change("test", maria.id, Change(name="Maria", role=Role.ADMIN, disabled=False))

    assert accounts.audit.page(10) == before


@pytest.mark.parametrize("change", [Change(role=Role.EDITOR), Change(disabled=True)])
def test_the_last_admin_stays_one(accounts, maria, change):
    accounts.users.create("test", "luis@example.gov", "Luis", Role.EDITOR)
    with pytest.raises(LastAdmin):
        accounts.users.change("test", maria.id, change)

    assert accounts.users.get(maria.id) == maria


def test_two_admins_who_disable_each_other_at_once_do_not_both_succeed(accounts, maria):
    luis = accounts.users.create("test", "luis@example.gov", "Luis", Role.ADMIN)
    start, outcomes = Barrier(2), []

    def disable(user):
        start.wait()
        try:
            accounts.users.change("test", user.id, Change(disabled=True))
            outcomes.append("done")
        except LastAdmin:
            outcomes.append("refused")

    threads = [Thread(target=disable, args=(user,)) for user in (maria, luis)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]
    assert sum(user.disabled_at is None for user in accounts.users.all()) == 1


def test_who_is_not_there_cannot_be_changed(accounts, maria):
    with pytest.raises(UnknownUser):
        accounts.users.change("test", "nobody", Change(name="x"))
    with pytest.raises(UnknownUser):
        accounts.users.by_email("nobody@example.gov")
