"""What a backup holds is what was there, and a restored service answers as before."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import yaml
from sqlalchemy import MetaData, create_engine, select, text

from api.accounts.audit import Audit
from api.accounts.tables import transaction
from assistant.build import open_assistant
from assistant.conversation import Conversation
from assistant.inbox.rows import MemberRow
from assistant.transcript import Rating, Transcript
from ingest.records import Records
from ingest.run import ingest
from ingest.settings import IngestSettings
from ingest.uploads import Uploads
from knowledge import migrations
from knowledge.backup import Scope, back_up
from knowledge.collection import FIRST
from knowledge.database import open_database
from knowledge.errors import InvalidBackup, StoreBusy, StoreUnavailable
from knowledge.lock import reading, writing
from knowledge.placing import Served
from knowledge.restore import restore
from knowledge.settings import KnowledgeSettings
from knowledge.store import PASSAGES, WORDINGS, open_store, remove_store
from tests.servers import free_port

CORPUS = Path(__file__).parents[1] / "second_corpus"
QUESTIONS = [q["ask"] for q in yaml.safe_load((CORPUS / "questions.yaml").read_text())][:12]
SCOPE = Scope(("uploads",), frozenset({"user_session"}))
SILENT = Conversation("")
pytestmark = pytest.mark.slow


def quiet(stage, share):
    """Progress that nobody looks at."""


def prepare(engine):
    Records("", engine)


@pytest.fixture(scope="module")
def ingested(model_dir, tmp_path_factory):
    """Settings of a small corpus that was ingested once."""
    home = tmp_path_factory.mktemp("backup")
    places = {"knowledge_dir": CORPUS / "knowledge", "model_dir": model_dir}
    report = ingest([], IngestSettings(data_dir=home / "data", **places, _env_file=None), quiet)
    assert report.passages
    return KnowledgeSettings(data_dir=home / "data", **places, _env_file=None)


@pytest.fixture
def kept(ingested, answers, tmp_path):
    """A copy of it with a conversation, an account and files that were sent, one of them to an
    earlier version."""
    shutil.copytree(ingested.data_dir, tmp_path / "kept")
    settings = ingested.model_copy(update={"data_dir": tmp_path / "kept"})
    upload = settings.data_dir / "uploads" / "1" / "note.txt"
    upload.parent.mkdir(parents=True)
    upload.write_text("A note.")
    fill(settings, answers[0])
    return settings


def fill(settings, answer):
    """Keep a turn, its rating and what an editor does, so that every kind of column is used."""
    engine = open_database(settings.database)
    transcript = Transcript(engine)
    conversation = transcript.create()
    turn = transcript.append(conversation.id, replace(answer, question="é\u2028\x00 – 1 < 2"))
    transcript.rate(turn.id, Rating.UP, "merci")
    now = datetime.now(UTC)
    with transaction(engine) as session:
        Audit(engine).add(session, "maria", "session.begun", "maria", how="password")
    with engine.begin() as connection:
        naive = now.replace(tzinfo=None)
        connection.execute(
            text("INSERT INTO user_account (id, email, name, role, created_at) "
                 "VALUES ('u1', 'm@example.gov', 'Maria', 'admin', :now)"), {"now": naive}
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO user_session (token_hash, user_id, created_at, seen_at) "
                 "VALUES ('t', 'u1', :now, :now)"), {"now": naive}
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO review_item (id, key, kind, title, guesses, state, since, returned) "
                 "VALUES ('i1', 'k', 'gap', 'What?', '[]', 'open', :now, :yes)"),
            {"now": naive, "yes": True},
        )  # fmt: skip
        connection.execute(
            MemberRow.__table__.insert(),
            {"turn_id": turn.id, "item_id": "i1", "asked_at": now, "language": "en",
             "question": "q", "words": "w", "same": "s", "space": "e", "vector": b"\x00\xff\x01"},
        )  # fmt: skip
    for content in (b"There are 13 days.", b"\x00\xff days"):
        Uploads(engine).keep("leave.md", content, 100)
    engine.dispose()


@pytest.fixture(scope="module")
def answers(ingested):
    return asked(ingested)


def asked(settings):
    """What visitors are told, without how long it took."""
    with open_assistant(knowledge=settings) as assistant:
        replies = [assistant.answer(question, SILENT) for question in QUESTIONS]
    # Chroma makes unit vectors anew when they are put back, whose last bit may change.
    return [replace(r, timings_ms={}, confidence=round(r.confidence, 6)) for r in replies]


def rows(settings):
    """All that stands in the database, by table."""
    engine = open_database(settings.database)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        told = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in found.sorted_tables
        }
    engine.dispose()
    return told


def vectors(settings, fingerprint, name):
    with closing(open_store(settings.store, name, fingerprint)) as store:
        passages = {passage.id: passage for passage in store.passages()}
        found = store.vectors(sorted(passages))
    return passages, np.stack([found[key] for key in sorted(passages)])


def elsewhere(settings, tmp_path, **more):
    return settings.model_copy(update={"data_dir": tmp_path / "elsewhere", **more})


def test_a_restored_service_holds_the_same_and_answers_alike(kept, answers, tmp_path):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)

    told = back_up(file, kept, SCOPE, "1.0", quiet)
    assert restore(file, target, prepare, quiet).about == told.about

    before, after = rows(kept), rows(target)
    assert before.pop("user_session") and after.pop("user_session") == []
    assert after == before and len(after["upload"]) == 2
    embedder = told.about.embedder
    for name in (PASSAGES, WORDINGS):
        passages, found = vectors(kept, embedder, name)
        restored, others = vectors(target, embedder, name)
        assert restored == passages
        np.testing.assert_allclose(others, found, atol=1e-6)
    assert (target.data_dir / "uploads" / "1" / "note.txt").read_text() == "A note."
    assert asked(target) == answers
    assert [a.status for a in answers].count("answered") > 5


def test_a_database_moves_to_postgresql_and_back(kept, answers, postgres_url, tmp_path):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path, database_url=postgres_url)
    back_up(file, kept, SCOPE, "1.0", quiet)
    restore(file, target, prepare, quiet)

    assert asked(target) == answers
    engine = open_database(postgres_url)
    transcript = Transcript(engine)
    transcript.append(transcript.create().id, answers[0])  # the database goes on counting
    engine.dispose()
    again = tmp_path / "again.zip"
    back_up(again, target, SCOPE, "1.0", quiet)
    home = kept.model_copy(update={"data_dir": tmp_path / "home"})
    restore(again, home, prepare, quiet)
    assert asked(home) == answers
    assert len(rows(home)["turn"]) == 2


@pytest.fixture
def servers(kept, chroma_url, postgres_url, tmp_path):
    """Settings of engines that are servers, where nothing is."""
    remove_store(chroma_url)
    yield elsewhere(kept, tmp_path, chroma_url=chroma_url, database_url=postgres_url)
    remove_store(chroma_url)


def test_a_backup_moves_to_servers_and_back(kept, answers, servers, tmp_path):
    file, again = tmp_path / "all.zip", tmp_path / "again.zip"
    told = back_up(file, kept, SCOPE, "1.0", quiet)
    restore(file, servers, prepare, quiet)
    with pytest.raises(InvalidBackup, match="--force"):
        restore(file, servers, prepare, quiet)
    assert asked(servers) == answers
    for name in (PASSAGES, WORDINGS):
        passages, found = vectors(kept, told.about.embedder, name)
        restored, others = vectors(servers, told.about.embedder, name)
        assert restored == passages
        np.testing.assert_allclose(others, found, atol=1e-6)

    restore(file, servers, prepare, quiet, force=True)
    back_up(again, servers, SCOPE, "1.0", quiet)
    home = kept.model_copy(update={"data_dir": tmp_path / "home"})
    restore(again, home, prepare, quiet)
    assert asked(home) == answers


def test_a_restoration_to_servers_that_is_broken_off_serves_nothing(
    kept, answers, servers, tmp_path
):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)

    def broken(now, share):
        if now == WORDINGS and share == 1:  # all is written
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, servers, prepare, broken)
    with (
        pytest.raises(StoreUnavailable, match="nothing has been ingested"),
        open_assistant(knowledge=servers),
    ):
        pass

    restore(file, servers, prepare, quiet, force=True)
    assert asked(servers) == answers


def test_a_restoration_to_a_chroma_server_that_is_away_touches_nothing(kept, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    before = rows(kept)

    away = kept.model_copy(update={"chroma_url": f"http://127.0.0.1:{free_port()}"})
    with pytest.raises(StoreUnavailable, match="TECHFORCE_CHROMA_URL"):
        restore(file, away, prepare, quiet, force=True)

    assert rows(kept) == before


def test_tables_of_other_programs_in_the_database_are_left_alone(kept, postgres_url, tmp_path):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path, database_url=postgres_url)
    back_up(file, kept, SCOPE, "1.0", quiet)
    server = create_engine(postgres_url)
    with server.begin() as connection:
        connection.execute(text("CREATE TABLE invoice (id uuid, due date, sum numeric)"))
        connection.execute(
            text("INSERT INTO invoice VALUES (gen_random_uuid(), '2026-01-31', 12.50)")
        )
        before = connection.execute(text("SELECT * FROM invoice")).all()

    restore(file, target, prepare, quiet)
    again = tmp_path / "again.zip"
    back_up(again, target, SCOPE, "1.0", quiet)
    restore(again, target, prepare, quiet, force=True)

    with server.connect() as connection:
        assert connection.execute(text("SELECT * FROM invoice")).all() == before
    server.dispose()
    with zipfile.ZipFile(again) as archive:
        assert archive.namelist().count("database/turn.jsonl") == 1
        assert "database/invoice.jsonl" not in archive.namelist()
    assert len(rows(target)["turn"]) == 1


def test_answers_go_on_and_an_ingestion_waits_while_it_is_written(kept, tmp_path):
    seen = []

    def watched(stage, share):
        if not seen and stage == PASSAGES:
            engine = open_database(kept.database)
            seen.append(Transcript(engine).create().id)  # a visitor begins a conversation
            engine.dispose()
            seen.append(command(kept, "ingest"))

    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)
    with reading(kept.data_dir):  # as a server does
        back_up(file, kept, SCOPE, "1.0", watched)
    restore(file, target, prepare, quiet)

    began, ingestion = seen
    assert ingestion.returncode == 2 and "in use" in ingestion.stderr
    assert not any(began in row for row in rows(target)["conversation"])
    assert any(began in row for row in rows(kept)["conversation"])


def command(settings, *arguments, before=""):
    """What `techforce` says in a process of its own, after these lines of Python."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "TECHFORCE_DATA_DIR": str(settings.data_dir),
        "TECHFORCE_MODEL_DIR": str(settings.model_dir),
        "TECHFORCE_KNOWLEDGE_DIR": str(settings.knowledge_dir),
    }
    program = f"{before}\nfrom api.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_replaced_unless_it_is_asked_for(kept, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    first, before = file.read_bytes(), rows(kept)

    with pytest.raises(InvalidBackup, match="--force"):
        back_up(file, kept, SCOPE, "1.0", quiet)
    with pytest.raises(InvalidBackup, match="--force"):
        restore(file, kept, prepare, quiet)
    assert (file.read_bytes(), rows(kept)) == (first, before)

    engine = open_database(kept.database)
    Transcript(engine).create()
    engine.dispose()
    assert rows(kept) != before
    restore(file, kept, prepare, quiet, force=True)
    del before["user_session"]
    assert {name: told for name, told in rows(kept).items() if name != "user_session"} == before


def test_a_damaged_archive_is_refused_before_anything_is_touched(kept, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    whole, before = file.read_bytes(), rows(kept)
    damaged = {"no archive": b"something else", "empty": b"", "cut off": whole[: len(whole) // 2]}
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            head = whole[part.header_offset : part.header_offset + 30]
            names = len(part.filename) + int.from_bytes(head[28:], "little")
            within = part.header_offset + len(head) + names + part.compress_size // 2
            changed = bytearray(whole)
            changed[within] ^= 1
            damaged[part.filename] = bytes(changed)
    for name, data in damaged.items():
        file.write_bytes(data)
        with pytest.raises(InvalidBackup, match="damaged|no backup"):
            restore(file, kept, prepare, quiet, force=True)
        assert rows(kept) == before, name


@pytest.mark.parametrize("part", ["fitted.npz", "store/wordings.jsonl", "database/state.jsonl"])
def test_an_archive_without_all_its_parts_is_refused_before_anything_is_touched(
    kept, tmp_path, part
):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    before = rows(kept)
    lacking = rewritten(file, tmp_path / "a.zip", lambda told: told["parts"].pop(part))

    with pytest.raises(InvalidBackup, match=f"lacks {part}"):
        restore(lacking, kept, prepare, quiet, force=True)
    assert rows(kept) == before
    assert (kept.data_dir / "chroma").exists()


def rewritten(file, target, change):
    """The archive with another manifest."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                told = json.loads(data)
                change(told)
                data = json.dumps(told).encode()
            new.writestr(name, data)
    return target


def test_a_backup_of_a_newer_program_is_refused(kept, tmp_path):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)
    back_up(file, kept, SCOPE, "1.0", quiet)
    newer = rewritten(file, tmp_path / "a.zip", lambda told: told["about"].update(revision="9999"))
    other = rewritten(file, tmp_path / "b.zip", lambda told: told.update(format=99))

    for archive in (newer, other):
        with pytest.raises(InvalidBackup, match="newer version"):
            restore(archive, target, prepare, quiet)
    assert not target.data_dir.exists()


def test_a_backup_of_an_older_program_is_brought_up_to_date(kept, tmp_path):
    older = migrations.revisions()[-2]
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)
    engine = open_database(kept.database)
    migrations.downgrade(engine, older)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "revisions", lambda: [older])
        patch.setattr("knowledge.backup.revisions", lambda: [older])
        patch.setattr("knowledge.backup.live", lambda *_: Served(FIRST, kept.embedding_model))
        back_up(file, kept, SCOPE, "0.9", quiet)
    engine.dispose()

    restore(file, target, prepare, quiet)

    engine = open_database(target.database)
    assert migrations.revision(engine) == migrations.revisions()[-1]
    engine.dispose()
    assert len(rows(target)["turn"]) == 1


def test_a_part_cannot_be_put_outside_of_the_data_directory(kept, tmp_path):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)
    back_up(file, kept, SCOPE, "1.0", quiet)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                data = data.replace(b"files/uploads/1/note.txt", b"files/../../escaped.txt")
            new.writestr(name.replace("files/uploads/1/note.txt", "files/../../escaped.txt"), data)

    with pytest.raises(InvalidBackup, match="may not hold"):
        restore(tmp_path / "bad.zip", target, prepare, quiet)
    assert not target.data_dir.exists()
    assert not (tmp_path / "escaped.txt").exists()
    assert not (tmp_path.parent / "escaped.txt").exists()


def test_a_server_that_runs_keeps_a_restoration_out(kept, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    before = rows(kept)
    program = (
        "import sys, time; from pathlib import Path; from knowledge.lock import reading\n"
        "with reading(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(kept.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        server.stdout.readline()
        with pytest.raises(StoreBusy):
            restore(file, kept, prepare, quiet, force=True)
        server.kill()
    with writing(kept.data_dir), pytest.raises(StoreBusy):
        back_up(tmp_path / "other.zip", kept, SCOPE, "1.0", quiet)
    assert rows(kept) == before
    assert not (tmp_path / "other.zip").exists()


def test_a_full_disk_leaves_no_half_of_a_backup(kept, tmp_path):
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    folder = tmp_path / "target"
    folder.mkdir()

    done = command(kept, "backup", str(folder / "all.zip"), before=full)

    assert done.returncode == 2
    assert "cannot be written" in done.stderr and "free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []


def test_the_commands_say_what_they_did(kept, answers, tmp_path):
    target = elsewhere(kept, tmp_path)
    written = command(kept, "backup", str(tmp_path / "all.zip"))
    restored = command(target, "restore", str(tmp_path / "all.zip"))
    again = command(target, "restore", str(tmp_path / "all.zip"))

    assert (written.returncode, restored.returncode, again.returncode) == (0, 0, 2)
    assert "Ingestion 1" in written.stdout and "Ingestion 1" in restored.stdout
    assert "--force" in again.stderr
    assert asked(target) == answers


@pytest.mark.parametrize("stage", ["database", WORDINGS])
def test_a_restoration_that_is_broken_off_serves_nothing_and_can_be_repeated(
    kept, answers, tmp_path, stage
):
    file, target = tmp_path / "all.zip", elsewhere(kept, tmp_path)
    back_up(file, kept, SCOPE, "1.0", quiet)

    def broken(now, share):
        if now == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, target, prepare, broken)
    with (
        pytest.raises(StoreUnavailable, match="nothing has been ingested"),
        open_assistant(knowledge=target),
    ):
        pass

    restore(file, target, prepare, quiet, force=True)
    assert asked(target) == answers


def test_a_damaged_database_is_replaced_by_force(kept, answers, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    (kept.data_dir / "techforce.db").write_bytes(b"nothing of the kind" * 1000)
    (kept.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"nor this")

    restore(file, kept, prepare, quiet, force=True)

    assert asked(kept) == answers
    with closing(sqlite3.connect(kept.data_dir / "techforce.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_its_owner_may_read_a_backup(kept, tmp_path):
    file = tmp_path / "all.zip"
    back_up(file, kept, SCOPE, "1.0", quiet)
    assert file.stat().st_mode & 0o777 == 0o600
