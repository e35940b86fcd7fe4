"""Names of which a published list is asked: those that it lacks, and those that it has."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.absent import AbsentNames
from assistant.answer import Answer, Citation, Origin, Sentence, Status
from assistant.conversation import Conversation, Turn
from assistant.known_names import KnownNames
from assistant.list_words import list_words
from assistant.texts import Texts
from knowledge.document import Passage
from knowledge.names import Names
from knowledge.verified import Quotation, VerifiedSentence
from tests.api.doubles import VERIFIED
from tests.knowledge.test_check import SOURCE

TEXTS = {
    lang: Texts(
        lang,
        {"listed": "In {list}: {names}.", "not_listed": "Not in {list}: {names}."},
        (),
        {},
    )
    for lang in ("en", "fr", "es")
}
ZOOS = replace(SOURCE, id="zoos", published=None)
LIST = "The partners are Berlin Zoo, Oslo and San Diego Park."
SAID_AT = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = Names((("oslo", "christiania"),), ())


def verified(answer_id, quotations, *sentences):
    told = {"en": tuple(VerifiedSentence(text, ("a",)) for text in sentences)}
    cited = {str(n): Quotation("zoos", quote) for n, quote in enumerate(quotations)}
    return replace(VERIFIED, id=answer_id, citations=cited, answer=told)


def wording(text, answer_id):
    return Passage(text, answer_id, (), text, 0, len(text), "en")


ANSWERS = [
    verified("unlisted", [LIST], "Others are not among the partners."),
    verified("north", [LIST, "It is cold."], "Oslo is among the partners."),
    verified("opening", ["It is open."], "Mayor Smith says that it is open at noon."),
]
WORDINGS = [
    wording("is Lima a partner or not", "unlisted"),
    wording("so Lima is a partner, too", "unlisted"),
    wording("is the fjord zoo a partner", "north"),
    wording("fjord zoo", "north"),
    wording("is the zoo of a partner open in the park", "opening"),
    wording("can I go to the zoo, say the director", "opening"),
]
WORDS = list_words(["unlisted"], ANSWERS, WORDINGS, {"zoonet"})
ABSENT = AbsentNames(
    ["unlisted"], ANSWERS, WORDS, KnownNames(WORDS.mentions, NAMES, ANSWERS), NAMES, TEXTS
)


def answer_of(answer_id):
    found = next(a for a in ANSWERS if a.id == answer_id)
    cited = [q.quote for q in found.citations.values()]
    labels = tuple(range(1, len(cited) + 1))
    sentences = tuple(Sentence(s.text, labels, Origin.VERIFIED) for s in found.answer["en"])
    citations = tuple(Citation(n, ZOOS, "p", quote) for n, quote in enumerate(cited, 1))
    return Answer(
        Status.ANSWERED, "en", "?", "?", str(sentences[0]), "verified",
        sentences=sentences, citations=citations, verified_id=answer_id,
    )  # fmt: skip


def notes(question, *answer_ids):
    told = ABSENT.told([answer_of(i) for i in answer_ids or ("unlisted",)], question)
    return [answer.notes for answer in told]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Is Quito a partner?", "Quito"),
        ("is quito a partner", "quito"),
        ("So Lima is a partner?", "Lima"),
        ("Quito?", "Quito"),
        ("Is the Quito Tower a partner, and Rome?", "Quito Tower, Rome"),
        ("Is Quito a partner in Spain, Ken?", "Quito"),
        ("Is Mayor Smith a partner?", "Mayor Smith"),
    ],
)
def test_names_that_the_list_lacks_are_told(question, names):
    assert notes(question) == [(f"Not in [1]: {names}.",)]


@pytest.mark.parametrize(
    "question",
    [
        "Is Fjord a partner?",
        "Is Berlin Zoo Ltd a partner?",
        "Is Berlinn a partner, or is Brelin?",
        "Ken from Texas: is the zoo a partner?",
        "is the zoo a partner of Zoonet",
        "",
    ],
)
def test_of_names_that_may_be_in_it_nothing_is_told(question):
    lacking = [note for note in notes(question)[0] if "Berl" in note or "Fjord" in note]

    assert lacking == []
    assert all("Ken" not in note and "Texas" not in note for note in notes(question)[0])


def test_listed_names_beside_others_are_told_as_listed():
    (told,) = notes("Are Quito, Christiania and San Diego Park partners?", "north")

    assert told == (
        "In [1]: Christiania (Oslo), San Diego Park.",
        "Not in [1]: Quito.",
    )


def test_listed_names_are_not_told_again_where_an_answer_says_so():
    assert notes("Is Oslo a partner?", "north") == [()]
    assert notes("Is Oslo a partner?") == [("In [1]: Oslo.",)]


def test_only_the_first_answer_on_the_list_tells():
    told = notes("Is it open, and is Quito a partner?", "opening", "north", "unlisted")

    assert told == [(), ("Not in [1]: Quito.",), ()]


def test_known_names_are_told_only_where_nothing_else_is_asked():
    assert notes("do you say that Smith is a partner in the zoo", "north") == [()]


def test_a_date_of_the_list_is_told():
    dated = answer_of("unlisted")
    citation = replace(dated.citations[0], source=SOURCE)
    words = {"date_day": "{day}.{month}.{year}", "date_month": "{year}", "months": "x " * 12}
    texts = {"en": Texts("en", {**TEXTS["en"].said, **words}, (), {})}
    answers = [
        replace(a, citations={"0": Quotation(SOURCE.id, LIST)}) if a.id == "unlisted" else a
        for a in ANSWERS
    ]
    absent = AbsentNames(
        ["unlisted"], answers, WORDS, KnownNames(WORDS.mentions, NAMES), NAMES, texts
    )

    (told,) = absent.told([replace(dated, citations=(citation,))], "Is Quito a partner?")

    assert SOURCE.published is not None
    assert str(SOURCE.published.year) in told.notes[0]


def test_a_question_that_asks_only_for_members_is_put_with_a_name_that_is_none():
    asked = ABSENT.asked("Is Quito a partner, and Oslo?", "en", None)

    assert asked is not None
    assert (asked.text, asked.list_id) == ("Is Lima a partner, and Oslo?", "unlisted")
    assert (asked.missing, asked.surely) == (False, True)


def test_its_last_clause_may_ask_that_alone():
    asked = ABSENT.asked("Ken from Texas can go: is quito a partner?", "en", None)

    assert asked is not None
    assert (asked.text, asked.missing, asked.surely) == ("is Lima a partner?", True, False)


@pytest.mark.parametrize(
    ("question", "before", "asks"),
    [
        ("and Quito?", "north", True),
        ("and Quito?", "opening", False),
        ("and Quito?", None, False),
        ("and Smith?", "north", False),
        ("can I go to Quito?", "north", False),
    ],
)
def test_a_mere_name_asks_it_behind_an_answer_on_the_list(question, before, asks):
    assert (ABSENT.asked(question, "en", before) is not None) is asks


def test_other_answers_make_other_lists():
    fewer = ABSENT.over(ANSWERS[1:])

    assert ABSENT.is_on_list("north")
    assert not fewer.is_on_list("north")
    assert fewer.asked("Is Quito a partner?", "en", None) is None


@pytest.mark.parametrize(
    ("turns", "verified_id", "missing", "listed"),
    [
        (["Is Uber a partner, and Lyft?"], None, ["Lyft"], ["Uber"]),
        (["Are Boeing and Google partners?"], None, ["Boeing"], ["Google"]),
        (["Apple, SpaceX et Lyft en font partie ?"], None, ["SpaceX", "Lyft"], ["Apple"]),
        (["Are Dell, HP and Lenovo partners?"], None, ["HP", "Lenovo"], ["Dell"]),
        (["¿Está SpaceX en la lista?"], "partners-not-listed", ["SpaceX"], []),
        (["IS BOEING A PARTNER?"], "partners-not-listed", ["boeing"], []),
        (["is spacex on the list"], "partners-not-listed", ["spacex"], []),
        (["¿Google es socia?", "¿y SpaceX?"], "partners-not-listed", ["SpaceX"], []),
        (["Google est partenaire ?", "et Airbus ?"], "partners-not-listed", ["Airbus"], []),
        (["I'm Maria from Ohio State, is Google a partner?"], "partners-google-amazon", [], []),
        (["Does NASA take part?"], "agencies-nasa", [], []),
    ],
)
def test_the_projects_own_list_is_asked(real_assistant, turns, verified_id, missing, listed):
    conversation = Conversation("c")
    for text in turns:
        answer = real_assistant.answer(text, conversation)
        turn = Turn("", SAID_AT, answer)
        conversation = replace(conversation, turns=(*conversation.turns, turn))

    assert verified_id in (None, answer.verified_id)
    assert [note.split(": ")[-1].rstrip(".").strip() for note in answer.notes] == [
        ", ".join(names) for names in (listed, missing) if names
    ]
