import pytest

from knowledge.errors import InvalidKnowledge
from knowledge.store import WORDINGS
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
