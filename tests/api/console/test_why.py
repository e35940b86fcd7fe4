"""Why a turn was answered so, and what would be answered today."""

from dataclasses import replace

import pytest

from assistant.answer import Query
from assistant.events import Called, Candidate, Considered, Dropped
from assistant.trace import FoundPassage, Trace
from assistant.transcript import Transcript
from knowledge.database import open_database
from tests.api.console.visitor import words
from tests.api.doubles import PAY, SILENT

TURNS = "/console/turns"
TRACE = Trace(
    considered=(
        Considered(
            Query("How much does the Tech Force pay a year?", "en", "how much?"),
            "programme",
            0.97,
            (
                Candidate("pay", "What is the pay?", 0.9, {"logit": 1.5}),
                Candidate("bonus", "Is there a bonus?", 0.31, {"logit": 0.2}),
            ),
            (Candidate("axios", "Pay is about $150,000.", 0.44, {}),),
        ),
    ),
    found=((FoundPassage(1, "p1", "axios", 0.8125), FoundPassage(2, "p9", "gone", 0.5)),),
    called=(Called("ok", "a:model", "answer-3"),),
    dropped=(Dropped("It is always $1,000,000.", (1,), "values", 0.12),),
    generation="4.2",
)


@pytest.fixture
def said(database_url):
    """Stores answers as the turns of one conversation; their ids."""
    engine = open_database(database_url)
    transcript = Transcript(engine)
    conversation = transcript.create()

    def store(*answers, trace=TRACE):
        return [transcript.append(conversation.id, a, trace).id for a in answers]

    yield store
    engine.dispose()


@pytest.fixture
def reader(visitor):
    return visitor("reader")


def test_a_turn_tells_all_that_led_to_its_answer(said, reader):
    before, turn = said(replace(SILENT, question="and the weather?"), replace(PAY, question="q?"))

    page = reader.get(f"{TURNS}/{turn}")
    shown = words(page)
    for told in (
        "answered", "93%", "state 4.2", "no rating",
        "Two ranges are reported. [1] [2] verified", "Pay is about $150,000 to $200,000.",
        "How much does the Tech Force pay a year?", "97%",
        "What is the pay? pay served", "Is there a bonus? bonus near miss", "31%",
        "Pay is about $150,000. Axios", "44%",
        "[1] Tech Force opens", "0.812", "gone removed since",
        "ok a:model with answer-3",
        "It is always $1,000,000. [1] values 0.12",
        "total 12.5 ms",
    ):  # fmt: skip
        assert told in shown
    assert f'href="{TURNS}/{before}"' in page.text and "and the weather?" in shown


def test_a_turn_of_an_earlier_program_says_that_nothing_was_kept(said, reader):
    (turn,) = said(PAY, trace=None)

    assert "was not kept" in reader.text(f"{TURNS}/{turn}")


def test_run_again_sets_today_beside_what_was_said_and_stores_nothing(said, reader, assistant):
    (old, turn) = said(
        PAY, replace(PAY, question="how much?", text="Two ranges were reported. [1] [2]")
    )
    path = f"{TURNS}/{turn}"
    page = reader.post(path)

    assert page.status_code == 200 and "Another text is answered today." in words(page)
    assert "<del>were </del>" in page.text and "<ins>are </ins>" in page.text
    question, conversation, language = assistant.heard[-1]
    assert (question, language) == ("how much?", "en")
    assert [t.id for t in conversation.turns] == [old]
    assert words(reader.get(TURNS)).count("How much does the Tech Force pay a year?") == 2


def test_the_same_answer_is_told_to_be_the_same(said, reader):
    (turn,) = said(replace(PAY, question="how much?"))
    page = reader.post(f"{TURNS}/{turn}")

    assert "The same is answered today." in words(page) and "<del>" not in page.text


def test_what_cannot_be_asked_again_is_told(said, reader):
    (turn,) = said(replace(PAY, question="…"))
    page = reader.post(f"{TURNS}/{turn}")

    assert page.status_code == 422 and "holds no words" in words(page)


def test_turns_are_found_and_paged(said, reader):
    said(*(replace(SILENT, standalone_question=f"cafe {n}?") for n in range(30)), PAY)
    first = reader.get(f"{TURNS}?status=unanswered&text=cafe")
    assert (
        "cafe 29?" in first.text and "cafe 4?" not in first.text and "pay a year" not in first.text
    )
    older = first.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")

    second = reader.get(TURNS + older)
    assert "cafe 4?" in second.text and "cafe 5?" not in second.text
    assert "Nothing was found." in reader.text(f"{TURNS}?rating=down&since=2020-01-01")


def test_words_of_visitors_are_shown_as_text_with_their_language(said, reader):
    (turn,) = said(replace(SILENT, question="<b>¿y?</b>", language="es"))
    page = reader.get(f"{TURNS}/{turn}").text

    assert '<span lang="es">&lt;b&gt;¿y?&lt;/b&gt;</span>' in page and "<b>¿y?" not in page


def test_a_turn_that_is_gone_is_a_page_that_says_so(reader):
    assert reader.get(f"{TURNS}/none").status_code == 404
    assert reader.post(f"{TURNS}/none", page=TURNS).status_code in (403, 404)
