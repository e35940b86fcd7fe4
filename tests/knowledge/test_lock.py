import subprocess
import sys

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
