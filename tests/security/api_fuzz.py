"""Sends many requests of every operation in the OpenAPI document, right ones and wrong ones.

`python -m tests.security.api_fuzz --cases 10000` serves a copy of a data folder and tells which
replies break the document's promises: a status of 500 or above, a status, a type or a body that is
not described. It ends with 1 where there is one. `--url` sends them to a service that runs, as a
stranger only.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from api.accounts.accounts import open_accounts
from api.accounts.values import Role
from api.app import create_app
from api.logs import configure_logs
from api.settings import ApiSettings
from assistant.settings import OFF
from knowledge.database import open_database
from knowledge.settings import KnowledgeSettings
from tests.api.service import serving

# It would ask hundreds of questions in a process beside this one.
LEFT_OUT = {("POST", "/v1/admin/runs")}


@contextmanager
def served(data):
    """The URL of a service over a copy of a data folder, and the key of an admin."""
    with tempfile.TemporaryDirectory() as folder:
        # Whatever engines and models `.env` names are left alone.
        for name in ("DATABASE_URL", "CHROMA_URL", "VALKEY_URL"):
            os.environ[f"TECHFORCE_{name}"] = ""
        os.environ["TECHFORCE_CHAT_MODEL"] = OFF
        os.environ["TECHFORCE_DATA_DIR"] = str(Path(folder) / "data")
        shutil.copytree(data, Path(folder) / "data")
        engine = open_database(KnowledgeSettings().database)
        _, key = open_accounts(engine, ApiSettings()).keys.create("fuzz", "fuzz", Role.ADMIN)
        engine.dispose()
        with serving(create_app(ApiSettings(rate_limit="off")), seconds=300) as url:
            yield url, key


def passes(url, key):
    """Each operation with a strategy and the headers to send: as a stranger and, with a key, as an
    admin."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) in LEFT_OUT:
            continue
        admin = key and operation.path.startswith("/v1/admin/")
        for mode in GenerationMode:
            for headers in ({}, {"Authorization": f"Bearer {key}"})[: 2 if admin else 1]:
                yield operation, mode, headers


def send(operation, mode, headers, cases, start):
    """The statuses that came back, and what was wrong with a reply, None for nothing."""
    statuses = Counter()

    @seed(start)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def keep_promises(case):
        response = case.call(headers=headers)
        statuses[response.status_code] += 1
        left_out = [positive_data_acceptance]
        if "" in (case.query or {}).values():  # FastAPI takes it for not given: docs/http.md
            left_out.append(negative_data_rejection)
        case.validate_response(response, excluded_checks=left_out)

    try:
        keep_promises()
    except Unsatisfiable:
        return statuses, None  # takes no input that could be wrong
    except (Exception, FailureGroup) as error:  # noqa: BLE001  told, and the others go on
        shown = error.exceptions if isinstance(error, FailureGroup) else [error]
        return statuses, "; ".join(f"{type(one).__name__}: {one}" for one in [error, *shown])
    return statuses, None


def main():
    """Run it, tell what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000, help="requests, at least")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder to copy")
    parser.add_argument("--url", help="of a service that runs, in place of a copy")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", default=os.devnull, help="file for the log of the service")
    asked = parser.parse_args()
    configure_logs(open(asked.log, "w", encoding="utf-8"))  # noqa: SIM115  as long as the process
    began, total, wrong, start = time.monotonic(), Counter(), {}, asked.seed
    with nullcontext((asked.url, None)) if asked.url else served(asked.data) as (url, key):
        every = list(passes(url, key))
        while total.total() < asked.cases:  # those without any input are sent once a round
            for operation, mode, headers in every:
                each = max(1, asked.cases // len(every))
                statuses, fault = send(operation, mode, headers, each, start)
                total += statuses
                who = "admin" if headers else "anybody"
                named = f"{operation.method.upper()} {operation.path} {mode.value} {who}"
                tell(f"{named}: {dict(sorted(statuses.items()))}")
                if fault:
                    wrong[named] = fault
                    tell(f"  WRONG {fault}")
            start += 1
    seconds = time.monotonic() - began
    tell(f"{total.total()} requests, {dict(sorted(total.items()))}, {seconds:.0f} s")
    tell(f"{len(wrong)} of {len(every)} broke a promise: {sorted(wrong)}")
    return 1 if wrong else 0


def tell(line):
    """One line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
