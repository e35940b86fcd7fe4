from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.database import open_database
from knowledge.versions import State, UnknownVersion, Version, VersionConflict, Versions
from tests.knowledge.test_check import answer

TESTS = {"en": ("What do people get?",)}


@pytest.fixture
def versions(database_url):
    engine = open_database(database_url)
    yield Versions(engine)
    engine.dispose()


@pytest.fixture
def draft(versions):
    return versions.draft(answer(), TESTS, "ann", "asked often")


def test_a_draft_comes_back_as_it_was_written(versions, draft):
    found = versions.get("pay", 1)
    assert found == draft
    assert (found.answer, found.tests, found.author, found.note) == (
        answer(),
        TESTS,
        "ann",
        "asked often",
    )
    assert found.state is State.DRAFT


def test_an_answer_has_one_open_version_at_a_time(versions, draft):
    with pytest.raises(VersionConflict, match="written by ann"):
        versions.draft(answer(), {}, "bob")
    versions.discard(draft)
    assert versions.draft(answer(), {}, "bob").number == 1


def test_who_saves_last_is_told_that_somebody_was_quicker(versions, draft):
    first = versions.save(replace(draft, note="mine"), "ann")
    with pytest.raises(VersionConflict, match="load it again"):
        versions.save(replace(draft, note="other"), "bob")
    assert versions.get("pay", 1).note == "mine"
    assert versions.save(replace(first, note="next"), "bob").author == "bob"


def test_a_published_version_is_followed_and_never_changed(versions, draft):
    published = versions.move(draft, State.PUBLISHED, "bob")
    assert published.publisher == "bob"
    with pytest.raises(VersionConflict):
        versions.save(replace(published, note="late"), "ann")
    with pytest.raises(VersionConflict):
        versions.discard(published)
    assert versions.draft(answer(), {}, "ann").number == 2
    assert [v.number for v in versions.of("pay")] == [2, 1]


def test_the_latest_is_what_was_published_or_withdrawn_last(versions, draft):
    assert versions.latest() == {}
    versions.move(draft, State.PUBLISHED, "bob")
    second = versions.move(versions.draft(answer(), {}, "ann"), State.PUBLISHED, "bob")
    assert versions.latest()["pay"].number == 2
    versions.move(second, State.WITHDRAWN, "bob")
    assert versions.latest()["pay"].state is State.WITHDRAWN


def test_what_was_submitted_can_be_changed_and_is_a_draft_again(versions, draft):
    submitted = versions.move(draft, State.SUBMITTED, "ann")
    assert versions.in_state(State.SUBMITTED) == [submitted]
    assert versions.save(submitted, "bob").state is State.DRAFT


def test_an_unknown_version_has_a_name(versions):
    with pytest.raises(UnknownVersion, match="pay has no version 3"):
        versions.get("pay", 3)


def test_a_version_remembers_the_item_it_answers(versions):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    begun = versions.begin(Version(answer(), 1, State.DRAFT, {}, "ann", "", 0, now, item="i1"))
    assert versions.save(begun, "bob").item == versions.get("pay", 1).item == "i1"


def test_the_longest_name_of_an_author_has_room(versions):
    longest = "a" * 300
    versions.draft(answer(), TESTS, longest)
    versions.move(versions.get("pay", 1), State.PUBLISHED, longest)

    found = versions.get("pay", 1)
    assert (found.author, found.publisher) == (longest, longest)
