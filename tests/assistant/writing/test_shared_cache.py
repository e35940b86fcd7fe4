from datetime import date

import pytest
from structlog.testing import capture_logs

from assistant.answer import Citation
from assistant.verify.grounds import Check
from assistant.verify.verifier import Verdict
from assistant.writing.drafting import DraftSentence
from assistant.writing.proven_cache import ProvenCache
from assistant.writing.shared_cache import SharedCache, open_memory
from knowledge.document import Kind, Source
from tests.servers import free_port, valkey_running

SOURCE = Source(
    "axios", "Opens", "Axios", "https://a.example/1", date(2025, 12, 15), "en", Kind.PRESS
)
LINES = (
    (
        DraftSentence("Two years.", (1,)),
        Verdict(True, Check.PASSED, 0.9, (Citation(1, SOURCE, "p1", "for two years"),)),
    ),
)


@pytest.fixture(scope="module")
def valkey_url(tmp_path_factory):
    with valkey_running(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture
def memories(valkey_url):
    """What two processes remember."""
    opened = [open_memory(valkey_url), open_memory(valkey_url)]
    yield opened
    for memory in opened:
        memory.close()


def test_what_one_process_proved_is_known_to_another_as_it_was(memories):
    first, second = (memory.cache("same rules") for memory in memories)
    first.put("key", LINES)

    assert second.get("key") == LINES
    assert second.get("other key") == ()


def test_what_was_proven_by_other_rules_or_other_knowledge_is_not_taken(memories):
    memories[0].cache("rules 1").put("key", LINES)

    assert memories[1].cache("rules 2").get("key") == ()


def test_what_cannot_be_read_is_written_anew(memories):
    cache = memories[0].cache("same rules")
    cache._client.set(cache._prefix + "broken", b'[[{"text": 1}]]')

    assert cache.get("broken") == ()


def test_while_valkey_is_away_a_process_remembers_alone(tmp_path):
    port = free_port()
    memory = open_memory(f"valkey://127.0.0.1:{port}/0")
    cache = memory.cache("rules")
    with capture_logs() as logs:
        cache.put("key", LINES)
        assert cache.get("key") == LINES and cache.get("other") == ()
        with valkey_running(tmp_path, port):
            cache._presence._again_at = 0.0  # the pause is over
            cache.put("later", LINES)
            assert memory.cache("rules").get("later") == LINES
    memory.close()

    assert [line["event"] for line in logs] == ["valkey away", "valkey back"]


def test_without_an_address_every_process_remembers_alone():
    cache = open_memory("").cache("rules")

    assert isinstance(cache, ProvenCache) and not isinstance(cache, SharedCache)
