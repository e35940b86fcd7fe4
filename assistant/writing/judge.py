"""`ModelJudge`: a chat model's second opinion on a sentence that has passed its proof."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from pydantic import SecretStr

from assistant.answer import Citation
from assistant.settings import OFF, PROVIDERS, AssistantSettings
from assistant.writing.opinion import Opinion
from assistant.writing.prompts import Prompt, judge_messages
from assistant.writing.replier import Replier

log = structlog.get_logger(__name__)
SAME = "same"
LONGEST = 40  # characters of an opinion
# Some models say more than the one word: what they deny is denied wherever it stands.
_OPINION = re.compile(
    r"(?P<not>\bun-?|(?:\bnot|\bcannot|n['’]t)[\W_]+(?:[^\W_]+[\W_]+){0,2})?proven\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ModelJudge:
    """Asks a chat model whether quotations prove a sentence; safe to share between threads."""

    replier: Replier
    prompt: Prompt

    def __call__(self, sentence: str, citations: Sequence[Citation]) -> Opinion:
        """Whether the sentence may be shown: not only where the judge says that it is not proven.

        It is asked after every other check. Where it is down, late or unclear, they stand.
        """
        reply = self.replier(judge_messages(self.prompt, sentence, citations))
        if reply.text is None:
            return Opinion(True, heard=False, usage=reply.usage)
        said = _OPINION.search(reply.text)
        if said is None:
            log.warning("judge unclear", model=self.replier.model.name)
            return Opinion(True, heard=False, usage=reply.usage)
        return Opinion(not said["not"], usage=reply.usage)


def judging(settings: AssistantSettings) -> AssistantSettings | None:
    """Settings with the judge as the chat model; None where it is the chat model itself or off.

    Address and key are the chat model's; another provider is never sent them.
    """
    name = settings.chat_judge.strip()
    if name.lower() in ("", OFF, SAME):
        return None
    own: dict[str, object] = {"chat_model": name}
    provider, others = name.partition(":")[0], settings.chat_model.strip().partition(":")[0]
    beside = bool(settings.chat_base_url) and provider not in PROVIDERS
    if provider != others and not beside:
        own |= {"chat_base_url": "", "chat_api_key": SecretStr("")}
    return settings.model_copy(update=own)
