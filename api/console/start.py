"""The first page of the console: what waits today."""

from __future__ import annotations

from starlette.responses import Response

from api.accounts.access import Reader
from api.console.evaluation import TheRuns
from api.console.frame import HOME, TheFrame, page_router
from api.console.navigation import entries
from api.parts import TheParts
from assistant.agenda import read_agenda
from ingest.jobs import latest

router = page_router()


@router.get(HOME)
def start_page(frame: TheFrame, me: Reader, parts: TheParts, runs: TheRuns) -> Response:
    """What waits, and where it is done."""
    agenda = read_agenda(parts.engine, me.who)
    places = {entry.name for entry in entries(frame.request.app, me.role)}
    return frame.page(
        "start.html",
        agenda=agenda,
        places=places,
        evaluated=runs.latest(),
        ingested=latest(parts.engine),
    )
