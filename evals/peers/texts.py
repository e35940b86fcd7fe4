"""The texts and questions that all systems get, from a folder of retrieval benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TypeVar

from evals.beir import Benchmark, Text, read_benchmark
from evals.peers.systems import Piece

_FILES = ("corpus", "queries", "qrels")
RANKED = ("faq_en", "xquad_es")
"""Where nDCG@10 is measured: paraphrased questions in English, and paragraphs in Spanish."""
_SETS = {
    "faq_en": "faq_en/{}",
    "xquad_en": "xquad/{}_en",
    "xquad_es": "xquad/{}_es",
    "piaf_fr": "piaf_fr/{}",
    "mtrag_govt": "mtrag_govt/{}",
}
_T = TypeVar("_T")
_FORMS = {"corpus": "jsonl", "queries": "jsonl", "qrels": "tsv"}


@dataclass(frozen=True, slots=True)
class Texts:
    """What is ingested and asked when time is measured, and what is ranked."""

    pieces: tuple[Piece, ...]
    questions: tuple[str, ...]
    ranked: dict[str, Benchmark]


def read_texts(folder: Path, passages: int, questions: int, ranked: int | None = None) -> Texts:
    """So many passages and questions, from all sets in turn; raises InvalidBenchmark.

    `ranked` is how many questions of each ranked set are kept, spread evenly over it, with their
    texts.
    """
    sets = {name: _read(folder, pattern) for name, pattern in _SETS.items()}
    pieces = (pieces_of(b.corpus, name) for name, b in sets.items())
    asked = ([q.text for q in b.questions] for b in sets.values())
    chosen = {name: b if ranked is None else _cut(b, ranked) for name, b in sets.items()}
    return Texts(
        tuple(_in_turn(pieces, passages)),
        tuple(_in_turn(asked, questions)),
        {name: chosen[name] for name in RANKED},
    )


def pieces_of(corpus: Iterable[Text], prefix: str) -> list[Piece]:
    """The texts of a corpus with ids that no other corpus uses."""
    return [Piece(f"{prefix}/{t.id}", t.title, t.text, t.lang or "en") for t in corpus]


def _read(folder: Path, pattern: str) -> Benchmark:
    corpus, queries, qrels = (folder / f"{pattern.format(f)}.{_FORMS[f]}" for f in _FILES)
    return read_benchmark(corpus, queries, qrels)


def _cut(whole: Benchmark, count: int) -> Benchmark:
    step = max(1, len(whole.questions) // count)
    questions = whole.questions[::step][:count]
    judged = {text for question in questions for text in whole.relevant[question.id]}
    corpus = tuple(text for text in whole.corpus if text.id in judged)
    return Benchmark(corpus, questions, whole.relevant)


def _in_turn(lists: Iterable[Sequence[_T]], count: int) -> list[_T]:
    """The first of each list, then the second of each, and so on."""
    rounds = zip_longest(*lists)
    return list(islice((x for x in chain.from_iterable(rounds) if x is not None), count))
