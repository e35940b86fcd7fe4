"""`python -m evals.taught`: what an answer that is taught at once is worth, before the next fit.

Some verified answers are left out of a fit and then taught from a few of their wordings, as what
a recruiter publishes is. Asked are their other wordings, and wordings of other answers, which must
not go over to them (docs/adr/0020-taught-at-once.md).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.taught import Taught
from knowledge.classifier import Classifier
from knowledge.document import LANGUAGES, Passage
from knowledge.embedder import Embedder, Vectors, open_embedder
from knowledge.examples import UNKNOWN, read_examples
from knowledge.faq_file import read_verified_answers
from knowledge.network import fit_network
from knowledge.settings import KnowledgeSettings
from knowledge.wordings import wordings

_SEED = 20261122
_LEFT_OUT = 18  # answers
_OTHERS = 3000  # wordings of other answers that are asked as well
_EACH = (2, 3, 4, 8)  # wordings in each language that an answer is taught from

Row = tuple[int, float, float, float]


def measure(folder: Path, embedder: Embedder) -> list[Row]:
    """For each number of wordings a language: the share of unseen wordings that found the answer
    first, the share of other answers' wordings that went over to it, and seconds an answer."""
    chance = random.Random(_SEED)
    answers = sorted(read_verified_answers(folder / "faq"), key=lambda a: a.id)
    left_out = {a.id for a in chance.sample(answers, _LEFT_OUT)}
    known = [w for a in answers if a.id not in left_out for w in wordings(a)]
    vectors = embedder.embed_queries([w.text for w in known])
    texts = [text for label, text in read_examples(folder) if label == UNKNOWN]
    unknown = embedder.embed_queries(texts)
    labels = [w.source_id for w in known] + [UNKNOWN] * len(texts)
    base = Taught(
        tuple(known), vectors, fit_network(np.vstack([vectors, unknown]), labels), unknown
    )
    others = vectors[chance.sample(range(len(known)), _OTHERS)]
    asked = [wordings(a) for a in answers if a.id in left_out]
    return [_row(base, asked, others, each, embedder, chance) for each in _EACH]


def _row(
    base: Taught,
    answers: Sequence[Sequence[Passage]],
    others: Vectors,
    each: int,
    embedder: Embedder,
    chance: random.Random,
) -> Row:
    found, taken, seconds = [], [], []
    for own in answers:
        shown: list[Passage] = []
        for language in LANGUAGES:
            shown += chance.sample([w for w in own if w.language == language], each)
        unseen = embedder.embed_queries([w.text for w in own if w not in shown])
        vectors = embedder.embed_queries([w.text for w in shown])
        began = time.perf_counter()
        grown = base.with_wordings(own[0].source_id, shown, vectors)
        seconds.append(time.perf_counter() - began)
        assert grown.classifier is not None
        found.append(_share(grown.classifier, unseen))
        taken.append(_share(grown.classifier, others))
    return each, float(np.mean(found)), float(np.mean(taken)), float(np.median(seconds))


def _share(classifier: Classifier, vectors: Vectors) -> float:
    """Of these vectors, the share that the last label is likeliest for."""
    last = len(classifier.labels) - 1
    return float(np.mean([np.argmax(classifier.logits(vector)) == last for vector in vectors]))


def main() -> None:
    """Measure on the project's own answers, and print a table."""
    settings = KnowledgeSettings()
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    table = Table("wordings a language", "found first", "taken from others", "seconds")
    for each, found, taken, seconds in measure(settings.knowledge_dir, embedder):
        table.add_row(str(each), f"{found:.2f}", f"{taken:.4f}", f"{seconds:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
