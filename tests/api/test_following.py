import asyncio
from contextlib import contextmanager

from api.following import follow
from api.parts import Opening, Parts
from knowledge.errors import StoreUnavailable


class Failing:
    """Cannot be renewed once, and counts how often it is asked."""

    generation = "1.1"

    def __init__(self):
        self.asked = 0

    def refresh(self):
        self.asked += 1
        if self.asked == 1:
            raise StoreUnavailable("the database cannot be used")
        return True


def test_what_is_published_is_followed_again_and_again_also_after_a_failure():
    live = Failing()

    @contextmanager
    def open_parts():
        yield Parts(live, None, None)

    opening = Opening(open_parts)
    opening.start()

    async def run():
        job = asyncio.create_task(follow(opening, pause_s=0.01))
        while live.asked < 3:
            await asyncio.sleep(0.01)
        job.cancel()

    asyncio.run(asyncio.wait_for(run(), 10))
    opening.close()
    assert live.asked >= 3
