"""Names that a published list does not hold."""

import pytest

from assistant.absent import AbsentNames
from assistant.answer import Answer, Citation, Origin, Sentence, Status
from assistant.texts import Texts
from knowledge.document import Passage, Source

SOURCE = Source("zoos", "Zoos", "P", "https://x.org", None, "en")
TEXTS = {
    lang: Texts(lang, {"not_listed": "Not there: {names}."}, (), {}) for lang in ("en", "fr", "es")
}
LIST = "The zoos are Berlin Zoo, Oslo and San Diego Park."


def wording(text, answer_id="opening"):
    return Passage(text, answer_id, (), text, 0, len(text), "en")


WORDINGS = [
    wording("when does the zoo open"),
    wording("is the park in the list"),
    wording("est-ce que le parc fait partie de la liste"),
    wording("is lima a partner or not"),
    wording("do you know whether Lima is a partner", "unlisted"),
    wording("so Lima is in, too", "unlisted"),
]
ABSENT = AbsentNames(["unlisted"], WORDINGS, {"zoonet"}, TEXTS)


def told(asked, language="en", verified_id="unlisted"):
    sentence = Sentence("Others are not in the list.", (1,), Origin.VERIFIED)
    answer = Answer(
        Status.ANSWERED, language, asked, asked, str(sentence), "verified",
        sentences=(sentence,), citations=(Citation(1, SOURCE, "p", LIST),),
        verified_id=verified_id,
    )  # fmt: skip
    return ABSENT.told(answer, asked)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Is Quito in the list?", "Quito"),
        ("is quito in the list", "quito"),
        ("So is Lima a partner?", "Lima"),
        ("lima?", "lima"),
        ("Is Oslo a partner, and Quito Tower, and Rome?", "Quito Tower, Rome"),
        ("IS QUITO IN THE LIST?", "QUITO"),
    ],
)
def test_names_that_the_list_lacks_are_told(asked, names):
    answer = told(asked)

    assert answer.notes == (f"Not there: {names}.",)
    assert answer.text.endswith(f"Not there: {names}.")


@pytest.mark.parametrize(
    "asked",
    ["Is Oslo a partner?", "is San Diego Park in?", "is the zoo in the list", "Is Zoonet in?", ""],
)
def test_listed_names_and_ordinary_words_are_not(asked):
    assert told(asked).notes == ()


def test_answers_without_a_whole_list_say_nothing_of_it():
    assert told("Is Quito in the list?", verified_id="opening").notes == ()
