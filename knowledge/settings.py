"""Where knowledge is read from and kept, and which embedding model is used."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        description='"embedded", or a sentence-transformers model by hub id or path.',
    )
    model_dir: Path | None = Field(
        default=None,
        description="Folder of the embedded model; default: `model` in the data folder.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL; default: SQLite in the data folder.",
    )

    @property
    def model_path(self) -> Path:
        """Where the embedded model is kept."""
        return self.model_dir or self.data_dir / "model"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'techforce.db'}"
