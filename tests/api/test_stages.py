"""Which stage each event of a turn ends, and how long it took."""

import time

from api.stages import Stage, Stages
from assistant.answer import Query
from assistant.events import Answered, Called, Considered, Found, Proven, Searching
from tests.api.doubles import OFF_TOPIC, PAY

QUERY = Query("how much?", "en", "how much?")
SEARCHING, FOUND = Searching(QUERY), Found(())
CONSIDERED = Considered(QUERY, "question", 0.9, (), ())
CALLED, ANSWERED = Called("ok", "some:tiny", "answer-1"), Answered(PAY)


def stages(*events):
    followed = Stages()
    told = [followed.begin(), *(followed.end(event) for event in events)]
    return [stretch.stage for stretch in told if stretch]


def test_a_turn_with_a_chat_model_goes_through_all_stages():
    proven = Proven(PAY.sentences[0], PAY.citations)

    told = stages(SEARCHING, CONSIDERED, FOUND, proven, CALLED, FOUND, proven, ANSWERED)

    assert told == [Stage.WAIT, Stage.READ, Stage.FIND, Stage.WRITE, Stage.TELL]


def test_what_is_declined_at_once_was_only_read():
    assert stages(Answered(OFF_TOPIC)) == [Stage.WAIT, Stage.READ]


def test_the_queries_of_one_message_are_found_together_and_a_reworded_one_anew():
    told = stages(SEARCHING, CONSIDERED, CONSIDERED, CALLED, CONSIDERED, ANSWERED)

    assert told[2:] == [Stage.FIND, Stage.WRITE, Stage.FIND, Stage.TELL]


def test_the_stages_fill_the_turn_without_a_gap():
    followed = Stages()
    first = followed.begin()
    time.sleep(0.02)
    told = [first, *filter(None, map(followed.end, (SEARCHING, CONSIDERED, ANSWERED)))]

    assert told[0].began == followed.asked
    assert [t.ended for t in told[:-1]] == [t.began for t in told[1:]]
    assert told[1].seconds >= 0.02
    assert abs(time.time_ns() - told[-1].ended) < 3600e9
