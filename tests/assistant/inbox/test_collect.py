"""What belongs into the inbox, which questions are one item, and how an item lives on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from assistant.answer import Reason, Status, Unsaid
from assistant.events import Candidate, Considered
from assistant.inbox.items import Dismiss, Done, State
from assistant.inbox.rows import ItemRow, MemberRow
from assistant.inbox.turns import Turns
from assistant.trace import Trace
from assistant.transcript import Rating
from knowledge.database import open_database
from tests.assistant.inbox.world import GAP, World
from tests.assistant.test_transcript import PAY, SILENT, TRACE
from tests.ingest.conftest import Base, write_answers, write_document

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(engine):
    return World(engine)


def test_each_turn_is_collected_for_what_is_wrong_with_it_and_the_rest_is_not(world):
    world.ask("Is there a cafe?")
    world.ask("Is the sueldo good?", reason=Reason.UNSUPPORTED)
    world.ask("Do they sponsor a visa?", answer=GAP, verified_id="visa")
    world.ask("How long is it?", answer=PAY, confidence=0.4)
    disliked = world.ask("What is paid?", answer=PAY)
    world.transcript.rate(disliked, Rating.DOWN, "too vague")
    world.transcript.rate(world.ask("Guides?", answer=PAY), Rating.UP)
    world.ask("hello", answer=replace(SILENT, status=Status.CLARIFICATION, reason=None))
    world.ask("down?", answer=replace(SILENT, status=Status.FAILED, reason=None))

    assert sorted(world.told()) == [
        ("disliked", "What is paid?", 1),
        ("known_gap", "Do they sponsor a visa?", 1),
        ("low_confidence", "How long is it?", 1),
        ("unanswered", "Is there a cafe?", 1),
        ("unsupported", "Is the sueldo good?", 1),
    ]
    assert world.collector.collect() == 0


def test_each_question_of_a_message_that_had_no_answer_is_an_item_of_its_own(world):
    unsaid = (
        Unsaid("Is there a cafe?", Reason.NOT_IN_SOURCES),
        Unsaid("Do they sponsor a visa?", Reason.NOT_STATED, "visa"),
    )
    both = "What is paid? Is there a cafe? Do they sponsor a visa?"
    turn = world.ask(both, MINUTE, PAY, unsaid=unsaid, confidence=0.4)
    world.ask("any cafe nearby")

    told = [("known_gap", "Do they sponsor a visa?", 1), ("unanswered", "any cafe nearby", 2)]
    assert sorted(world.told()) == told
    assert world.collector.collect() == 0
    item = Turns(world.engine).get(turn).item_id
    assert item in {one.id for one in world.items()}
    world.transcript.rate(turn, Rating.DOWN)
    assert sorted(world.told()) == [("disliked", both, 1), *told]
    world.transcript.rate(turn, Rating.UP)
    assert sorted(world.told()) == told


def test_questions_that_ask_the_same_are_one_item_across_languages(world):
    world.ask("Is there a cafe?", ago=3 * MINUTE)
    world.ask("Un visado, por favor", language="es", ago=2 * MINUTE)
    world.ask("Y a-t-il un café ?", language="fr", ago=MINUTE)
    world.ask("do you have any CAFE", language="en")

    cafe, visa = world.items()
    assert (cafe.question, cafe.count, dict(cafe.languages)) == (
        "do you have any CAFE", 3, {"en": 2, "fr": 1}
    )  # fmt: skip
    assert (visa.question, visa.count) == ("Un visado, por favor", 1)
    assert world.inbox.item(cafe.id).questions == {
        "en": ("do you have any CAFE", "Is there a cafe?"),
        "fr": ("Y a-t-il un café ?",),
    }


def test_without_a_model_of_nearness_only_the_same_words_are_one(world):
    world.nearness = None
    for question in ("Is there a cafe?", "is there a Café", "any cafe?"):
        world.ask(question)

    assert sorted(item.count for item in world.items()) == [1, 2]


def test_a_question_that_is_kept_without_a_vector_counts_for_no_place(world, engine):
    for question in ("Is there a cafe?", "Is the sueldo good?", "A visa?"):
        world.ask(question, MINUTE)
    world.items()
    with engine.begin() as connection:
        lost = update(MemberRow).where(MemberRow.question == "Is there a cafe?")
        connection.execute(lost.values(vector=None))
    world.ask("Which visa?")
    world.ask("any cafe nearby")

    counts = {item.question: item.count for item in world.items()}
    assert counts == {
        "Is there a cafe?": 1, "Is the sueldo good?": 1, "Which visa?": 2, "any cafe nearby": 1
    }  # fmt: skip


def test_an_item_keeps_its_id_and_what_was_done_about_it_when_questions_join(world):
    world.ask("Is there a cafe?")
    (before,) = world.items()
    world.inbox.change([before.id], Dismiss("not ours"), "ana")
    world.ask("Where is the cafe?", language="fr")

    (after,) = world.items(state=State.DISMISSED)
    assert (after.id, after.count, after.note) == (before.id, 2, "not ours")
    assert world.items() == ()


def test_a_dismissed_item_that_is_asked_five_more_times_comes_back(world):
    world.ask("Is there a cafe?")
    (item,) = world.items()
    world.inbox.change([item.id], Dismiss("not ours"), "ana")
    world.now += MINUTE
    for _ in range(4):
        world.ask("A cafe?")
    assert world.items() == ()
    world.ask("A cafe!")

    (back,) = world.items()
    assert (back.id, back.returned, back.note, back.decided_by) == (item.id, 5, "not ours", "ana")


def test_an_item_that_is_done_comes_back_with_the_next_question_without_an_answer(world):
    world.ask("Is there a cafe?")
    (item,) = world.items()
    world.inbox.change([item.id], Done("cafe"), "ana")
    assert world.items() == ()
    world.now += MINUTE
    world.ask("Where is the cafe?")

    (back,) = world.items()
    assert (back.id, back.returned, back.done_by) == (item.id, 1, "cafe")


def test_a_deleted_conversation_takes_its_questions_and_an_empty_item_along(world, engine):
    world.ask("Is there a cafe?")
    world.ask("Any cafe nearby?")
    world.ask("A visa?")
    world.items()
    first, _, last = world.conversations
    world.transcript.delete(first)
    world.transcript.delete(last)

    assert world.told() == [("unanswered", "Any cafe nearby?", 1)]
    with engine.connect() as connection:
        assert connection.execute(select(MemberRow.words)).scalars().all() == ["any cafe nearby"]
        assert len(connection.execute(select(ItemRow.id)).all()) == 1


def test_a_rating_that_is_taken_back_takes_the_question_out(world):
    turn = world.ask("What is paid?", answer=PAY)
    world.transcript.rate(turn, Rating.DOWN)
    assert world.told() == [("disliked", "What is paid?", 1)]
    world.transcript.rate(turn, Rating.UP)

    assert world.told() == []


def test_an_unsure_answer_that_is_disliked_is_told_as_disliked(world):
    turn = world.ask("What is paid?", answer=PAY, confidence=0.2)
    assert world.told() == [("low_confidence", "What is paid?", 1)]
    world.transcript.rate(turn, Rating.DOWN)

    assert world.told() == [("disliked", "What is paid?", 1)]


def test_what_is_new_is_collected_in_pieces_the_oldest_first(world):
    for minutes, topic in enumerate(("cafe", "visa", "pay", "guide", "football")):
        world.ask(f"Is there a {topic}?", minutes * MINUTE)
    assert [world.collector.collect(most=2) for _ in range(2)] == [2, 2]
    with world.engine.connect() as connection:
        found = connection.execute(select(MemberRow.question)).scalars().all()
    assert "Is there a football?" not in found

    assert [world.collector.collect(most=2) for _ in range(2)] == [1, 0]


def test_the_verified_answers_that_were_weighed_are_the_guess(world):
    conversation = world.transcript.create()
    weighed = (
        Candidate("pay", "What is the pay?", 0.1, {}),
        Candidate("term", "How long?", 0.3, {}),
        Candidate("visa", "Visa?", 0.001, {}),
    )
    considered = (replace(TRACE.considered[0], matches=weighed),)
    world.transcript.append(conversation.id, SILENT, Trace(considered=considered))

    (item,) = world.items()
    assert [(g.answer_id, g.probability) for g in item.guesses] == [("term", 0.3), ("pay", 0.1)]
    assert isinstance(considered[0], Considered)


@pytest.fixture
def base(tmp_path):
    """Two verified answers on one document, ingested."""
    made = Base(tmp_path / "data", tmp_path / "knowledge")
    write_document(made.knowledge_dir / "documents", "pay", "The pay is good. The term is long.")
    write_answers(made.knowledge_dir, "pay", good="The pay is good.", long="The term is long.")
    made.ingest()
    return made


def test_stale_answers_are_items_as_long_as_they_are_stale(base):
    engine = open_database(base.settings.database)
    world = World(engine)
    assert world.items() == ()
    text = "The pay is good. The term is short."
    write_document(base.knowledge_dir / "documents", "pay", text)
    base.ingest(base.knowledge_dir / "documents")

    found = {item.answer_id: item for item in world.items()}
    assert {key: item.reason for key, item in found.items()} == {
        "good": "source_changed", "long": "quotation_gone"
    }  # fmt: skip
    long = found["long"]
    assert (long.kind.value, long.question, long.count) == (
        "stale_answer", "long wording 0 en?", 0
    )  # fmt: skip
    write_answers(base.knowledge_dir, "pay", good="The pay is good.", long="The term is short.")
    base.ingest()
    assert world.items() == ()
    world.now += timedelta(days=400)
    assert {item.reason for item in world.items()} == {"review_due"}
    engine.dispose()
