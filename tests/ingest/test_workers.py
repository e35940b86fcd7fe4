"""Ingestions on real Ray clusters, in processes of their own: Ray changes the one it is in."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pydantic import ValidationError

from ingest.errors import WorkersUnavailable
from ingest.index import Index
from ingest.job import JobAction, Task
from ingest.records import Records
from ingest.run import ingest
from ingest.settings import IngestSettings
from ingest.work import work
from ingest.workers import Cluster, joined
from knowledge.store import PASSAGES
from tests.doubles import LetterCountEmbedder
from tests.ingest.clusters import UP, machine, processes, two_machines, until
from tests.ingest.conftest import Base, write_routing
from tests.servers import free_port, running

INGEST = [sys.executable, "-c", "from ingest.cli import app; app()"]
PATIENCE_S = 300  # with a cluster to start, more than 60 where six others wait for each processor
REFUSED = """
from pathlib import Path
from ingest.workers import joined
from ingest.settings import IngestSettings
with joined(IngestSettings(model_dir=Path(MODEL), ray_address=ADDRESS, _env_file=None)) as cluster:
    try:
        cluster.workers("embedded", "another").embed(["Pay."], lambda stage, share: None)
    except Exception as error:
        print(type(error).__name__, error)
"""


def quiet(stage, share):
    pass


@pytest.fixture
def environment(tmp_path, model_dir):
    """Of the processes that use Ray: it leaves files in a short folder, that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        # Not PYTEST_…, which changes what Ray does.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TECHFORCE_", "PYTEST_"))}
        yield kept | {
            "HOME": folder,
            "RAY_TMPDIR": folder,
            "RAY_USAGE_STATS_ENABLED": "0",
            "TECHFORCE_DATA_DIR": str(tmp_path / "data"),
            "TECHFORCE_KNOWLEDGE_DIR": str(tmp_path / "knowledge"),
            "TECHFORCE_MODEL_DIR": str(model_dir),
        }
        until(lambda: not processes(folder), "processes of Ray outlive the ingestion")


@pytest.fixture
def long(folder, tmp_path):
    """Documents that take some seconds to embed."""
    write_routing(tmp_path / "knowledge")
    for number in range(40):
        words = f"Paragraph {number} tells of pay, terms, mentors and partners. " * 14
        (folder / f"{number}.txt").write_text(f"{words}\n\n{words.upper()}")
    return folder


def alone(base_folder, folder, model_dir):
    """What this process makes of a folder, without workers."""
    settings = IngestSettings(
        data_dir=base_folder / "alone",
        knowledge_dir=base_folder / "knowledge",
        model_dir=model_dir,
        _env_file=None,
    )
    report = ingest([str(folder)], settings, quiet)
    return report, stored(settings)


def stored(settings):
    """The vector of every Passage."""
    from knowledge.e5_build import fingerprint
    from knowledge.store import open_store

    store = open_store(settings.data_dir / "chroma", PASSAGES, fingerprint())
    try:
        return store.vectors(sorted(store.ids()))
    finally:
        store.close()


def assert_same(found, wanted):
    assert found.keys() == wanted.keys()
    for key, vector in wanted.items():
        np.testing.assert_allclose(found[key], vector, atol=1e-6)


def ended(command, environment):
    """What a command told; who does not end within its time is named with what it told so far."""
    try:
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"{late}: {(late.stderr or b'').decode()}")


def carried_out(folder, environment, address):
    """The report of an ingestion by workers."""
    done = ended([*INGEST, str(folder), "--json"], environment | {"TECHFORCE_RAY_ADDRESS": address})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_workers_on_this_machine_make_the_same_vectors(folder, tmp_path, environment, model_dir):
    write_routing(tmp_path / "knowledge")
    for number in range(100):
        (folder / f"{number}.txt").write_text(
            f"Document {number} tells of this. " * (number % 9 + 1)
        )

    report = carried_out(folder, environment, "local")

    _, wanted = alone(tmp_path, folder, model_dir)
    assert report["embedded"] == len(wanted) == 100
    assert_same(stored(IngestSettings(data_dir=tmp_path / "data", _env_file=None)), wanted)


@pytest.mark.slow
def test_a_worker_that_dies_on_one_of_two_machines_is_replaced(
    long, tmp_path, environment, model_dir
):
    with two_machines(environment, tmp_path) as (address, _):
        command = [*INGEST, str(long), "--json"]
        variables = environment | {"TECHFORCE_RAY_ADDRESS": address}
        with running(command, tmp_path / "ingestion.log", env=variables) as ingestion:
            at_work = "ray::embed_there"
            victim = until(lambda: processes(environment["RAY_TMPDIR"], at_work), "no worker")[0]
            victim.kill()
            until(lambda: ingestion.poll() is not None, "the ingestion does not end", PATIENCE_S)
            assert ingestion.returncode == 0, (tmp_path / "ingestion.log").read_text()

    report, wanted = alone(tmp_path, long, model_dir)
    assert_same(stored(IngestSettings(data_dir=tmp_path / "data", _env_file=None)), wanted)
    assert report.embedded == len(wanted)


@pytest.mark.slow
def test_a_cluster_is_reached_from_outside_and_must_embed_as_this_process(
    folder, tmp_path, environment, model_dir
):
    write_routing(tmp_path / "knowledge")
    (folder / "a.txt").write_text("A document.")
    with two_machines(environment, tmp_path) as (address, outside):
        assert carried_out(folder, environment, outside)["embedded"] == 1
        script = REFUSED.replace("MODEL", repr(str(model_dir))).replace("ADDRESS", repr(address))
        told = ended([sys.executable, "-c", script], environment)

    assert told.stdout.startswith("WorkersUnavailable a worker embeds with "), told.stderr
    assert "and this process with another" in told.stdout


@pytest.mark.slow
def test_an_ingestion_that_is_killed_goes_on_where_it_stopped(
    folder, tmp_path, environment, model_dir
):
    write_routing(tmp_path / "knowledge")
    for number in range(600):
        (folder / f"{number}.txt").write_text(f"Document {number} is short.")
    base = Base(tmp_path / "data", tmp_path / "knowledge")
    variables = environment | {"TECHFORCE_RAY_ADDRESS": "local"}
    with running([*INGEST, str(folder)], tmp_path / "ingestion.log", env=variables) as ingestion:
        until(lambda: recorded(base), "nothing was embedded")
        ingestion.kill()
    until(lambda: not processes(environment["RAY_TMPDIR"]), "workers outlive the ingestion")

    settings = base.settings.model_copy(update={"model_dir": model_dir})
    assert 0 < ingest([str(folder)], settings, quiet).embedded < 600
    _, wanted = alone(tmp_path, folder, model_dir)
    assert_same(stored(settings), wanted)


def recorded(base):
    """How many Passages are stored for good; looked up without a lock in the way of who writes."""
    file = f"file:{base.data_dir / 'techforce.db'}?mode=ro"
    query = "SELECT count(*) FROM upsertion_record WHERE namespace = ?"
    try:
        with closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute(query, [PASSAGES]).fetchone()[0]
    except sqlite3.OperationalError:  # not made yet
        return 0


def test_a_cluster_that_is_not_there_is_told_before_anything_is_written(base, folder):
    (folder / "a.txt").write_text("A document.")
    address = f"127.0.0.1:{free_port()}"
    settings = base.settings.model_copy(update={"ray_address": address})

    with pytest.raises(WorkersUnavailable, match=f"no Ray cluster at {address}.*Connection refuse"):
        ingest([str(folder)], settings, quiet, embedder=base.embedder)

    assert not (base.data_dir / "techforce.db").exists()


def test_without_ray_the_extra_is_named(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    settings = base.settings.model_copy(update={"ray_address": "local"})

    with pytest.raises(WorkersUnavailable, match=r"pip install '\.\[ray\]'"), joined(settings):
        pass


def test_a_machine_that_cannot_start_is_tried_again_on_other_ports(tmp_path):
    asked = []

    def command(*ports):
        asked.append(ports)
        starts = f"import signal; print({UP!r}, flush=True); signal.pause()"
        return [sys.executable, "-c", "exit(1)" if len(asked) == 1 else starts]

    with machine(command, tmp_path / "machine.log", dict(os.environ)) as ports:
        assert ports == asked[1] != asked[0]


def test_a_cluster_that_goes_away_is_named(tmp_path):
    class Gone:
        exceptions = SimpleNamespace(RayError=RuntimeError)

        def remote(self, **options):
            return lambda work: SimpleNamespace(remote=work)

        def cluster_resources(self):
            raise ConnectionError("GRPC connection failed")

    workers = Cluster(Gone(), tmp_path).workers("embedded", "any")

    with pytest.raises(WorkersUnavailable, match="workers were lost: GRPC connection failed"):
        workers.embed(["Pay."], quiet)


def test_ray_is_left_alone_unless_an_address_is_set(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)

    with joined(base.settings) as cluster:
        assert cluster is None


def test_the_jobs_of_a_server_join_no_cluster(base, folder):
    write_routing(base.knowledge_dir)
    (folder / "a.txt").write_text("A document.")
    address = f"127.0.0.1:{free_port()}"
    settings = base.settings.model_copy(update={"ray_address": address})

    task = Task(JobAction.AGAIN, "a", (str(folder),))
    assert work(settings, base.embedder)(task, quiet).embedded == 1


@pytest.mark.parametrize(
    "address", ["local", "10.0.0.1:6379", "ray://head.example:10001", "[::1]:9"]
)
def test_an_address_of_a_cluster(address):
    assert IngestSettings(ray_address=f" {address} ", _env_file=None).ray_address == address


@pytest.mark.parametrize("address", ["auto", "head.example", "http://head:80", "head:0", "head:x"])
def test_what_is_no_address_of_a_cluster(address):
    with pytest.raises(ValidationError, match="HOST:PORT"):
        IngestSettings(ray_address=address, _env_file=None)


class Told:
    """Remembers what it was told would be asked for."""

    together = 2

    def __init__(self):
        self.texts = []

    def begin(self, texts):
        self.texts.append(list(texts))


def test_only_what_is_not_stored_yet_is_embedded_ahead(base, folder):
    (folder / "a.txt").write_text("The first document.")
    base.ingest(folder)
    (kept,) = base.passages()
    told, engine = Told(), base.engine()
    with base.store() as store:
        index = Index(store, Records(PASSAGES, engine), LetterCountEmbedder().embed_passages, told)
        changed = replace(kept, id="another", text="More.")
        index.put({kept: "The first document.", changed: "More."}, float)

        assert told.texts == [["More."]]
        assert (index.together, index.embedded, store.count()) == (2, 1, 2)
    engine.dispose()
