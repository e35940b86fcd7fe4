from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assistant.states_memory import StatesMemory
from knowledge.embedder import TokenStates


def states(text):
    """One token a word."""
    words = text.split()
    rows = np.full((len(words), 2), len(text), np.float32)
    return TokenStates(words, [(0, 1)] * len(words), rows, rows[0])


class Reader:
    """Notes the texts that were read."""

    def __init__(self):
        self.read = []

    def __call__(self, text):
        self.read.append(text)
        return states(text)


def test_a_text_that_is_remembered_is_not_read_again():
    reader = Reader()
    memory = StatesMemory(reader, tokens=10)
    assert memory("who may apply").tokens == memory("who may apply").tokens
    assert reader.read == ["who may apply"]


def test_what_was_asked_for_longest_ago_makes_room():
    reader = Reader()
    memory = StatesMemory(reader, tokens=4)
    for text in ("a b", "c d", "a b", "e f", "a b", "c d"):
        assert memory(text).tokens == text.split()
    assert reader.read == ["a b", "c d", "e f", "c d"]


def test_long_texts_take_the_room_of_several_short_ones():
    reader = Reader()
    memory = StatesMemory(reader, tokens=4)
    for text in ("a", "b", "c", "d e f", "c", "a"):
        memory(text)
    assert reader.read == ["a", "b", "c", "d e f", "a"]


def test_a_text_without_room_for_it_is_read_each_time_and_forgets_nothing_for_good():
    reader = Reader()
    memory = StatesMemory(reader, tokens=2)
    for text in ("a b c", "a b c", "a b", "a b"):
        assert memory(text).tokens == text.split()
    assert reader.read == ["a b c", "a b c", "a b"]


def test_texts_of_which_the_model_sees_nothing_make_room_as_well():
    nothing = TokenStates([], [], np.zeros((0, 2), np.float32), np.zeros(2, np.float32))
    read = []
    memory = StatesMemory(lambda text: read.append(text) or nothing, tokens=2)
    for text in "abca":
        memory(text)
    assert read == list("abca")


def test_threads_that_ask_at_once_get_the_states_of_their_own_texts():
    memory = StatesMemory(states, tokens=8)
    asked = [" ".join("abcdef"[: n % 6 + 1]) for n in range(600)]
    with ThreadPoolExecutor(4) as pool:
        assert [found.tokens for found in pool.map(memory, asked)] == [t.split() for t in asked]
