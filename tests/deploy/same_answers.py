"""`python -m tests.deploy.same_answers`: three replicas and one process answer every Case alike.

Over the data directory that is set: one process serves a copy of it; the replicas, with nginx
before them where there is one, serve the same out of Chroma, PostgreSQL and Valkey. Each turn goes
to the next of them. All that a reply says is compared, but for ids and times.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

import typer

from assistant.settings import OFF
from evals.case_file import read_suites
from evals.cases import RETRIEVAL
from evals.drive import HITS
from evals.drive_http import OverHttp
from evals.parity import groups_of_answers
from knowledge.database import opened_database
from knowledge.fitted import load_fitted, save_fitted
from knowledge.placing import live, place_of
from knowledge.settings import KnowledgeSettings
from tests.deploy.nginx import NGINX, client_of, nginx_running
from tests.deploy.topology import Engines, engines_running, port_of, replicas_running
from tests.servers import empty_database, move_database, postgres_running

REPLICAS = 3
PATIENCE_S = 600  # it may run beside other work, at the lowest priority
OWN = {"id", "conversation_id", "timings_ms"}  # of each reply, also where all else is the same


class Visitor:
    """Asks each turn of the next server, in one conversation."""

    def __init__(self, clients):
        self._clients = cycle(clients)

    def hears(self, case):
        """All replies to a Case; where one is refused, the last of them is its status code."""
        if case.suite == RETRIEVAL:
            sought = {"q": case.turns[-1], "limit": HITS}
            return [_told(next(self._clients).get("/v1/search", params=sought))]
        replies, conversation = [], {}
        for turn in case.turns:
            body = {"message": turn, **conversation}
            reply = _told(next(self._clients).post("/v1/chat", json=body))
            replies.append({key: told for key, told in reply.items() if key not in OWN})
            if "conversation_id" not in reply:
                break
            conversation = {"conversation_id": reply["conversation_id"]}
        return replies


def _told(response):
    return response.json() if response.is_success else {"status_code": response.status_code}


def differences(one, other):
    """Turn, place and both values, wherever two lists of replies are not the same."""
    mine, theirs = dict(_leaves(one)), dict(_leaves(other))
    places = dict.fromkeys([*mine, *theirs])
    return [
        (where, mine.get(where), theirs.get(where))
        for where in places
        if (where in mine) != (where in theirs) or mine.get(where) != theirs.get(where)
    ]


def _leaves(told, place=()):
    """Each single value with its place: the number of the turn first, then names and numbers."""
    inside = told.items() if isinstance(told, dict) else None
    if isinstance(told, list):
        inside = enumerate(told, 1)
    if not inside:
        yield place, told
        return
    for name, value in inside:
        yield from _leaves(value, (*place, name))


def compare(cases, one, other, show):
    """How many Cases are answered differently; the differences of the first so many are printed."""
    differing, fields = 0, Counter()
    with ThreadPoolExecutor(2) as pool:
        for number, case in enumerate(cases, 1):
            mine, theirs = pool.map(lambda visitor, case=case: visitor.hears(case), (one, other))
            found = differences(mine, theirs)
            differing += bool(found)
            fields.update({str(name) for (_, name, *_), _, _ in found})
            for (turn, *place), here, there in found if differing <= show else ():
                typer.echo(f"{case.id}, turn {turn}, {' '.join(map(str, place))}:")
                typer.echo(f"  one process: {here}\n  replicas:    {there}")
            if number % 50 == 0 or number == len(cases):
                typer.echo(f"{number} of {len(cases)} Cases asked, {differing} differ")
    if fields:
        typer.echo(f"Cases that differ by field: {dict(fields.most_common())}")
    return differing


@contextmanager
def both(data, folder):
    """Clients of one process over a copy of a data directory, and of replicas over another one."""
    settings = KnowledgeSettings().model_copy(update={"data_dir": data, "database_url": None})
    places = (settings.knowledge_dir, settings.model_path.resolve())
    more, own = {"TECHFORCE_CHAT_MODEL": OFF}, folder / "one"
    shutil.copytree(data, own / "replica-0")
    with ExitStack() as stack:
        begin = stack.enter_context
        (alone,) = begin(replicas_running(own, Engines("", "", "", *places), 1, **more))
        database = begin(empty_database(begin(postgres_running())))
        _share(settings, folder, database)
        engines = begin(engines_running(folder, database, *places))
        urls = begin(replicas_running(folder, engines, REPLICAS, **more))
        if NGINX:
            ports = [port_of(url) for url in urls]
            urls = [*urls, begin(nginx_running(folder, ports, ports[:1]))]
        clients = [begin(client_of(url)) for url in (alone, *urls)]
        for client in clients:
            client.timeout = PATIENCE_S
        yield clients[0], clients[1:]


def _share(settings, folder, database):
    """What a data directory holds, for servers: the files of Chroma as they are, so that vectors
    are the same to the last bit, which a backup does not promise."""
    with opened_database(settings.database) as engine:
        now = live(settings, engine).name
        fitted = load_fitted(settings, engine, now)
    shutil.copytree(place_of(settings, now), folder / "chroma")
    move_database(settings.database, database)
    # Any address of Chroma says that engines are shared: only the database is written to.
    shared = settings.model_copy(update={"database_url": database, "chroma_url": "http://any"})
    with opened_database(database) as engine:
        save_fitted(shared, engine, now, fitted)


def all_cases(client):
    """Those of the files, and the first question of each verified answer in each language."""
    cases = [case for suite in read_suites() for case in suite.cases]
    groups = groups_of_answers(OverHttp(client).wordings())
    return cases + [case for group in groups for case in group.cases]


def share(text):
    """Which of how many parts: "2/12"."""
    number, _, parts = text.partition("/")
    if not 1 <= int(number) <= int(parts):
        raise ValueError(text)
    return int(number), int(parts)


def main(arguments):
    """Ask, compare and print; 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder; default: TECHFORCE_DATA_DIR")
    parser.add_argument("--part", type=share, default=(1, 1), help="of all Cases: 1/12, 2/12, …")
    parser.add_argument("--show", type=int, default=10, help="Cases whose differences are shown")
    given = parser.parse_args(arguments)
    (number, parts), began = given.part, time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="same-answers-") as folder,
        both(given.data or KnowledgeSettings().data_dir, Path(folder)) as (client, clients),
    ):
        typer.echo(f"{len(clients)} addresses of replicas after {time.monotonic() - began:.0f} s")
        cases = all_cases(client)[number - 1 :: parts]
        differing = compare(cases, Visitor([client]), Visitor(clients), given.show)
    typer.echo(
        f"{len(cases)} Cases, {sum(len(case.turns) for case in cases)} turns: {differing} differ, "
        f"after {time.monotonic() - began:.0f} s"
    )
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
