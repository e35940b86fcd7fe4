"""Development samples for the quote decision: public question sets, and the project's documents.

Of the project, the wordings of verified answers are asked to small sets of documents: the cited
sentences are right, and the wordings of known gaps have no right sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from assistant.alignment import Rarity, states_of
from assistant.answer import Query
from assistant.decision import Decision
from assistant.quote import FEATURES, Quoter
from assistant.retrieve import Hit, Retriever
from knowledge.document import Document, Passage
from knowledge.embedder import Embedder, Vectors
from knowledge.faq_file import read_verified_answers
from knowledge.folder import shared_file
from knowledge.folding import fold
from knowledge.lexical import LexicalIndex
from knowledge.names import Names
from knowledge.opposites import Opposites
from knowledge.programme import read_names
from knowledge.source_file import read_project_documents
from knowledge.verified import AnswerKind

_QUESTIONS = 100
_FOLDERS = 16  # small sets of the project's documents
_DOCUMENTS = 4  # in each of them
_DISTRACTORS = 150
_NO_DECISION = Decision.undecided(FEATURES)

Row = tuple[tuple[float, ...], bool, int, int, bool]


@dataclass(frozen=True, slots=True)
class _Words:
    names: Names
    opposites: Opposites


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    language: str
    context: str  # the passage that may be taken away, or nothing
    answers: tuple[str, ...]  # in the language of the passages; empty: not answerable


def quote_samples(
    benchmarks: Path, knowledge: Path, embedder: Embedder, seed: int
) -> Iterator[Row]:
    """(features, right, question, group, answerable) of every sentence that might be quoted."""
    random = np.random.default_rng(seed)
    words = _Words(read_names(knowledge), Opposites.load(shared_file(knowledge, "opposites.yaml")))
    number = 0
    for passages, asked in chain(_project(knowledge, random), _public(benchmarks, random)):
        quoter, retriever = _parts(passages, embedder, words)
        for question in asked:
            for without in ("", question.context) if question.context else ("",):
                number += 1
                answerable = bool(question.answers) and not without
                rows = _judged(question, without, quoter, retriever, embedder)
                for values, text in rows:
                    held = fold(text)
                    right = answerable and any(
                        fold(a) in held or held in fold(a) for a in question.answers
                    )
                    yield values, right, number, number, answerable


def _judged(
    question: _Asked, without: str, quoter: Quoter, retriever: Retriever, embedder: Embedder
) -> Iterator[tuple[tuple[float, ...], str]]:
    states = states_of(embedder, question.text, "query")
    found = retriever.search_vector(question.text, states.pooled, question.language, 9)
    hits: list[Hit] = [h for h in found if h.passage.id != without][:8]
    query = Query(question.text, question.language, question.text)  # type: ignore[arg-type]
    for judged in quoter.judged(query, states, hits):
        yield judged.values, judged.text


def _parts(passages: list[Passage], embedder: Embedder, words: _Words) -> tuple[Quoter, Retriever]:
    vectors = embedder.embed_passages([p.text for p in passages])

    def nearest(vector: Vectors, limit: int) -> list[tuple[Passage, float]]:
        similar = vectors @ vector
        return [(passages[i], float(similar[i])) for i in np.argsort(-similar)[:limit]]

    rarity = Rarity([(p.text, p.language) for p in passages])
    quoter = Quoter(embedder, rarity, words.names, _NO_DECISION, words.opposites)
    return quoter, Retriever(LexicalIndex(passages), nearest, embedder)


def _project(
    folder: Path, random: np.random.Generator
) -> Iterator[tuple[list[Passage], list[_Asked]]]:
    documents = list(read_project_documents(folder / "documents").values())
    answers = read_verified_answers(folder / "faq")
    for _ in range(_FOLDERS):
        chosen = [documents[i] for i in random.permutation(len(documents))[:_DOCUMENTS]]
        names = {d.source.id for d in chosen}
        asked = []
        for answer in answers:
            quotes = [c.quote for c in answer.citations.values() if c.source_id in names]
            gap = answer.kind is AnswerKind.NOT_STATED
            if not (gap or quotes):
                continue
            for language, wordings in answer.questions.items():
                text = wordings[random.integers(len(wordings))]
                asked.append(_Asked(text, language, "", () if gap else tuple(quotes)))
        yield [p for d in chosen for p in _pieces(d)], asked


def _pieces(document: Document) -> Iterator[Passage]:
    """The paragraphs of a document."""
    source = document.source
    for n, text in enumerate(t for t in document.text.split("\n\n") if not t.startswith("#")):
        yield Passage(f"{source.id}:{n}", source.id, (), text, 0, len(text), source.language)


def _public(
    folder: Path, random: np.random.Generator
) -> Iterator[tuple[list[Passage], list[_Asked]]]:
    xquad = folder / "retrieval" / "xquad"
    asked = {
        lang: {q["id"]: q for q in _lines(xquad / f"queries_{lang}.jsonl")} for lang in ("en", "es")
    }
    for text_lang in ("en", "es"):
        corpus = _lines(xquad / f"corpus_{text_lang}.jsonl")
        gold = _qrels(xquad / f"qrels_{text_lang}.tsv")
        for lang in ("en", "es"):
            ids = random.permutation(sorted(gold))[:_QUESTIONS]
            yield (
                _passages(corpus, text_lang),
                [
                    _Asked(
                        asked[lang][i]["text"], lang, gold[i], tuple(asked[text_lang][i]["answers"])
                    )
                    for i in ids
                ],
            )
    yield _piaf(folder / "retrieval" / "piaf_fr", random)
    yield _squad(folder / "abstention" / "squad2_en", random)


def _piaf(folder: Path, random: np.random.Generator) -> tuple[list[Passage], list[_Asked]]:
    gold = _qrels(folder / "qrels.tsv")
    queries = [q for q in _lines(folder / "queries.jsonl") if q["id"] in gold and q.get("answers")]
    chosen = [queries[i] for i in random.permutation(len(queries))[:_QUESTIONS]]
    wanted = {gold[q["id"]] for q in chosen}
    others = random.random(5000) < 0.1
    corpus = [
        d for n, d in enumerate(_lines(folder / "corpus.jsonl")) if d["id"] in wanted or others[n]
    ]
    asked = [_Asked(q["text"], "fr", gold[q["id"]], tuple(q["answers"])) for q in chosen]
    return _passages(corpus, "fr"), asked


def _squad(folder: Path, random: np.random.Generator) -> tuple[list[Passage], list[_Asked]]:
    queries = _lines(folder / "queries.jsonl")
    chosen = [queries[i] for i in random.permutation(len(queries))[: 2 * _QUESTIONS]]
    wanted = {q["context_id"] for q in chosen}
    corpus = [d for d in _lines(folder / "corpus.jsonl") if d["id"] in wanted]
    asked = [
        _Asked(q["text"], "en", q["context_id"], tuple(q["answers"]) if q["answerable"] else ())
        for q in chosen
    ]
    return _passages(corpus, "en"), asked


def _passages(corpus: list[dict[str, Any]], language: str) -> list[Passage]:
    return [Passage(d["id"], d["id"], (), d["text"], 0, len(d["text"]), language) for d in corpus]


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _qrels(path: Path) -> Mapping[str, str]:
    rows = path.read_text(encoding="utf-8").splitlines()[1:]
    return {query: passage for query, passage, _ in (row.split("\t") for row in rows)}
