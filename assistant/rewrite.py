"""A question that leans on the conversation becomes questions that stand alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.conversation import Conversation
from assistant.cues import (
    ARTICLES,
    BACK,
    BACK_TO,
    CHANGES,
    FIRST,
    INTERROGATIVES,
    MEANT,
    ONCE_MORE,
    OPENER,
    PLACES,
    PRONOUNS,
    QUESTION_WORDS,
    SEQUENCE,
    SUPPOSED,
)
from assistant.doubt import beside_doubt, doubted_turn, doubts
from assistant.person import about_person
from assistant.ventured import ventures
from assistant.which import asks_which
from knowledge.document import Language
from knowledge.folding import fold, plain
from knowledge.follow_ups import joined
from knowledge.lexical import stems
from knowledge.names import proper_names

_SUBJECT_PRONOUN = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)
_SHORT = 3  # content stems; a question with fewer says little on its own
_BRIEF = 8  # words; a longer question stands alone even when it begins with "and"
_NAMED = 6  # words of a mere "at the Treasury"
_TELLING = 2  # content stems beside a doubt that may be about something else
_RECENT = 3  # turns in which a place is looked for


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question made to stand alone.

    `heard` is the question behind the earlier one that it leans on; None where it stands alone.
    `bare` is what was asked, without what merely leads over; of a doubt, what it says beside.
    `swapped` is the earlier question asked of what is named now, empty where it is not.
    `farther` is the question behind the one before that, empty where there is none. `again` says
    that the earlier question is asked again, `more` that it goes on to what was not told yet,
    `bound` that what is asked is no question without the earlier one.
    """

    text: str
    heard: str | None = None
    bare: str = ""
    swapped: str = ""
    farther: str = ""
    again: bool = False
    more: bool = True
    bound: bool = False

    @property
    def follow_up(self) -> bool:
        """Whether the question leans on an earlier one."""
        return self.heard is not None


def rewrite(
    question: str,
    conversation: Conversation,
    language: Language,
    names: frozenset[str] = frozenset(),
    people: Collection[str] = (),
) -> Rewritten:
    """The question in the light of the turns before it.

    Without context the question stands as it is. Declined and failed turns are no context.
    `names` are folded words that name the programme itself, which goes without saying; `people`
    are those whom a pronoun may stand for.
    """
    turns = conversation.context
    if not turns:
        return Rewritten(question)
    folded = plain(question)
    before, asked = _returned(turns, question, folded, language)
    bare = without_opener(asked)
    heard = joined(before, bare)
    if MEANT.match(folded):
        swapped = f"{before.rstrip(' ?!.')} {bare}"
        subject = _with_subject(bare, before, names)
        return Rewritten(subject, heard, bare, swapped, more=False, bound=True)
    if asks_which(bare, language):
        return Rewritten(before, heard, again=True)
    if not asked or doubts(folded, language):
        beside = beside_doubt(asked)
        doubted = _last_question(doubted_turn(turns, beside, language, names).standalone_question)
        told = beside if len(stems(beside, language)) >= _TELLING else ""
        return Rewritten(doubted if asked else before, heard, told, again=True)
    if ventures(question, language, turns[-1]):
        return Rewritten(_last_question(turns[-1].standalone_question), heard, again=True)
    back = asked != question
    leans = back or _leans(question, bare, language) or BACK.search(folded)
    if not leans or (_turns_away(folded) and not back):
        return Rewritten(bare)
    person = about_person(bare, turns[-1].text, language, people)
    if person and not back:
        return Rewritten(person, joined(before, person), bare)
    return Rewritten(
        _with_subject(bare, before, names),
        heard,
        bare,
        _asked_of(bare, turns, language),
        "" if back else _before_last(turns, bare),
        more=not (back or ONCE_MORE.search(folded)),
        bound=back or _says_nothing(bare, language),
    )


def without_opener(question: str) -> str:
    """The question from its first telling word on; as it is where nothing would be left."""
    folded = plain(question)
    match = MEANT.match(folded) or OPENER.match(folded)
    rest = question[match.end() :].strip() if match and len(folded) == len(question) else question
    return rest if any(c.isalnum() for c in rest) else question


def supposes(bare: str, language: Language) -> bool:
    """Whether a text merely puts a case of one's own and asks nothing: "if I live in Ohio?"."""
    folded = plain(bare)
    asks = QUESTION_WORDS & INTERROGATIVES[language] & set(re.findall(r"\w+", folded))
    return bool(SUPPOSED.match(folded)) and not asks


def _returned(
    turns: Sequence[Answer], question: str, folded: str, language: Language
) -> tuple[str, str]:
    """What a question goes on from, and the question without the words that name that.

    It is the question of the last turn, unless the words name another one or a topic.
    """
    if not BACK.search(folded):
        return _last_question(turns[-1].standalone_question), question
    match = BACK_TO.match(folded)
    cut = match.end() if match and len(folded) == len(question) else 0
    rest = question[cut:].strip() if any(c.isalnum() for c in question[cut:]) else ""
    topic = BACK.sub(" ", fold(question[:cut] or question))
    named = set(stems(topic, language))
    shared = [len(named & set(stems(t.standalone_question, language))) for t in turns]
    if FIRST.search(topic):
        found = turns[0]
    elif max(shared):
        found = turns[shared.index(max(shared))]
    elif cut:
        return topic.strip(" ,:;."), rest
    else:
        found = turns[-1]
    return _last_question(found.standalone_question), rest


def _last_question(text: str) -> str:
    """Of several questions of one message, the last."""
    return re.split(r"(?<=[?!.]) +", text)[-1]


def _before_last(turns: Sequence[Answer], bare: str) -> str:
    """A question behind the last but one; empty where there is none."""
    return joined(_last_question(turns[-2].standalone_question), bare) if len(turns) > 1 else ""


def _turns_away(folded: str) -> bool:
    opener = OPENER.match(folded)
    return bool(opener and CHANGES.search(opener[0]))


def _leans(question: str, bare: str, language: Language) -> bool:
    words = set(re.findall(r"\w+", fold(bare)))
    short = len(stems(bare, language)) < _SHORT
    return short or bool(words & PRONOUNS[language]) or (bare != question and len(words) < _BRIEF)


def _says_nothing(bare: str, language: Language) -> bool:
    """Whether a question names nothing: "and then?", "which is the last one?"."""
    words = re.findall(r"\w+", fold(bare))
    hollow = SEQUENCE | PRONOUNS[language] | INTERROGATIVES[language]
    return not any(stems(word, language) for word in words if word not in hollow)


def _asked_of(bare: str, turns: Sequence[Answer], language: Language) -> str:
    """An earlier question asked of what is named now; empty where nothing is merely named.

    "What is built at Defense?" and "at State?" make "What is built at State?", "How long is it?"
    and "for managers?" make "How long is it for managers?".
    """
    place = PLACES[language].match(bare.lower())
    words = re.findall(r"\w+", fold(bare))
    merely_named = place or ARTICLES[language].intersection(words[:1])
    if not merely_named or len(words) > _NAMED or QUESTION_WORDS.intersection(words):
        return ""
    asked = [s for t in reversed(turns[-_RECENT:]) for s in (t.standalone_question, t.question)]
    swaps = (_in_place(bare, _last_question(a), place.lastgroup, language) for a in asked if place)
    last = _last_question(turns[-1].standalone_question)
    return next(filter(None, swaps), f"{last.rstrip(' ?!.')} {bare}")


def _in_place(bare: str, before: str, kind: str | None, language: Language) -> str:
    """A question with another place in the stead of its last one of a kind, if it has any.

    "In which city" names no place that another one could stand for.
    """
    found = [m for m in PLACES[language].finditer(before.lower()) if m.lastgroup == kind]
    told = [before[: m.start()] for m in found if not _asking_next(before[m.end() :])]
    return f"{told[-1]}{bare}" if told and stems(told[-1], language) else ""


def _asking_next(text: str) -> bool:
    match = re.match(r"\W*(\w+)", fold(text))
    return bool(match and match[1] in QUESTION_WORDS)


def _with_subject(bare: str, before: str, names: frozenset[str]) -> str:
    """The question about the names of the one before.

    "when was it announced" becomes "when was NASA Force announced", "how long" becomes
    "how long (NASA Force)".
    """
    known = fold(bare)
    told = (name for name in proper_names(before) if fold(name) not in names)
    subjects = " ".join(name for name in told if fold(name) not in known)
    if not subjects:
        return bare
    named = _SUBJECT_PRONOUN.sub(lambda _: subjects, bare, count=1)
    return named if named != bare else f"{bare} ({subjects})"
