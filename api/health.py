"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter

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
