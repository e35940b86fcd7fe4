"""Workers, each a process, count as one, also where one of them is killed and begun anew."""

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api import shared_counts
from api.shared_counts import shared_folder

# Does what each line of its input says, and tells when that is done.
WORKER = """
import sys
from pathlib import Path
from api.metrics import Metrics
from api.shared_counts import SharedCounts
from api.workers import Load

metrics = Metrics(SharedCounts(Path(sys.argv[1])))
for line in sys.stdin:
    what, _, number = line.partition(" ")
    if what == "count":
        for _ in range(int(number)):
            metrics.request("GET", "/ask", 200, 0.02)
    elif what == "work":
        metrics.watch(lambda working=int(number): Load(working, 1), lambda: True)
        metrics.tell()
    else:
        sys.stdout.write(metrics.text().decode())
    print("# done", flush=True)
"""


SERVER = """
import sys, time
from pathlib import Path
from api import shared_counts

shared_counts._MEMORY = Path(sys.argv[1])
with shared_counts.shared_folder() as folder:
    print(folder, flush=True)
    time.sleep(600)
"""


class Worker:
    """A process that counts."""

    def __init__(self, folder):
        command = [sys.executable, "-c", WORKER, str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, text=True, **pipes)

    def do(self, line):
        print(line, file=self.process.stdin, flush=True)
        return "".join(iter(self.process.stdout.readline, "# done\n"))

    def told(self):
        families = text_string_to_metric_families(self.do("tell"))
        return {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in families
            for sample in family.samples
        }

    def kill(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def started(tmp_path):
    with ExitStack() as stack:

        @contextmanager
        def begun():
            worker = Worker(tmp_path)
            try:
                yield worker
            finally:
                worker.kill()

        yield lambda: stack.enter_context(begun())


REQUESTS = ("techforce_http_requests_total", "/ask", "200", "GET")
SECONDS = "techforce_http_seconds"


def test_whichever_worker_is_asked_tells_of_all(started):
    one, two = started(), started()
    one.do("count 3")
    two.do("count 4")
    one.do("work 2")
    two.do("work 1")

    for worker in (one, two):
        told = worker.told()
        assert told[REQUESTS] == 7
        assert told[f"{SECONDS}_count", "/ask"] == 7
        assert told[f"{SECONDS}_sum", "/ask"] == pytest.approx(0.14)
        assert told[f"{SECONDS}_bucket", "/ask", "0.025"] == 7
        assert told[f"{SECONDS}_bucket", "/ask", "0.01"] == 0
        assert told["techforce_turns_working",] == 3
        assert told["techforce_turns_waiting",] == 2
        assert told["techforce_ready",] == 1
        assert told["process_resident_memory_bytes",] > 30e6
        assert told["process_cpu_seconds_total",] > 0
        assert told["process_open_fds",] < told["process_max_fds",]


def test_what_a_killed_worker_counted_is_kept_and_how_it_was_is_forgotten(started):
    one, two = started(), started()
    one.do("count 3")
    one.do("work 2")
    two.do("work 1")
    both = two.told()
    one.kill()
    alone = two.told()
    third = started()
    third.do("count 5")
    told = two.told()

    assert alone[REQUESTS] == 3 and alone["techforce_turns_working",] == 1
    assert alone["process_resident_memory_bytes",] < both["process_resident_memory_bytes",]
    assert told[REQUESTS] == 8
    assert told["techforce_ready",] == 0  # one of them cannot answer yet
    assert told["process_cpu_seconds_total",] > alone["process_cpu_seconds_total",]


def test_workers_that_are_begun_anew_again_and_again_leave_no_files_behind(started, tmp_path):
    staying = started()
    staying.do("count 1")
    for _ in range(3):
        worker = started()
        worker.do("count 1")
        files = sorted(tmp_path.iterdir())
        worker.kill()

    assert sorted(tmp_path.iterdir()) == files
    assert staying.told()[REQUESTS] == 4


@pytest.fixture
def memory(tmp_path, monkeypatch):
    """The folder of the system in which folders of counts are made."""
    monkeypatch.setattr(shared_counts, "_MEMORY", tmp_path)
    return tmp_path


def test_the_folder_is_gone_in_the_end(memory):
    with shared_folder() as folder:
        (folder / "counter_0.db").write_bytes(b"")
        assert folder.parent == memory
    assert list(memory.iterdir()) == []


def test_what_a_killed_server_left_is_removed_at_the_next_start(memory):
    command = [sys.executable, "-c", SERVER, str(memory)]
    server = subprocess.Popen(command, text=True, stdout=subprocess.PIPE)
    left = Path(server.stdout.readline().strip())
    worker = Worker(left)
    worker.do("count 1")
    elsewhere = memory / "techforce-counts-of-something-else"
    elsewhere.mkdir()
    with shared_folder():
        assert left.exists()
    server.kill()
    server.communicate()
    with shared_folder():
        assert left.exists()  # a worker outlived its server
        assert worker.told()[REQUESTS] == 1
    worker.kill()
    with shared_folder() as folder:
        assert sorted(memory.glob("*/")) == sorted([folder, elsewhere])
    assert list(memory.iterdir()) == [elsewhere]
