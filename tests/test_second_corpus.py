"""Another programme than the project's own: another folder of knowledge, and nothing else."""

import re
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from api.app import create_app
from api.page import page_texts
from api.settings import ApiSettings
from assistant.answer import Status
from assistant.build import open_assistant
from assistant.conversation import Conversation
from assistant.texts import load_texts
from ingest.errors import UnknownPath
from ingest.run import ingest
from ingest.settings import IngestSettings
from knowledge.check import check_answers
from knowledge.faq_file import read_verified_answers
from knowledge.folder import shared_file
from knowledge.programme import read_names, read_programme
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import read_project_documents
from tests.api.service import wait_until_ready

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "second_corpus"
QUESTIONS = yaml.safe_load((CORPUS / "questions.yaml").read_text(encoding="utf-8"))
FORBIDDEN = re.compile(r"tech ?force|\b(?:kupor|opm|usajobs)\b", re.IGNORECASE)
# Of 36 questions. What is missed is told in docs/another-programme.md.
MISSED = 7
MISSED_WITHOUT = 9


@dataclass
class Asked:
    """An assistant of the second corpus, and its reply to every question."""

    settings: KnowledgeSettings
    assistant: object
    replies: dict

    def missed(self, expected):
        return [q["ask"] for q in QUESTIONS if not _meets(self.replies[q["ask"]], expected(q))]


def _asked(stack, folder, model_dir):
    places = {"data_dir": folder / "data", "model_dir": model_dir}
    places["knowledge_dir"] = folder / "knowledge"
    report = ingest([], IngestSettings(**places), lambda stage, share: None)
    assert not report.failed and report.changes.added == 7
    settings = KnowledgeSettings(**places)
    assistant = stack.enter_context(open_assistant(knowledge=settings))
    asked = {q["ask"]: assistant.answer(q["ask"], Conversation("")) for q in QUESTIONS}
    return Asked(settings, assistant, asked)


@pytest.fixture(scope="module")
def second(model_dir, tmp_path_factory):
    """With documents, verified answers, names and a programme.yaml."""
    folder = tmp_path_factory.mktemp("second")
    shutil.copytree(CORPUS / "knowledge", folder / "knowledge")
    with ExitStack() as stack:
        yield _asked(stack, folder, model_dir)


@pytest.fixture(scope="module")
def documents_only(model_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(CORPUS / "knowledge" / "documents", folder / "knowledge" / "documents")
    with ExitStack() as stack:
        yield _asked(stack, folder, model_dir)


def _without(question):
    other = question.get("without")
    if other is None:
        return {key: question.get(key) for key in ("status", "reason", "says")}
    return other if isinstance(other, dict) else {"status": other}


def _meets(reply, expected):
    status = expected["status"]
    may_be = (Status.ANSWERED, Status.UNANSWERED) if status == "any" else (status,)
    return (
        reply.status in may_be
        and expected.get("reason") in (None, reply.reason)
        and expected.get("verified") in (None, reply.verified_id)
        and all(words in reply.text for words in expected.get("says") or ())
    )


def _told(reply):
    return " ".join([reply.text, *reply.suggestions, *(c.quote for c in reply.citations)])


def _names_another(text):
    return FORBIDDEN.findall(text)


def test_its_verified_answers_are_proven():
    home = CORPUS / "knowledge"
    documents, answers = (
        read_project_documents(home / "documents"),
        read_verified_answers(home / "faq"),
    )

    assert check_answers(answers, documents, read_names(home)) == []


def test_questions_are_answered_declined_and_left_open_as_expected(second):
    missed = second.missed(lambda question: question)

    assert len(missed) <= MISSED, missed


def test_documents_alone_are_enough_for_quotations(documents_only):
    missed = documents_only.missed(_without)

    assert len(missed) <= MISSED_WITHOUT, missed


@pytest.mark.parametrize(
    ("question", "verified", "says"),
    [
        ("Who can apply?", "who-can-apply", "three years"),
        ("Jusqu'à quand peut-on postuler ?", "deadline", "30 avril 2027"),
        ("¿Quiénes son los socios de la beca?", "partners", "Northquay"),
    ],
)
def test_a_verified_answer_is_served_in_each_language(second, question, verified, says):
    reply = second.assistant.answer(question, Conversation(""))

    assert (reply.status, reply.verified_id) == (Status.ANSWERED, verified)
    assert says in reply.text and reply.citations


def test_its_own_conflict_is_told(second):
    reply = second.replies["how many folks will be selected"]

    assert {v.value for c in reply.conflicts for v in c.versions} == {"24 places", "30 places"}


@pytest.mark.parametrize("which", ["second", "documents_only"])
def test_a_row_of_a_table_is_quoted(which, request):
    reply = request.getfixturevalue(which).replies["How much does a lead nurse get per month?"]

    assert reply.status is Status.ANSWERED
    assert "3,650" in reply.text and "2,650" not in reply.text
    assert {c.source.id for c in reply.citations} == {"city-stipend-2027-02-10"}


@pytest.mark.parametrize("which", ["second", "documents_only"])
def test_no_reply_names_another_programme(which, request):
    asked = request.getfixturevalue(which)
    for question, reply in asked.replies.items():
        assert not _names_another(_told(reply)), question
    home = asked.settings.knowledge_dir
    for texts in load_texts(home, read_programme(home)).values():
        assert not _names_another(" ".join([*texts.said.values(), *texts.suggestions]))


def test_a_greeting_names_the_programme_and_suggests_its_questions(second, documents_only):
    greeting, neutral = second.replies["bonjour"], documents_only.replies["bonjour"]

    assert "la bourse civique de Port Aldersey" in greeting.text
    assert "Qui peut postuler ?" in greeting.suggestions
    assert "ce programme" in neutral.text and not neutral.suggestions


def test_where_to_ask_is_told_with_the_site_and_without_one(second, documents_only):
    told, neutral = (
        asked.assistant.answer("Please send my CV for me.", Conversation("")).text
        for asked in (second, documents_only)
    )

    assert "portaldersey.example" in told
    assert "Those who run the programme" in neutral


@pytest.fixture
def client(second, monkeypatch):
    """The service, started as `techforce serve` starts it."""
    monkeypatch.setenv("TECHFORCE_KNOWLEDGE_DIR", str(second.settings.knowledge_dir))
    monkeypatch.setenv("TECHFORCE_DATA_DIR", str(second.settings.data_dir))
    monkeypatch.setenv("TECHFORCE_MODEL_DIR", str(second.settings.model_path))
    with TestClient(create_app(ApiSettings(rate_limit="off"))) as client:
        wait_until_ready(client)
        yield client


def test_the_service_and_its_page_are_those_of_the_other_programme(client):
    reply = client.post("/v1/chat", json={"message": "Who are the partners?"}).json()
    page = client.get("/", params={"lang": "es"}).text

    assert "Northquay" in reply["text"]
    for own in (
        "<title>Asistente de la beca cívica</title>",
        "<h1>Pregunte sobre la beca cívica de Port Aldersey</h1>",
        'href="https://portaldersey.example"',
        'name="message" value="¿Quién puede presentarse?"',
    ):
        assert own in page
    assert client.get("/openapi.json").json()["info"]["title"] == "Civic Fellowship assistant"
    assert not _names_another(page)


def test_the_page_of_an_unnamed_programme_has_no_site_and_no_topics(documents_only, monkeypatch):
    monkeypatch.setenv("TECHFORCE_KNOWLEDGE_DIR", str(documents_only.settings.knowledge_dir))
    page = TestClient(create_app(ApiSettings(rate_limit="off"))).get("/").text

    assert "<h1>Ask about this programme</h1>" in page
    assert "https://" not in page and 'id="topics"' not in page
    assert not _names_another(page)


def test_what_is_documented_exists_and_its_example_is_read(tmp_path):
    page = (ROOT / "docs" / "another-programme.md").read_text(encoding="utf-8")
    needed, shared = (
        re.findall(r"^\| `([^`<]+)", part, re.M) for part in page.split("Everything else is shared")
    )
    example = re.search(r"```yaml\n(.*?)```", page, re.S)[1]
    (tmp_path / "programme.yaml").write_text(example, encoding="utf-8")
    programme = read_programme(tmp_path)

    assert all((ROOT / "knowledge" / name).exists() for name in [*needed, *shared])
    assert all(shared_file(tmp_path, name) != tmp_path / name for name in shared)
    assert set(yaml.safe_load(example)) == set(type(programme).model_fields)
    office = load_texts(tmp_path, programme)["en"]["not_in_sources"]
    assert office.endswith("The prize office answers at harbourprize.example.")
    assert page_texts(programme)["en"]["notice"] == "This is a private website."


def test_a_folder_without_documents_is_told(tmp_path):
    settings = IngestSettings(data_dir=tmp_path / "data", knowledge_dir=tmp_path / "empty")
    with pytest.raises(UnknownPath, match="documents does not exist"):
        ingest([], settings, lambda stage, share: None)
