"""The project's own knowledge holds together."""

from collections import Counter
from pathlib import Path

import pytest

import knowledge
from knowledge.check import check_answers
from knowledge.document import LANGUAGES
from knowledge.faq_file import read_verified_answers
from knowledge.figures import figures
from knowledge.names import Names
from knowledge.source_file import read_project_documents
from knowledge.verified import AnswerKind

HOME = Path(knowledge.__file__).parent
TOPICS = {
    "programme", "eligibility", "roles", "pay", "duration-and-place", "applying",
    "agencies-and-projects", "partners", "mentorship", "managers", "afterwards",
    "ethics-and-clearance", "context", "later-developments", "assistant",
}  # fmt: skip
_NAMES = (
    "Adobe, Amazon Web Services, AMD, Anduril, Apple, Box, C3.ai, Coinbase, Databricks, "
    "Dell Technologies, Docusign, Google Public Sector, IBM, Meta, Microsoft, Nvidia, "
    "OpenAI, Oracle, Palantir, Robinhood, Salesforce, SAP, ServiceNow, Snowflake, Synopsys, "
    "Uber, Workday, xAI, Zoom"
)
PARTNERS = _NAMES.split(", ")


@pytest.fixture(scope="module")
def documents():
    return read_project_documents(HOME / "documents")


@pytest.fixture(scope="module")
def answers():
    return read_verified_answers(HOME / "faq")


def test_every_verified_answer_is_proven(documents, answers):
    assert check_answers(answers, documents, Names.load(HOME / "names.yaml")) == []


def test_there_are_enough_sources_answers_and_known_gaps(documents, answers):
    kinds = Counter(a.kind for a in answers)
    assert len(documents) >= 22
    assert kinds[AnswerKind.ANSWER] >= 70
    assert kinds[AnswerKind.NOT_STATED] >= 25
    assert {a.topic for a in answers} == TOPICS


def test_documents_lie_in_the_folder_of_their_language(documents):
    for path in (HOME / "documents").rglob("*.md"):
        assert documents[path.stem].source.language == path.parent.name


def test_the_list_of_partners_is_whole(documents, answers):
    assert len(PARTNERS) == 29
    listed = next(a for a in answers if a.id == "partners-list")
    for language in LANGUAGES:
        text = " ".join(s.text for s in listed.answer[language])
        assert [p for p in PARTNERS if p not in text] == []
    seed = documents["generation-nt-2025-12-16"].text
    assert [p for p in PARTNERS if p not in seed] == []


def test_the_list_of_28_is_the_same_without_synopsys(documents):
    lines = documents["meritalk-2025-12"].text.splitlines()
    listed = next(line for line in lines if "Adobe" in line and "Zoom" in line)
    assert [p for p in PARTNERS if p not in listed] == ["Synopsys"]


@pytest.mark.parametrize(
    ("answer_id", "values"),
    [
        ("pay-range", {"130000", "195000", "150000", "200000", "135000"}),
        ("duration-length", {"2"}),
        ("later-interest-25000", {"25000"}),
        ("programme-size", {"1000"}),
    ],
)
def test_figures_of_central_answers(answers, answer_id, values):
    told = next(a for a in answers if a.id == answer_id)
    for language in LANGUAGES:
        assert values <= figures(" ".join(s.text for s in told.answer[language])), language


def test_the_same_figures_stand_in_every_language(answers):
    for told in answers:
        found = {figures(" ".join(s.text for s in told.answer[lang])) for lang in LANGUAGES}
        assert len(found) == 1, told.id
