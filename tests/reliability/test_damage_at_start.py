"""What is damaged is found at the start: a message names the mend, and nothing is overwritten."""

import shutil

import numpy as np
import pytest

from assistant.build import open_assistant
from assistant.conversation import Conversation
from knowledge.asked import FILE, Asked, keep
from tests.reliability.places import command

pytestmark = pytest.mark.slow


def overwrite(path):
    path.write_bytes(b"nothing of the kind " * 500)


def cut(path):
    path.write_bytes(path.read_bytes()[:1000])


def change_a_page(path):
    """The head stays sound."""
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "file", "mend"),
    [
        (overwrite, "chroma/chroma.sqlite3", "techforce ingest --rebuild"),
        (change_a_page, "chroma/chroma.sqlite3", "techforce ingest --rebuild"),
        (overwrite, "techforce.db", "techforce restore"),
        (cut, "techforce.db", "techforce restore"),
        (overwrite, "classifiers.npz", "`techforce ingest` makes it anew"),
        (cut, "classifiers.npz", "`techforce ingest` makes it anew"),
    ],
)
def test_damage_is_told_with_its_mend_and_exit_code_2(place, damage, file, mend):
    damage(place.data_dir / file)
    damaged = (place.data_dir / file).read_bytes()
    others = {path for path in place.data_dir.rglob("*") if path.is_file()}

    ended = command(place, "serve", "--port", "0")

    assert ended.returncode == 2, ended.stderr
    assert mend in ended.stderr and "Traceback" not in ended.stderr
    assert ended.stdout == ""
    assert (place.data_dir / file).read_bytes() == damaged
    assert all(path.exists() for path in others)


def test_a_damaged_model_is_told_with_its_mend(place, tmp_path):
    shutil.copytree(place.model_path, tmp_path / "model")
    model = tmp_path / "model" / "model.onnx"
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)

    ended = command(place.model_copy(update={"model_dir": tmp_path / "model"}), "serve")

    assert ended.returncode == 2, ended.stderr
    assert str(tmp_path / "model") in ended.stderr and "Traceback" not in ended.stderr
    assert model.read_bytes() == data


def of_another_ingestion(path):
    keep(path, "another key", Asked((), np.zeros((0, 384), dtype=np.float32)))


@pytest.mark.parametrize("damage", [overwrite, cut, of_another_ingestion])
def test_kept_wordings_that_are_damaged_or_old_are_read_from_the_store_again(place, damage):
    def told():
        with open_assistant(knowledge=place) as assistant:
            return assistant.answer("what's this fellowship about", Conversation(""))

    answer = told()
    assert answer.verified_id == "what-it-is"
    size = (place.data_dir / FILE).stat().st_size
    damage(place.data_dir / FILE)

    assert told().text == answer.text
    assert (place.data_dir / FILE).stat().st_size == size
