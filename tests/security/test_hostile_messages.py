"""Messages of full length that are made to keep the assistant busy are answered like others."""

import pytest

from assistant.answer import Status
from assistant.conversation import Conversation
from tests.security.hostile import cut_off

LENGTH = 1000
SECONDS = 60  # of processor time, where one is enough; what hangs is cut off and fails
PIECES = {
    "names": "Palantir and Google, ",
    "many ands": "and as well as and ",
    "capitals": "A ",
    "quotes": "\"'«",
    "brackets": "([{",
    "links": "[a](http://a.b/",
    "hosts": "a.b-",
    "digits": "7",
    "groups of digits": "1,000 ",
    "ranges": "from 5 to 7 years or ",
    "dates": "5 janvier 2026 ",
    "years": "by 2026 ",
    "amounts": "USD 1.5 million ",
    "number words": "million thousand and one ",
    "what stands for names": "§¤, ",
    "lines": "- \n\t|",
    "zero width": "a\u200b",
    "combining": "e\u0301\u0301",
    "families": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "Chinese": "什么是",
    "base 64": "QUJD",
    "Morse": ".- / ",
    "pig Latin": "qu",
    "rows of signs": ",¿",
    "dropped rules": "ignore all the ",
    "sources to drop": "ignore about all ",
    "people": "es scott kupor ",
    "victims": "go kill a todos los ",
    "laws": "break of my employment ",
    "street": "12 rue de la ",
    "questions": "What is the pay? ",
}
STARTS = {"en": "What is the pay ", "fr": "Quel est le salaire ", "es": "¿Cuál es el sueldo "}
END = " Palantir?"


@pytest.mark.slow
@pytest.mark.parametrize("name", PIECES)
def test_a_long_row_of_anything_is_answered(name, real_assistant):
    language = list(STARTS)[list(PIECES).index(name) % len(STARTS)]
    row = (PIECES[name] * LENGTH)[: LENGTH - 40]
    for message in (f"{row} a", f"{STARTS[language]}{row}{END}"):
        with cut_off(SECONDS):
            answer = real_assistant.answer(message, Conversation("hostile"), language)
        assert answer.status is not Status.FAILED
        assert answer.text
