"""A reply looks the same from an Answer and from the wire."""

import json
from dataclasses import replace
from datetime import date

from evals.observed import from_answer, from_wire
from tests.evals.doubles import OFF_TOPIC, PAY, SEEN

WIRE = {
    "id": "t1",
    "conversation_id": "c1",
    "status": "answered",
    "reason": None,
    "language": "en",
    "question": PAY.question,
    "standalone_question": PAY.standalone_question,
    "text": PAY.text,
    "sentences": [
        {"text": s.text, "citations": list(s.citations), "origin": s.origin} for s in PAY.sentences
    ],
    "citations": [
        {
            "label": c.label,
            "source_id": c.source.id,
            "passage_id": c.passage_id,
            "title": c.source.title,
            "publisher": c.source.publisher,
            "url": c.source.url,
            "published": str(c.source.published),
            "language": c.source.language,
            "quote": c.quote,
        }
        for c in PAY.citations
    ],
    "conflicts": [
        {
            "topic": "pay",
            "versions": [
                {"value": v.value, "citations": list(v.citations)}
                for v in PAY.conflicts[0].versions
            ],
        }
    ],
    "as_of": "2025-12-16",
    "confidence": 0.9,
    "suggestions": [],
    "generator": "verified",
    "timings_ms": {},
}


def test_the_wire_and_the_answer_are_seen_alike():
    assert from_wire(json.loads(json.dumps(WIRE)), PAY.question, 10.0) == SEEN


def test_what_is_seen():
    assert SEEN.as_of == date(2025, 12, 16)
    assert [c.source_id for c in SEEN.cited([2])] == ["fortune"]
    assert SEEN.outcome == "answered"
    assert from_answer(OFF_TOPIC, 1.0).outcome == "declined/off_topic"
    assert replace(SEEN, error="down").outcome == "error"


def test_what_is_no_answer_is_an_error_that_names_the_fields():
    seen = from_wire(WIRE | {"as_of": "soon", "citations": [5]}, "what is the pay", 3.0)

    assert seen.question == "what is the pay"
    assert seen.error is not None
    assert "as_of" in seen.error
    assert "citations.0" in seen.error
    assert from_wire(["no"], "q", 1.0).error is not None
