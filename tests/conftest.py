"""What every test may ask for."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def model_dir():
    """The embedded model, built once and kept for the next run."""
    from knowledge.e5_build import build_e5

    chosen = os.environ.get("TECHFORCE_TEST_MODEL_DIR")
    directory = Path(chosen) if chosen else REPOSITORY / ".cache" / "test-model"
    build_e5(directory)
    return directory


@pytest.fixture(scope="session")
def real_knowledge(model_dir):
    """Settings of a data directory with the project's own knowledge, kept for the next run."""
    from ingest.run import ingest
    from ingest.settings import IngestSettings
    from knowledge.settings import KnowledgeSettings

    folder = model_dir.parent / "test-data"
    settings = IngestSettings(data_dir=folder, model_dir=model_dir)
    report = ingest([], settings, lambda stage, share: None)
    assert not report.failed
    return KnowledgeSettings(data_dir=folder, model_dir=model_dir)


@pytest.fixture(scope="session")
def real_assistant(real_knowledge):
    """The Assistant over the project's own knowledge."""
    from assistant.build import open_assistant

    with open_assistant(knowledge=real_knowledge) as assistant:
        yield assistant
