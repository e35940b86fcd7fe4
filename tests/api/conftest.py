"""The service around a scripted assistant, with a database of its own."""

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.api.console.visitor import people
from tests.api.doubles import ScriptedAssistant, opener
from tests.api.service import serving, wait_until_ready

CHROMIUM = Path("/usr/bin/chromium")
CALM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def assistant():
    scripted = ScriptedAssistant()
    yield scripted
    scripted.release.set()


@pytest.fixture
def database_url(tmp_path):
    return f"sqlite:///{tmp_path / 'techforce.db'}"


@pytest.fixture
def accounts(database_url):
    """One user of each role."""
    accounts, engine = people(database_url)
    yield accounts
    engine.dispose()


@pytest.fixture
def settings():
    return ApiSettings(rate_limit="off")


@pytest.fixture
def client(settings, assistant, database_url):
    app = create_app(settings, opener(assistant, database_url))
    with TestClient(app) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture
def server(settings, assistant, database_url):
    with serving(create_app(settings, opener(assistant, database_url))) as url:
        yield url


@pytest.fixture
def official(server):
    """OpenAI's client; no key is needed, and any is taken."""
    import openai

    with openai.OpenAI(base_url=f"{server}/v1", api_key="any", max_retries=0) as client:
        yield client


@pytest.fixture(scope="session")
def chromium():
    """Without a browser these tests are skipped, but never in CI."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing, and CI must run the browser tests")
        pytest.skip(f"no browser: {CHROMIUM} is missing (apt-get install chromium)")


@pytest.fixture(scope="session")
def base_url():
    """Shadows the plugin's fixture of that name, which pytest 9 warns about."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": CALM}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def chat(page, server):
    """The page, open; it must stay free of errors and of requests to elsewhere."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: _note(complaints, line))
    page.on("request", lambda r: r.url.startswith(server) or complaints.append(r.url))
    page.server = server
    page.goto(server)
    yield page
    assert complaints == []


def _note(complaints, line):
    # Chromium reports every response from 400 on as an error; those are part of the tests.
    if line.type in ("error", "warning") and "Failed to load resource" not in line.text:
        complaints.append(line.text)
