"""One-time links work once, for a day, and make way for newer ones."""

from threading import Barrier, Thread

import pytest

from api.accounts.errors import InvalidEmail, UnknownLink, WeakPassword
from api.accounts.users import Change
from api.accounts.values import Role
from tests.api.accounts.conftest import PASSWORD

NEW = "lanterns over the harbour"


def test_the_first_link_makes_an_admin_who_is_signed_in(accounts):
    token = accounts.links.first()
    assert accounts.links.holder(token) is None
    session = accounts.links.make_first(token, "maria@example.gov", "Maria", PASSWORD)

    assert accounts.sessions.user(session).role is Role.ADMIN
    assert accounts.passwords.sign_in("maria@example.gov", PASSWORD, "192.0.2.1")
    with pytest.raises(UnknownLink):
        accounts.links.make_first(token, "luis@example.gov", "Luis", PASSWORD)
    assert accounts.links.first() is None


def test_a_link_ends_once_its_user_has_chosen_another_password(accounts, maria):
    link = accounts.links.invite("test", maria.id)
    session = accounts.passwords.sign_in(maria.email, PASSWORD, "192.0.2.1")
    accounts.passwords.change(maria, PASSWORD, NEW, "192.0.2.1", session)

    with pytest.raises(UnknownLink):
        accounts.links.holder(link)


def test_a_form_that_is_refused_does_not_use_up_the_link(accounts):
    token = accounts.links.first()
    with pytest.raises(InvalidEmail):
        accounts.links.make_first(token, "maria", "Maria", PASSWORD)
    with pytest.raises(WeakPassword):
        accounts.links.make_first(token, "maria@example.gov", "Maria", "short")

    assert accounts.users.all() == []
    assert accounts.links.make_first(token, "maria@example.gov", "Maria", PASSWORD)


def test_the_first_link_is_over_once_there_is_a_user(accounts):
    token = accounts.links.first()
    accounts.passwords.create("command line", "maria@example.gov", "Maria", Role.ADMIN, PASSWORD)

    with pytest.raises(UnknownLink):
        accounts.links.holder(token)
    with pytest.raises(UnknownLink):
        accounts.links.make_first(token, "eve@example.gov", "Eve", PASSWORD)
    assert len(accounts.users.all()) == 1


def test_two_who_open_the_first_link_at_once_do_not_both_become_admin(accounts):
    token, start, outcomes = accounts.links.first(), Barrier(2), []

    def make(email):
        start.wait()
        try:
            outcomes.append(accounts.links.make_first(token, email, "Somebody", PASSWORD))
        except UnknownLink:
            outcomes.append(None)

    threads = [Thread(target=make, args=(f"{n}@example.gov",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(accounts.users.all()) == 1
    assert sum(session is not None for session in outcomes) == 1


def test_a_new_first_link_replaces_the_one_before(accounts):
    old, new = accounts.links.first(), accounts.links.first()
    with pytest.raises(UnknownLink):
        accounts.links.holder(old)

    assert accounts.links.holder(new) is None


def test_a_link_is_over_after_a_day(accounts, clock):
    token = accounts.links.first()
    clock.move(hours=24)

    with pytest.raises(UnknownLink):
        accounts.links.make_first(token, "maria@example.gov", "Maria", PASSWORD)


def test_a_user_chooses_a_password_and_other_sessions_end(accounts, maria):
    before = accounts.passwords.sign_in(maria.email, PASSWORD, "192.0.2.1")
    old, token = accounts.links.invite("t", maria.id), accounts.links.invite("t", maria.id)
    assert accounts.links.holder(token) == accounts.users.get(maria.id)
    session = accounts.links.choose_password(token, NEW)

    assert accounts.sessions.user(session).id == maria.id
    assert accounts.sessions.user(before) is None
    assert accounts.passwords.sign_in(maria.email, NEW, "192.0.2.1")
    for over in (old, token):
        with pytest.raises(UnknownLink):
            accounts.links.choose_password(over, PASSWORD)


def test_links_of_others_stay_when_one_is_made(accounts, maria):
    luis = accounts.users.create("t", "luis@example.gov", "Luis", Role.READER)
    hers = accounts.links.invite("t", maria.id)
    accounts.links.invite("t", luis.id)

    assert accounts.links.holder(hers).id == maria.id


def test_a_disabled_user_cannot_come_back_by_a_link(accounts, maria):
    luis = accounts.users.create("t", "luis@example.gov", "Luis", Role.READER)
    token = accounts.links.invite("t", luis.id)
    accounts.users.change("t", luis.id, Change(disabled=True))

    with pytest.raises(UnknownLink):
        accounts.links.choose_password(token, NEW)


def test_a_users_link_makes_no_admin_and_the_first_link_sets_no_password(accounts):
    first = accounts.links.first()
    with pytest.raises(UnknownLink):
        accounts.links.choose_password(first, NEW)
    maria = accounts.users.create("t", "maria@example.gov", "Maria", Role.READER)
    invitation = accounts.links.invite("t", maria.id)
    with pytest.raises(UnknownLink):
        accounts.links.make_first(invitation, "eve@example.gov", "Eve", PASSWORD)

    assert [user.email for user in accounts.users.all()] == ["maria@example.gov"]
