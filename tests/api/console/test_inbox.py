"""The inbox and the turns as recruiters see and settle them."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from assistant.inbox.rows import ItemRow
from tests.api.console.visitor import words

INBOX = "/console/inbox"


@pytest.fixture
def asked(console, visitor):
    """Asks questions as a visitor of the chat; the ids of the turns."""
    client = visitor().client

    def ask(*questions, **more):
        return [
            client.post("/v1/chat", json={"message": question, **more}).json()
            for question in questions
        ]

    return ask


@pytest.fixture
def editor(visitor):
    return visitor("editor")


def item_path(somebody, question):
    found = re.search(rf'href="({INBOX}/\w+)"[^>]*>{re.escape(question)}<', listed(somebody))
    return found[1]


def listed(somebody, query=""):
    page = somebody.get(INBOX + query)
    assert page.status_code == 200
    return page.text


WEATHER = "How much does the Tech Force pay a year?"  # what the scripted assistant understands


def test_what_had_no_answer_is_listed_with_how_often_and_in_which_languages(asked, editor):
    assert "Nothing waits for you." in words(editor.get(INBOX))
    asked("the weather?")
    asked("the weather today?", language="fr")
    asked("how much?")

    page = words(editor.get(INBOX))
    assert "No answer found 1" in page and "2 : 1 English · 1 French" in page
    assert "2 this week, 0 before" in page
    assert "All 1" in page


def test_topics_are_called_as_they_are_in_the_editor_of_answers(asked, editor, engine):
    asked("the weather?")
    path = item_path(editor, WEATHER)
    with engine.begin() as connection:
        connection.execute(update(ItemRow).values(topic="pay"))

    assert '<option value="pay">Pay and benefits</option>' in listed(editor)
    assert "Topic Pay and benefits" in words(editor.get(path))


def test_what_was_asked_once_tells_its_time_once(asked, editor):
    asked("the weather?")
    facts = editor.get(item_path(editor, WEATHER)).text.partition("</dl>")[0]

    assert "<dt>When</dt>" in facts and "<dt>First</dt>" not in facts
    assert facts.count("<time ") == 1


def test_a_disliked_answer_is_shown_with_its_comment_as_plain_text(asked, editor, visitor):
    (told,) = asked("how <much>?")
    client = visitor().client
    comment = "<script>alert(1)</script> & no"
    path = f"/v1/answers/{told['id']}/feedback"
    assert client.post(path, json={"rating": "down", "comment": comment}).status_code < 300

    page = editor.get(item_path(editor, WEATHER))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; no" in page.text
    assert "<script>alert" not in page.text and "Not helpful" in page.text
    assert f"/console/turns/{told['id']}" in page.text
    assert "/console/answers/pay/edit" in page.text


def test_an_item_leads_to_writing_its_answer(asked, editor, visitor):
    asked("the weather?")
    path = item_path(editor, WEATHER)

    assert f"/console/answers/new?item={path.rpartition('/')[2]}" in editor.get(path).text
    assert "answers/new" not in visitor("reader").get(path).text


def test_items_are_assigned_snoozed_dismissed_and_reopened_and_the_audit_tells(
    asked, editor, visitor
):
    asked("the weather?")
    path = item_path(editor, WEATHER)
    editor.post(f"{path}/assign", page=path, to="admin@example.gov")
    assert "admin@example.gov looks after this." in editor.text(path)
    assert "Nothing was found." in editor.text(f"{INBOX}?mine=true")
    day = (date.today() + timedelta(days=3)).isoformat()
    editor.post(f"{path}/snooze", page=path, until=day)
    assert f"Out of the inbox until {day}, by editor@example.gov." in editor.text(path)
    assert "Nothing waits" in editor.text(INBOX)
    assert path in listed(editor, "?state=snoozed")
    editor.post(f"{path}/reopen", page=path)
    editor.post(f"{path}/dismiss", page=path, reason="not our subject")
    assert "“not our subject”" in editor.text(path)
    assert path in listed(editor, "?state=dismissed")

    audit = visitor("admin").text("/console/audit")
    for action in ("item.assigned", "item.snoozed", "item.reopened", "item.dismissed"):
        assert action in audit


def test_several_items_are_dismissed_at_once_and_one_goes_back_to_the_same_list(asked, editor):
    asked("the weather?")
    (item,) = re.findall(r'name="item" value="(\w+)"', listed(editor))
    back = f"{INBOX}?language=en"
    without = editor.post(INBOX, does="dismiss", item=item, back=back)
    assert without.status_code == 400 and "Say why it is dismissed." in words(without)
    assert re.search(rf'value="{item}"[^>]* checked', without.text)
    nothing = editor.post(INBOX, does="take", back=back)
    assert nothing.status_code == 400 and "Choose at least one item." in words(nothing)

    taken = editor.post(INBOX, does="take", item=item, back=back)
    assert taken.headers["location"] == back
    assert "1 item is assigned to you." in editor.text(back)
    gone = editor.post(INBOX, does="dismiss", item=item, reason="spam", back="//evil.example")
    assert gone.headers["location"] == "/console"


def test_what_cannot_be_settled_is_told(asked, editor):
    asked("the weather?")
    path = item_path(editor, WEATHER)
    for field, told in (
        ({"until": "2020-01-01"}, "The day must lie ahead."),
        ({"until": "soon"}, "not complete"),
        ({"until": "33333333333"}, "not complete"),
    ):
        page = editor.post(f"{path}/snooze", page=path, **field)
        assert page.status_code in (400, 422) and told in words(page)
    assert editor.post(f"{path}/assign", page=path, to="nobody@x.org").status_code == 422
    assert editor.post(f"{INBOX}/none/reopen", page=path).status_code == 404
    assert editor.get(f"{INBOX}/none").status_code == 404
    assert editor.get(f"{INBOX}?state=odd").status_code == 422
    assert editor.get(f"{INBOX}?kind=&language=&topic=&text=&page=2").status_code == 200


def test_a_reader_sees_the_inbox_and_settles_nothing(asked, visitor, editor):
    asked("the weather?")
    reader, path = visitor("reader"), item_path(editor, WEATHER)

    assert "<button>Dismiss" not in reader.get(path).text and "Write the" not in reader.text(path)
    assert 'name="item"' not in listed(reader)
    assert reader.post(f"{path}/dismiss", page="/console/account", reason="x").status_code == 403


def test_a_deleted_conversation_leaves_the_inbox_at_once(asked, editor, visitor):
    (told,) = asked("the weather?")
    path = item_path(editor, WEATHER)
    visitor().client.delete(f"/v1/conversations/{told['conversation_id']}")

    assert "Nothing waits for you." in editor.text(INBOX)
    assert editor.get(path).status_code == 404
