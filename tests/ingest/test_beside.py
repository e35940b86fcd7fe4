"""A collection is built beside the live one, switched to in one step, and back."""

import json
import multiprocessing
import shutil
import signal
from threading import Event, Thread

import pytest
from typer.testing import CliRunner

from assistant.build import open_assistant, open_live
from assistant.conversation import Conversation
from ingest import beside as ingest_beside
from ingest import cli, collections_cli
from ingest import run as ingest_run
from ingest import split as splitting
from ingest import switch as ingest_switch
from ingest.records import JOURNAL, Records
from ingest.switch import remove
from knowledge import placing
from knowledge.backup import Scope, back_up
from knowledge.catalogue import Catalogue
from knowledge.collection import FIRST, Collections
from knowledge.database import open_database
from knowledge.document import Document
from knowledge.engines import beside
from knowledge.errors import CollectionRefused, StoreBusy, StoreMismatch, StoreUnavailable
from knowledge.fitted import remove_fitted
from knowledge.holdings import holdings
from knowledge.lock import writing
from knowledge.restore import restore
from knowledge.store import PASSAGES, WORDINGS, remove_store
from tests.ingest.collections import NEW, OLD, Programme, opened_by_name, quiet
from tests.ingest.killed import ingest_and_die
from tests.knowledge.test_check import SOURCE

pytestmark = pytest.mark.slow
_forks = multiprocessing.get_context("forkserver")
PATIENCE_S = 120


@pytest.fixture(scope="module")
def ingested(tmp_path_factory):
    """A data directory of its own, ingested once with the old embedder."""
    programme = Programme.at(tmp_path_factory.mktemp("beside"))
    assert programme.ingest().answers
    return programme


@pytest.fixture
def own(ingested, tmp_path):
    """A copy that a test may change."""
    shutil.copytree(ingested.settings.data_dir, tmp_path / "data")
    return Programme(ingested.settings.model_copy(update={"data_dir": tmp_path / "data"}))


@pytest.fixture(params=["own", "shared"])
def programme(request, tmp_path):
    """The same in engines of each kind."""
    if request.param == "own":
        return request.getfixturevalue("own")
    url = request.getfixturevalue("chroma_url")
    remove_store(url)
    database = request.getfixturevalue("postgres_url")
    shared = Programme.at(tmp_path, chroma_url=url, database_url=database)
    shared.ingest()
    return shared


@pytest.fixture
def by_name(monkeypatch):
    """Who reads opens the toy embedder that a collection was made with."""
    monkeypatch.setattr(placing, "open_embedder", opened_by_name)


def note(folder, text="The lift carries 17 people."):
    path = folder / "lift.md"
    path.write_text(f"# Lift\n\n{text}\n", "utf-8")
    return path


def test_what_is_built_beside_is_switched_to_and_back(programme):
    before = programme.held(FIRST, OLD)
    engine = programme.engine()
    generations = Catalogue(engine).generations()

    built = programme.beside()

    assert programme.states() == {FIRST: "live", built.collection: "whole"}
    assert Catalogue(engine).generations() == generations
    after = programme.held(built.collection, NEW)
    assert {kind: found.keys() for kind, found in after.items()} == {
        kind: found.keys() for kind, found in before.items()
    }
    assert built.embedded == sum(map(len, after.values()))

    programme.switch(built.collection)
    assert programme.states() == {FIRST: "whole", built.collection: "live"}
    assert Catalogue(engine).generations()[0] == generations[0] + 1
    programme.switch(FIRST)
    assert programme.states() == {FIRST: "live", built.collection: "whole"}
    assert programme.held(FIRST, OLD) == before
    engine.dispose()


def test_the_way_back_is_open_again_once_it_holds_what_was_ingested_meanwhile(programme, tmp_path):
    built = programme.beside()
    programme.switch(built.collection)
    assert programme.ingest(note(tmp_path), model=NEW).changes.added == 1
    assert programme.states()[FIRST] == "behind"
    with pytest.raises(CollectionRefused, match=f"TECHFORCE_EMBEDDING_MODEL={OLD}.*--beside"):
        programme.switch(FIRST)

    caught_up = programme.beside(OLD)

    assert (caught_up.collection, caught_up.embedded) == (FIRST, 1)
    programme.switch(FIRST)
    lift = [p for p in programme.held(FIRST, OLD)[PASSAGES] if p]
    assert len(lift) == caught_up.passages == built.passages + 1


def test_what_is_removed_meanwhile_is_removed_beside_too(own, tmp_path):
    path = note(tmp_path)
    own.ingest(path)
    built = own.beside()
    path.unlink()
    own.ingest(path)
    assert own.states()[built.collection] == "behind"

    again = own.beside()

    assert (again.passages, again.embedded) == (built.passages - 1, 0)
    own.switch(built.collection)


def test_readers_are_answered_all_through_a_switch_and_the_way_back(programme, by_name):
    refused, stop, told = [], Event(), []

    def visit():
        while not stop.is_set():
            try:
                answer = live.assistant.answer("Who can apply?", Conversation(""))
                hits = live.assistant.search("ferry", 5)
                told.append((answer.status, len(hits)))
            except Exception as error:  # noqa: BLE001  whatever a visitor would see
                refused.append(error)

    def asked_some_more():
        seen = len(told)
        while len(told) < seen + 3 and not refused:
            visitor.join(0.05)

    with open_live(knowledge=programme.settings) as live:
        visitor = Thread(target=visit)
        visitor.start()
        try:
            asked_some_more()
            built = programme.beside()
            assert not live.refresh()
            for name, model in ((built.collection, NEW), (FIRST, OLD)):
                programme.switch(name)
                assert live.refresh()
                assert live.ground.parts.embedder.fingerprint == model
                asked_some_more()
        finally:
            stop.set()
            visitor.join(PATIENCE_S)

    assert refused == []
    assert {hits for _, hits in told} == {5}


def test_a_process_builds_while_another_one_serves(own, by_name):
    places = (own.settings.data_dir, own.settings.knowledge_dir, [], 0, 0.0, NEW)
    with open_live(knowledge=own.settings) as live:
        process = _forks.Process(target=ingest_and_die, args=places)
        process.start()
        while process.is_alive():
            assert live.assistant.search("ferry", 3)
        assert process.exitcode == 0
        [built] = own.states().keys() - {FIRST}
        own.switch(built)
        assert live.refresh()
        assert live.ground.parts.embedder.fingerprint == NEW
        assert live.assistant.search("ferry", 3)


def test_a_reader_keeps_what_it_has_where_the_new_model_cannot_be_opened(own, by_name, monkeypatch):
    from knowledge.errors import ModelUnavailable

    with open_live(knowledge=own.settings) as live:
        own.switch(own.beside().collection)

        def missing(name, *_):
            raise ModelUnavailable(f"{name} is not here")

        monkeypatch.setattr(placing, "open_embedder", missing)
        with pytest.raises(ModelUnavailable):
            live.refresh()
        assert live.assistant.search("ferry", 3)
        assert live.ground.parts.embedder.fingerprint == OLD
        monkeypatch.setattr(placing, "open_embedder", opened_by_name)
        assert live.refresh()
        assert live.ground.parts.embedder.fingerprint == NEW


def test_a_collection_can_be_tried_before_it_is_live(own, by_name):
    built = own.beside()
    tried = own.settings.model_copy(update={"collection": built.collection})
    with open_assistant(knowledge=tried) as assistant:
        assert assistant.search("ferry", 3)
    with open_live(knowledge=tried) as live:
        assert live.ground.parts.embedder.fingerprint == NEW
    unknown = own.settings.model_copy(update={"collection": "no such one"})
    refused = pytest.raises(CollectionRefused, match=f"{FIRST}, {built.collection}")
    with refused, open_live(knowledge=unknown):
        pass


@pytest.mark.parametrize("kill_at", [3, 30, 90])
def test_killed_half_way_the_live_one_is_untouched_and_the_next_run_goes_on(own, kill_at, tmp_path):
    live = own.held(FIRST, OLD)
    places = (own.settings.data_dir, own.settings.knowledge_dir, [], kill_at, 0.0, NEW)
    process = _forks.Process(target=ingest_and_die, args=places)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert own.held(FIRST, OLD) == live
    [(name, state)] = [one for one in own.states().items() if one[0] != FIRST]
    assert state == "unfinished"
    with pytest.raises(CollectionRefused, match="--beside"):
        own.switch(name)

    built = own.beside()

    whole = own.held(name, NEW)
    assert built.embedded <= sum(map(len, whole.values()))
    assert {kind: found.keys() for kind, found in whole.items()} == {
        kind: found.keys() for kind, found in live.items()
    }
    assert kill_at < 90 or built.embedded < sum(map(len, whole.values()))
    own.switch(name)


def test_what_would_leave_readers_without_anything_is_refused(own):
    with pytest.raises(CollectionRefused, match="made with 'old letters' already"):
        own.beside(OLD)
    built = own.beside()
    with pytest.raises(CollectionRefused, match="live already"):
        own.switch(FIRST)
    with pytest.raises(CollectionRefused, match="switch to another one first"):
        remove(FIRST, own.settings)
    for act in (own.switch, lambda name: remove(name, own.settings)):
        with pytest.raises(CollectionRefused, match=f"there are: {FIRST}, {built.collection}"):
            act("no such one")
    engine = own.engine()
    journal = Records(JOURNAL, engine)
    journal.mark(["half"])
    for act in (lambda: own.switch(built.collection), own.beside):
        with pytest.raises(CollectionRefused, match="`techforce ingest` first"):
            act()
    journal.clear()
    remove_fitted(own.settings, engine, built.collection)
    engine.dispose()
    with pytest.raises(CollectionRefused, match="fits it anew"):
        own.switch(built.collection)
    assert own.states()[FIRST] == "live"
    assert own.beside().embedded == 0
    own.switch(built.collection)


def test_examples_that_were_changed_since_are_fitted_before_a_switch(own, tmp_path):
    home = tmp_path / "changed"
    shutil.copytree(own.settings.knowledge_dir, home)
    changed = Programme(own.settings.model_copy(update={"knowledge_dir": home}))
    built = changed.beside()
    routing = home / "routing.yaml"
    routing.write_text(routing.read_text("utf-8") + "\nthanks: [Merci infiniment]\n", "utf-8")

    with pytest.raises(CollectionRefused, match="other examples"):
        changed.switch(built.collection)


def test_the_one_that_was_live_can_be_removed(programme, by_name, tmp_path):
    built = programme.beside()
    programme.switch(built.collection)

    remove(FIRST, programme.settings)

    assert programme.states() == {built.collection: "live"}
    engine = programme.engine()
    assert Records(PASSAGES, engine).groups() == {}
    engine.dispose()
    if not programme.settings.chroma_url:
        assert not (programme.settings.data_dir / "chroma").exists()
    assert programme.ingest(note(tmp_path), model=NEW).changes.added == 1
    with open_assistant(knowledge=programme.settings) as assistant:
        assert assistant.search("lift", 3)


def test_to_begin_anew_forgets_all_collections(programme):
    built = programme.beside()
    programme.switch(built.collection)

    programme.ingest(rebuild=True)

    assert programme.states() == {FIRST: "live"}
    assert not list(programme.settings.data_dir.glob("*-" + built.collection + "*"))
    assert programme.held(FIRST, OLD)[WORDINGS]


def test_one_at_a_time_ingests_builds_or_switches(own):
    with beside(own.settings):
        for act in (own.beside, lambda: own.switch("any")):
            with pytest.raises(StoreBusy, match="builds or switches"):
                act()
    with writing(own.settings.data_dir), pytest.raises(StoreBusy, match="in use"):
        own.beside()


def test_another_way_of_splitting_is_built_beside_and_refused_otherwise(own, monkeypatch):
    for name in ("TARGET", "LONGEST"):
        monkeypatch.setattr(splitting, name, 90)
    splitting._splitter.cache_clear()
    for module in (ingest_beside, ingest_run):
        monkeypatch.setattr(module, "SPLITTER", "shorter")
    try:
        with pytest.raises(StoreMismatch, match="splits documents in another way.*--beside"):
            own.ingest()
        built = own.beside(OLD)
    finally:
        splitting._splitter.cache_clear()

    assert built.collection != FIRST
    assert built.passages > len(own.held(FIRST, OLD)[PASSAGES])
    own.switch(built.collection)
    monkeypatch.undo()
    engine = own.engine()
    assert Collections(engine).live() == built.collection
    assert sum(holding.passages for holding in holdings(engine)) == built.passages
    engine.dispose()


def test_what_another_version_split_is_not_told_to_be_built_on(own, monkeypatch, tmp_path):
    for module in (ingest_beside, ingest_run, ingest_switch):
        monkeypatch.setattr(module, "SPLITTER", "newer")
    built = own.beside(OLD)
    own.switch(built.collection)
    own.switch(FIRST)  # as long as it holds everything
    own.switch(built.collection)
    own.ingest(note(tmp_path))

    with pytest.raises(CollectionRefused, match="another version.*collections remove first"):
        own.switch(FIRST)
    assert own.states() == {FIRST: "behind", built.collection: "live"}


def test_damage_beside_has_a_mend_that_leaves_readers_alone(own, by_name):
    name = own.beside().collection
    for path in (own.settings.data_dir / f"chroma-{name}").glob("chroma.sqlite3*"):
        path.write_bytes(b"damaged" * 1000)
    tried = own.settings.model_copy(update={"collection": name})

    def read():
        with open_assistant(knowledge=tried):
            pass

    for act in (lambda: own.switch(name), read, own.beside):
        with pytest.raises(StoreUnavailable, match=f"remove {name}` .* --beside`") as told:
            act()
        assert "--rebuild" not in str(told.value)
    remove(name, own.settings)
    own.beside()
    own.switch(name)


def test_after_a_switch_ingestions_use_the_model_of_what_is_live(own, monkeypatch, tmp_path):
    for module in (placing, ingest_run):
        monkeypatch.setattr(module, "open_embedder", opened_by_name)
    paths = [str(note(tmp_path))]
    own.switch(own.beside().collection)

    assert ingest_run.ingest(paths, own.settings, quiet).changes.added == 1
    with pytest.raises(StoreMismatch, match="--beside"):  # a third model is no slip
        ingest_run.ingest(paths, own.of("third letters"), quiet)
    remove(FIRST, own.settings)
    with pytest.raises(StoreMismatch, match="Set TECHFORCE_EMBEDDING_MODEL back"):
        ingest_run.ingest(paths, own.settings, quiet)


def test_a_change_of_how_documents_are_cut_needs_a_new_splitter():
    short, listed = "A short one is here.", "- one thing\n\n- another thing"
    long = " ".join(f"Sentence {n} is not very long." for n in range(60))
    text = f"# One\n\n{short}\n\n{long}\n\n## Two\n\nThese count:\n\n{listed}\n\n{short}\n"
    cut = [(p.heading, p.start, p.end) for p in splitting.split(Document(SOURCE, text))]

    assert (splitting.SPLITTER, cut) == (
        "1",
        [
            (("One",), 7, 27),
            (("One",), 29, 708),
            (("One",), 709, 1398),
            (("One",), 1399, 1818),
            (("One", "Two"), 1828, 1892),
        ],
    )


def test_a_backup_holds_the_live_one_alone(own, by_name, tmp_path):
    built = own.beside()
    own.switch(built.collection)
    kept = own.held(built.collection, NEW)
    back_up(tmp_path / "b.zip", own.settings, Scope(), "test", quiet)
    other = Programme(own.settings.model_copy(update={"data_dir": tmp_path / "restored"}))

    restore(tmp_path / "b.zip", other.settings, lambda e: Records("", e), quiet)

    assert other.states() == {built.collection: "live"}
    # Chroma makes unit vectors anew when they are put back, whose last bit may change.
    for kind, vectors in other.held(built.collection, NEW).items():
        assert {k: pytest.approx(v) for k, v in vectors.items()} == kept[kind]
    with open_assistant(knowledge=other.settings) as assistant:
        assert assistant.search("ferry", 3)
    assert other.beside(OLD).collection != built.collection


def test_the_commands_build_list_switch_and_remove(own, monkeypatch):
    monkeypatch.setattr(ingest_beside, "open_embedder", opened_by_name)
    for name in ("data_dir", "knowledge_dir", "embedding_model"):
        monkeypatch.setenv(f"TECHFORCE_{name.upper()}", str(getattr(own.settings, name)))

    def run(app, *arguments, code=0):
        result = CliRunner().invoke(app, [*arguments])
        assert result.exit_code == code, result.output
        return result

    assert "already" in run(cli.app, "--beside", code=2).stderr
    assert "stands alone" in run(cli.app, "notes", "--beside", code=2).stderr
    monkeypatch.setenv("TECHFORCE_EMBEDDING_MODEL", NEW)
    built = json.loads(run(cli.app, "--beside", "--json").stdout)
    name = built["collection"]
    assert f"switch {name}" in run(cli.app, "--beside").stdout
    table = run(collections_cli.app).stdout
    assert FIRST in table and name in table and "whole" in table
    assert "live" in run(collections_cli.app, "switch", name).stdout
    told = json.loads(run(collections_cli.app, "list", "--json").stdout)
    assert [(one["name"], one["state"], one["model"]) for one in told] == [
        (FIRST, "whole", OLD), (name, "live", NEW)
    ]  # fmt: skip
    assert told[0]["passages"] == told[1]["passages"] == built["passages"]
    assert all(one["bytes"] > 0 for one in told)
    assert "is live" in run(collections_cli.app, "remove", name, code=2).stderr
    run(collections_cli.app, "remove", FIRST)
    assert list(own.states()) == [name]


def test_of_what_an_earlier_version_made_an_ingestion_notes_the_model(own, monkeypatch):
    engine = open_database(own.settings.database)
    Collections(engine).forget(FIRST)
    with pytest.raises(CollectionRefused, match="run `techforce ingest` first"):
        own.beside()
    with pytest.raises(CollectionRefused, match="live already"):
        own.switch(FIRST)
    monkeypatch.setenv("TECHFORCE_DATA_DIR", str(own.settings.data_dir))
    assert "run `techforce ingest` first" in CliRunner().invoke(collections_cli.app).stderr
    assert own.ingest().embedded == 0
    assert "techforce ingest" not in CliRunner().invoke(collections_cli.app).stderr
    [first] = Collections(engine).all()
    assert (first.name, first.made_with.model) == (FIRST, OLD)
    engine.dispose()
    built = own.beside()
    assert own.states() == {FIRST: "live", built.collection: "whole"}
