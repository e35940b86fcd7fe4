import asyncio
from contextlib import contextmanager

import pytest

from api.following import follow, pause_after
from api.parts import Opening, Parts
from knowledge.errors import StoreUnavailable
from tests.apart import run as run_apart


class Failing:
    """Cannot be renewed once, and counts how often it is asked."""

    generation = "1.1"

    def __init__(self, error):
        self.asked, self.error = 0, error

    def refresh(self):
        self.asked += 1
        if self.asked == 1:
            raise self.error
        return True


def test_pauses_grow_while_following_fails_and_are_short_again_once_it_does_not():
    pauses = [pause_after(failures, 1.0, 30.0) for failures in range(2000)]

    assert pauses[0] == 1.0
    for failures, longest in ((1, 2.0), (2, 4.0), (3, 8.0), (4, 16.0), (5, 30.0), (1999, 30.0)):
        assert longest / 2 <= pauses[failures] <= longest
    assert len(set(pauses[5:])) > 1000  # replicas do not come all at once


@pytest.mark.parametrize("error", [StoreUnavailable("the database is away"), ValueError("a bug")])
def test_what_is_published_is_followed_again_and_again_also_after_a_failure(error):
    live = Failing(error)

    @contextmanager
    def open_parts():
        yield Parts(live, None, None)

    opening = Opening(open_parts)
    opening.start()

    async def run():
        job = asyncio.create_task(follow(opening, pause_s=0.01))
        while live.asked < 3 and not job.done():
            await asyncio.sleep(0.01)
        job.cancel()

    run_apart(run())
    opening.close()
    assert live.asked >= 3
