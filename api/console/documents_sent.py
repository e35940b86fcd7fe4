"""A file that was sent: what it says of itself is looked at, and ingested as it should be told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from api.accounts.access import Editor
from api.console.documents import CHOICES, Typing, go_to, told_beside
from api.console.documents_form import filled, values
from api.console.documents_keeper import DOCUMENTS, TheKeeper, refusals
from api.console.frame import Frame, TheFrame, page_router
from ingest.describe import UNTOLD_PUBLISHER
from ingest.errors import IngestError
from ingest.keeper import Keeper
from knowledge.document import Source
from knowledge.errors import InvalidKnowledge

router = page_router()
_ONE = DOCUMENTS + "/sent/{digest}/{name}"


def look_at(key: str) -> Response:
    """Go on to what a file says of itself."""
    return RedirectResponse(f"{DOCUMENTS}/sent/{key}", 303)


@router.get(_ONE)
def sent_page(frame: TheFrame, me: Editor, keeper: TheKeeper, digest: str, name: str) -> Response:
    """What the file says of itself, to be set right."""
    with refusals():
        source = keeper.received(f"{digest}/{name}").source
    return _sent_page(frame, keeper, name, source, form=_filled(source))


@router.post(_ONE)
def ingest_sent(
    frame: TheFrame,
    me: Editor,
    keeper: TheKeeper,
    digest: str,
    name: str,
    typed: Annotated[Typing, Form()],
) -> Response:
    """Ingest the file as what it is said to be."""
    form = typed.model_dump()
    with refusals():
        received = keeper.received(f"{digest}/{name}")
    source = received.source
    try:
        changes = values(form) if source else {}
        return go_to(frame, keeper.ingest_received(received, changes, me.who))
    except InvalidKnowledge as error:
        wrong = told_beside(error)
        return _sent_page(frame, keeper, name, source, 422, form=form, wrong=wrong)
    except IngestError as error:
        return _sent_page(frame, keeper, name, source, 409, form=form, error=str(error))


def _filled(source: Source | None) -> dict[str, str]:
    """The form as the file tells; who publishes it has to be said by somebody."""
    if source is None:
        return {}
    told = source.publisher if source.publisher != UNTOLD_PUBLISHER else ""
    return filled(source) | {"publisher": told}


def _sent_page(  # noqa: PLR0913  the parts of one page
    frame: Frame,
    keeper: Keeper,
    name: str,
    source: Source | None,
    status: int = 200,
    **context: Any,
) -> Response:
    shown: dict[str, Any] = {
        "name": name,
        "path": frame.request.url.path,
        "source": source,
        "wrong": {},
        "running": keeper.jobs.running,
        "namesake": keeper.namesake(source) if source else None,
    }
    return frame.page("documents_sent.html", status, **(shown | CHOICES | context))
