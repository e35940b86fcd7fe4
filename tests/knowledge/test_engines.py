"""Who may use the engines at a time, in a data directory and on servers."""

import subprocess
import sys
import time

import pytest
from sqlalchemy import event

from knowledge.database import open_database
from knowledge.engines import nobody_ingests, reading, require_store, serving, writing
from knowledge.errors import StoreBusy, StoreUnavailable
from knowledge.settings import KnowledgeSettings

CHROMA = "http://127.0.0.1:1"  # nothing here asks it
HOLD = """
import sys, time
from knowledge.engines import writing
from knowledge.settings import KnowledgeSettings
with writing(KnowledgeSettings(database_url=sys.argv[1], chroma_url=sys.argv[2], _env_file=None)):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def own(tmp_path):
    return KnowledgeSettings(data_dir=tmp_path, _env_file=None)


@pytest.fixture
def shared(tmp_path, postgres_url):
    return KnowledgeSettings(
        data_dir=tmp_path / "none", database_url=postgres_url, chroma_url=CHROMA, _env_file=None
    )


@pytest.fixture
def ingesting(shared):
    """Another process that ingests into the shared engines."""
    command = [sys.executable, "-c", HOLD, shared.database, shared.chroma_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    ("chroma", "database", "together"),
    [
        ("", None, False),
        (CHROMA, None, False),
        ("", "postgresql://h/d", False),
        (CHROMA, "sqlite:///elsewhere.db", False),
        (CHROMA, "postgresql+psycopg://h/d", True),
    ],
)
def test_engines_are_shared_where_both_are_servers(chroma, database, together):
    settings = KnowledgeSettings(chroma_url=chroma, database_url=database, _env_file=None)

    assert settings.shared is together


@pytest.mark.parametrize("url", ["chroma.example.gov:8000", "ftp://chroma", "http://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="must begin with http://"):
        KnowledgeSettings(chroma_url=url, _env_file=None)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://chroma:8000/tenants/one", "must end with the host"),
        ("http://chroma:8000?token=x", "must end with the host"),
        ("https://user:secret@chroma", "no user or password"),
        ("http://chroma:many", "Port"),
        ("http://chroma:99999", "Port"),
        ("http://chroma:0", "Port"),
    ],
)
def test_what_chroma_would_not_be_told_of_an_address_is_refused(url, why):
    with pytest.raises(ValueError, match=why):
        KnowledgeSettings(chroma_url=url, _env_file=None)


@pytest.mark.parametrize("url", ["http://chroma:8000", "https://chroma/", "http://[::1]:8000", ""])
def test_an_address_of_a_host_is_taken(url):
    assert KnowledgeSettings(chroma_url=f" {url} ", _env_file=None).chroma_url == url


def test_an_address_of_valkey_may_have_a_password_and_a_number():
    url = "valkeys://user:secret@valkey:6379/1"

    assert KnowledgeSettings(valkey_url=url, _env_file=None).valkey_url == url


def test_a_second_server_process_of_a_data_directory_is_told_what_lifts_it(own):
    told = pytest.raises(StoreBusy, match="TECHFORCE_CHROMA_URL.*DATABASE_URL")
    with serving(own), told, serving(own):
        pass
    with serving(own):
        pass


def test_several_workers_on_a_data_directory_are_told_what_lifts_it(own):
    with pytest.raises(StoreBusy, match="--workers 1.*TECHFORCE_CHROMA_URL"), serving(own, 2):
        pass


def test_any_number_of_processes_serves_shared_engines_and_makes_no_folder(shared):
    with serving(shared, 4), serving(shared), reading(shared):
        assert not shared.data_dir.exists()


def test_one_process_ingests_into_shared_engines_while_others_read(shared, ingesting):
    with reading(shared), pytest.raises(StoreBusy, match="another process"), writing(shared):
        pass


def test_within_a_process_too_one_ingests_at_a_time(shared):
    with writing(shared), pytest.raises(StoreBusy), writing(shared):
        pass
    with writing(shared):
        pass


def test_the_lock_of_a_killed_process_is_free_again(shared, ingesting):
    engine = open_database(shared.database)
    assert not nobody_ingests(engine)

    ingesting.kill()
    ingesting.wait()

    try:
        wait_until_free(engine)
        with writing(shared):
            assert not nobody_ingests(engine)
        wait_until_free(engine)
    finally:
        engine.dispose()


def wait_until_free(engine):
    """A server frees a lock once it has noticed that the connection has ended."""
    deadline = time.monotonic() + 30
    while not nobody_ingests(engine):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_to_ask_whether_somebody_ingests_keeps_nobody_from_it(shared):
    engine, begun = open_database(shared.database), []

    def begin(*_):
        with writing(shared):
            begun.append(True)

    event.listen(engine, "after_cursor_execute", begin)
    assert nobody_ingests(engine)
    assert begun
    engine.dispose()


def test_in_a_data_directory_the_file_lock_tells(own):
    engine = open_database(own.database)
    with writing(own):
        assert nobody_ingests(engine)
        with pytest.raises(StoreBusy), reading(own):
            pass
    engine.dispose()


def test_where_nothing_was_ingested_the_command_is_named_and_nothing_is_made(own, shared):
    with pytest.raises(StoreUnavailable, match="techforce ingest"):
        require_store(own)
    assert list(own.data_dir.iterdir()) == []
    require_store(shared)  # the server tells, once it is asked
