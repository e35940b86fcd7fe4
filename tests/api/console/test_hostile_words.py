"""Words of strangers are shown on many pages of the console, and do nothing on any of them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from api.accounts.values import Role
from tests.api.doubles import AXIOS, MAC, ScriptedAssistant

MARK = "zqx"
ATTACKS = (
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f'"><svg/onload={MARK}()>',
    f"' onmouseover='{MARK}()",
    f"</textarea></title></style><iframe srcdoc={MARK}>",
    f"javascript:{MARK}()",
    f"{{{{ {MARK} }}}}",
    f"--><a href='javascript:{MARK}()'>",
)
LEADING = {"href", "src", "action", "formaction", "data", "xlink:href", "poster"}
HOSTILE = replace(AXIOS, title=ATTACKS[0], publisher=ATTACKS[3], url=f"javascript:{MARK}()")


class HostileAssistant(ScriptedAssistant):
    """Answers with what it was asked, from a source that is all attack."""

    def __init__(self):
        super().__init__()
        self.sources = {"axios": HOSTILE, "mac4ever": MAC}

    def events(self, question, conversation, language):
        """The scripted course, with hostile words wherever there is a text."""
        for event in super().events(question, conversation, language):
            if hasattr(event, "answer"):
                cited = tuple(
                    replace(c, source=HOSTILE, quote=question) for c in event.answer.citations
                )
                told = replace(event.answer, text=question, citations=cited)
                told = replace(told, standalone_question=question, suggestions=(question,))
                event = replace(event, answer=told)
            yield event


class Parsed(HTMLParser):
    """The tags of a page that a browser would act on, and its links."""

    def __init__(self, text):
        super().__init__()
        self.acts, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name, value in attributes:
            leads = name in LEADING and (value or "").strip().lower().startswith("javascript:")
            if name.startswith("on") or name == "srcdoc" or leads:
                self.acts.append((tag, name, value))
        kind, source = values.get("type") or "", values.get("src") or ""
        if tag == "script" and not (source.startswith("/static/") or kind.endswith("json")):
            self.acts.append((tag, "script", values))
        if tag == "iframe" and not values.get("src", "").startswith("/console/"):
            self.acts.append((tag, "iframe", values))
        if tag == "a" and (values.get("href") or "").startswith("/console"):
            self.links.append(values["href"].partition("#")[0])


@pytest.fixture
def assistant():
    return HostileAssistant()


@pytest.fixture
def attacked(console, visitor, accounts):
    """An admin of a service in which everything that takes words was given hostile ones."""
    stranger = visitor().client
    for attack in ATTACKS:
        for message in (attack, f"weather {attack}", f"down {attack}"):
            turn = stranger.post("/v1/chat", json={"message": message}).json()
            feedback = {"rating": "down", "comment": attack}
            stranger.post(f"/v1/answers/{turn['id']}/feedback", json=feedback)
        stranger.get("/v1/search", params={"q": attack})
        accounts.keys.create("test", attack, Role.READER)
        accounts.audit.record(attack, "thing.done", attack)
    for number, attack in enumerate(ATTACKS):
        accounts.users.create("test", f"u{number}@example.gov", attack, Role.READER)
    return visitor("admin")


def crawled(person, limit=150):
    """Every page that links lead to, by address; one of each kind of address with an id."""
    seen, waiting, kinds = {}, ["/console", "/console/turns", "/console/inbox"], {}
    while waiting and len(seen) < limit:
        path = waiting.pop(0)
        kind = re.sub(r"[\w-]{20,}|\d+", "*", path)
        if path in seen or kinds.get(kind, 0) >= len(ATTACKS):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        response = person.client.get(path)
        seen[path] = response
        if response.headers["content-type"].startswith("text/html"):
            waiting += Parsed(response.text).links
    return seen


def test_words_of_strangers_are_text_on_every_page_of_the_console(attacked):
    pages = crawled(attacked)
    html = {p: r.text for p, r in pages.items() if r.headers["content-type"][:9] == "text/html"}

    assert {path: Parsed(text).acts for path, text in html.items() if Parsed(text).acts} == {}
    shown = {path.partition("?")[0] for path, text in html.items() if MARK in text}
    assert {"/console/users", "/console/keys", "/console/audit", "/console/turns"} <= shown
    assert len(html) > 25 and len(shown) > 8


def test_a_page_finds_what_acts_and_nothing_else():
    """The measure of this test, measured."""
    for attack in ATTACKS[:5]:
        assert Parsed(f"<p title='{attack}'>{attack}").acts
    assert Parsed(f"<a href='javascript:{MARK}()'>x</a>").acts
    assert Parsed("<a href='/console/turns'>&lt;script&gt;</a>").acts == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_of_strangers_are_text_on_the_pages_for_everybody(visitor, attack):
    client = visitor().client
    asked = client.post("/ask", data={"message": attack}, headers={"Origin": "https://ask.example"})
    pages = [
        asked,
        client.get("/faq", params={"q": attack}),
        client.get("/faq", params={"topic": attack}),
        client.get("/", params={"q": attack, "conversation": attack}),
        client.get(f"/faq/{attack}"),
        client.get("/console/sign-in", params={"next": attack}),
        client.get(f"/{attack}", headers={"Accept": "text/html"}),
    ]
    for page in (p for p in pages if p.headers["content-type"].startswith("text/html")):
        assert Parsed(page.text).acts == [], page.url
    assert MARK in asked.text


@pytest.mark.parametrize("path", ["/console/insight", "/v1/admin/insight"])
@pytest.mark.parametrize(
    "asked",
    [
        "first=0001-02-01&last=0001-02-01&days=1",
        "last=0001-01-01&days=1830",
        "first=9999-12-31&last=9999-12-31",
        "first=0001-01-01&last=9999-12-31",
    ],
)
def test_days_at_the_ends_of_the_calendar_are_answered(visitor, path, asked):
    assert visitor("reader").get(f"{path}?{asked}").status_code == 200
