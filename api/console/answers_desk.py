"""The desk of the running service, and what all pages of verified answers share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.accounts.access import TheAccounts
from api.parts import Parts, TheParts, TheSettings
from assistant.desk import Desk
from knowledge.programme import read_names
from knowledge.publish import Publisher
from knowledge.settings import KnowledgeSettings
from knowledge.topics import topic_title

ANSWERS = "/console/answers"


def _desk(request: Request, parts: TheParts, accounts: TheAccounts, settings: TheSettings) -> Desk:
    """One for all requests: it remembers the answers in force until others are published."""
    kept: tuple[Parts, Desk] | None = getattr(request.app.state, "desk", None)
    if kept is None or kept[0] is not parts:
        names = read_names(KnowledgeSettings().knowledge_dir)
        second_person = settings.second_person == "on"
        publisher = Publisher(parts.engine, names, second_person=second_person)
        kept = parts, Desk(parts.engine, publisher, parts.live, accounts.audit)
        request.app.state.desk = kept
    return kept[1]


TheDesk = Annotated[Desk, Depends(_desk)]


def topic_names(request: Request, desk: Desk) -> dict[str, str]:
    """The topics that answers may have, with their English titles, in the order of the pages."""
    topics = request.app.state.topics
    own = {a.topic for a in desk.publisher.in_force().values()}
    names = [*topics, *sorted(own - set(topics))]
    return {name: topic_title(topics, name, "en") for name in names}
