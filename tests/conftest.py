"""What every test may ask for."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: loads torch, or takes more than ten seconds")


@pytest.fixture(scope="session")
def model_dir():
    """The embedded model, built once and kept for the next run."""
    from knowledge.e5_build import build_e5

    chosen = os.environ.get("TECHFORCE_TEST_MODEL_DIR")
    directory = Path(chosen) if chosen else REPOSITORY / ".cache" / "test-model"
    build_e5(directory)
    return directory
