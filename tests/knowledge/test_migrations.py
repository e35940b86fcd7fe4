"""Every revision of the tables can be reached from every other, and loses nothing on the way up."""

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from assistant.answer import Reason, Status
from assistant.transcript import Transcript
from knowledge import migrations
from knowledge.catalogue import Catalogue
from knowledge.database import Table, open_database
from knowledge.errors import StoreUnavailable

ROOT = Path(__file__).parents[2]
IMPORTS_TABLE = re.compile(r"^from knowledge\.database import [^)\n]*(\([^)]*)?\bTable\b", re.M)
SQLITE_ALONE = {"ix_turn_words"}
FIRST_RELEASE = Path(__file__).with_name("first_release.sql").read_text(encoding="utf-8")
OPEN = """
import sys
from knowledge import migrations
from knowledge.database import open_database
sys.stdin.readline()
engine = open_database(sys.argv[1])
print(migrations.revision(engine))
engine.dispose()
"""
KILLED = """
import os, sys
from sqlalchemy import Engine, event
from knowledge.database import open_database

@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    if "CREATE INDEX ix_conversation_started_at" in statement:
        os._exit(9)

open_database(sys.argv[1])
"""


@pytest.fixture
def engine(database_url):
    """An empty database, as yet without tables."""
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir()
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def first_release(engine, without=()):
    """Make what the first release made, as its own program did."""
    script = FIRST_RELEASE
    if engine.dialect.name == "sqlite":
        script = script.replace("TIMESTAMP", "DATETIME").replace("SERIAL", "INTEGER")
    with engine.begin() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        for table in without:
            connection.exec_driver_sql(f"DROP TABLE {table}")


def schema(engine):
    """All tables with their columns, keys and indexes."""
    found = inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)],
            found.get_pk_constraint(table)["constrained_columns"],
            [(k["referred_table"], k["options"]) for k in found.get_foreign_keys(table)],
            {i["name"]: i["column_names"] for i in found.get_indexes(table)}.items(),
        )
        for table in found.get_table_names()
        if table != "alembic_version"
    }


@pytest.fixture(scope="module")
def described():
    """The tables that the program describes, in whatever module."""
    for package in ("api", "assistant", "evals", "ingest", "knowledge"):
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            if module != "knowledge.migrations.env" and IMPORTS_TABLE.search(path.read_text()):
                import_module(module)
    return Table.metadata


def differences(engine, described):
    """What Alembic would change to make the tables those that the program describes."""
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": lambda name, *_: name not in SQLITE_ALONE}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, described)


def test_an_empty_database_gets_the_tables_that_the_program_describes(
    engine, database_url, described
):
    open_database(database_url).dispose()
    assert differences(engine, described) == []
    assert migrations.revision(engine) == migrations.revisions()[-1]


def test_the_newest_revision_is_that_of_alembic_and_every_one_can_be_undone():
    script = ScriptDirectory(str(migrations.FOLDER))
    assert script.get_heads() == [migrations.revisions()[-1]]
    found = list(script.walk_revisions())
    assert sorted(r.revision for r in found) == migrations.revisions()
    assert all(hasattr(r.module, "downgrade") and r.doc for r in found)


def test_the_first_revision_is_the_first_release(engine, database_url):
    first_release(engine)
    made = schema(engine)
    migrations.upgrade(engine, "0001")
    assert schema(engine) == made
    migrations.downgrade(engine, "base")
    assert schema(engine) == {}
    migrations.upgrade(engine, "0001")
    assert schema(engine) == made


def test_every_revision_can_be_left_and_reached_again(engine):
    seen = []
    for to in migrations.revisions():
        migrations.upgrade(engine, to)
        seen.append(schema(engine))
    for to, expected in zip(migrations.revisions()[-2::-1], seen[-2::-1], strict=True):
        migrations.downgrade(engine, to)
        assert (migrations.revision(engine), schema(engine)) == (to, expected)
    migrations.upgrade(engine)
    assert schema(engine) == seen[-1]


@pytest.mark.parametrize("without", [(), ("verified_answer_proof", "chat_use")])
def test_a_database_of_the_first_release_is_taken_over_with_what_is_in_it(
    engine, database_url, without, described
):
    first_release(engine, without)
    opened = open_database(database_url)
    transcript = Transcript(opened)
    answered, silent = transcript.load("c1").turns
    assert (answered.answer.status, answered.answer.citations[0].quote) == (
        Status.ANSWERED, "$150,000"
    )  # fmt: skip
    assert transcript.export("c1").feedback["t1"].comment == "thanks"
    assert Catalogue(opened).state() == {"generation": "7"}
    assert transcript.trace("t1") is None
    [unanswered] = transcript.unanswered()
    assert (unanswered.question, unanswered.language) == ("Et l'été ?", "fr")
    assert unanswered.reason is Reason.NOT_IN_SOURCES
    assert unanswered.last_asked == silent.asked_at
    with opened.connect() as connection:
        columns = "status, reason, generator, confidence, verified_id"
        rows = connection.execute(text(f"SELECT {columns} FROM turn ORDER BY position")).all()
    assert rows == [
        ("answered", None, "verified", 0.9, "pay"),
        ("unanswered", "not_in_sources", "quotes", 0.125, None),
    ]
    opened.dispose()
    assert differences(engine, described) == []


def test_conversations_survive_the_way_down_and_up(engine, database_url):
    first_release(engine)
    opened = open_database(database_url)
    before = Transcript(opened).export("c1"), Transcript(opened).unanswered()
    migrations.downgrade(opened, "0001")
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM turn")).scalar_one() == 2
    migrations.upgrade(opened)
    assert (Transcript(opened).export("c1"), Transcript(opened).unanswered()) == before
    opened.dispose()


def test_a_killed_change_of_the_tables_leaves_them_as_they_were(engine, database_url, described):
    first_release(engine)
    made = schema(engine)
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], check=False)
    assert killed.returncode == 9
    assert schema(engine) == made
    opened = open_database(database_url)
    assert len(Transcript(opened).load("c1").turns) == 2
    opened.dispose()
    assert differences(engine, described) == []


def test_processes_that_start_together_change_the_tables_once(engine, database_url, described):
    first_release(engine)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate()[0].strip() for process in started]
    assert told == [migrations.revisions()[-1]] * 3
    assert differences(engine, described) == []


def test_tables_of_a_newer_program_are_refused(engine, database_url):
    open_database(database_url).dispose()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match=r"newer version.*9999.*update the program"):
        open_database(database_url)


def test_where_the_tables_are_up_to_date_alembic_is_not_imported(database_url):
    open_database(database_url).dispose()
    program = (
        "import sys\n"
        "from knowledge.database import open_database\n"
        "open_database(sys.argv[1]).dispose()\n"
        "sys.exit('alembic' in sys.modules)\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", program, database_url], check=False).returncode == 0
    )


def test_the_revisions_are_part_of_the_package():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    assert {"knowledge.migrations", "knowledge.migrations.versions"} <= set(told)
