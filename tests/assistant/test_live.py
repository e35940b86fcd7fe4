from dataclasses import replace
from shutil import copytree
from unittest.mock import Mock

import pytest
from sqlalchemy.orm import Session

from assistant.answer import Reason, Status
from assistant.build import open_live
from assistant.conversation import Conversation
from knowledge.database import open_database
from knowledge.errors import StoreMismatch
from knowledge.programme import read_names
from knowledge.publish import Publisher
from knowledge.state import INGESTED, grown
from knowledge.verified import AnswerKind, VerifiedSentence

NOWHERE = Conversation("")
WORDINGS = {
    "en": (
        "Is there parking for fellows?",
        "Where do I park my car?",
        "Do you get a parking spot?",
    ),
    "fr": ("Y a-t-il un parking ?", "Où garer ma voiture ?", "A-t-on une place de stationnement ?"),
    "es": ("¿Hay aparcamiento?", "¿Dónde aparco el coche?", "¿Dan plaza de estacionamiento?"),
}


@pytest.fixture
def knowledge(real_knowledge, tmp_path):
    copytree(real_knowledge.data_dir, tmp_path / "data")
    return real_knowledge.model_copy(update={"data_dir": tmp_path / "data"})


@pytest.fixture
def publisher(knowledge):
    engine = open_database(knowledge.database)
    yield Publisher(engine, read_names(knowledge.knowledge_dir))
    engine.dispose()


def parking(live):
    """A known gap on something that no verified answer is about."""
    gap = next(
        a for a in live.assistant.verified(None, None, "en") if a.kind is AnswerKind.NOT_STATED
    )
    told = {
        "en": "The sources do not say where fellows can park.",
        "fr": "Les sources ne disent pas où les membres peuvent se garer.",
        "es": "Las fuentes no dicen dónde pueden aparcar los miembros.",
    }
    answer = {language: (VerifiedSentence(text, ()),) for language, text in told.items()}
    return replace(gap, id="parking", questions=WORDINGS, answer=answer, citations={}, conflicts=())


def asked(assistant, question):
    return assistant.answer(question, NOWHERE)


def test_what_is_published_is_served_without_a_restart_and_gone_when_withdrawn(
    knowledge, publisher
):
    with open_live(knowledge=knowledge) as live:
        pay = asked(live.assistant, "How much does it pay?").verified_id
        version = publisher.versions.draft(parking(live), {}, "ann")
        publisher.publish(version, "bob")
        before = live.assistant
        assert live.refresh()
        for question in ("Where can fellows park?", "Où puis-je garer ma voiture ?"):
            answer = asked(live.assistant, question)
            assert (answer.verified_id, answer.reason) == ("parking", Reason.NOT_STATED)
        assert asked(live.assistant, "How much does it pay?").verified_id == pay
        assert asked(before, "Where can fellows park?").verified_id != "parking"
        assert not live.refresh()

        publisher.withdraw("parking", "bob")
        assert live.refresh()
        assert asked(live.assistant, "Where can fellows park?").verified_id != "parking"


def test_what_is_withdrawn_is_gone_also_where_what_was_ingested_cannot_be_read(
    knowledge, publisher, monkeypatch
):
    with open_live(knowledge=knowledge) as live:
        publisher.publish(publisher.versions.draft(parking(live), {}, "ann"), "bob")
        assert live.refresh()
        publisher.withdraw("parking", "bob")
        with Session(live.engine) as session, session.begin():
            grown(session, INGESTED)
        unreadable = Mock(side_effect=StoreMismatch("made with another model."))
        monkeypatch.setattr(live, "_open_ground", unreadable)

        with pytest.raises(StoreMismatch):
            live.refresh()
        assert asked(live.assistant, "Where can fellows park?").verified_id != "parking"
        with pytest.raises(StoreMismatch):
            live.refresh()


def test_what_was_published_is_served_after_a_restart_too(knowledge, publisher):
    with open_live(knowledge=knowledge) as live:
        version = publisher.versions.draft(parking(live), {}, "ann")
    publisher.publish(version, "bob")
    with open_live(knowledge=knowledge) as live:
        assert asked(live.assistant, "Where can fellows park?").verified_id == "parking"


def test_a_preview_changes_nothing_for_visitors(knowledge):
    with open_live(knowledge=knowledge) as live:
        preview = live.preview(parking(live))
        assert asked(preview, "Where can fellows park?").verified_id == "parking"
        assert asked(live.assistant, "Where can fellows park?").verified_id != "parking"


def test_another_text_of_an_answer_is_served_at_once(knowledge, publisher):
    with open_live(knowledge=knowledge) as live:
        old = live.assistant.verified_answer(
            asked(live.assistant, "How much does it pay?").verified_id
        )
        shorter = {language: sentences[:1] for language, sentences in old.answer.items()}
        publisher.publish(publisher.versions.draft(replace(old, answer=shorter), {}, "ann"), "bob")
        live.refresh()
        answer = asked(live.assistant, "How much does it pay?")
        assert answer.status is Status.ANSWERED
        assert [s.text for s in answer.sentences] == [s.text for s in shorter["en"]]
