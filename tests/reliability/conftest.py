"""Bad days: what the tests of this folder share. They mirror no source, but the table of faults in
docs/reliability.md, each row of which names its test."""

import pytest


@pytest.fixture(scope="session")
def ingested(model_dir, tmp_path_factory):
    """Settings of a small corpus that was ingested once; nobody writes there."""
    from tests.reliability.places import ingest_small

    return ingest_small(tmp_path_factory.mktemp("ingested") / "data", model_dir)


@pytest.fixture
def place(ingested, tmp_path):
    """A copy of it."""
    from tests.reliability.places import copy_of

    return copy_of(ingested, tmp_path / "data")


@pytest.fixture
def assistant():
    """One that says what it was told to, and holds slow questions until it is let go."""
    from tests.api.doubles import ScriptedAssistant

    scripted = ScriptedAssistant()
    yield scripted
    scripted.release.set()
