"""Fill a data directory with 10,000 conversations, in which 2,000 Review items were asked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

CONVERSATIONS, TURNS, ITEMS, DAYS = 10_000, 3, 2_000, 90
QUESTIONS = (
    "How much does it pay?", "How long does the Tech Force last?", "Do I need a degree?",
    "Combien gagne-t-on ?", "Faut-il un diplôme ?", "Quelles entreprises participent ?",
    "¿Cuánto se cobra?", "¿Hace falta un título?", "¿Dónde se trabaja?",
    "Is there dental insurance in year three?", "Qui est le voisin du directeur ?",
    "¿Qué tiempo hará mañana en la oficina?", "Can I bring my dog to work?", "What is your name?",
)  # fmt: skip


def fill(folder) -> None:
    """Real answers with their traces, said again and again in other words."""
    from assistant.build import open_live
    from assistant.rows import ConversationRow, TurnRow
    from knowledge.database import open_database
    from knowledge.settings import KnowledgeSettings
    from tests.api.console.visitor import people

    settings = KnowledgeSettings()
    with open_live(knowledge=settings) as live:
        models = [model_of(live.assistant, question) for question in QUESTIONS]
    accounts, engine = people(settings.database)
    engine.dispose()
    engine = open_database(settings.database)
    chance = random.Random(7)
    now = datetime.now(UTC)
    conversations, turns = [], []
    for n in range(CONVERSATIONS):
        began = now - timedelta(days=DAYS * (1 - (n / CONVERSATIONS)), seconds=chance.random())
        conversations.append({"id": f"c{n}", "started_at": began})
        for m in range(TURNS):
            values = dict(chance.choice(models))
            worded = f"{values['standalone_question']} {n % 3000} {m}"
            turns.append(
                values
                | {
                    "id": f"t{n}-{m}",
                    "conversation_id": f"c{n}",
                    "asked_at": began + timedelta(minutes=m),
                    "standalone_question": worded,
                    "total_ms": chance.lognormvariate(3.3, 0.7),
                    **rated(chance, began),
                }
            )
    with Session(engine) as session, session.begin():
        for start in range(0, CONVERSATIONS, 2000):
            session.execute(insert(ConversationRow), conversations[start : start + 2000])
        for start in range(0, len(turns), 2000):
            session.execute(insert(TurnRow), turns[start : start + 2000])
        add_items(session, turns, chance)
    engine.dispose()


def model_of(assistant, question):
    """The columns of a turn as they are when the question is asked."""
    from pydantic import TypeAdapter

    from assistant.answer import Answer
    from assistant.conversation import Conversation
    from assistant.events import Answered
    from assistant.measures import measures
    from assistant.trace import Trace, trace_of

    events = list(assistant.events(question, Conversation("")))
    assert isinstance(events[-1], Answered)
    answer, trace = replace(events[-1].answer), trace_of(events, "1.0")
    return {
        "answer": TypeAdapter(Answer).dump_python(answer, mode="json"),
        "status": answer.status.value,
        "reason": answer.reason and answer.reason.value,
        "language": answer.language,
        "standalone_question": answer.standalone_question,
        "generator": answer.generator,
        "confidence": answer.confidence,
        "verified_id": answer.verified_id,
        "trace": TypeAdapter(Trace).dump_python(trace, mode="json"),
        **measures(answer, trace),
    }


def rated(chance, when):
    """Every tenth answer is rated, now and then with a comment."""
    drawn = chance.random()
    if drawn > 0.1:
        return {"rating": None, "comment": None, "rated_at": None}
    comment = "Too short for me." if drawn < 0.01 else None
    return {"rating": "down" if drawn < 0.03 else "up", "comment": comment, "rated_at": when}


def add_items(session, turns, chance):
    """Items of the turns that somebody should look at, some asked often and most of them once."""
    from assistant.inbox.rows import ItemRow, MemberRow

    kinds = ("unanswered", "unsupported", "disliked", "low_confidence", "known_gap")
    items = [
        {
            "id": f"i{n}", "key": f"i{n}", "kind": kinds[n % 5], "title": "", "guesses": [],
            "state": ("open", "open", "dismissed", "done")[n % 4], "since": turns[0]["asked_at"],
            "topic": ("pay", "eligibility", None)[n % 3], "returned": 0,
            "assignee": "admin@example.gov" if n % 20 == 0 else None, "reason": None,
            "answer_id": None, "snoozed_until": None, "note": None, "decided_at": None,
            "decided_by": None, "done_by": None,
        }
        for n in range(ITEMS)
    ]  # fmt: skip
    session.execute(insert(ItemRow), items)
    asked = [
        t for t in turns
        if t["status"] == "unanswered" or t["rating"] == "down"
        or (t["status"] == "answered" and t["confidence"] < 0.5)
    ]  # fmt: skip
    members = [
        {
            "turn_id": turn["id"],
            "item_id": f"i{n if n < ITEMS else int(ITEMS * chance.random() ** 3)}",
            "asked_at": turn["asked_at"],
            "language": turn["language"],
            "question": turn["standalone_question"],
            "words": turn["standalone_question"].lower(),
            "same": f"s{n % 6000}",
            "space": "none",
            "vector": chance.randbytes(256),
        }
        for n, turn in enumerate(asked)
    ]
    session.execute(insert(MemberRow), members)
