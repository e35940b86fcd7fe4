from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.case_file import read_suites
from evals.published import published_suite
from knowledge.faq_export import CASES, export_answers, export_tests
from knowledge.faq_file import read_verified_answers
from knowledge.verified import (
    AnswerKind,
    DeclaredConflict,
    DeclaredVersion,
    Quotation,
    VerifiedSentence,
)
from knowledge.versions import State, Version
from tests.knowledge.test_check import answer, said

HOME_ANSWERS = 150


def three(text):
    return {"en": text, "fr": f"{text} (fr)", "es": f"{text} (es)"}


def in_two_ranges():
    versions = tuple(DeclaredVersion(three(text), ("a", "b")) for text in ("150k", "no", "1.5"))
    return answer(
        id="ranges",
        citations={"a": Quotation("s1", 'He said: "yes", [1] \\ {x}'), "b": Quotation("s1", "#2")},
        conflicts=(DeclaredConflict(three("pay: yearly"), versions),),
    )


def test_what_is_written_is_read_again_the_same(tmp_path):
    gap = answer(id="gap", kind=AnswerKind.NOT_STATED, answer=said("Silent.", ()), citations={})
    answers = [gap, in_two_ranges(), answer(id="where", topic="place")]
    export_answers(answers, tmp_path)
    assert read_verified_answers(tmp_path) == answers


@given(text=st.text(min_size=1, max_size=40).map(str.strip).filter(bool))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_survives(tmp_path, text):
    told = {"en": (VerifiedSentence(text, ("a",)),)}
    written = answer(answer=told, questions={"fr": (text,)}, citations={"a": Quotation("s1", text)})
    export_answers([written], tmp_path)
    assert read_verified_answers(tmp_path) == [written]


def test_the_projects_own_answers_come_back_in_their_order(real_knowledge, tmp_path):
    own = read_verified_answers(real_knowledge.knowledge_dir / "faq")
    assert len(own) > HOME_ANSWERS
    in_database = sorted(own, key=lambda a: (a.topic, a.id))
    export_answers(in_database, tmp_path)
    assert read_verified_answers(tmp_path) == in_database
    (tmp_path / "pay.yaml").write_text(
        (real_knowledge.knowledge_dir / "faq" / "pay.yaml").read_text()
    )
    export_answers(in_database, tmp_path)
    pay = [a for a in own if a.topic == "pay"]
    assert [a for a in read_verified_answers(tmp_path) if a.topic == "pay"] == pay


def test_a_topic_without_answers_loses_its_file_and_other_files_stay(tmp_path):
    export_answers([answer(), answer(id="where", topic="place")], tmp_path)
    (tmp_path / "notes.yaml").write_text("- mine\n")
    (written,) = export_answers([answer()], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"pay.yaml", "notes.yaml"}
    assert written == tmp_path / "pay.yaml"


TESTS = {"fr": ("Combien ?",), "en": ('How "much"?', "What: do they get?")}


@pytest.mark.parametrize(
    ("changes", "tests"),
    [({}, TESTS), ({"kind": AnswerKind.NOT_STATED}, TESTS), ({}, {"en": ("How much?",)})],
)
def test_the_cases_that_are_written_are_those_of_the_published_suite(tmp_path, changes, tests):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    held = replace(in_two_ranges(), **changes)
    version = Version(held, 2, State.PUBLISHED, tests, "ann", "", 1, now, "bob")
    assert export_tests([version], tmp_path) == tmp_path / CASES
    (suite,) = read_suites(tmp_path / "cases")
    wanted = published_suite([version])
    assert [replace(c, file="") for c in suite.cases] == [replace(c, file="") for c in wanted.cases]
    assert export_tests([], tmp_path) is None
    assert not (tmp_path / CASES).exists()
