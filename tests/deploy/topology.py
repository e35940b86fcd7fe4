"""What is deployed, as processes of this machine: Chroma, PostgreSQL, Valkey, replicas, nginx."""

import os
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.places import RUN
from tests.servers import chroma_running, free_port, running, until_answers, valkey_running


@dataclass(frozen=True)
class Engines:
    """Servers that replicas share, and where each process finds knowledge and model."""

    chroma: str
    database: str
    valkey: str
    knowledge_dir: Path
    model_dir: Path

    def environment(self, data_dir, **more):
        """The variables of one process, whose own folder is `data_dir`."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TECHFORCE_")}
        return {
            **kept,
            "TECHFORCE_DATA_DIR": str(data_dir),
            "TECHFORCE_KNOWLEDGE_DIR": str(self.knowledge_dir),
            "TECHFORCE_MODEL_DIR": str(self.model_dir),
            "TECHFORCE_CHROMA_URL": self.chroma,
            "TECHFORCE_DATABASE_URL": self.database,
            "TECHFORCE_VALKEY_URL": self.valkey,
            "TECHFORCE_RATE_LIMIT": "off",
            **more,
        }

    def command(self, data_dir, *arguments, **more):
        """A command in a process of its own, run to its end."""
        return subprocess.run(
            [*RUN, *arguments],
            env=self.environment(data_dir, **more),
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )


@contextmanager
def engines_running(folder, database, knowledge_dir, model_dir):
    """Engines that start empty; the database is an empty one of PostgreSQL."""
    (folder / "valkey").mkdir()
    with chroma_running(folder) as chroma, valkey_running(folder / "valkey") as valkey:
        yield Engines(chroma, database, valkey, knowledge_dir, model_dir)


@contextmanager
def replicas_running(folder, engines, count, **more):
    """The URLs of server processes, each with a folder of its own."""
    with ExitStack() as stack:
        urls = []
        for number in range(count):
            port, log = free_port(), folder / f"replica-{number}.log"
            environment = engines.environment(folder / f"replica-{number}", **more)
            command = [*RUN, "serve", "--port", str(port)]
            process = stack.enter_context(running(command, log, env=environment))
            urls.append((f"http://127.0.0.1:{port}", process, log))
        for url, process, log in urls:
            until_answers(f"{url}/readyz", process, log, seconds=300)
        yield [url for url, _, _ in urls]


def port_of(url):
    return int(url.rpartition(":")[2])
