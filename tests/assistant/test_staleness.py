from datetime import date

import pytest

from assistant.staleness import Stale, StaleReason, stale
from knowledge.document import Document
from knowledge.verified import Quotation
from tests.knowledge.test_check import DOCUMENTS, SOURCE, TEXT, answer

TODAY = date(2026, 6, 1)
REWRITTEN = {"s1": Document(SOURCE, "Pay was cut.")}


def test_an_answer_whose_documents_are_as_checked_may_be_served_to_its_last_day():
    assert stale(answer(), (), DOCUMENTS, TODAY) is None


@pytest.mark.parametrize(
    ("changed", "documents", "today", "reason"),
    [
        ((), {}, TODAY, StaleReason.SOURCE_REMOVED),
        ((), REWRITTEN, TODAY, StaleReason.QUOTATION_GONE),
        ({"s1"}, REWRITTEN, TODAY, StaleReason.QUOTATION_GONE),
        ({"s1"}, DOCUMENTS, TODAY, StaleReason.SOURCE_CHANGED),
        ({"s1"}, DOCUMENTS, date(2026, 6, 2), StaleReason.SOURCE_CHANGED),
    ],
)
def test_what_happened_to_its_sources_makes_an_answer_stale(changed, documents, today, reason):
    assert stale(answer(), changed, documents, today) == Stale(reason, ("s1",))


def test_a_passed_review_makes_an_answer_stale_whatever_its_sources():
    assert stale(answer(), (), DOCUMENTS, date(2026, 6, 2)) == Stale(StaleReason.REVIEW_DUE)


def test_a_change_of_a_source_that_an_answer_does_not_cite_leaves_it_alone():
    assert stale(answer(), {"s2"}, DOCUMENTS, TODAY) is None
    assert stale(answer(citations={}), {"s1"}, {}, TODAY) is None


def test_each_source_that_was_lost_is_named_once():
    citations = {"a": Quotation("s2", "x"), "b": Quotation("s2", "y"), "c": Quotation("s1", TEXT)}

    found = stale(answer(citations=citations), (), DOCUMENTS, TODAY)

    assert found == Stale(StaleReason.SOURCE_REMOVED, ("s2",))
