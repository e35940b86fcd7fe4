"""Where the service listens, and how much it takes from one client at a time."""

import os
import re
from difflib import get_close_matches
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from limits import RateLimitItem, parse
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from knowledge.settings import KnowledgeSettings

OFF = "off"
_PREFIX = "TECHFORCE_"
_NEARLY = 0.85  # share of the letters of two names that are the same
_PORTS = {"http": 80, "https": 443}


def _parsable(limit: str) -> str:
    if limit.strip().lower() == OFF:
        return OFF
    parse(limit)
    return limit


def _origin(url: str) -> str:
    """The address as browsers write an origin, with which it is compared."""
    if not url:
        return ""
    parts = urlsplit(url.strip())
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _PORTS or not parts.hostname or more:
        raise ValueError("must be a scheme and a host, such as https://ask.example.gov")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _origins(sites: str) -> str:
    for site in filter(None, map(str.strip, sites.split(","))):
        if not re.fullmatch(r"https?://[\w.\[\]:-]+", site, re.ASCII):
            raise ValueError(f"{site!r} is no origin, such as https://www.example.gov")
    return sites


class ApiSettings(BaseSettings):
    """Read once from TECHFORCE_… and from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="ignore", frozen=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0: any free.")
    workers: int = Field(
        default=1, ge=1, description="Server processes; engines in the data folder allow one."
    )
    rate_limit: Annotated[str, AfterValidator(_parsable)] = Field(
        default="60/minute",
        description="Requests per client address to /v1, /ask, /faq and /console/oidc together, "
        'such as "60/minute", or "off".',
    )
    rate_limit_all: Annotated[str, AfterValidator(_parsable)] = Field(
        default="off",
        description="Requests of all clients together to the same paths, of those within their own "
        'limit, such as "1200/minute", or "off".',
    )
    max_body_bytes: int = Field(
        default=65536, ge=1024, description="Largest request body that is read."
    )
    max_completion_bytes: int = Field(
        default=1_048_576,
        ge=1024,
        description="Largest body of /v1/chat/completions, which is sent the whole conversation.",
    )
    max_upload_bytes: int = Field(
        default=100_000_000,
        ge=1024,
        description="Largest request with documents that are sent in the console, in bytes.",
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

    retention_days: int = Field(
        default=90, ge=0, description="Days that a question and its answer are kept; 0: for ever."
    )

    second_person: Literal["on", "off"] = Field(
        default="off",
        description='Whether somebody else than the writer publishes a verified answer: "on" or '
        '"off".',
    )
    impact_questions: int = Field(
        default=200,
        ge=0,
        description="Latest questions that are asked anew before a verified answer is published.",
    )

    review_below: float = Field(
        default=0.5, ge=0, le=1, description="Confidence below which an answer is to be reviewed."
    )
    public_url: Annotated[str, AfterValidator(_origin)] = Field(
        default="",
        description="Address of the service as browsers see it; default: as each request says.",
    )
    session_idle_minutes: int = Field(
        default=60, ge=1, description="Minutes without a request that end a console session."
    )
    session_hours: int = Field(
        default=12, ge=1, description="Hours after sign-in that end a console session."
    )
    sign_in_rate: Annotated[str, AfterValidator(_parsable)] = Field(
        default="10/15minutes",
        description='Attempts to sign in per account and client address, or "off".',
    )
    oidc_issuer: str = Field(
        default="", description="OpenID Connect issuer to sign in at; default: passwords only."
    )
    oidc_client_id: str = Field(
        default="", description="What the OpenID Connect issuer calls this service."
    )
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that the OpenID Connect issuer gave."
    )
    oidc_role_claim: str = Field(
        default="",
        description="Claim that holds a role or a list of them; default: admins set roles here.",
    )
    oidc_default_role: Literal["none", "reader", "editor", "admin"] = Field(
        default="none", description="Role of who comes from the issuer without one."
    )

    widget_origins: Annotated[str, AfterValidator(_origins)] = Field(
        default="",
        description="Sites that may show the chat: origins by comma, as https://www.example.gov.",
    )
    tracing: Literal["off", "on"] = Field(
        default="off",
        description='Whether traces are sent to where the OTEL_… variables say: "on" or "off".',
    )

    @property
    def widget_sites(self) -> tuple[str, ...]:
        """The origins that may show the chat."""
        return tuple(filter(None, map(str.strip, self.widget_origins.split(","))))

    @property
    def sign_in_limit(self) -> RateLimitItem | None:
        """How often one may try to sign in, None for as often as one likes."""
        return None if self.sign_in_rate == OFF else parse(self.sign_in_rate)

    @property
    def limit(self) -> RateLimitItem | None:
        """The rate limit of one client, None when it is off."""
        return None if self.rate_limit == OFF else parse(self.rate_limit)

    @property
    def limit_all(self) -> RateLimitItem | None:
        """The rate limit of all clients together, None when it is off."""
        return None if self.rate_limit_all == OFF else parse(self.rate_limit_all)


def misspelt() -> dict[str, str]:
    """Names that are set, here or in `.env`, and that nothing reads, with the setting that each is
    nearly. Others that nothing reads may be another program's."""
    kinds = (ApiSettings, AssistantSettings, IngestSettings, KnowledgeSettings)
    known = {f"{_PREFIX}{name}".upper() for kind in kinds for name in kind.model_fields}
    written = {name.upper() for name in (*os.environ, *dotenv_values(".env"))}
    strange = sorted(n for n in written - known if n.startswith(_PREFIX))
    near = ((name, get_close_matches(name, known, n=1, cutoff=_NEARLY)) for name in strange)
    return {name: found[0] for name, found in near if found}
