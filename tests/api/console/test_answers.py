"""Verified answers in the console: listed, written, checked, tried, published and withdrawn."""

import re
from html import unescape

import pytest

from api.app import create_app
from api.settings import ApiSettings
from assistant.transcript import Transcript
from knowledge.catalogue import Catalogue
from knowledge.database import open_database
from knowledge.versions import State, Versions
from tests.api.console.answers_doubles import QUOTE, answers_opener, asked
from tests.api.console.visitor import words

ANSWERS = "/console/answers"
HELD = ("number", "edited")
EDIT = f"{ANSWERS}/parking/edit"
TEXTS = {
    "topic": "pay",
    "kind": "answer",
    "as_of": "2025-12-16",
    "review_by": "2027-01-01",
    "answer_en": "The pay at the Treasury is 150,000 to 200,000 dollars. [fortune]",
    "answer_fr": "La paie est de 150 000 à 200 000 dollars. [fortune]",
    "answer_es": "La paga es de 150.000 a 200.000 dólares. [fortune]",
    "questions_en": "parking one\nparking two\nparking three",
    "questions_fr": "garer un\ngarer deux\ngarer trois",
    "questions_es": "aparcar uno\naparcar dos\naparcar tres",
    "tests_en": "where is the parking",
    "cite_key": "fortune",
    "cite_source": "s1",
    "cite_quote": QUOTE,
}


@pytest.fixture
def second_person():
    return "off"


@pytest.fixture
def app(database_url, second_person):
    settings = ApiSettings(rate_limit="off", second_person=second_person)
    return create_app(settings, answers_opener(database_url))


@pytest.fixture
def engine(console, database_url):
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def editor(visitor):
    return visitor("editor")


@pytest.fixture
def begun(editor):
    """An editor who has begun the answer `parking`."""
    response = editor.post(f"{ANSWERS}/new", answer_id="parking", topic="pay")
    assert response.headers["location"] == EDIT
    return editor


def save(person, do="save", edited=None, **changes):
    page = person.get(EDIT).text
    held = {name: re.search(rf'name="{name}" value="(\d+)"', page)[1] for name in HELD}
    held |= {"edited": str(edited)} if edited is not None else {}
    return person.post(EDIT, **{**TEXTS, **changes}, **held, do=do)


def seen(person):
    page = person.get(EDIT).text
    return re.search(r'name="edited" value="(\d+)"', page)[1]


def publish(person):
    path = f"{ANSWERS}/parking/publish"
    return person.post(path, page=path, edited=seen(person))


def test_a_reader_sees_answers_and_may_not_write_them(visitor):
    reader = visitor("reader")
    page = reader.get(ANSWERS)
    assert "pay en 0" in words(page) and "New answer" not in words(page)
    assert "Write a new version" not in reader.text(f"{ANSWERS}/pay")
    assert reader.get(f"{ANSWERS}/new").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=pay+en+2", True), ("q=treasury", False), ("topic=pay", True), ("topic=roles", False),
     ("state=served", False), ("state=stale", True), ("state=withdrawn", False)],
)  # fmt: skip
def test_the_list_is_filtered(editor, query, found):
    # Its review was due in June: the answer of these tests is stale.
    assert ("pay en 0" in editor.text(f"{ANSWERS}?{query}")) is found


def test_what_is_stale_says_why(editor):
    assert "Its review is due." in editor.text(ANSWERS)
    assert "Not served. Its review is due." in editor.text(f"{ANSWERS}/pay")


@pytest.mark.parametrize(
    ("name", "topic", "told"),
    [("Parking!", "pay", "Use small letters"), ("", "pay", "Use small letters"),
     ("parking", "", "Choose a topic"), ("pay", "pay", "Another answer has this name")],
)  # fmt: skip
def test_a_new_answer_needs_a_name_and_a_topic(editor, name, topic, told):
    page = editor.post(f"{ANSWERS}/new", answer_id=name, topic=topic)
    assert page.status_code == 400 and told in words(page)


def test_what_is_written_is_saved_and_checked(begun):
    assert "things are to do" in begun.text(EDIT)
    assert save(begun).status_code == 303
    page = begun.get(EDIT)
    assert "Nothing is wrong" in words(page)
    assert "The pay at the Treasury is 150,000 to 200,000 dollars. [fortune]" in unescape(page.text)

    save(begun, answer_en="It is 300,000 dollars at Google. [fortune]", questions_fr="garer un")
    page = begun.get(EDIT)
    assert "<mark>300,000</mark>" in page.text and "<mark>Google</mark>" in page.text
    assert "1 wordings of the question, 3 needed" in words(page)


def test_texts_are_escaped(begun):
    save(begun, answer_en="<script>alert(1)</script>")
    assert "<script>alert" not in begun.get(EDIT).text
    assert "<script>alert" not in begun.get(f"{ANSWERS}/parking").text


def test_a_sentence_of_a_source_is_quoted_by_a_tick(begun):
    page = begun.get(f"{EDIT}?source=s1").text
    pick = re.search(r'name="pick" value="([^"]+)"', page)[1]
    response = save(begun, do="cite", pick=pick, cite_key="", answer_en="Pay is good.", into="en:0")
    assert response.headers["location"].endswith("#in-en")
    page = begun.get(EDIT)
    told = "Quoted as [fortune]. It stands behind the sentence that you were writing."
    assert told in words(page)
    assert "Pay is good. [fortune]" in page.text and QUOTE in unescape(page.text)

    save(begun, do="uncite:fortune", answer_en="Pay is good. [fortune]")
    page = begun.get(EDIT)
    assert "Pay is good." in page.text and "Pay is good. [fortune]" not in page.text


def test_words_are_quoted_by_hand_as_they_stand_in_the_source(begun):
    typed = {"new_source": "s1", "new_quote": "150,000 to\n 200,000 dollars"}
    response = save(begun, do="cite", cite_key="", **typed)
    assert response.headers["location"].endswith("#quotations")
    page = begun.get(EDIT)
    assert "150,000 to 200,000 dollars</textarea>" in page.text
    assert "Quoted as [fortune]. Write that behind each sentence" in words(page)


def test_who_saves_second_sees_both_texts_and_loses_none(begun, visitor):
    other = visitor("admin")
    assert save(other, answer_en="Theirs. [fortune]").status_code == 303
    page = save(begun, answer_en="Mine. [fortune]", edited=0)
    assert page.status_code == 409
    assert "admin@example.gov has saved this draft" in words(page)
    assert "<del>Theirs</del><ins>Mine</ins>" in page.text
    assert "Mine. [fortune]</textarea>" in page.text
    assert "Theirs. [fortune]</textarea>" in begun.get(EDIT).text

    edited = re.search(r'name="edited" value="(\d+)"', page.text)[1]
    assert save(begun, answer_en="Mine. [fortune]", edited=edited).status_code == 303
    assert "Mine. [fortune]</textarea>" in begun.get(EDIT).text


def test_while_one_types_the_draft_is_saved_and_the_checks_come_back(begun, visitor):
    live = f"{EDIT}/live"
    page = begun.post(live, page=EDIT, **TEXTS, number="1", edited="0")
    assert page.status_code == 200 and 'data-edited="1"' in page.text
    assert "Nothing is wrong" in words(page)
    wrong = {**TEXTS, "answer_fr": "En 2031."}
    page = begun.post(live, page=EDIT, **wrong, number="1", edited="1")
    assert "<mark>2031</mark>" in page.text
    late = visitor("admin").post(live, page=EDIT, **TEXTS, number="1", edited="1")
    assert late.status_code == 409 and "has saved this draft meanwhile" in words(late)


def test_a_question_that_another_answer_serves_is_told(begun):
    save(begun, questions_en="pay me parking\nparking two\nparking three")
    assert "is answered today by pay" in begun.text(f"{EDIT}?saved=1")


def test_a_draft_is_tried_without_being_served(begun, engine):
    assert "Write at least one sentence" in begun.text(f"{EDIT}?ask=parking")
    save(begun)
    page = begun.get(f"{EDIT}?ask=parking")
    assert "this answer" in words(page) and "You asked: parking" in words(page)
    assert "not this answer" in begun.text(f"{EDIT}?ask=weather")
    tried = begun.text(f"{EDIT}?tests=1")
    assert "1 of 1 test questions get this answer" in tried and "Asked so" not in tried
    assert [a.id for a in Catalogue(engine).answers()] == ["pay"]


def test_what_would_change_is_shown_side_by_side(begun, engine):
    transcript = Transcript(engine)
    asked(transcript, "where is the parking", times=3)
    asked(transcript, "weather")
    save(begun)
    page = begun.get(f"{ANSWERS}/parking/impact")
    assert "2 of the last 2 questions looked at" in words(page)
    assert "asked 3 times" in words(page)
    assert '<h2 lang="en">weather' not in page.text
    assert "The sources do not say" in words(page) and "<ins>" in page.text


def test_what_is_published_is_in_force_and_the_audit_tells_it(begun, engine, visitor):
    save(begun)
    response = publish(begun)
    assert response.headers["location"] == f"{ANSWERS}/parking"
    assert "Published: visitors get this answer" in begun.text(f"{ANSWERS}/parking")
    assert [a.id for a in Catalogue(engine).answers()] == ["parking", "pay"]
    audit = visitor("admin").text("/console/audit?who=editor%40example.gov")
    assert "answer.begun" in audit and "answer.changed" in audit and "answer.published" in audit

    withdrawn = begun.post(f"{ANSWERS}/parking/withdraw", page=f"{ANSWERS}/parking")
    assert withdrawn.status_code == 303
    assert "It was withdrawn." in begun.text(f"{ANSWERS}/parking")
    assert [a.id for a in Catalogue(engine).answers()] == ["pay"]
    assert "answer.withdrawn" in visitor("admin").text("/console/audit?action=answer.withdrawn")


def test_what_is_wrong_is_not_published(begun, engine):
    save(begun, answer_en="It is 300,000 dollars. [fortune]")
    page = publish(begun)
    assert page.status_code == 422 and "not in the quotations: 300000" in words(page)
    assert [a.id for a in Catalogue(engine).answers()] == ["pay"]


def test_nobody_publishes_what_they_did_not_see(begun, visitor, engine):
    save(begun)
    looked_at = seen(begun)
    save(visitor("admin"), note="changed meanwhile")
    path = f"{ANSWERS}/parking/publish"
    page = begun.post(path, page=path, edited=looked_at)
    assert page.status_code == 409 and "changed the draft since" in words(page)
    assert [a.id for a in Catalogue(engine).answers()] == ["pay"]


@pytest.mark.parametrize("second_person", ["on"])
def test_a_second_person_publishes_what_was_submitted(begun, visitor, engine):
    save(begun)
    assert publish(begun).status_code == 409
    path = f"{ANSWERS}/parking/publish"
    begun.post(f"{ANSWERS}/parking/submit", page=path, edited=seen(begun))
    assert "It waits for a colleague" in begun.text(path)
    assert "parking" in begun.text(f"{ANSWERS}?state=submitted")
    assert begun.post(path, page=f"{ANSWERS}/parking", edited="2").status_code == 409
    assert publish(visitor("admin")).status_code == 303
    (version,) = Versions(engine).of("parking")
    assert (version.author, version.publisher) == ("editor@example.gov", "admin@example.gov")


def test_versions_are_compared_and_restored(editor, engine):
    path = f"{ANSWERS}/pay"
    editor.post(f"{path}/draft", page=path)
    assert editor.get(f"{path}/edit").status_code == 200
    changed = {**TEXTS, "questions_en": "pay en 0\npay en 1\npay now", "number": "1", "edited": "0"}
    editor.post(f"{path}/edit", **changed, do="save")
    editor.post(f"{path}/publish", page=f"{path}/publish", edited="1")
    assert [v.number for v in Versions(engine).of("pay")] == [1, 0]
    page = editor.get(f"{path}?old=0&new=1")
    assert "<ins>pay now</ins>" in page.text or "<ins>now</ins>" in page.text
    assert "2 lines as before" in words(page)

    editor.post(f"{path}/draft", page=path, version="0")
    draft = Versions(engine).of("pay")[0]
    assert (draft.number, draft.state, draft.note) == (2, State.DRAFT, "Version 0 again.")
    assert draft.answer == Versions(engine).get("pay", 0).answer
    editor.post(f"{path}/discard", page=f"{path}/edit")
    assert Versions(engine).of("pay")[0].number == 1


@pytest.mark.parametrize(
    "path", ["none-such", "none-such/edit", "none-such/publish", "none-such/impact", "pay/publish"]
)
def test_what_is_not_there_is_a_page_that_says_so(editor, path):
    assert editor.get(f"{ANSWERS}/{path}").status_code == 404


def test_who_would_edit_what_nobody_is_writing_is_led_to_where_it_begins(editor):
    assert editor.get(f"{ANSWERS}/pay/edit").headers["location"] == f"{ANSWERS}/pay"
    assert "begin one here" in editor.text(f"{ANSWERS}/pay")


def test_the_list_is_paged(editor):
    assert editor.get(f"{ANSWERS}?page=0").status_code == 422
    assert "Nothing was found" in editor.text(f"{ANSWERS}?page=2")
