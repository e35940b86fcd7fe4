from datetime import UTC, datetime

import pytest

from assistant.answer import Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.rewrite import rewrite, without_opener
from tests.assistant.test_answer import made

EMPTY = Conversation("c")
NOTHING = {"sentences": (), "citations": ()}
REFUSED = [
    {"status": Status.CLARIFICATION, **NOTHING},
    {"status": Status.DECLINED, "reason": Reason.OFF_TOPIC, **NOTHING},
    {"status": Status.FAILED, **NOTHING},
]
PAY, FIRMS = "How much do fellows earn?", "Which companies are partners?"
OTHERS = {
    "en": (PAY, FIRMS),
    "fr": ("Combien gagnent les boursiers ?", "Quelles entreprises sont partenaires ?"),
    "es": ("¿Cuánto ganan los becarios?", "¿Qué empresas son socias?"),
}


def turn(question, **changes):
    answer = made(question=question, standalone_question=question, **changes)
    return Turn("t", datetime.now(UTC), answer)


def after(*questions, **changes):
    return Conversation("c", tuple(turn(question, **changes) for question in questions))


def test_a_question_without_context_stays_as_it_is():
    rewritten = rewrite("and how long?", EMPTY, "en")
    assert (rewritten.text, rewritten.follow_up) == ("and how long?", False)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which mentors does the programme offer to fellows?", "en"),
        ("Quelles écoles proposent une formation aux candidats ?", "fr"),
        ("¿Qué escuelas ofrecen formación a los candidatos?", "es"),
    ],
)
def test_a_question_of_its_own_stays_alone(question, language):
    rewritten = rewrite(question, after(OTHERS[language][0]), language)
    assert (rewritten.text, rewritten.heard) == (question, None)


@pytest.mark.parametrize(
    ("question", "language", "bare"),
    [
        ("and for how many years?", "en", "for how many years?"),
        ("ok thanks, and the managers?", "en", "the managers?"),
        ("et pour combien d'années ?", "fr", "pour combien d'années ?"),
        ("d’accord, et au fisc ?", "fr", "au fisc ?"),
        ("¿y cuánto dura?", "es", "cuánto dura?"),
        ("vale, y la ciudadanía?", "es", "la ciudadanía?"),
        ("Is it taxed?", "en", "Is it taxed?"),
        (
            "Et eux, ils paient quelque chose là-bas ?",
            "fr",
            "eux, ils paient quelque chose là-bas ?",
        ),
    ],
)
def test_a_question_that_leans_is_heard_behind_the_one_before(question, language, bare):
    before = OTHERS[language][0]
    rewritten = rewrite(question, after(before), language)
    assert rewritten.text == bare
    assert rewritten.heard == f"{before.rstrip(' ?')} — {bare}"
    assert not rewritten.again and not rewritten.instead


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Are you sure?", "en"),
        ("hmm, I thought it was 4 years", "en"),
        ("that can't be right", "en"),
        ("T'es sûr ?", "fr"),
        ("Je croyais que c’était quatre ans", "fr"),
        ("Vraiment ?", "fr"),
        ("¿Estás seguro?", "es"),
        ("yo creía que eran cuatro años", "es"),
        ("¿de verdad?", "es"),
    ],
)
def test_a_doubt_asks_the_question_before_again(question, language):
    rewritten = rewrite(question, after(*OTHERS[language]), language)
    assert (rewritten.text, rewritten.again) == (OTHERS[language][1], True)
    assert rewritten.follow_up


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Are you sure? How long is the term?", "en"),
        ("Vous êtes sûr ? Combien de temps ça dure ?", "fr"),
        ("¿Estás seguro? ¿Cuánto tiempo dura?", "es"),
    ],
)
def test_a_doubt_with_a_question_of_its_own_asks_that_one(question, language):
    rewritten = rewrite(question, after(OTHERS[language][0]), language)
    assert (rewritten.text, rewritten.again) == (question, False)


@pytest.mark.parametrize(
    ("question", "language", "meant"),
    [
        ("No, I meant the managers", "en", "the managers"),
        ("sorry, I was asking about interns", "en", "interns"),
        ("non, je parlais des managers", "fr", "managers"),
        ("Pardon, je voulais dire : les stagiaires", "fr", "les stagiaires"),
        ("no, me refería a los gerentes", "es", "los gerentes"),
        ("Perdón, quise decir los gerentes", "es", "los gerentes"),
    ],
)
def test_a_correction_asks_the_question_before_of_something_else(question, language, meant):
    rewritten = rewrite(question, after(OTHERS[language][0]), language)
    assert rewritten.instead and not rewritten.again
    assert rewritten.text.removeprefix("a ") == meant
    assert rewritten.heard == f"{OTHERS[language][0].rstrip(' ?')} — {rewritten.text}"


@pytest.mark.parametrize(
    ("question", "language", "place"),
    [
        ("back to the companies: is it a closed group?", "en", 1),
        ("Going back to my first question, is that yearly?", "en", 0),
        ("pour en revenir aux entreprises, c'est un cercle fermé ?", "fr", 1),
        ("Revenons à ma première question", "fr", 0),
        ("volviendo a las empresas, ¿es un grupo cerrado?", "es", 1),
        ("volvamos al principio", "es", 0),
    ],
)
def test_who_goes_back_is_heard_behind_the_topic_that_is_named(question, language, place):
    last = {"en": "Is a visa needed?", "fr": "Faut-il un visa ?", "es": "¿Hace falta visado?"}
    conversation = after(*OTHERS[language], last[language])
    heard = rewrite(question, conversation, language).heard
    assert heard is not None
    assert heard.startswith(OTHERS[language][place].rstrip(" ?"))


def test_who_goes_back_to_nothing_known_is_heard_behind_the_last_question():
    rewritten = rewrite("back to the zebras", after(PAY, FIRMS), "en")
    assert rewritten.heard == "Which companies are partners — back to the zebras"


@pytest.mark.parametrize("refused", REFUSED, ids=lambda r: str(r["status"]))
def test_refused_turns_are_no_context(refused):
    assert not rewrite("and how long?", after("hello", **refused), "en").follow_up
    kept = Conversation("c", (turn(PAY), turn("Who won the cup?", **refused)))
    assert rewrite("Are you sure?", kept, "en").text == PAY


def test_a_question_that_was_not_answered_is_context():
    gap = {"status": Status.UNANSWERED, "reason": Reason.NOT_STATED, **NOTHING}
    heard = rewrite("and spouses?", after("Can foreigners join?", **gap), "en").heard
    assert heard == "Can foreigners join — spouses?"


def test_of_several_questions_in_one_message_the_last_is_leaned_on():
    assert rewrite("why?", after(f"{PAY} How long is it?"), "en").heard == "How long is it — why?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("when was it announced?", "when was NASA Force announced?"),
        ("how long?", "how long? (NASA Force)"),
        ("and is NASA Force paid?", "is NASA Force paid?"),
    ],
)
def test_the_name_of_the_question_before_is_carried_on(question, asked):
    assert rewrite(question, after("Tell me about NASA Force"), "en").text == asked


@pytest.mark.parametrize("message", ["and", "Et ?", "¿y?", "ok thanks!", "en français svp"])
def test_an_opener_with_nothing_behind_it_stays(message):
    assert without_opener(message) == message
