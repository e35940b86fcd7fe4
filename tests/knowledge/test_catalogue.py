from datetime import date

import pytest
from sqlalchemy import JSON, column, select, table, text, update

from knowledge import migrations
from knowledge.catalogue import Catalogue, Entry
from knowledge.database import open_database
from knowledge.document import Document, Kind, Source
from knowledge.errors import StoreMismatch, StoreUnavailable
from tests.knowledge.test_check import answer

DOCUMENTS = table("document", column("source", JSON), column("fingerprint"))


@pytest.fixture
def catalogue(engine):
    return Catalogue(engine)


def document(source_id="s1", published=date(2025, 12, 16), text="Texte à lire.", **more):
    source = Source(source_id, "T", "P", "https://x.org", published, "fr", Kind.PRESS, **more)
    return Document(source, text)


def test_a_document_comes_back_as_it_was_put(catalogue):
    catalogue.put(Entry(document(), "root", "root/a.md", 3))
    assert catalogue.document("s1") == document()
    assert catalogue.sources() == {"s1": document().source}
    assert catalogue.fingerprints() == {"s1": ("root", document().fingerprint)}
    assert catalogue.origins() == {"s1": "root/a.md"}


def test_an_undated_document_stays_undated(catalogue):
    catalogue.put(Entry(document(published=None), "root", "a", 1))
    assert catalogue.document("s1").source.published is None


def test_putting_again_replaces_and_removing_forgets(catalogue):
    catalogue.put(Entry(document(), "root", "a", 1))
    catalogue.put(Entry(document(), "root", "b", 1))
    assert catalogue.origins() == {"s1": "b"}
    catalogue.remove(["s1", "unknown"])
    assert catalogue.document("s1") is None


def test_answers_are_replaced_as_a_whole(catalogue):
    catalogue.replace_answers([answer(), answer(id="b")])
    catalogue.replace_answers([answer(id="c")])
    assert catalogue.answers() == [answer(id="c")]


def test_the_validity_of_a_source_comes_back_as_it_was_put(catalogue):
    told = document(valid_until=date(2026, 1, 31), superseded_by="s2")
    catalogue.put(Entry(told, "root", "a", 1))
    assert catalogue.document("s1") == told
    assert catalogue.documents({"s1", "s3"}) == {"s1": told}
    assert catalogue.documents(()) == {}


def test_as_many_documents_may_be_asked_for_and_forgotten_as_there_are(catalogue):
    catalogue.put(Entry(document(), "root", "a", 1))
    unknown = [f"u{n}" for n in range(260_000)]
    assert catalogue.documents([*unknown, "s1"]) == {"s1": document()}
    catalogue.remove([*unknown, "s1"])
    assert catalogue.sources() == {}


def test_answers_know_which_of_their_documents_changed_since_they_were_checked(catalogue):
    catalogue.put(Entry(document(), "root", "a", 1))
    catalogue.replace_answers([answer(), answer(id="b", citations={})])
    assert catalogue.changed_proof() == {}
    assert catalogue.holds([answer(citations={}, id="b"), answer()])

    catalogue.put(Entry(document(text="Autre texte."), "root", "a", 1))
    assert catalogue.changed_proof() == {"pay": {"s1"}}
    assert not catalogue.holds(catalogue.answers())

    catalogue.replace_answers(catalogue.answers())
    assert catalogue.changed_proof() == {}
    assert catalogue.holds(catalogue.answers())


def test_a_document_that_comes_back_as_it_was_is_no_changed_one(catalogue):
    catalogue.put(Entry(document(), "root", "a", 1))
    catalogue.replace_answers([answer()])
    catalogue.remove(["s1"])
    assert catalogue.changed_proof() == {}
    catalogue.put(Entry(document(), "root", "elsewhere", 1))
    assert catalogue.changed_proof() == {}


def test_a_data_directory_of_an_earlier_version_opens_and_its_answers_count_as_unchanged(
    engine, database_url
):
    Catalogue(engine).put(Entry(document(), "root", "a", 1))
    Catalogue(engine).replace_answers([answer()])
    migrations.downgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE verified_answer_proof"))
        connection.execute(text("DROP TABLE alembic_version"))
        source = connection.execute(select(DOCUMENTS.c.source)).scalar_one()
        kept = {k: v for k, v in source.items() if k not in ("valid_until", "superseded_by")}
        changed = {"source": kept, "fingerprint": "of another formula"}
        connection.execute(update(DOCUMENTS).values(changed))

    reopened = open_database(database_url)
    catalogue = Catalogue(reopened)
    assert catalogue.sources() == {"s1": document().source}
    assert catalogue.answers() == [answer()]
    assert catalogue.changed_proof() == {}
    assert not catalogue.holds([answer()])  # so that the next ingestion records the proof
    reopened.dispose()


def test_tables_that_are_taken_away_while_it_is_open_are_named(engine, catalogue):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE state RENAME TO elsewhere"))
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        catalogue.generations()


def test_a_newer_format_is_refused(engine, catalogue):
    catalogue.finish()
    with engine.begin() as connection:
        connection.execute(text("UPDATE state SET value = '99' WHERE key = 'format'"))
    with pytest.raises(StoreMismatch, match="newer version"):
        Catalogue(engine)


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path):
    url = f"postgresql://someone:secret@/nothing?host={tmp_path}"
    with pytest.raises(StoreUnavailable, match="TECHFORCE_DATABASE_URL") as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


def test_a_database_without_a_driver_is_named():
    with pytest.raises(StoreUnavailable, match="no driver for nosuch"):
        open_database("nosuch://somewhere/x")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "x.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        open_database(f"sqlite:///{tmp_path / 'x.db'}")
