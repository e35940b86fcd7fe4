"""Values of the assistant as wire models; the format of the wire is decided here alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from api import knowledge_schemas as known
from api import schemas
from api.turns import Told
from assistant import answer as values
from assistant.conversation import Turn
from assistant.events import Found, Proven, Searching
from assistant.retrieve import Hit
from assistant.transcript import Record
from knowledge.document import Document, Language, Source
from knowledge.validity import validity
from knowledge.verified import DeclaredConflict, VerifiedAnswer


def to_event(told: Told) -> tuple[str, schemas.WireModel]:
    """Name and payload of a server-sent event."""
    match told.what:
        case Searching(query):
            return "searching", schemas.Searching(
                conversation_id=told.conversation_id,
                standalone_question=query.text,
                language=query.language,
            )
        case Found(evidence):
            return "evidence", schemas.Evidence(
                conversation_id=told.conversation_id,
                evidence=tuple(map(_evidence, evidence)),
            )
        case Proven(sentence, citations):
            return "sentence", schemas.ProvenSentence(
                conversation_id=told.conversation_id,
                sentence=_sentence(sentence),
                citations=tuple(map(_citation, citations)),
            )
        case Turn() as turn:
            return "answer", to_answer(told.conversation_id, turn)


def to_answer(conversation_id: str, turn: Turn) -> schemas.Answer:
    """A stored Turn's Answer."""
    answer = turn.answer
    return schemas.Answer(
        id=turn.id,
        conversation_id=conversation_id,
        status=answer.status,
        reason=answer.reason,
        language=answer.language,
        question=answer.question,
        standalone_question=answer.standalone_question,
        text=answer.text,
        sentences=tuple(map(_sentence, answer.sentences)),
        citations=tuple(map(_citation, answer.citations)),
        conflicts=tuple(map(schemas.Conflict.model_validate, answer.conflicts)),
        notes=answer.notes,
        as_of=answer.as_of,
        confidence=answer.confidence,
        suggestions=answer.suggestions,
        generator=answer.generator,
        usage=schemas.Usage.model_validate(answer.usage) if answer.usage else None,
        dropped=answer.dropped,
        timings_ms=dict(answer.timings_ms),
    )


def to_unstored(answer: values.Answer) -> schemas.Answer:
    """An Answer that belongs to no stored conversation: its ids are empty."""
    return to_answer("", Turn("", datetime.now(UTC), answer))


def to_conversation(record: Record) -> schemas.Conversation:
    """A stored conversation."""
    conversation = record.conversation
    return schemas.Conversation(
        id=conversation.id,
        started_at=record.started_at,
        turns=tuple(_turn(record, turn) for turn in conversation.turns),
    )


def to_export(record: Record) -> schemas.Export:
    """All that was said in a conversation and thought of it, with the time of asking."""
    return schemas.Export(**dict(to_conversation(record)), exported_at=datetime.now(UTC))


def to_hit(hit: Hit, sources: Mapping[str, Source]) -> known.Hit:
    """A passage with its scores."""
    source = sources.get(hit.passage.source_id)
    return known.Hit(
        passage_id=hit.passage.id,
        source_id=hit.passage.source_id,
        title=source.title if source else "",
        text=hit.passage.text,
        language=hit.passage.language,
        score=hit.score,
        lexical_rank=hit.lexical_rank,
        dense_rank=hit.dense_rank,
    )


def to_source(source: Source, sources: Mapping[str, Source], today: date) -> known.Source:
    """A publication, and whether it holds on a day; `sources` may have what replaces it."""
    return known.Source(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        published_precision=source.date_precision,
        language=source.language,
        kind=source.kind,
        reliability=source.reliability,
        valid_until=source.valid_until,
        superseded_by=source.superseded_by,
        validity=validity(source, sources, today),
    )


def to_document(
    document: Document, sources: Mapping[str, Source], today: date
) -> known.SourceDocument:
    """A publication with its text."""
    told = to_source(document.source, sources, today)
    return known.SourceDocument(**dict(told), text=document.text)


def to_verified(
    verified: VerifiedAnswer, language: Language, sources: Mapping[str, Source]
) -> known.VerifiedAnswer:
    """A verified answer in one language; citations are numbered as they are first used."""
    proofs = [key for sentence in verified.answer[language] for key in sentence.cite]
    proofs += [key for c in verified.conflicts for version in c.versions for key in version.cite]
    labels = {key: label for label, key in enumerate(dict.fromkeys(proofs), start=1)}
    sentences = tuple(
        values.Sentence(s.text, tuple(labels[key] for key in s.cite), values.Origin.VERIFIED)
        for s in verified.answer[language]
    )
    quoted = {label: verified.citations[key] for key, label in labels.items()}
    return known.VerifiedAnswer(
        id=verified.id,
        topic=verified.topic,
        kind=verified.kind,
        language=language,
        questions=tuple(verified.questions[language]),
        text=" ".join(map(str, sentences)),
        sentences=tuple(map(_sentence, sentences)),
        citations=tuple(_quotation(n, sources[q.source_id], q.quote) for n, q in quoted.items()),
        conflicts=tuple(_conflict(c, language, labels) for c in verified.conflicts),
        as_of=verified.as_of,
        review_by=verified.review_by,
    )


def _turn(record: Record, turn: Turn) -> schemas.Turn:
    feedback = record.feedback.get(turn.id)
    return schemas.Turn(
        asked_at=turn.asked_at,
        answer=to_answer(record.conversation.id, turn),
        rating=feedback.rating if feedback else None,
        comment=feedback.comment if feedback else None,
    )


def _sentence(sentence: values.Sentence) -> schemas.Sentence:
    return schemas.Sentence.model_validate(sentence)


def _conflict(
    declared: DeclaredConflict, language: Language, labels: Mapping[str, int]
) -> schemas.Conflict:
    versions = (
        schemas.Version(value=v.value[language], citations=tuple(labels[key] for key in v.cite))
        for v in declared.versions
    )
    return schemas.Conflict(topic=declared.topic[language], versions=tuple(versions))


def _citation(citation: values.Citation) -> schemas.Citation:
    return schemas.Citation(
        **_published(citation.source),
        label=citation.label,
        passage_id=citation.passage_id,
        quote=citation.quote,
    )


def _quotation(label: int, source: Source, quote: str) -> schemas.Quotation:
    return schemas.Quotation(**_published(source), label=label, quote=quote)


def _evidence(evidence: values.Evidence) -> schemas.EvidenceItem:
    return schemas.EvidenceItem(
        **_published(evidence.source),
        label=evidence.label,
        passage_id=evidence.passage.id,
        text=evidence.passage.text,
        score=evidence.score,
    )


def _published(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "published_precision": source.date_precision,
        "language": source.language,
    }
