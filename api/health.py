"""Whether the process lives, whether it can answer, and what it has counted."""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api.metrics import TheMetrics
from api.parts import TheParts
from api.schemas import Health

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz")
async def readiness(_: TheParts) -> Health:
    """The assistant is open; 503 until then."""
    return Health(status="ok")


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(counted: TheMetrics) -> Response:
    """What was counted since the process began, as Prometheus reads it."""
    return Response(counted.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
