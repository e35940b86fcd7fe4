from dataclasses import replace

import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.store import WORDINGS
from knowledge.versions import State
from tests.ingest.conftest import write_answers, write_document


@pytest.fixture
def knowledge(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good. The term is long.")
    write_answers(base.knowledge_dir, "pay", good="The pay is good.", long="The term is long.")
    return base.knowledge_dir


def test_answers_go_to_the_catalogue_and_their_wordings_to_a_collection(base, knowledge):
    report = base.ingest()

    assert (report.answers, report.passages, report.embedded) == (2, 1, 1 + 2 * 12)
    assert [answer.id for answer in base.catalogue().answers()] == ["good", "long"]
    wordings = base.passages(WORDINGS)
    assert len(wordings) == 24
    found = {w.text: w for w in wordings}["long wording 2 es?"]
    assert (found.source_id, found.heading, found.language) == ("long", ("pay",), "es")
    assert (found.start, found.end) == (0, len(found.text))


def test_repeating_embeds_and_writes_nothing(base, knowledge):
    base.ingest()
    before, generation = base.state(), base.catalogue().state()["generation"]

    assert base.ingest().embedded == 0
    assert base.state() == before
    assert base.catalogue().state()["generation"] == generation


def test_answers_that_are_gone_are_removed(base, knowledge):
    base.ingest()
    write_answers(knowledge, "pay", good="The pay is good.")

    report = base.ingest()

    assert (report.answers, report.embedded) == (1, 0)
    assert {w.source_id for w in base.passages(WORDINGS)} == {"good"}
    assert base.catalogue().state()["generation"] == "2"


def test_an_answer_that_changes_its_topic_is_moved_without_embedding(base, knowledge):
    base.ingest()
    (knowledge / "faq" / "pay.yaml").unlink()
    write_answers(knowledge, "money", good="The pay is good.", long="The term is long.")

    assert base.ingest().embedded == 0
    assert {w.heading for w in base.passages(WORDINGS)} == {("money",)}


def test_a_new_text_of_an_answer_embeds_nothing(base, knowledge):
    base.ingest()
    write_answers(knowledge, "pay", good="The term is long.", long="The term is long.")

    assert base.ingest().embedded == 0
    assert base.catalogue().answers()[0].citations["a"].quote == "The term is long."


def test_with_paths_verified_answers_are_left_alone(base, knowledge, folder):
    base.ingest()
    (folder / "a.txt").write_text("Another document.")

    assert base.ingest(folder).answers == 2
    assert len(base.passages(WORDINGS)) == 24


def test_a_document_ingested_anew_is_told_until_answers_are_checked_again(base, knowledge):
    base.ingest()
    write_document(knowledge / "documents", "pay", "The pay is good. The term is long. So it is.")

    base.ingest(knowledge / "documents")
    assert base.catalogue().changed_proof() == {"good": {"pay"}, "long": {"pay"}}

    base.ingest()
    assert base.catalogue().changed_proof() == {}
    assert base.catalogue().state()["generation"] == "3"


def test_a_new_file_with_another_text_under_the_same_id_is_told(base, knowledge, folder):
    base.ingest()
    write_document(folder, "pay", "The pay is good. The term is long.", title="Another title")

    base.ingest(folder)

    assert base.catalogue().changed_proof().keys() == {"good", "long"}


def test_a_replacement_that_is_no_project_document_is_refused(base, knowledge):
    path = knowledge / "documents" / "pay.md"
    path.write_text(path.read_text().replace("kind: press", "superseded_by: gone"))

    with pytest.raises(InvalidKnowledge, match="pay: superseded_by: no source 'gone'"):
        base.ingest()


def test_replacements_that_cannot_be_are_warned_of_while_they_stand(base, folder):
    path = folder / "old.jsonl"
    path.write_text('{"text": "Old pay.", "id": "old", "superseded_by": "new"}\n')

    report = base.ingest(folder)

    assert [(w.origin, w.reason) for w in report.warnings] == [
        (f"{path}#old", "superseded_by: no source 'new'")
    ]
    assert report.exit_code == 0
    (folder / "new.jsonl").write_text('{"text": "New pay.", "id": "new"}\n')
    assert base.ingest(folder).warnings == ()
    assert base.catalogue().sources()["old"].superseded_by == "new"


def test_invalid_knowledge_is_refused_before_anything_is_written(base, knowledge):
    base.ingest()
    before = base.state()
    write_document(knowledge / "documents", "new", "A new document.")
    write_answers(knowledge, "pay", good="Words that stand nowhere.", long="Nor do these.")

    with pytest.raises(InvalidKnowledge) as error:
        base.ingest()
    assert [problem.split(":")[0] for problem in error.value.problems] == ["good", "long"]
    assert base.state() == before


def test_a_knowledge_folder_without_answers_is_fine(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good.")

    assert base.ingest().answers == 0


def test_what_recruiters_published_outlives_an_ingestion(base, knowledge):
    base.ingest()
    versions = base.versions()
    good, long = base.catalogue().answers()
    other = {lang: (f"Anything new, {lang}?",) * 4 for lang in good.questions}
    told = {lang: (replace(s[0], text="It is good."),) for lang, s in good.answer.items()}
    changed, new = replace(good, answer=told), replace(good, id="new", questions=other)
    for answer in (changed, new):
        versions.move(versions.draft(answer, {}, "ann"), State.PUBLISHED, "bob")
    gone = versions.move(versions.draft(long, {}, "ann"), State.PUBLISHED, "bob")
    versions.move(gone, State.WITHDRAWN, "bob")

    base.ingest()

    assert base.catalogue().answers() == [changed, new]
    assert {w.source_id for w in base.passages(WORDINGS)} == {"good", "new"}
