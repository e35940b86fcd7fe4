"""The places of the console, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.accounts.values import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the navigation, shown to those whose role covers it once its page exists."""

    name: str
    path: str
    role: Role


_ENTRIES = (
    Entry("Inbox", "/console/inbox", Role.READER),
    Entry("Questions", "/console/turns", Role.READER),
    Entry("Answers", "/console/answers", Role.READER),
    Entry("Documents", "/console/documents", Role.READER),
    Entry("Insight", "/console/insight", Role.READER),
    Entry("Search", "/console/search", Role.READER),
    Entry("Evaluation", "/console/evaluation", Role.READER),
    Entry("Audit", "/console/audit", Role.ADMIN),
    Entry("Users", "/console/users", Role.ADMIN),
    Entry("Keys", "/console/keys", Role.ADMIN),
)


def entries(app: FastAPI, role: Role | None) -> list[Entry]:
    """The entries for a role, of pages that the app has; none for nobody."""
    if role is None:
        return []
    there = _paths(app)
    return [entry for entry in _ENTRIES if entry.path in there and role.covers(entry.role)]


def _paths(app: FastAPI) -> frozenset[str]:
    known: frozenset[str] | None = getattr(app.state, "console_paths", None)
    if known is None:  # routes do not change once requests are served
        found = (getattr(context, "path", None) for context in iter_route_contexts(app.routes))
        known = frozenset(path for path in found if path)
        app.state.console_paths = known
    return known
