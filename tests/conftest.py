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


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server that runs for these tests."""
    from tests.servers import postgres_running

    with postgres_running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres):
    """The URL of an empty database on the PostgreSQL server."""
    from tests.servers import empty_database

    with empty_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The URL of an empty database, of each kind that is supported."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'database' / 'techforce.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(database_url):
    """An empty database of each kind, with its tables."""
    from knowledge.database import open_database

    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory):
    """The URL of a Chroma server that runs for these tests; who uses it empties it."""
    from tests.servers import chroma_running

    with chroma_running(tmp_path_factory.mktemp("chroma-server")) as url:
        yield url
