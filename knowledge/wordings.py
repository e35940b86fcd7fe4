"""The wordings of a verified answer's question, as Passages that can be compared with questions."""

from __future__ import annotations

from knowledge.document import Passage, passage_id
from knowledge.verified import VerifiedAnswer


def wordings(answer: VerifiedAnswer) -> list[Passage]:
    """Every wording of an answer's question, as a Passage whose Source is the answer."""
    return [
        Passage(
            id=passage_id(answer.id, (language,), wording),
            source_id=answer.id,
            heading=(answer.topic,),
            text=wording,
            start=0,
            end=len(wording),
            language=language,
        )
        for language, questions in answer.questions.items()
        for wording in dict.fromkeys(questions)
    ]
