"""Where knowledge is read from and kept, and which embedding model is used."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_CHROMA = ("http", "https")
_VALKEY = ("valkey", "valkeys", "redis", "rediss")


def _address(url: str, schemes: tuple[str, ...]) -> str:
    url = url.strip()
    if not url:
        return url
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"must begin with {schemes[0]}:// and name a host")
    if parts.port == 0:  # of others that are none, `port` says so
        raise ValueError("Port 0 is none")
    return url


def _chroma(url: str) -> str:
    """Chroma's client takes a host and a port, and would silently leave out what else is told."""
    url = _address(url, _CHROMA)
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("must name no user or password: Chroma would not be told")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must end with the host, or the host and its port")
    return url


def _valkey(url: str) -> str:
    return _address(url, _VALKEY)


class KnowledgeSettings(BaseSettings):
    """Read once from TECHFORCE_… and from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="TECHFORCE_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder for everything that is written: vector store, database, model.",
    )
    knowledge_dir: Path = Field(
        default=Path(__file__).parent,
        description="Folder of the project's documents, verified answers and texts.",
    )
    embedding_model: str = Field(
        default="embedded",
        description='"embedded", or a sentence-transformers model by hub id or path, for '
        "collections that are made.",
    )
    collection: str = Field(
        default="",
        description="Collection that is read instead of the live one, to try it before a switch.",
    )
    model_dir: Path | None = Field(
        default=None,
        description="Folder of the embedded model; default: `model` in the data folder.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL; default: SQLite in the data folder.",
    )
    chroma_url: Annotated[str, AfterValidator(_chroma)] = Field(
        default="",
        description="Address of a Chroma server; default: embedded in the data folder.",
    )
    valkey_url: Annotated[str, AfterValidator(_valkey)] = Field(
        default="",
        description="Address of a Valkey server for rate limits and model answers; default: none, "
        "each process counts for itself.",
    )

    @property
    def model_path(self) -> Path:
        """Where the embedded model is kept."""
        return self.model_dir or self.data_dir / "model"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        if self.database_url:
            return self.database_url
        from sqlalchemy import URL  # takes long to import; not all who read settings need it

        file = str(self.data_dir.resolve() / "techforce.db")
        return URL.create("sqlite", database=file).render_as_string(hide_password=False)

    @property
    def store(self) -> Path | str:
        """Where the vector store is: a folder, or the address of a server."""
        return self.chroma_url or self.data_dir / "chroma"

    @property
    def shared(self) -> bool:
        """Whether several machines may serve: nothing that is served lies in the data folder."""
        return bool(self.chroma_url) and not self.database.startswith("sqlite")
