"""The gate with a chat model that writes: a faithful one, which now and then lies."""

from dataclasses import replace

import pytest
from rich.console import Console

from assistant.answer import Origin
from evals import build
from evals.case_file import read_suites
from tests.chat_server import ChatServer
from tests.faithful import FaithfulScript

SUITES = ("answers", "misuse")
EVERY = 12  # one Case of so many; all of them take minutes


@pytest.fixture(scope="module")
def script():
    return FaithfulScript()


@pytest.fixture(scope="module")
def verdict(script, real_knowledge):
    """What `techforce eval run` decides on a fixed sample of the Cases."""
    sample = [replace(s, cases=_some(s.cases)) for s in read_suites() if s.name in SUITES]
    rest = [replace(s, cases=()) for s in read_suites() if s.name not in SUITES]
    with pytest.MonkeyPatch.context() as patched, ChatServer(script) as server:
        patched.setattr(build, "read_suites", lambda: [*sample, *rest])
        patched.setenv("TECHFORCE_DATA_DIR", str(real_knowledge.data_dir))
        patched.setenv("TECHFORCE_MODEL_DIR", str(real_knowledge.model_path))
        patched.setenv("TECHFORCE_CHAT_MODEL", "scripted")
        patched.setenv("TECHFORCE_CHAT_BASE_URL", server.url)
        patched.setenv("TECHFORCE_CHAT_WRITES", "all")
        yield build.run_gate(list(SUITES), None, None, Console(quiet=True))


def _some(cases):
    """A part of the Cases; without the others of its group, none is held against them."""
    return tuple(replace(case, parity=None) for case in cases[::EVERY])


def test_the_gate_is_open_and_no_invariant_is_broken(verdict):
    assert verdict.problems == ()
    assert [r.case.id for r in verdict.run.results if r.broken] == []


def test_what_the_model_says_is_shown_and_nothing_that_it_made_up(verdict, script):
    told = [s for r in verdict.run.results for s in r.observed.sentences]
    written = {s.text for s in told if s.origin == Origin.GENERATED}

    assert written
    assert script.forged
    assert not script.forged & {s.text for s in told}
    assert not any("Zorblatt" in r.observed.text for r in verdict.run.results)
