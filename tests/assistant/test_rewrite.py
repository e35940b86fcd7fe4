from datetime import UTC, datetime

import pytest

from assistant.answer import Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.rewrite import rewrite, supposes, without_opener
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
LAST = {"en": "Is a visa needed?", "fr": "Faut-il un visa ?", "es": "¿Hace falta visado?"}


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
    assert rewritten.more and not rewritten.again and not rewritten.bound


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Are you sure?", "en"),
        ("hmm, I thought it was 4 years", "en"),
        ("that can't be right", "en"),
        ("that doesn't sound right", "en"),
        ("a friend told me 300k", "en"),
        ("T'es sûr ?", "fr"),
        ("Je croyais que c’était quatre ans", "fr"),
        ("Vraiment ?", "fr"),
        ("Vous en êtes certaine ?", "fr"),
        ("sûr et certain ? mon prof nous a parlé du 15 janvier", "fr"),
        ("on m'avait dit le double", "fr"),
        ("¿Estás seguro?", "es"),
        ("yo creía que eran cuatro años", "es"),
        ("¿de verdad?", "es"),
        ("creía que eran tres", "es"),
        ("pues me habían dicho que sí", "es"),
        ("so which one is it?", "en"),
        ("lequel des deux est vrai ?", "fr"),
        ("entonces, ¿en qué quedamos?", "es"),
    ],
)
def test_a_doubt_asks_the_question_before_again(question, language):
    rewritten = rewrite(question, after(*OTHERS[language]), language)
    assert (rewritten.text, rewritten.again) == (OTHERS[language][1], True)
    assert rewritten.follow_up


def test_what_is_asked_for_once_more_may_have_been_told_earlier():
    turns = after(PAY, FIRMS)
    assert rewrite("Sorry, can you repeat that?", turns, "en").text == FIRMS
    assert rewrite("Sorry, can you repeat the earnings?", turns, "en").text == PAY


def test_a_mere_value_asks_the_question_before_again():
    told = after(PAY, FIRMS, text="Two years, 5 of them.")
    assert rewrite("Wasn't it 7?", told, "en").again
    assert not rewrite("and 7?", told, "en").again


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
    ("doubt", "beside"),
    [
        ("Are you sure?", ""),
        ("that can't be right", ""),
        ("Are you sure? The guide spoke of a visa", "The guide spoke of a visa"),
        ("Are you sure that a visa is needed?", "that a visa is needed?"),
        ("I thought that mentors come from the companies", "that mentors come from the companies"),
    ],
)
def test_what_a_doubt_says_beside_is_kept_where_it_may_tell_of_something_else(doubt, beside):
    assert rewrite(doubt, after(PAY), "en").bare == beside


@pytest.mark.parametrize(
    ("question", "language", "meant"),
    [
        ("No, I meant the managers", "en", "the managers"),
        ("sorry, I was asking about interns", "en", "interns"),
        ("I was talking about interns", "en", "interns"),
        ("non, je parlais des managers", "fr", "managers"),
        ("pardon, je voulais parler des managers", "fr", "managers"),
        ("Pardon, je voulais dire : les stagiaires", "fr", "les stagiaires"),
        ("no, me refería a los gerentes", "es", "los gerentes"),
        ("me refiero a los gerentes", "es", "los gerentes"),
        ("Perdón, quise decir los gerentes", "es", "los gerentes"),
    ],
)
def test_a_correction_asks_the_question_before_of_something_else(question, language, meant):
    before = OTHERS[language][0].rstrip(" ?")
    rewritten = rewrite(question, after(OTHERS[language][0]), language)
    assert rewritten.bound and not rewritten.more and not rewritten.again
    assert rewritten.text.removeprefix("a ") == meant
    assert rewritten.swapped == f"{before} {rewritten.text}"
    assert rewritten.heard == f"{before} — {rewritten.text}"


@pytest.mark.parametrize(
    ("question", "language", "place", "rest"),
    [
        ("back to the companies: is it a closed group?", "en", 1, "is it a closed group?"),
        ("Going back to my first question, is that yearly?", "en", 0, "is that yearly?"),
        ("about the companies again: is Box in?", "en", 1, "is Box in?"),
        ("pour en revenir aux entreprises, est-ce fermé ?", "fr", 1, "est-ce fermé ?"),
        ("bon, je reviens aux entreprises : c'est fermé ?", "fr", 1, "c'est fermé ?"),
        ("volviendo a las empresas, ¿es un grupo cerrado?", "es", 1, "¿es un grupo cerrado?"),
        ("vuelvo a lo primero: ¿es al año?", "es", 0, "¿es al año?"),
    ],
)
def test_who_goes_back_is_heard_behind_the_topic_that_is_named(question, language, place, rest):
    rewritten = rewrite(question, after(*OTHERS[language], LAST[language]), language)
    assert rewritten.heard == f"{OTHERS[language][place].rstrip(' ?')} — {rest}"
    assert rewritten.bound and not rewritten.more


def test_who_goes_back_to_what_no_turn_was_about_is_heard_behind_its_name():
    rewritten = rewrite("back to the zebras: are they tame?", after(PAY, FIRMS), "en")
    assert rewritten.heard == "the zebras — are they tame?"


@pytest.mark.parametrize("question", ["Back to the companies.", "back to the companies: ?"])
def test_who_merely_goes_back_asks_the_earlier_question_again(question):
    rewritten = rewrite(question, after(*OTHERS["en"], LAST["en"]), "en")
    assert (rewritten.text, rewritten.again) == (FIRMS, True)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Can I go back to my company afterwards, or not?", "en"),
        ("Peuvent-ils revenir dans leur entreprise, ou pas ?", "fr"),
        ("¿Pueden volver a su empresa, o no?", "es"),
    ],
)
def test_a_question_about_going_back_somewhere_keeps_its_words(question, language):
    rewritten = rewrite(question, after(*OTHERS[language]), language)
    assert rewritten.text == question
    assert not rewritten.bound


@pytest.mark.parametrize(
    ("question", "language", "bound"),
    [
        ("and then?", "en", True),
        ("what happens next?", "en", True),
        ("and the interns?", "en", False),
        ("et après ?", "fr", True),
        ("c'est quand ?", "fr", True),
        ("et la paie ?", "fr", False),
        ("¿y el último?", "es", True),
        ("¿y después qué pasa?", "es", True),
        ("¿y la paga?", "es", False),
    ],
)
def test_a_question_that_names_nothing_is_bound_to_the_one_before(question, language, bound):
    assert rewrite(question, after(OTHERS[language][0]), language).bound is bound


@pytest.mark.parametrize(
    ("questions", "question", "language", "asked"),
    [
        (["What is built at Defense?"], "and at State?", "en", "What is built at State?"),
        (["What is built at Defense?", FIRMS], "at State?", "en", "What is built at State?"),
        (["How long is it?"], "and for managers?", "en", "How long is it for managers?"),
        (["In which city?"], "and in the north?", "en", "In which city in the north?"),
        (["On fait quoi à la Défense ?"], "et au fisc ?", "fr", "On fait quoi au fisc ?"),
        (["C'est combien ?"], "et les managers ?", "fr", "C'est combien les managers ?"),
        (["¿Qué harían en Defensa?"], "¿y en el Tesoro?", "es", "¿Qué harían en el Tesoro?"),
        (["What is built at Defense?"], "in which room is it built?", "en", ""),
        (["What is built at Defense?"], "why?", "en", ""),
    ],
)
def test_what_is_merely_named_is_put_into_the_earlier_question(
    questions, question, language, asked
):
    assert rewrite(question, after(*questions), language).swapped == asked


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("by the way, is it paid?", "en"),
        ("merci ! au fait, c'est payé ?", "fr"),
        ("por cierto, ¿la pagan?", "es"),
    ],
)
def test_who_turns_to_something_else_leans_on_nothing(question, language):
    assert not rewrite(question, after(*OTHERS[language]), language).follow_up


@pytest.mark.parametrize("question", ["which grade was it again?", "which grade is it?"])
def test_who_asks_once_more_may_be_told_the_same(question):
    assert rewrite(question, after(PAY), "en").more is ("again" not in question)


def test_the_question_before_the_last_is_kept_for_what_does_not_fit_the_last():
    assert rewrite("and why?", after(PAY), "en").farther == ""
    assert rewrite("and why?", after(PAY, FIRMS), "en").farther == "How much do fellows earn — why?"


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


@pytest.mark.parametrize(
    ("text", "language", "supposed"),
    [
        ("if I live in Ohio?", "en", True),
        ("si j'habite à Lyon", "fr", True),
        ("si no soy de aquí", "es", True),
        ("if it rains", "en", False),
        ("if I boil rice, how long?", "en", False),
        ("si je fais du riz, combien de temps ?", "fr", False),
        ("the capital of Peru?", "en", False),
    ],
)
def test_a_mere_case_of_ones_own_asks_nothing(text, language, supposed):
    assert supposes(text, language) is supposed
