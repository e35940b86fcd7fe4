from datetime import date

import pytest

from knowledge.document import Reliability, Source
from knowledge.errors import InvalidKnowledge
from knowledge.overrides import Overrides, changed, differences, faults, read_overrides, settle

PAGE = Source("pay", "Pay", "The agency", "https://a.example/pay", date(2025, 12, 15), "en")


class Told:
    def __init__(self):
        self.entries = []

    def add(self, session, who, action, subject, **details):
        self.entries.append((who, action, subject, details))


def test_a_change_is_kept_beside_what_the_file_says(engine):
    told = Told()
    wanted = changed(PAGE, {"title": "Salaries", "reliability": "low"})
    Overrides(engine, told).change(PAGE, "/docs/pay.md", wanted, "ana")

    kept = read_overrides(engine)["pay"]
    assert kept.applied(PAGE) == wanted
    assert (kept.declared, kept.origin, kept.removed) == (PAGE, "/docs/pay.md", False)
    newer = changed(PAGE, {"title": "Pay and leave", "published": "2026-01-05"})
    assert kept.applied(newer) == changed(newer, {"title": "Salaries", "reliability": "low"})
    assert told.entries == [
        ("ana", "document.change", "pay", {"title": "Salaries", "reliability": "low"})
    ]


def test_a_second_change_is_measured_against_what_the_file_says(engine):
    overrides = Overrides(engine, Told())
    first = changed(PAGE, {"title": "Salaries"})
    overrides.change(PAGE, "o", first, "ana")
    overrides.change(first, "o", changed(first, {"valid_until": "2026-03-01"}), "luc")
    assert read_overrides(engine)["pay"].changes == {
        "title": "Salaries", "valid_until": "2026-03-01"
    }  # fmt: skip

    overrides.change(changed(first, {"valid_until": "2026-03-01"}), "o", PAGE, "luc")
    assert read_overrides(engine)["pay"].changes == {}
    settle(engine, {})
    assert read_overrides(engine) == {}


def test_what_is_removed_stays_known_until_it_is_restored(engine):
    overrides = Overrides(engine, Told())
    overrides.remove("pay", "/docs/pay.md", "ana")
    settle(engine, {"pay": PAGE})

    kept = read_overrides(engine)["pay"]
    assert (kept.removed, kept.origin, kept.declared) == (True, "/docs/pay.md", PAGE)
    assert "was removed by ana on" in kept.refusal
    assert overrides.restore("pay", "luc").origin == "/docs/pay.md"
    assert overrides.restore("pay", "luc") is None
    assert not read_overrides(engine)["pay"].removed


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "  "}, "title: is empty"),
        ({"url": "javascript:alert(1)"}, "url: must be an http or https address"),
        ({"url": "https://a.example/ b"}, "url: must be an http or https address"),
        ({"valid_until": "2025-12-01"}, "valid_until: 2025-12-01 is before published"),
        ({"superseded_by": "pay"}, "a source cannot replace itself"),
        ({"superseded_by": "other"}, "no source 'other'"),
    ],
)
def test_a_source_that_cannot_be_is_refused_with_the_field(changes, fault):
    assert any(
        told.startswith(fault) or fault in told for told in faults(changed(PAGE, changes), ["pay"])
    )


def test_a_source_that_can_be_has_no_faults():
    assert faults(changed(PAGE, {"superseded_by": "new", "published": None}), ["pay", "new"]) == []


def test_values_of_another_kind_are_refused():
    with pytest.raises(InvalidKnowledge, match="reliability"):
        changed(PAGE, {"reliability": "certain"})
    with pytest.raises(InvalidKnowledge, match="published"):
        changed(PAGE, {"published": "soon"})


def test_differences_are_the_later_values():
    later = changed(PAGE, {"reliability": "high", "published": None})
    assert later.reliability is Reliability.HIGH
    assert differences(PAGE, later) == {"reliability": "high", "published": None}
