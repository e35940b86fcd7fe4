"""Coroutines run apart from the loop that the browser of other tests keeps in this thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(coroutine):
    """The result of a coroutine, run to its end on a loop and in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
