"""A question that leans on the conversation becomes questions that stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Answer, Status
from assistant.conversation import Conversation
from knowledge.document import Language
from knowledge.figures import fold
from knowledge.lexical import stems
from knowledge.names import proper_names


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words at the start that tie a question to the one before, or only clear the throat.
_OPENERS = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|also|then|well|great|cool|thanks|thank you|right|alright|hmm|"
    r"what about|how about|what of|same for|different question|another question|"
    r"et|mais|alors|donc|sinon|super|merci|d'accord|d accord|bon|bien|qu'en est-il (?:de|des|du)|"
    r"quid (?:de|des|du)|meme question pour|autre question|autre chose|"
    r"y|e|pero|entonces|tambien|vale|gracias|bueno|perfecto|de acuerdo|que hay de|que pasa con|"
    r"que tal|otra pregunta|otra cosa|"
    r"(?:better |plutot |mejor |now |maintenant |ahora )?"
    r"(?:in (?:english|french|spanish)|en (?:anglais|francais|espagnol|ingles|frances|espanol))"
    r"(?: please| svp| s'il (?:te|vous) plait| por favor)?)\b[\s,.:;!]*)+"
)
_PRONOUNS: dict[Language, frozenset[str]] = {
    "en": _set(
        "it its they them their that this those these there he him his she her one ones same"
    ),
    "fr": _set(
        "il ils elle elles ca cela eux lui leur leurs celui celle ceux celles meme memes y en"
    ),
    "es": _set(
        "el ella ellos ellas eso esto esa ese esos esas su sus les le lo mismo misma alli ahi"
    ),
}
_INTERROGATIVES: dict[Language, frozenset[str]] = {
    "en": _set(
        "what who whom whose when where why which how is are do does did can could will would "
        "should must may"
    ),
    "fr": _set(
        "que quoi qui quand ou comment pourquoi quel quelle quels quelles combien est faut "
        "peut puis doit doivent peuvent sont"
    ),
    "es": _set(
        "que quien quienes cuando donde como cual cuales cuanto cuanta cuantos cuantas hay es "
        "son puedo pueden debe deben tengo tienen"
    ),
}
_SUBJECT_PRONOUN = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)
_SHORT = 3  # content stems; a question with fewer says little on its own
_BRIEF = 8  # words; a longer question stands alone even when it begins with "and"


@dataclass(frozen=True, slots=True)
class Reading:
    """A stand-alone reading of a question; `joined` ones hold the earlier question too."""

    text: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Stand-alone readings of a question, the likeliest first."""

    readings: tuple[Reading, ...]
    follow_up: bool


def rewrite(question: str, conversation: Conversation, language: Language) -> Rewritten:
    """Readings of the question in the light of the answered turns before it.

    Without context the question is its own only reading. Declined and failed turns are no context.
    """
    bare = _without_opener(question)
    earlier = _context(conversation)
    if earlier is None:
        return Rewritten((Reading(question),), follow_up=False)
    if not _leans(question, bare, language):
        return Rewritten((Reading(bare),), follow_up=False)
    before = earlier.standalone_question
    joined = Reading(f"{before.rstrip(' ?.!')} — {bare}", joined=True)
    alone = Reading(_with_subject(bare, before))
    asks = set(re.findall(r"\w+", fold(bare))) & _INTERROGATIVES[language]
    return Rewritten((alone, joined) if asks else (joined, alone), follow_up=True)


def _without_opener(question: str) -> str:
    """The question from its first telling word on; as it is where nothing would be left."""
    match = _OPENERS.match(fold(question.replace("’", "'")))
    rest = question[match.end() :].strip() if match else question
    return rest if any(c.isalnum() for c in rest) else question


def _context(conversation: Conversation) -> Answer | None:
    """The last turn that was about the programme."""
    useful = {Status.ANSWERED, Status.UNANSWERED}
    answers = (turn.answer for turn in reversed(conversation.turns))
    return next((a for a in answers if a.status in useful), None)


def _leans(question: str, bare: str, language: Language) -> bool:
    words = set(re.findall(r"\w+", fold(bare)))
    short = len(stems(bare, language)) < _SHORT
    return short or bool(words & _PRONOUNS[language]) or (bare != question and len(words) < _BRIEF)


def _with_subject(bare: str, before: str) -> str:
    """The question about the names of the one before.

    "when was it announced" becomes "when was NASA Force announced", "how long" becomes
    "how long (NASA Force)".
    """
    known = fold(bare)
    subjects = " ".join(n for n in proper_names(before) if fold(n) not in known)
    if not subjects:
        return bare
    named = _SUBJECT_PRONOUN.sub(lambda _: subjects, bare, count=1)
    return named if named != bare else f"{bare} ({subjects})"
