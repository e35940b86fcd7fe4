"""Messages that doubt an answer or ask for it once more, and which one they mean."""

import pytest

from assistant.doubt import beside_doubt, doubted_turn, doubts
from tests.assistant.test_answer import made

ADDRESS, PAY, FIRMS = "What is the address?", "How much is the pay?", "Which firms of Zoonet?"
TURNS = [made(standalone_question=text) for text in (ADDRESS, PAY, FIRMS)]


@pytest.mark.parametrize(
    ("message", "doubt"),
    [("are you sure?", True), ("are you sure? how long is it?", False), ("a desk", False)],
)
def test_a_doubt_has_no_question_of_its_own(message, doubt):
    assert doubts(message, "en") is doubt


@pytest.mark.parametrize(
    ("beside", "meant"),
    [
        ("", FIRMS),
        ("nonsense", FIRMS),
        ("the address?", ADDRESS),
        ("the firms at that address?", FIRMS),
        ("Zoonet and its pay", PAY),
    ],
)
def test_the_latest_turn_is_meant_that_shares_most_with_what_is_said(beside, meant):
    found = doubted_turn(TURNS, beside, "en", frozenset({"zoonet"}))

    assert found.standalone_question == meant


def test_what_is_said_beside_a_doubt_is_left():
    assert beside_doubt("Are you sure? The guide spoke") == "The guide spoke"
    assert beside_doubt("sorry, can you repeat the address?") == "sorry, the address?"
