"""Whole turns over the project's own knowledge, with the real model and store."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Reason, Status
from assistant.conversation import Conversation, Turn
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.events import Answered, Considered, Found, Proven, Searching
from assistant.pipeline import Assistant
from knowledge.check import unproven
from knowledge.errors import StoreUnavailable
from knowledge.figures import figures
from knowledge.names import Names
from tests.knowledge.test_project import HOME, PARTNERS

EMPTY = Conversation("c")


@pytest.fixture(scope="module")
def ask(real_assistant):
    """Ask one or more questions in one conversation; the last Answer."""

    def asked(*questions, language=None):
        conversation = EMPTY
        for question in questions:
            answer = real_assistant.answer(question, conversation, language)
            turn = Turn(str(len(conversation.turns)), datetime.now(UTC), answer)
            conversation = replace(conversation, turns=(*conversation.turns, turn))
        return answer

    return asked


@pytest.mark.parametrize(
    "question",
    [
        "What would I earn in a year?",
        "yearly pay of a fellow",
        "Combien est-ce qu'on touche par an ?",
        "¿Qué sueldo anual ofrecen?",
        "hw much money per yr do u get",
    ],
)
def test_yearly_earnings_give_both_ranges_with_their_dates(ask, question):
    answer = ask(question)
    assert answer.status is Status.ANSWERED
    assert {"130000", "195000", "150000", "200000"} <= figures(answer.text)
    assert len(answer.conflicts[0].versions) >= 2
    assert all(c.source.published for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Quelles sont toutes les entreprises associées ?",
        "donne-moi la liste complète des sociétés partenaires",
        "C'est quoi les boîtes qui participent, toutes ?",
        "Citez toutes les entreprises privées associées au programme",
        "liste des partenaires",
    ],
)
def test_a_french_request_for_all_companies_lists_all_29(ask, question):
    answer = ask(question)
    assert answer.language == "fr"
    assert [p for p in PARTNERS if p not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "¿Hace falta tener estudios?",
        "sin carrera universitaria me aceptan?",
        "¿Es obligatorio un título para entrar?",
        "Necesito haber ido a la universidad?",
        "piden diploma?",
    ],
)
def test_whether_studies_are_needed_is_answered_in_spanish(ask, question):
    answer = ask(question)
    assert (answer.status, answer.language) == (Status.ANSWERED, "es")
    assert "títul" in answer.text or "diploma" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Can people who are not US citizens join?",
        "I'm Canadian, may I apply?",
        "Faut-il être américain pour postuler ?",
        "¿Aceptan a personas sin ciudadanía estadounidense?",
        "are foreigners with a visa eligible",
    ],
)
def test_people_who_are_not_citizens_are_a_known_gap(ask, question):
    answer = ask(question)
    assert (answer.status, answer.reason) == (Status.UNANSWERED, Reason.NOT_STATED)


@pytest.mark.parametrize(
    "question",
    [
        "What was the result of the football final?",
        "Who scored in yesterday's soccer game?",
        "Le PSG a-t-il gagné hier ?",
        "¿Cómo quedó el partido del Barcelona?",
        "nfl scores",
    ],
)
def test_football_is_off_topic(ask, question):
    answer = ask(question)
    assert (answer.status, answer.reason) == (Status.DECLINED, Reason.OFF_TOPIC)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How much do fellows earn?", "for how many years?"),
        ("what's the salary", "and for how long?"),
        ("Quel est le salaire annuel ?", "et pendant combien d'années ?"),
        ("¿Cuánto se gana?", "¿y durante cuántos años?"),
        ("yearly pay please", "how many years is it"),
    ],
)
def test_for_how_many_years_is_understood_after_pay(ask, first, second):
    answer = ask(first, second)
    assert answer.status is Status.ANSWERED
    assert "2" in figures(answer.text)
    assert "150000" not in figures(answer.text)


def test_a_greeting_is_met_with_choices(ask):
    answer = ask("Hello!")
    assert answer.status is Status.CLARIFICATION
    assert answer.suggestions


def test_which_of_nothing_is_met_with_choices_and_behind_an_answer_with_that_answer(ask):
    assert ask("Which one is right?").status is Status.CLARIFICATION
    assert ask("How much does it pay?", "Which one is right?").verified_id == "pay-range"


def test_the_reply_is_in_the_language_asked_for(ask):
    assert ask("What is the Tech Force?", language="fr").text.split()[0] != "The"
    assert ask("What is the Tech Force?", language="fr").language == "fr"


def test_personal_data_is_in_no_part_of_the_answer(ask):
    answer = ask("I am jane.doe@example.org, how much do the fellows earn a year?")
    assert answer.status is Status.ANSWERED
    assert "jane" not in repr(answer)


def test_events_come_in_order_and_every_sentence_with_its_proof(real_assistant):
    events = list(real_assistant.events("Who leads the Tech Force?", EMPTY))
    assert [type(e) for e in events[:3]] == [Searching, Considered, Found]
    assert isinstance(events[-1], Answered)
    assert events[1].matches[0].id == events[-1].answer.verified_id
    proven = [e for e in events if isinstance(e, Proven)]
    assert tuple(e.sentence for e in proven) == events[-1].answer.sentences
    assert all(c.label in e.sentence.citations for e in proven for c in e.citations)


@pytest.mark.parametrize("question", ["", "   ", "???", "\u200b"])
def test_a_message_without_words_is_refused(ask, question):
    with pytest.raises(EmptyQuestion):
        ask(question)


def test_a_message_over_the_limit_is_refused(ask):
    with pytest.raises(QuestionTooLong, match="1000"):
        ask("a " * 501)


def test_a_part_that_is_down_gives_a_failed_answer_in_the_language(real_assistant):
    def down(text):
        raise StoreUnavailable("gone")

    parts = real_assistant._parts
    broken = Assistant(replace(parts, resolver=replace(parts.resolver, states=down)))
    answer = broken.answer("Quel est le salaire ?", EMPTY)
    assert (answer.status, answer.language) == (Status.FAILED, "fr")
    assert answer.text and not answer.citations


VOCABULARY = (
    "how much pay combien fellows partners années ¿cuánto? degree 2026 OPM remote why citizen "
    "Google mentor salaire date 130,000 entreprises quién visa NASA and et y the weather"
)
WORDS = st.sampled_from(VOCABULARY.split())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, min_size=1, max_size=9))
def test_no_answer_says_more_than_its_quotations(real_assistant, words):
    names = Names.load(HOME / "names.yaml")
    answer = real_assistant.answer(" ".join(words), EMPTY)
    by_label = {c.label: c for c in answer.citations}
    for sentence in answer.sentences:
        cited = [by_label[n] for n in sentence.citations]
        if cited:
            quotes, sources = [c.quote for c in cited], [c.source for c in cited]
            assert unproven(sentence.text, quotes, sources, names) == []
    for citation in answer.citations:
        document = real_assistant.document(citation.source.id)
        assert citation.quote in document.text


def test_a_conversation_is_recalled_from_its_questions(real_assistant):
    asked = ["How long is the Tech Force term?", "?!", "a" * 2000, "and what does it pay?"]
    recalled = real_assistant.recalled(asked)

    assert [t.answer.question for t in recalled.turns] == [asked[0], asked[3]]
    assert "150,000" in recalled.turns[1].answer.text
    assert real_assistant.recalled(asked[:1], "es").turns[0].answer.language == "es"


def test_a_search_does_not_look_for_personal_data(real_assistant):
    plain = real_assistant.search("How much is the pay, asks [email]?", 5)
    assert real_assistant.search("How much is the pay, asks anna.smith@example.org?", 5) == plain
