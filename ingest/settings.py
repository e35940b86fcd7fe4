"""How large and how slow a document may be; where knowledge is kept comes with it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr

from ingest.draft import Limits
from knowledge.settings import KnowledgeSettings

_RAY = re.compile(r"local|(ray://)?(\[[0-9a-fA-F:]+\]|[\w.-]+):[1-9]\d{0,4}")


def _ray(address: str) -> str:
    address = address.strip()
    if address and not _RAY.fullmatch(address):
        raise ValueError("must be `local`, or name a host and its port: HOST:PORT, ray://HOST:PORT")
    return address


class IngestSettings(KnowledgeSettings):
    """Read once from TECHFORCE_… and from `.env`."""

    max_file_mb: float = Field(
        default=20.0, gt=0, description="Largest file or page that is ingested, in megabytes."
    )
    max_docx_ratio: float = Field(
        default=100.0,
        gt=1,
        description="How many times its own size a .docx may unpack to before it is refused.",
    )
    fetch_timeout_s: float = Field(
        default=20.0, gt=0, description="Seconds after which a page that is fetched is given up."
    )

    fetch_private: Literal["off", "on"] = Field(
        default="off", description="Whether the console may fetch pages from private networks."
    )
    replay_questions: int = Field(
        default=200,
        ge=0,
        description="Latest questions asked before and after an ingestion in the console.",
    )
    ray_address: Annotated[str, AfterValidator(_ray)] = Field(
        default="",
        description="Ray cluster that embeds for `techforce ingest`: `local` (workers on this "
        "machine), host:port or ray://host:port; default: none, the command itself embeds.",
    )

    _guarded: bool = PrivateAttr(default=False)

    @property
    def guarded(self) -> IngestSettings:
        """The same for those who are not at this machine: they reach the internet alone."""
        copy = self.model_copy()
        copy._guarded = self.fetch_private == "off"
        return copy

    @property
    def limits(self) -> Limits:
        """The same as a plain value, for the parts."""
        return Limits(
            int(self.max_file_mb * 1_000_000),
            self.max_docx_ratio,
            self.fetch_timeout_s,
            public_only=self._guarded,
            sent_public_only=self.fetch_private == "off",
        )
