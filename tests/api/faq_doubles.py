"""A scripted assistant with several verified answers, one of them a known gap."""

from dataclasses import replace

from knowledge.verified import AnswerKind, VerifiedSentence
from tests.api.doubles import VERIFIED, ScriptedAssistant

HOSTILE = "</script><script>alert(1)</script>"
GAP = replace(
    VERIFIED,
    id="gap-parking",
    topic="getting-there",
    kind=AnswerKind.NOT_STATED,
    questions={
        "en": ("parking", "Is there parking?"),
        "fr": ("Y a-t-il un parking ?",),
        "es": ("¿Hay aparcamiento?",),
    },
    answer={
        "en": (VerifiedSentence(f"The sources do not say. {HOSTILE}", ("axios",)),),
        "fr": (VerifiedSentence("Les sources n’en disent rien.", ("axios",)),),
        "es": (VerifiedSentence("Las fuentes no lo dicen.", ("axios",)),),
    },
    conflicts=(),
)
ANSWERS = (VERIFIED, GAP)


class KnowingAssistant(ScriptedAssistant):
    """Finds all its verified answers for any words, as the nearest ones are found."""

    def verified(self, q, topic, language):
        """Those of a topic, or all."""
        return [a for a in ANSWERS if topic in (None, a.topic)]

    def verified_answer(self, id):
        """One by its id."""
        return next((a for a in ANSWERS if a.id == id), None)
