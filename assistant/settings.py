"""How long a question may be, how much is retrieved, and which chat model writes, if any."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

OFF = "off"
PROVIDERS = ("anthropic", "openai", "ollama")
"""Providers of chat models for which there is an extra."""


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
    chat_model: str = Field(
        default=OFF,
        description='Chat model that writes: "provider:model", "local", "local:FILE.gguf"; '
        'or "off".',
    )
    chat_base_url: str = Field(
        default="",
        description="Address of an OpenAI-compatible server, or of a provider that has moved.",
    )
    chat_api_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key of the chat model, if not in the provider's usual variable.",
    )
    chat_first_token_s: float = Field(
        default=8.0, gt=0, description="Seconds that a chat model has until its first word."
    )
    chat_between_tokens_s: float = Field(
        default=5.0, gt=0, description="Seconds that a chat model may fall silent for."
    )
    chat_total_s: float = Field(
        default=30.0, gt=0, description="Seconds that a chat model has for one answer."
    )
    chat_retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="How often a call is tried again that is turned away or does not connect.",
    )
    chat_writes: Literal["unmatched", "all"] = Field(
        default="unmatched",
        description='What the chat model answers: questions "unmatched" by verified answers, '
        'or "all".',
    )
    chat_rewrites: Literal["on", "off"] = Field(
        default="on",
        description='Whether the chat model rewords questions that nothing is found for: "on" or '
        '"off".',
    )
    chat_rewrite_s: float = Field(
        default=2.0, gt=0, description="Seconds that a chat model has to reword a question."
    )
    chat_judge: str = Field(
        default=OFF,
        description="Chat model that judges each proven sentence once more: as for the chat model, "
        '"same", or "off".',
    )
    chat_judge_s: float = Field(
        default=3.0, gt=0, description="Seconds that a judge has for a sentence."
    )
    chat_monthly_usd: float = Field(
        default=0.0,
        ge=0,
        description="US dollars that the chat model may cost in a month; 0: no limit. Beyond it, "
        "answers are quotations.",
    )
