"""Sessions end by idleness, by age, and with the account."""

from sqlalchemy import event, text

from api.accounts.users import Change
from api.accounts.values import Role
from tests.api.accounts.conftest import PASSWORD


def sign_in(accounts, email="maria@example.gov"):
    return accounts.passwords.sign_in(email, PASSWORD, "192.0.2.1")


def test_a_session_is_that_of_its_user_until_it_is_ended(accounts, maria):
    token = sign_in(accounts)
    assert accounts.sessions.user(token).email == "maria@example.gov"

    accounts.sessions.end(token, "maria@example.gov")

    assert accounts.sessions.user(token) is None
    assert accounts.audit.page(1)[0].action == "session.ended"


def test_every_request_puts_off_the_end_by_idleness(accounts, maria, clock):
    token = sign_in(accounts)
    for _ in range(3):
        clock.move(minutes=29)
        assert accounts.sessions.user(token)
    clock.move(minutes=30)

    assert accounts.sessions.user(token) is None


def test_no_session_lasts_longer_than_the_longest(accounts, maria, clock):
    token = sign_in(accounts)
    for _ in range(8 * 4 - 1):
        clock.move(minutes=15)
        assert accounts.sessions.user(token)
    clock.move(minutes=15)

    assert accounts.sessions.user(token) is None


def test_a_session_that_ends_while_a_request_is_looked_at_fails_nothing(
    accounts, maria, clock, engine
):
    token = sign_in(accounts)
    clock.move(minutes=2)

    @event.listens_for(engine, "before_cursor_execute")
    def meanwhile(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE user_session"):
            accounts.sessions.end(token, "maria@example.gov")

    assert accounts.sessions.user(token).email == "maria@example.gov"
    assert accounts.sessions.user(token) is None


def test_a_disabled_user_is_signed_out_everywhere_and_others_are_not(accounts, maria):
    luis = accounts.passwords.create("t", "luis@example.gov", "Luis", Role.READER, PASSWORD)
    tokens, other = [sign_in(accounts, luis.email) for _ in range(2)], sign_in(accounts)

    accounts.users.change("test", luis.id, Change(disabled=True))
    assert [accounts.sessions.user(token) for token in tokens] == [None, None]
    assert accounts.sessions.user(other)

    accounts.users.change("test", luis.id, Change(disabled=False))
    assert [accounts.sessions.user(token) for token in tokens] == [None, None]


def test_the_database_does_not_hold_what_one_could_sign_in_with(accounts, maria, engine):
    token = sign_in(accounts)
    _, key = accounts.keys.create("test", "report", Role.READER)
    link = accounts.links.invite("test", maria.id)
    tables = ("user_account", "user_session", "api_key", "one_time_link", "audit")
    with engine.connect() as connection:
        found = [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]

    assert all(found)
    for secret in (token, key, link, PASSWORD):
        assert secret not in str(found)


def test_sessions_that_are_over_are_forgotten_at_the_next_sign_in(accounts, maria, clock, engine):
    sign_in(accounts)
    clock.move(days=1)
    sign_in(accounts)

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM user_session")) == 1


def test_a_message_is_told_once(accounts, maria):
    token = sign_in(accounts)
    accounts.sessions.tell(token, "Saved.")

    assert [accounts.sessions.told(token) for _ in range(2)] == ["Saved.", None]
    assert accounts.sessions.told("no session") is None
