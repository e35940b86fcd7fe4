from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest

from knowledge.catalogue import Catalogue, Entry
from knowledge.errors import InvalidKnowledge
from knowledge.names import Names
from knowledge.publish import INGESTED, Publisher
from knowledge.versions import State, UnknownVersion, Version, VersionConflict
from tests.knowledge.test_check import DOCUMENTS, NAMES, answer, said, wordings

DRAFT = Version(answer(), 1, State.DRAFT, {}, "ann", "", 0, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def catalogue(engine):
    catalogue = Catalogue(engine)
    catalogue.put(Entry(DOCUMENTS["s1"], "root", "root/s1.md", 1))
    catalogue.finish()
    return catalogue


@pytest.fixture
def publisher(engine, catalogue):
    return Publisher(engine, NAMES)


def begun(publisher, **changes):
    return publisher.versions.draft(answer(**changes), {}, "ann")


def test_what_is_published_is_in_the_catalogue_and_its_proof_with_it(publisher, catalogue):
    before = catalogue.generations()
    published = publisher.publish(begun(publisher), "bob")
    assert published.state is State.PUBLISHED
    assert catalogue.answers() == [answer()]
    assert catalogue.generations() > before
    changed = replace(DOCUMENTS["s1"], text="Another text.")
    catalogue.put(Entry(changed, "root", "root/s1.md", 1))
    assert catalogue.changed_proof() == {"pay": {"s1"}}


def test_another_version_takes_the_place_of_the_one_before(publisher, catalogue):
    publisher.publish(begun(publisher), "bob")
    told = said("Pay goes up to 200 000 dollars.")
    publisher.publish(begun(publisher, answer=told), "bob")
    assert [a.answer for a in catalogue.answers()] == [told]


def test_a_withdrawn_answer_is_gone_and_its_history_is_kept(publisher, catalogue):
    publisher.publish(begun(publisher), "bob")
    publisher.withdraw("pay", "bob")
    assert catalogue.answers() == []
    assert publisher.versions.latest()["pay"].state is State.WITHDRAWN
    with pytest.raises(UnknownVersion, match="not in force"):
        publisher.withdraw("pay", "bob")


def test_an_answer_that_was_ingested_is_kept_as_version_0(publisher, catalogue):
    catalogue.replace_answers([answer()])
    told = said("Pay goes up to 200 000 dollars.")
    draft = publisher.versions.begin(replace(DRAFT, answer=answer(answer=told)))
    assert [v.number for v in publisher.versions.of("pay")] == [draft.number] == [1]
    publisher.publish(draft, "bob")
    published, first = publisher.versions.of("pay")
    assert (published.answer.answer, first.answer, first.author) == (told, answer(), INGESTED)
    assert publisher.versions.latest()["pay"] == published
    assert publisher.versions.begin(DRAFT).number == 2


def test_an_answer_that_was_ingested_is_withdrawn_and_can_come_back(publisher, catalogue):
    catalogue.replace_answers([answer()])
    draft = publisher.versions.begin(DRAFT)
    publisher.withdraw("pay", "bob")
    assert catalogue.answers() == []
    assert publisher.versions.latest()["pay"].state is State.WITHDRAWN
    publisher.publish(draft, "bob")
    assert catalogue.answers() == [answer()]
    assert publisher.versions.latest()["pay"].state is State.PUBLISHED


def test_what_is_done_besides_is_kept_with_the_change_or_not_at_all(publisher, catalogue):
    def fail(session):
        raise RuntimeError("no audit, no change")

    version = begun(publisher)
    with pytest.raises(RuntimeError):
        publisher.publish(version, "bob", also=fail)
    assert catalogue.answers() == []
    assert publisher.versions.of("pay") == [version]
    with pytest.raises(RuntimeError):
        publisher.versions.discard(version, also=fail)
    assert publisher.versions.of("pay") == [version]


def test_of_two_who_publish_at_the_same_time_one_is_told(publisher, catalogue):
    version = begun(publisher)
    ready, ends = Barrier(2), []

    def publish(by):
        ready.wait()
        try:
            ends.append(publisher.publish(version, by).publisher)
        except VersionConflict:
            ends.append("told")

    threads = [Thread(target=publish, args=(by,)) for by in ("bob", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) in (["bob", "told"], ["eve", "told"])
    assert catalogue.answers() == [answer()]


def test_nothing_is_published_that_the_schema_refuses(publisher, catalogue):
    version = begun(publisher, answer=said("Pay is 300 000 dollars."))
    with pytest.raises(InvalidKnowledge, match="300000"):
        publisher.publish(version, "bob")
    assert catalogue.answers() == []
    assert publisher.versions.get("pay", 1).state is State.DRAFT


def test_a_wording_of_another_answer_is_a_problem(publisher):
    publisher.publish(begun(publisher), "bob")
    other = answer(id="other")
    assert any("is also a question of pay" in p for p in publisher.problems(other, {}))
    assert publisher.problems(answer(id="other", questions=wordings("new")), {}) == []


def test_a_wording_that_an_answer_has_given_up_is_free_for_another(publisher):
    publisher.publish(begun(publisher), "bob")
    publisher.publish(begun(publisher, questions=wordings("new")), "bob")
    assert publisher.problems(answer(id="other"), {}) == []
    assert any("question of pay" in p for p in publisher.problems(
        answer(id="other", questions=wordings("new")), {}
    ))  # fmt: skip
    publisher.withdraw("pay", "bob")
    assert publisher.problems(answer(id="other", questions=wordings("new")), {}) == []


def test_a_fault_names_its_part_and_what_has_no_proof(publisher):
    wrong = answer(answer={**said("Pay is 300 000 dollars at Google."), "es": ()})
    faults = publisher.faults(wrong, {"fr": ("pay fr 1",)})
    assert [(f.part, f.missing) for f in faults] == [
        ("answer.es", ()),
        ("answer.en.0", ("300000", "Google")),
        ("answer.fr.0", ("300000", "Google")),
        ("tests.fr", ()),
    ]


def test_a_test_question_must_not_be_a_wording(publisher):
    tests = {"en": ("Pay EN 0?", "Something else?")}
    assert publisher.problems(answer(), tests) == [
        "en: 'Pay EN 0?' is a wording already, and no test of them"
    ]


def test_somebody_else_publishes_where_the_setting_asks(engine, catalogue):
    careful = Publisher(engine, Names((), ()), second_person=True)
    version = begun(careful)
    with pytest.raises(VersionConflict, match="somebody else"):
        careful.publish(version, "ann")
    with pytest.raises(VersionConflict, match="submit it first"):
        careful.publish(version, "bob")
    submitted = careful.versions.move(version, State.SUBMITTED, "ann")
    assert careful.publish(submitted, "bob").publisher == "bob"


def test_what_was_checked_against_another_state_of_knowledge_is_not_published(
    publisher, catalogue, monkeypatch
):
    version = begun(publisher)

    def meanwhile(answer, tests):
        catalogue.finish()
        return []

    monkeypatch.setattr(publisher, "problems", meanwhile)
    with pytest.raises(VersionConflict, match="meanwhile"):
        publisher.publish(version, "bob")
    assert catalogue.answers() == []
    assert publisher.versions.get("pay", 1).state is State.DRAFT


def test_who_publishes_what_was_changed_meanwhile_is_told(publisher, catalogue):
    version = begun(publisher)
    publisher.versions.save(replace(version, note="changed"), "ann")
    with pytest.raises(VersionConflict, match="load it again"):
        publisher.publish(version, "bob")
    assert catalogue.answers() == []
