"""`python -m evals.bench_proof`: how long the proof of a drafted sentence takes.

Over right sentences of the project's verified answers, each new to the verifier: from the model's
first full sentence to its proof, and what each verdict adds. With OMP_NUM_THREADS=1 the figures are
those of one processor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from time import perf_counter, process_time

import numpy as np

from assistant.events import Proven
from assistant.verify.verifier import Verifier
from assistant.writing.chat_model import Chunk, Message
from evals.drafts import Draft
from evals.drafts_made import make, right_sentences
from evals.drafts_run import writing
from evals.fit_support import verifier_over
from knowledge.embedder import open_embedder
from knowledge.faq_file import read_verified_answers
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import read_project_documents

_DRAFTS = 60
_WARM = 5  # drafts before the clock runs


class _Timed:
    """A ChatModel that says a text at once, and notes when its first sentence is complete."""

    name = "timed"

    def __init__(self) -> None:
        self.draft: Draft | None = None
        self.complete = 0.0

    def stream(self, messages: Sequence[Message]) -> Iterator[Chunk]:
        assert self.draft is not None
        first, *rest = map(str, self.draft.lines)
        yield Chunk(first)
        self.complete = perf_counter()
        yield Chunk(" " + " ".join(rest))


def to_first_proof(drafts: Sequence[Draft], verifier: Verifier) -> list[float]:
    """Milliseconds from the first full sentence of each draft to its proof, where it is proven."""
    model, found = _Timed(), []
    with writing(model, verifier) as writer:
        for draft in drafts:
            model.draft = draft
            events = writer.write(draft.query, draft.evidence, draft.query.text)
            first = next((e for e in events if isinstance(e, Proven)), None)
            if first and first.sentence.text == draft.lines[0].text:
                found.append(1000 * (perf_counter() - model.complete))
            events.close()
    return found


def of_verdicts(drafts: Sequence[Draft], verifier: Verifier) -> tuple[list[float], list[float]]:
    """Milliseconds of processor time for reading the Evidence of each draft, and for each verdict
    over it: what else the machine does is left out."""
    reading, verdicts = [], []
    for draft in drafts:
        begun = process_time()
        verification = verifier.over(draft.evidence)
        reading.append(1000 * (process_time() - begun))
        for line in draft.lines:
            begun = process_time()
            verification.verdict(line.text, line.labels, draft.query.language)
            verdicts.append(1000 * (process_time() - begun))
    return reading, verdicts


def main() -> None:
    """Measure, and print the figures as JSON."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    settings = KnowledgeSettings()
    home = settings.knowledge_dir
    embedder = open_embedder(settings.embedding_model, settings.model_path)
    documents = read_project_documents(home / "documents")
    rights = right_sentences(read_verified_answers(home / "faq"), documents)
    drafts = list(islice(make(rights, _DRAFTS + _WARM), _DRAFTS + _WARM))
    for verifier in (
        first := verifier_over(home, embedder),
        second := verifier_over(home, embedder),
    ):
        of_verdicts(drafts[:_WARM], verifier)
    told = to_first_proof(drafts[_WARM:], first)
    reading, verdicts = of_verdicts(drafts[_WARM:], second)
    figures = {"first_proof_ms": told, "verdict_ms": verdicts, "reading_evidence_ms": reading}
    spreads = {name: _spread(times) for name, times in figures.items()}
    sys.stdout.write(json.dumps(spreads, indent=2) + "\n")


def _spread(times: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "measured": len(times)}


if __name__ == "__main__":
    main()
