import subprocess
import sys
from threading import Thread

import pytest

from knowledge.errors import StoreBusy
from knowledge.lock import reading, writing

HOLD = """
import sys, time
from pathlib import Path
from knowledge.lock import {kind}
with {kind}(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def held(tmp_path):
    """Hold the directory in another process."""
    processes = []

    def hold(kind):
        command = [sys.executable, "-c", HOLD.format(kind=kind), str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield hold
    for process in processes:
        process.kill()
        process.communicate()


def test_a_second_writer_is_told_what_to_do(tmp_path, held):
    held("writing")
    with pytest.raises(StoreBusy, match="TECHFORCE_DATA_DIR"), writing(tmp_path):
        pass


def test_a_writer_waits_for_no_reader_and_readers_share(tmp_path, held):
    held("reading")
    with reading(tmp_path):
        pass
    with pytest.raises(StoreBusy), writing(tmp_path):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path, held):
    process = held("writing")
    process.kill()
    process.wait()
    with writing(tmp_path):
        pass


def test_a_writer_shares_with_readers_of_its_own_process_alone(tmp_path, held):
    with reading(tmp_path), reading(tmp_path):
        with writing(tmp_path):
            with pytest.raises(StoreBusy), reading(tmp_path):
                pass
            with pytest.raises(StoreBusy), writing(tmp_path):
                pass
            assert refused(tmp_path, "reading")
        held("reading")
        assert refused(tmp_path, "writing")
        with pytest.raises(StoreBusy), writing(tmp_path):
            pass
        assert refused(tmp_path, "writing")


def test_readers_have_their_lock_again_whatever_thread_wrote(tmp_path):
    def write():
        with writing(tmp_path):
            assert refused(tmp_path, "reading")

    with reading(tmp_path):
        thread = Thread(target=write)
        thread.start()
        thread.join()
        assert refused(tmp_path, "writing")
        assert not refused(tmp_path, "reading")
    assert not refused(tmp_path, "writing")


def test_a_writer_who_cannot_give_the_readers_their_lock_again_is_not_for_ever(
    tmp_path, monkeypatch
):
    def fails(*_, **__):
        raise OSError("no locks left")

    with reading(tmp_path):
        with pytest.raises(OSError, match="no locks left"), writing(tmp_path):
            monkeypatch.setattr("knowledge.lock._acquired", fails)
        monkeypatch.undo()
        with writing(tmp_path):
            pass


def refused(folder, kind):
    """Whether another process may not use the directory so."""
    program = (
        f"import sys; from pathlib import Path; from knowledge.lock import {kind}\n"
        f"with {kind}(Path(sys.argv[1])): pass"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or "StoreBusy" in done.stderr
    return done.returncode != 0
