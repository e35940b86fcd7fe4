"""A person with a browser, as far as forms and cookies go."""

import re
from html import unescape

from fastapi.testclient import TestClient

from api.accounts.accounts import open_accounts
from api.accounts.values import Role
from api.settings import ApiSettings
from knowledge.database import open_database

PASSWORD = "gentle otter reads maps"
ORIGIN = "https://ask.example"


class Visitor:
    """Opens pages and sends their forms with the token that the page carries."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **more):
        """Open a page; redirects are not followed."""
        return self.client.get(path, follow_redirects=False, **more)

    def post(self, path, page=None, **fields):
        """Send a form of `page`, or of the page at the same path."""
        shown = self.get(page or path)
        token = re.search(r'name="csrf_token" value="(\w+)"', shown.text)
        return self.send(path, {**fields, "csrf_token": token[1] if token else ""})

    def send(self, path, fields, **headers):
        """Send fields as they are, as a form of this site would."""
        own = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=fields, headers=own | headers, follow_redirects=False)

    def sign_in(self, email, password=PASSWORD):
        """Sign in; self, for chaining."""
        response = self.post("/console/sign-in", email=email, password=password)
        assert response.status_code == 303, response.text
        return self

    def text(self, path):
        """What a page says, without its marks."""
        return words(self.get(path))


def words(response):
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def keyed(app, accounts, role):
    """A client that sends a key of a role."""
    _, secret = accounts.keys.create("test", "script", role)
    return TestClient(app, ORIGIN, headers={"Authorization": f"Bearer {secret}"})


def people(database_url):
    """One user of each role in a database, with the same password; the accounts."""
    engine = open_database(database_url)
    accounts = open_accounts(engine, ApiSettings())
    for role in Role:
        email = f"{role.value}@example.gov"
        accounts.passwords.create("test", email, f"The {role.value}", role, PASSWORD)
    return accounts, engine
