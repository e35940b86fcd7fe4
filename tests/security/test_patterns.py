"""No string keeps a regular expression busy for long, and the strings that would are found."""

import re
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY
from tests.security.hostile import TooLong, attacks, cut_off

SECONDS = 2  # of processor time


@pytest.mark.slow
def test_no_string_keeps_a_pattern_of_the_product_busy(real_knowledge):
    fuzz = [sys.executable, "-m", "tests.security.pattern_fuzz"]
    where = ["--data", real_knowledge.data_dir, "--model", real_knowledge.model_dir]
    done = subprocess.run([*fuzz, *where], cwd=REPOSITORY, capture_output=True, text=True)

    *_, last = done.stdout.splitlines()
    assert done.returncode == 0, f"{last}\n{done.stderr}"
    assert int(last.removesuffix(" patterns")) > 700


@pytest.mark.parametrize(
    "form",
    [
        r"(?:a+)+$",
        r"start (?:all |the |all the )*end",
        r"\d(?:\s*(?:and|,)\s*)*!",
        r"(?:[a-z]|[^\d])*\d",
        r"x(?=(?:\w+ ?)*;)",
    ],
)
def test_a_pattern_that_can_be_kept_busy_is_found_out(form):
    pattern = re.compile(form)

    with pytest.raises(TooLong), cut_off(SECONDS):
        for start, piece, end in attacks(pattern):
            pattern.search(start + piece * (300 // len(piece)) + end)


@pytest.mark.parametrize("form", [r"(?>a+)+$", r"start (?:all |the )*end", r"\d+(?:,\d{3})*+"])
def test_a_pattern_that_cannot_is_done_with_every_string(form):
    pattern = re.compile(form)
    made = attacks(pattern)

    with cut_off(SECONDS):
        for start, piece, end in made:
            pattern.search(start + piece * (300 // len(piece)) + end)
    assert any(pattern.search(start + piece + end) for start, piece, end in made)
