"""How well search finds what stands in another language than the question's.

`python -m evals.across [BENCHMARKS]` cuts XQuAD's parallel paragraphs in two halves, leaves each in
one language only, and asks every question in both: half of what is asked then stands in the other
language, among passages in the question's own. Printed are nDCG@10 and recall@5 with and without
the language bias taken off, which is learned from the project's own wordings, not from XQuAD.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.language_bias import LanguageBias
from assistant.retrieve import Mode, Retriever
from evals.beir import Benchmark, Question, Text, read_benchmark
from evals.ranking import Ranking, average, rank_one
from evals.retrieval import exact
from knowledge.document import Passage
from knowledge.embedder import Embedder, open_embedder
from knowledge.faq_file import read_verified_answers
from knowledge.lexical import LexicalIndex
from knowledge.settings import KnowledgeSettings
from knowledge.wordings import wordings

_LANGUAGES = ("en", "es")
_WORDINGS = 5  # of each answer and language, to learn from
_DEPTH = 10
_MODES: tuple[Mode, ...] = ("dense", "fused")


def measure(
    halves: Mapping[str, Benchmark], embedder: Embedder, bias: LanguageBias
) -> Iterator[tuple[str, Mode, bool, str, Ranking]]:
    """Question language, mode, whether the bias is taken off, where the answer stands (`same` or
    `other` language), and the mean ranking. `halves` are parallel benchmarks by language, in the
    same order; their texts are mixed, the even ones in the first language, the odd in the other."""
    passages = _mixed([halves[language].corpus for language in _LANGUAGES])
    vectors = embedder.embed_passages([f"{' '.join(p.heading)}\n{p.text}" for p in passages])
    place = {p.id: n for n, p in enumerate(passages)}
    for language in _LANGUAGES:
        asked = embedder.embed_queries([q.text for q in halves[language].questions])
        for off in (False, True):
            retriever = Retriever(
                LexicalIndex(passages), exact(passages, vectors), embedder, bias if off else None
            )
            for mode in _MODES:
                found: dict[str, list[Ranking]] = {"same": [], "other": []}
                for question, vector in zip(halves[language].questions, asked, strict=True):
                    wanted = _place(halves[language], question)
                    hits = retriever.search_vector(question.text, vector, language, _DEPTH, mode)
                    where = "same" if passages[wanted].language == language else "other"
                    ranked = [str(place[hit.passage.id]) for hit in hits]
                    found[where].append(rank_one({str(wanted): 1}, ranked))
                for where, rankings in found.items():
                    yield language, mode, off, where, average(rankings)


def learned(folder: Path, embedder: Embedder) -> LanguageBias:
    """The bias as a few wordings of each verified answer of a knowledge folder show it."""
    asked = [
        wording
        for answer in read_verified_answers(folder / "faq")
        for language in answer.questions
        for wording in [w for w in wordings(answer) if w.language == language][:_WORDINGS]
    ]
    return LanguageBias.learned(asked, embedder.embed_queries([w.text for w in asked]))


def _mixed(corpora: Sequence[Sequence[Text]]) -> list[Passage]:
    chosen = [corpora[n % len(corpora)][n] for n in range(len(corpora[0]))]
    return [
        Passage(t.id, t.id, (t.title,), t.text, 0, len(t.text), _LANGUAGES[n % len(_LANGUAGES)])
        for n, t in enumerate(chosen)
    ]


def _place(half: Benchmark, question: Question) -> int:
    """Where the text that answers stands; the same in every language."""
    relevant = half.relevant[question.id]
    return next(n for n, text in enumerate(half.corpus) if relevant.get(text.id, 0) > 0)


def main(benchmarks: Path) -> None:
    """Measure on XQuAD, English and Spanish, and print a table."""
    settings = KnowledgeSettings()
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    folder = benchmarks / "retrieval" / "xquad"
    halves = {
        lang: read_benchmark(
            folder / f"corpus_{lang}.jsonl",
            folder / f"queries_{lang}.jsonl",
            folder / f"qrels_{lang}.tsv",
        )
        for lang in _LANGUAGES
    }
    table = Table("asked in", "search", "bias", "answer in", "nDCG@10", "recall@5")
    for language, mode, off, where, ranking in measure(
        halves, embedder, learned(settings.knowledge_dir, embedder)
    ):
        figures = (f"{ranking.ndcg_at_10:.3f}", f"{ranking.recall_at_5:.3f}")
        table.add_row(language, mode, "taken off" if off else "left", f"{where} language", *figures)
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/benchmarks"))
