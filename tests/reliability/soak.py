"""`python -m tests.reliability.soak --requests 200000`: the memory of a service over many requests.

Over a copy of the data directory that the settings name.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil
import typer

from knowledge.settings import KnowledgeSettings
from tests.reliability.overload import QUESTIONS
from tests.reliability.places import copy_of, served

CLIENTS = 4
LOOKS = 20


async def some(url: str, count: int, first: int) -> None:
    """Ask so many questions, and read some of what can be read beside."""
    numbers = iter(range(first, first + count))

    async def visitor(client: httpx.AsyncClient) -> None:
        for n in numbers:
            question = f"{QUESTIONS[n % len(QUESTIONS)]} {n}"
            reply = await client.post("/v1/chat", json={"message": question})
            reply.raise_for_status()
            told = reply.json()
            path = f"/v1/conversations/{told['conversation_id']}"
            if n % 10 == 0:
                (await client.get(path)).raise_for_status()
                (await client.get("/faq", params={"lang": "fr"})).raise_for_status()
            if n % 3 == 0:
                (await client.delete(path)).raise_for_status()

    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await asyncio.gather(*(visitor(client) for _ in range(CLIENTS)))


def main(arguments: list[str]) -> int:
    """Ask and print memory; 1 where it grew by more than 5 % after the first tenth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    given = parser.parse_args(arguments)
    settings, used, began = KnowledgeSettings(), [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        places = {"model_dir": settings.model_path, "database_url": None}
        copy = copy_of(settings.model_copy(update=places), Path(folder) / "data")
        with served(copy) as (url, process):
            page = max(1, given.requests // LOOKS)
            for done in range(0, given.requests, page):
                asyncio.run(some(url, page, done))
                used.append(psutil.Process(process.pid).memory_info().rss / 1e6)
                typer.echo(
                    f"{done + page:>8} questions, {time.monotonic() - began:>6.0f} s, "
                    f"{used[-1]:.0f} MB"
                )
    warm = used[max(1, len(used) // 10)]
    growth = max(used[len(used) // 2 :]) / warm - 1
    typer.echo(f"{growth:+.1%} at most in the second half, from {warm:.0f} MB after a tenth")
    return growth > 0.05


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
