"""Names to which a question attributes what was told."""

import pytest

from assistant.attribution import Attribution
from assistant.known_names import KnownNames
from assistant.mentions import Mentions
from knowledge.names import Names

ORDINARY = (
    "what does did the say says report article about pay it pays i read in according to that is my "
    "there selon dit que un de la paie d apres quelle segun cuanto pagan dice del sueldo lei en"
)
KNOWN = KnownNames(Mentions(ORDINARY.split()), Names((("quill",),), ()))
ATTRIBUTION = Attribution(KNOWN, ["lake post", "scoop"])


def strangers(question, language="en"):
    return [mention.text for mention in ATTRIBUTION.strangers(question, language)[0]]


@pytest.mark.parametrize(
    ("question", "language", "names"),
    [
        ("What does The Herald say about pay?", "en", ["The Herald"]),
        ("What does the Evening Herald say about pay?", "en", ["Evening Herald"]),
        ("Did Kurier report that it pays?", "en", ["Kurier"]),
        ("According to Kurier, what is the pay?", "en", ["Kurier"]),
        ("I read in Kurier that it pays", "en", ["Kurier"]),
        ("Is there a Kurier article on pay?", "en", ["Kurier"]),
        ("The Evening Herald says that it pays", "en", ["The Evening Herald"]),
        ("D'après Le Temps, quelle paie ?", "fr", ["Le Temps"]),
        ("Que dit Le Temps de la paie ?", "fr", ["Le Temps"]),
        ("un article du Temps", "fr", ["Temps"]),
        ("Según El Faro, ¿cuánto pagan?", "es", ["El Faro"]),
        ("¿Qué dice El Faro del sueldo?", "es", ["El Faro"]),
        ("Leí en El Faro que pagan", "es", ["El Faro"]),
    ],
)
def test_who_is_said_to_tell_and_is_unknown_is_found(question, language, names):
    assert strangers(question, language) == names


@pytest.mark.parametrize(
    "question",
    [
        "What does the Lake Post say about pay?",
        "What does Lake Post say about pay?",
        "What does The Lakes Post say about pay?",
        "What does Quill say about pay?",
        "According to my brother Ken, what is the pay?",
        "Ken says that it pays",
        "Does Kurier pay?",
        "what does everybody say about pay",
    ],
)
def test_publishers_of_the_sources_and_others_that_are_known_are_not(question):
    assert strangers(question) == []


def test_all_unknown_names_are_told_besides():
    telling, unknown = ATTRIBUTION.strangers("Does Kurier say that Ken Quill pays Mia?", "en")

    assert [m.text for m in telling] == ["Kurier"]
    assert [m.text for m in unknown] == ["Kurier", "Ken Quill", "Mia"]
