"""A file that is written whole or not at all."""

import stat

import pytest

from knowledge.whole_file import written_whole


def test_a_file_takes_the_place_of_another_when_it_is_whole(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with written_whole(path, 0o600) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_ends_badly_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="broken off"), written_whole(path) as file:
        file.write(b"half")
        raise ValueError("broken off")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_file_may_be_written_twice_at_a_time(tmp_path):
    path = tmp_path / "kept"
    with written_whole(path) as first, written_whole(path) as second:
        first.write(b"first")
        second.write(b"second")

    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]
