"""`python -m tests.reliability.overload`: ten times what the service can do, for two minutes.

Over the data directory that the settings name. One address sends as much as all others together.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import httpx
import typer

from knowledge.settings import KnowledgeSettings
from tests.reliability.crowd import Seen, ask_on, look, share
from tests.reliability.places import served

QUESTIONS = (
    "How much does it pay?",
    "Who can apply?",
    "¿Cuánto dura?",
    "Qui sont les partenaires ?",
    "Is there a mentor?",
    "What is the weather on Mars?",
)
THREADS = 2


async def crowd(url: str, visitors: int, seconds: float) -> tuple[list[Seen], list[float]]:
    """Half of all connections from one address, the others from one each."""
    addresses = [
        "192.0.2.1" if n % 2 else f"198.51.{n // 250}.{n % 250 + 1}" for n in range(visitors)
    ]
    asked = [ask_on(url, QUESTIONS[n % 6 :], seconds, a) for n, a in enumerate(addresses)]
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        looked = asyncio.get_running_loop().run_in_executor(apart, look, url, seconds)
        *seen, health = await asyncio.gather(*asked, looked)
    return seen, health


def recovered(url: str) -> float:
    """Seconds until a question is answered as fast as on a quiet day."""
    began = time.monotonic()
    while True:
        asked = time.monotonic()
        reply = httpx.post(f"{url}/v1/chat", json={"message": QUESTIONS[0]}, timeout=30)
        if reply.status_code == 200 and time.monotonic() - asked < 0.5:
            return time.monotonic() - began
        time.sleep(0.1)


def told(name: str, seen: list[Seen]) -> None:
    """Print what some visitors saw."""
    seconds = [s for one in seen for s in one.seconds]
    each = sorted(one.answered for one in seen)
    refused = sum(one.statuses[503] for one in seen)
    others = sum(sum(one.statuses.values()) - one.answered - one.statuses[503] for one in seen)
    typer.echo(
        f"{name}: {sum(each)} answered (each {each[0]} to {each[-1]}), {refused} told to wait, "
        f"{sum(one.without_wait for one in seen)} without saying how long, {others} otherwise; "
        f"p50 {share(seconds, 0.5) * 1000:.0f} ms, p95 {share(seconds, 0.95) * 1000:.0f} ms"
    )


def main(arguments: list[str]) -> None:
    """Overload a service of its own and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--visitors", type=int, default=0, help="Default: ten times all places.")
    given = parser.parse_args(arguments)
    settings = KnowledgeSettings()
    visitors = given.visitors or 10 * (THREADS + 32)
    more = {"TECHFORCE_THREADS": str(THREADS), "TECHFORCE_TRUSTED_PROXIES": "*"}
    with served(settings, **more) as (url, _):
        quiet = asyncio.run(crowd(url, 2, 5))
        seen, health = asyncio.run(crowd(url, visitors, given.seconds))
        back = recovered(url)
    told("quiet, 2 visitors", quiet[0])
    told(f"one address with {visitors // 2} connections", seen[1::2])
    told(f"{visitors - visitors // 2} other addresses", seen[::2])
    for name, values in (("quiet", quiet[1]), ("overloaded", health)):
        p50, p95, top = (share(values, p) * 1000 for p in (0.5, 0.95, 1.0))
        typer.echo(f"/healthz {name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {top:.0f} ms")
    typer.echo(f"recovered after {back:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
