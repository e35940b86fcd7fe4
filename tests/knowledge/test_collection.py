"""Which collections are known, which one is live, and that a switch is one step."""

import pytest
from sqlalchemy import text

from knowledge import migrations
from knowledge.catalogue import Catalogue
from knowledge.collection import FIRST, Collections, MadeWith, clear_collections, part
from knowledge.errors import CollectionRefused

OLD, NEW = MadeWith("small", "small:384", "1"), MadeWith("large", "large:1024", "1")


@pytest.fixture
def collections(engine):
    """Two collections after one ingestion; the second is not built yet."""
    found = Collections(engine)
    Catalogue(engine).finish()
    found.add(FIRST, OLD)
    found.add(NEW.name, NEW)
    return found


def test_a_name_tells_what_a_collection_is_made_with_wherever_the_model_lies():
    moved = MadeWith("/models/large", "large:1024", "1")
    assert (moved.name, moved.fits(NEW)) == (NEW.name, True)
    others = {NEW.name, OLD.name, MadeWith("large", "large:1024", "2").name}
    assert len(others) == 3
    assert [part("passages", name) for name in (FIRST, "0a")] == ["passages", "passages-0a"]


def test_before_anything_is_known_the_first_one_is_live(engine):
    found = Collections(engine)
    assert (found.live(), found.get(FIRST), found.all()) == (FIRST, None, [])


def test_what_is_known_is_not_written_over(collections):
    collections.add(FIRST, NEW)
    assert [(c.name, c.made_with) for c in collections.all()] == [(FIRST, OLD), (NEW.name, NEW)]


def test_only_a_collection_that_holds_all_is_switched_to(collections, engine):
    catalogue = Catalogue(engine)
    for generation in (None, 0):
        collections.note_whole(NEW.name, generation)
        with pytest.raises(CollectionRefused, match="TECHFORCE_EMBEDDING_MODEL=large"):
            collections.switch(NEW.name, {})
    with pytest.raises(CollectionRefused, match=f"there are: {FIRST}, {NEW.name}"):
        collections.switch("unknown", {})
    assert (collections.live(), catalogue.generations()) == (FIRST, (1, 0))

    collections.note_whole(NEW.name, 1)
    collections.switch(NEW.name, {})

    assert (collections.live(), catalogue.generations()) == (NEW.name, (2, 0))
    assert [c.generation for c in collections.all()] == [2, 2]
    collections.switch(FIRST, {})
    assert (collections.live(), catalogue.generations()) == (FIRST, (3, 0))


def test_after_an_ingestion_the_others_are_behind(collections, engine):
    collections.note_whole(NEW.name, 1)
    collections.switch(NEW.name, {})
    Catalogue(engine).finish()

    with pytest.raises(CollectionRefused, match="TECHFORCE_EMBEDDING_MODEL=small"):
        collections.switch(FIRST, {})
    assert collections.whole(NEW.name).name == NEW.name  # the live one always is


def test_collections_are_forgotten(collections, engine):
    collections.keep_only(FIRST)
    assert [c.name for c in collections.all()] == [FIRST]
    collections.forget(FIRST)
    collections.add(NEW.name, NEW)
    clear_collections(engine)
    assert collections.all() == []


def test_on_the_way_down_the_first_is_live_and_keeps_what_was_fitted_to_it(collections, engine):
    collections.note_whole(NEW.name, 1)
    collections.switch(NEW.name, {})
    with engine.begin() as connection:
        for name, content in ((FIRST, b"one"), (NEW.name, b"two")):
            values = {"name": name, "content": content}
            connection.execute(text("INSERT INTO fitted VALUES (:name, :content)"), values)
    migrations.downgrade(engine, "0011")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT id, content FROM fitted")).all() == [(1, b"one")]
    migrations.upgrade(engine)

    with engine.begin() as connection:
        rows = connection.execute(text("SELECT collection, content FROM fitted")).all()
    assert (rows, collections.live(), collections.all()) == ([(FIRST, b"one")], FIRST, [])
