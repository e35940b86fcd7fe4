"""An archive that is damaged anywhere is refused, or read as it was written."""

import pytest

from knowledge.archive import About, open_archive, write_archive
from knowledge.errors import InvalidBackup

ABOUT = About("1.0", "2026-01-31T00:00:00+00:00", "0001", (1, 2), "letters")
PARTS = {"one.jsonl": b"[1]\n" * 300, "two.npz": bytes(range(256))}


def quiet(stage, share):
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a small archive."""
    path = tmp_path_factory.mktemp("archive") / "all.zip"
    with write_archive(path) as archive:
        for name, data in PARTS.items():
            with archive.part(name) as part:
                part.write(data)
        archive.finish(ABOUT)
    return path.read_bytes()


def read(path, data):
    path.write_bytes(data)
    with open_archive(path, quiet) as archive:
        return archive.about, {name: archive.content(name) for name in archive.names("")}


def refused(path, data):
    """Whether it is refused; what is not must be what was written."""
    try:
        found = read(path, data)
    except InvalidBackup as error:
        assert "damaged" in str(error) or "no backup" in str(error)
        return True
    assert found == (ABOUT, PARTS)
    return False


@pytest.mark.parametrize("mask", [0x01, 0x04, 0x20, 0xFF])
def test_a_byte_that_changed_anywhere_is_found_or_without_effect(whole, tmp_path, mask):
    found = 0
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= mask
        found += refused(tmp_path / "all.zip", bytes(changed))

    assert found > len(whole) / 2


def test_an_archive_that_was_cut_off_anywhere_is_refused(whole, tmp_path):
    assert read(tmp_path / "all.zip", whole) == (ABOUT, PARTS)
    assert all(refused(tmp_path / "all.zip", whole[:end]) for end in range(len(whole)))


def test_a_fault_of_who_reads_is_not_taken_for_damage(whole, tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(whole)
    with pytest.raises(KeyError, match="mine"), open_archive(path, quiet):
        raise KeyError("mine")
