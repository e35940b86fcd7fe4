"""How long a question may be and how much is retrieved."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Read once from TECHFORCE_… and from `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="TECHFORCE_", env_file=".env", extra="ignore", frozen=True
    )

    max_question_chars: int = Field(
        default=1000, ge=50, le=10_000, description="Longest message that is accepted."
    )
    passages: int = Field(
        default=8, ge=1, le=50, description="How many passages are searched for quotations."
    )
    default_language: str = Field(
        default="en",
        pattern="^(en|fr|es)$",
        description="Language of the reply where the question could be in several.",
    )
