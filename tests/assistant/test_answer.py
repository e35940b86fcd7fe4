from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import (
    REASONS,
    Answer,
    Citation,
    Conflict,
    Origin,
    Reason,
    Sentence,
    Status,
    Usage,
    Version,
    total,
)
from knowledge.document import Source


def source(published=date(2025, 12, 16)):
    return Source("s", "T", "P", "https://x.org", published, "en")


def cite(label, published=date(2025, 12, 16)):
    return Citation(label, source(published), "p", "Pay is 5.")


def made(**changes):
    fields = {
        "status": Status.ANSWERED,
        "language": "en",
        "question": "q",
        "standalone_question": "q",
        "text": "Pay is 5. [1]",
        "generator": "verified",
        "sentences": (Sentence("Pay is 5.", (1,), Origin.VERIFIED),),
        "citations": (cite(1),),
    }
    return Answer(**{**fields, **changes})


def test_a_proven_answer_stands():
    assert made().as_of == date(2025, 12, 16)
    assert str(made().sentences[0]) == "Pay is 5. [1]"


@pytest.mark.parametrize(
    "broken",
    [
        {"sentences": ()},
        {"sentences": (Sentence("Pay is 5.", (), Origin.VERIFIED),)},
        {"citations": ()},
        {"citations": (cite(1), cite(1))},
        {"citations": (cite(1), cite(2))},
        {"text": " "},
        {"reason": Reason.NOT_STATED},
        {"confidence": 1.5},
        {"status": Status.DECLINED, "reason": Reason.OFF_TOPIC},
        {"status": Status.UNANSWERED, "reason": Reason.OFF_TOPIC},
        {"status": Status.UNANSWERED, "reason": None},
        {"conflicts": (Conflict("pay", (Version("5", (3,)),)),)},
    ],
)
def test_a_broken_invariant_cannot_be_made(broken):
    with pytest.raises(ValueError, match=":"):
        made(**broken)


STATUSES = st.sampled_from(list(Status))
MAYBE_REASON = st.one_of(st.none(), st.sampled_from(list(Reason)))
LABELS = st.lists(st.integers(1, 4), max_size=4)


@given(STATUSES, MAYBE_REASON, LABELS, st.lists(LABELS, max_size=3))
def test_whatever_is_made_keeps_the_invariants(status, reason, labels, cited):
    sentences = tuple(Sentence("s", tuple(c), Origin.QUOTED) for c in cited)
    try:
        answer = made(
            status=status, reason=reason, sentences=sentences, citations=tuple(map(cite, labels))
        )
    except ValueError:
        return
    if answer.status is Status.ANSWERED:
        assert answer.sentences and all(s.citations for s in answer.sentences)
    if answer.status not in {Status.ANSWERED, Status.UNANSWERED}:
        assert not answer.citations
    assert (answer.reason is not None) == bool(REASONS[answer.status])
    assert {n for s in answer.sentences for n in s.citations} == {c.label for c in answer.citations}


def test_as_of_is_the_newest_date_and_undated_sources_count_for_nothing():
    told = (Sentence("s", (1, 2), Origin.QUOTED),)
    dated = made(sentences=told, citations=(cite(1), cite(2, date(2026, 1, 2))))
    assert dated.as_of == date(2026, 1, 2)
    assert made(citations=(cite(1, None),)).as_of is None


def test_what_several_calls_used_adds_up_and_is_unknown_where_one_price_is():
    first, second, free = Usage(10, 2, 0.5), Usage(5, 1, 0.25), Usage(0, 0, 0.0, cached=True)
    assert total([first, None, second]) == Usage(15, 3, 0.75)
    assert total([first, free]) == first
    assert total([free, free]) == free
    assert total([first, Usage(1, 1, None)]) == Usage(11, 3, None)
    assert total([None]) is None
