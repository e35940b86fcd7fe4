"""Verified answers over a real catalogue and store: what is served, and what is stale."""

from datetime import date

import pytest
from sqlalchemy import text

from assistant.answer import Origin, Query
from assistant.conversation import Conversation
from assistant.decision import Decision
from assistant.faq import Faq
from assistant.match import FEATURES, Match, Matcher
from knowledge.classifier import fit_classifier
from knowledge.database import open_database
from knowledge.store import WORDINGS
from tests.doubles import LetterCountEmbedder
from tests.ingest.conftest import Base, write_answers, write_document

ZERO = LetterCountEmbedder().embed_query("")
TEXT = "The pay is good. The term is long."


@pytest.fixture
def base(tmp_path):
    """Two verified answers on one document, ingested."""
    made = Base(tmp_path / "data", tmp_path / "knowledge")
    write_document(made.knowledge_dir / "documents", "pay", TEXT)
    write_answers(made.knowledge_dir, "pay", good="The pay is good.", long="The term is long.")
    made.ingest()
    return made


class Clock:
    """A day that a test can move on."""

    today = date(2026, 12, 15)

    def __call__(self):
        return self.today


def faq(base, clock=None):
    """The verified answers as the assistant opens them."""
    catalogue = base.catalogue()
    answers = {answer.id: answer for answer in catalogue.answers()}
    wordings = base.passages(WORDINGS)
    vectors = base.embedder.embed_queries([w.text for w in wordings])
    matcher = Matcher(
        answers,
        wordings,
        vectors,
        fit_classifier(vectors, [w.source_id for w in wordings]),
        Decision.undecided(FEATURES),
    )
    passages = {}
    for passage in base.passages():
        passages.setdefault(passage.source_id, []).append(passage)
    changed = catalogue.changed_proof()
    return Faq(
        answers.values(), catalogue.documents(), passages, matcher, changed, clock or Clock()
    )


def shown(served):
    """Everything that shows verified answers, as ids or questions."""
    return {
        "get": [i for i in ("good", "long") if served.get(i)],
        "of_topic": [a.id for a in served.of_topic("pay")],
        "search": sorted(a.id for a in served.search("wording", ZERO, "en")),
        "close": sorted(q.split()[0] for q in served.close_questions(ZERO, "en")),
    }


ALL = dict.fromkeys(("get", "of_topic", "search", "close"), ["good", "long"])
NONE = dict.fromkeys(ALL, [])


def test_answers_whose_documents_are_as_checked_are_served_and_shown(base):
    served = faq(base)
    query = Query("good wording 0 en?", "en", "good wording 0 en?")
    (best, *_) = served.matches(base.embedder.embed_query(query.text))

    assert shown(served) == ALL
    assert best.answer.id == "good"
    answer = served.compose(query, served.served([best])[0], query.text)
    assert (answer.verified_id, answer.citations[0].quote) == ("good", "The pay is good.")
    assert served.neighbours(best.answer, "en") == ("long wording 0 en?",)


def test_a_review_that_falls_due_is_noticed_by_what_is_open_already(base):
    clock = Clock()
    served = faq(base, clock)
    assert shown(served) == ALL

    clock.today = date(2026, 12, 16)

    assert shown(served) == NONE


def test_answers_are_stale_while_their_document_is_another_and_restored_with_it(base, tmp_path):
    folder = tmp_path / "docs"
    write_document(folder, "pay", TEXT, title="Another title")
    base.ingest(folder)
    assert shown(faq(base)) == NONE

    base.ingest()

    assert shown(faq(base)) == ALL


def test_answers_whose_document_was_removed_are_stale(base):
    (base.knowledge_dir / "documents" / "pay.md").unlink()
    base.ingest(base.knowledge_dir / "documents")

    assert shown(faq(base)) == NONE


def test_without_a_record_of_the_check_only_a_quotation_that_is_gone_makes_stale(base):
    write_document(base.knowledge_dir / "documents", "pay", "The pay is good. The term is short.")
    base.ingest(base.knowledge_dir / "documents")
    engine = open_database(base.settings.database)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM verified_answer_proof"))
    engine.dispose()

    assert shown(faq(base))["get"] == ["good"]


def test_nothing_is_served_in_the_place_of_a_stale_answer(base):
    served = faq(base)
    good, long = (Match(served.get(i), 0.5, ()) for i in ("good", "long"))
    del served._citations["long"]

    assert served.served([good, long]) == (good,)
    assert served.served([long, good]) == ()
    assert [m.answer.id for m in served.matches(base.embedder.embed_query("long wording 1 en?"))][
        0
    ] == "long"


def test_a_quotation_that_begins_in_a_heading_stands_in_the_passage_under_it(base):
    parts = "# On pay\n\nThe pay is good.\n\n# On the term\n\nThe term is long."
    write_document(base.knowledge_dir / "documents", "pay", parts)
    write_answers(base.knowledge_dir, "pay", long="On the term\n\nThe term is long.", good="On pay")
    base.ingest()

    served = faq(base)

    held = {p.id: p.text for p in base.passages()}
    cited = {i: held[served._citations[i]["a"].passage_id] for i in ("good", "long")}
    assert cited == {"good": "The pay is good.", "long": "The term is long."}


QUESTION = "Is there a background check?"


@pytest.fixture
def real_faq(real_assistant):
    """The verified answers that the assistant over the project's own knowledge works with."""
    return real_assistant._parts.faq


def test_a_turn_goes_on_to_quotations_past_a_stale_answer(real_assistant, real_faq, monkeypatch):
    verified = real_assistant.answer(QUESTION, Conversation("c")).verified_id
    others = {i: c for i, c in real_faq._citations.items() if i != verified}
    monkeypatch.setattr(real_faq, "_citations", others)

    answer = real_assistant.answer(QUESTION, Conversation("c"))

    assert verified is not None
    assert (answer.status, answer.generator, answer.verified_id) == ("answered", "quotes", None)
    assert {s.origin for s in answer.sentences} == {Origin.QUOTED}


def test_after_the_last_review_nothing_is_served_as_verified(real_assistant, real_faq, monkeypatch):
    monkeypatch.setattr(real_faq, "_today", lambda: date.max)

    questions = (QUESTION, "Can foreigners join?")
    answers = [real_assistant.answer(q, Conversation("c")) for q in questions]

    assert [answer.verified_id for answer in answers] == [None, None]
    assert real_assistant.verified(None, None, "en") == []
    assert real_assistant.verified(QUESTION, None, "en") == []
    assert real_assistant.verified_answer("pay-range") is None
