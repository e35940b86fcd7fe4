from datetime import date

import pytest
from sqlalchemy import text

from knowledge.catalogue import Catalogue, Entry
from knowledge.database import open_database
from knowledge.document import Document, Kind, Source
from knowledge.errors import StoreMismatch, StoreUnavailable
from tests.knowledge.test_check import answer


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'db' / 'x.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine):
    return Catalogue(engine)


def document(source_id="s1", published=date(2025, 12, 16)):
    source = Source(source_id, "T", "P", "https://x.org", published, "fr", Kind.PRESS)
    return Document(source, "Texte à lire.")


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


def test_a_newer_format_is_refused(engine, catalogue):
    catalogue.finish()
    with engine.begin() as connection:
        connection.execute(text("UPDATE state SET value = '99' WHERE key = 'format'"))
    with pytest.raises(StoreMismatch, match="newer version"):
        Catalogue(engine)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "x.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        open_database(f"sqlite:///{tmp_path / 'x.db'}")
