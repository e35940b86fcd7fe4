"""A change of the tables that is killed at any statement leaves them as they were."""

import subprocess
import sys

import pytest
from sqlalchemy import create_engine

from assistant.transcript import Transcript
from knowledge import migrations
from knowledge.database import open_database
from tests.knowledge.test_migrations import first_release, schema

pytestmark = pytest.mark.slow
KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
from knowledge.database import open_database

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

open_database(sys.argv[1]).dispose()
"""


@pytest.fixture
def engine(database_url, tmp_path):
    """A database of the first release, with a conversation."""
    (tmp_path / "database").mkdir(exist_ok=True)
    engine = create_engine(database_url)
    first_release(engine)
    yield engine
    engine.dispose()


def upgrade(database_url, kill_at):
    command = [sys.executable, "-c", KILLED, database_url, str(kill_at)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("statement", [8, 40, 70])
def test_killed_at_any_statement_the_next_start_goes_on(engine, database_url, statement):
    made = schema(engine)

    killed = upgrade(database_url, statement)

    assert killed.returncode == -9, killed.stdout
    assert schema(engine) == made
    opened = open_database(database_url)
    assert migrations.revision(opened) == migrations.revisions()[-1]
    assert len(Transcript(opened).load("c1").turns) == 2
    opened.dispose()
