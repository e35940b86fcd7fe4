"""What people changed of Sources outlives every ingestion."""

from datetime import date

from ingest.run import apply_overrides
from knowledge.document import Reliability
from knowledge.overrides import Overrides, changed, read_overrides
from tests.ingest.conftest import write_answers, write_document


class Silent:
    def add(self, session, who, action, subject, **details):
        pass


def overrides(base):
    return Overrides(base.engine(), Silent())


def change(base, source_id, **changes):
    present = base.catalogue().sources()[source_id]
    origin = base.catalogue().origins()[source_id]
    overrides(base).change(present, origin, changed(present, changes), "ana")


def follow(base):
    return apply_overrides(base.settings, lambda stage, share: None, embedder=base.embedder)


def with_pay(base):
    write_document(base.knowledge_dir / "documents" / "en", "pay", "# Pay\n\nPay is $150,000.")
    write_document(base.knowledge_dir / "documents" / "en", "term", "# Term\n\nIt lasts two years.")
    write_answers(base.knowledge_dir, "pay", salary="Pay is $150,000.")
    assert not base.ingest().failed


def test_a_change_is_put_in_force_without_reading_the_file(base):
    with_pay(base)
    (base.knowledge_dir / "documents" / "en" / "pay.md").write_text("not read")
    change(base, "pay", title="Salaries", reliability="low")

    report = follow(base)

    assert (report.changes.updated, report.changes.removed, report.written) == (1, 0, ("pay",))
    source = base.catalogue().sources()["pay"]
    assert (source.title, source.reliability) == ("Salaries", Reliability.LOW)
    assert follow(base).changes.updated == 0


def test_a_change_outlives_the_next_ingestion_of_the_file_and_its_taking_back_does_too(base):
    with_pay(base)
    change(base, "pay", title="Salaries")
    follow(base)
    write_document(
        base.knowledge_dir / "documents" / "en", "pay", "# Pay\n\nPay is $160,000.", "Newer"
    )
    write_answers(base.knowledge_dir, "pay", salary="Pay is $160,000.")
    base.ingest()
    assert base.catalogue().sources()["pay"].title == "Salaries"
    assert "$160,000" in base.catalogue().document("pay").text

    change(base, "pay", title="Newer")
    follow(base)
    assert base.catalogue().sources()["pay"].title == "Newer"
    assert read_overrides(base.engine()) == {}


def test_a_removed_document_stays_away_until_it_is_restored(base):
    with_pay(base)
    origin = base.catalogue().origins()["pay"]
    overrides(base).remove("pay", origin, "ana")

    assert follow(base).changes.removed == 1
    assert base.catalogue().sources().keys() == {"term"}
    assert {p.source_id for p in base.passages()} == {"term"}
    report = base.ingest()
    assert base.catalogue().sources().keys() == {"term"}
    assert [w.reason for w in report.warnings if "was removed by ana" in w.reason]
    assert base.ingest().changes.removed == 0

    overrides(base).restore("pay", "luc")
    assert base.ingest(origin).changes.added == 1
    assert base.catalogue().sources().keys() == {"pay", "term"}


def test_another_title_leaves_verified_answers_proven_and_another_date_does_not(base):
    with_pay(base)
    change(base, "pay", title="Salaries", valid_until="2026-12-31", superseded_by="term")
    follow(base)
    assert base.catalogue().changed_proof() == {}

    change(base, "pay", published="2025-11-01")
    follow(base)
    assert base.catalogue().changed_proof() == {"salary": frozenset({"pay"})}
    assert base.catalogue().sources()["pay"].published == date(2025, 11, 1)


def test_no_other_file_takes_the_id_of_a_removed_document(base, folder):
    (folder / "notes.md").write_text("Parking is behind the house.")
    base.ingest(folder / "notes.md")
    overrides(base).remove("notes", base.catalogue().origins()["notes"], "ana")
    follow(base)
    other = folder / "other"
    other.mkdir()
    (other / "notes.md").write_text("Lunch is at noon.")

    base.ingest(other / "notes.md")

    [(identity, document)] = base.catalogue().documents().items()
    assert identity.startswith("notes-") and "Lunch" in document.text


def test_a_changed_document_whose_file_is_gone_disappears(base, folder):
    (folder / "notes.md").write_text("Parking is behind the house.")
    (folder / "more.md").write_text("Lunch is at noon.")
    base.ingest(folder)
    change(base, "notes", title="Parking")
    follow(base)
    (folder / "notes.md").unlink()

    assert base.ingest(folder).changes.removed == 1
    assert base.catalogue().sources().keys() == {"more"}
