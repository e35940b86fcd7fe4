"""Where the service listens, and how much it takes from one client at a time."""

from typing import Annotated

from limits import RateLimitItem, parse
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

OFF = "off"


def _parsable(limit: str) -> str:
    if limit.strip().lower() == OFF:
        return OFF
    parse(limit)
    return limit


class ApiSettings(BaseSettings):
    """Read once from TECHFORCE_… and from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="TECHFORCE_", env_file=".env", extra="ignore", frozen=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0: any free.")
    workers: int = Field(
        default=1, ge=1, description="Server processes; the embedded store allows one."
    )
    rate_limit: Annotated[str, AfterValidator(_parsable)] = Field(
        default="60/minute",
        description='Requests to /v1 per client address, such as "60/minute", or "off".',
    )
    max_body_bytes: int = Field(
        default=65536, ge=1024, description="Largest request body that is read."
    )
    threads: int = Field(default=2, ge=1, description="Questions worked on at the same time.")
    queue: int = Field(
        default=32, ge=0, description="Questions that may wait; more are turned away with 503."
    )
    heartbeat_seconds: float = Field(
        default=15.0, gt=0, description="A sign of life on an event stream after this silence."
    )
    history_turns: int = Field(
        default=10, ge=0, description="Turns of a conversation that a new question is read with."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Proxies whose X-Forwarded-For names the client: addresses by comma, or *.",
    )

    @property
    def limit(self) -> RateLimitItem | None:
        """The rate limit in force, None when it is off."""
        return None if self.rate_limit == OFF else parse(self.rate_limit)
