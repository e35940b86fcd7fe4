"""Files that an earlier version of the program kept in a folder."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from ingest.earlier_uploads import take_in
from ingest.uploads import Uploads
from knowledge.migrations import downgrade
from tests.ingest.keeping import Told, keeping, library, uploads

A, B, C = "upload:0123456789ab/leave.md", "upload:ba9876543210/leave.md", "upload:cccccccccccc/c.md"
TOLD = timedelta(days=2)


def earlier(data_dir, origin, content, mark="", ending=""):
    """Write a file where an earlier version kept it; its path."""
    digest, _, name = origin.removeprefix("upload:").partition("/")
    folder = data_dir / "uploads" / digest / "uploaded"
    folder.mkdir(parents=True)
    path = folder / f"{name}{ending}"
    path.write_bytes(content)
    if mark:
        (folder / f".{name}{mark}").touch()
    return path


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


def test_they_are_moved_into_the_database_and_wait_where_they_did(engine, data_dir):
    earlier(data_dir, A, b"There are 13 days.")
    old = earlier(data_dir, B, b"There are 26 days.", ".waiting")
    then = (datetime.now(UTC) - TOLD).timestamp()
    os.utime(old, (then, then))
    take_in(engine, data_dir)

    assert uploads(engine) == {A: False, B: True}
    assert Uploads(engine).content(A) == b"There are 13 days."
    assert not (data_dir / "uploads").exists()
    assert Uploads(engine).drop_waiting(datetime.now(UTC) - TOLD / 2) == 1


def test_one_whose_replacement_was_cut_off_has_its_name_again(engine, data_dir):
    earlier(data_dir, A, b"There are 13 days.", ending=".replaced")
    take_in(engine, data_dir)

    assert uploads(engine) == {A: False}


def test_what_is_there_already_and_what_is_none_of_them_is_left(engine, data_dir):
    Uploads(engine).put(A, b"There are 13 days.", waiting=False, sent_at=datetime.now(UTC))
    earlier(data_dir, A, b"There are 13 days.", ".waiting")
    own = data_dir / "uploads" / "0123456789ab" / "uploaded" / ".leave.md.12345678.part"
    own.touch()
    (data_dir / "uploads" / "note.md").touch()
    take_in(engine, data_dir)

    assert uploads(engine) == {A: False}
    assert sorted(p.name for p in data_dir.rglob("*") if p.is_file()) == [own.name, "note.md"]


def test_a_data_directory_of_an_earlier_version_goes_on_also_at_another_place(base):
    library(base)
    with keeping(base, Told()) as keeper:
        keeper.upload([("leave.md", b"There are 13 days."), ("lift.md", b"It is slow.")], "ana")
        keeper.jobs.wait()
        keeper.remove("lift", "ana")
    origin = base.catalogue().origins()["leave"]
    as_it_was(base, origin, keeper.removed()[0].origin)
    take_in(base.engine(), base.data_dir)
    with keeping(base, Told()) as keeper:
        assert keeper.replaceable("leave")
        again = keeper.ingest_again("leave", "ana")
        keeper.jobs.wait()
        keeper.restore("lift", "ana")

    assert keeper.jobs.get(again.id).report["unchanged"] == 1
    assert base.catalogue().origins()["leave"] == origin
    assert base.catalogue().document("lift").text == "It is slow."


def as_it_was(base, *origins):
    """Put files and their names back to where the version before kept them, in another folder."""
    engine = base.engine()
    contents = {origin: Uploads(engine).content(origin) for origin in origins}
    downgrade(engine, "0012")
    with engine.begin() as connection:
        for origin, content in contents.items():
            path = earlier(base.data_dir, origin, content)
            named = {"old": origin, "new": f"/elsewhere/{path.relative_to(base.data_dir)}"}
            for place in ("document SET root", "document SET origin", "source_override SET origin"):
                changed = f"UPDATE {place} = :new WHERE {place.rpartition(' ')[2]} = :old"
                connection.execute(text(changed), named)
        left = "SELECT count(*) FROM document WHERE root LIKE 'upload:%' OR origin LIKE 'upload:%'"
        assert connection.scalar(text(left)) == 0
    engine.dispose()
