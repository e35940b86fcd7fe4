"""Development samples for the match decision, from the wordings of verified answers alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from assistant.decision import Decision
from assistant.match import FEATURES, Matcher
from knowledge.document import Passage
from knowledge.embedder import Embedder
from knowledge.examples import UNKNOWN, read_examples
from knowledge.faq_file import read_verified_answers
from knowledge.network import fit_network

_FOLDS = 3
_HELD_OUT = 0.25
_NO_DECISION = Decision.undecided(FEATURES)

Row = tuple[tuple[float, ...], bool, int, int, bool]


def match_samples(folder: Path, embedder: Embedder, seed: int) -> Iterator[Row]:
    """(features, right, question, group, answerable) of every candidate of held-out wordings."""
    answers = {a.id: a for a in read_verified_answers(folder / "faq")}
    wordings = [
        Passage(f"{a.id}:{language}:{n}", a.id, (), text, 0, len(text), language)
        for a in answers.values()
        for language, texts in a.questions.items()
        for n, text in enumerate(texts)
    ]
    wordings += [
        Passage(f"{UNKNOWN}:{n}", UNKNOWN, (), text, 0, len(text), "")
        for n, (label, text) in enumerate(read_examples(folder))
        if label == UNKNOWN
    ]
    vectors = embedder.embed_queries([w.text for w in wordings])
    place = {answer_id: n for n, answer_id in enumerate([*answers, UNKNOWN])}
    owner = np.array([place[w.source_id] for w in wordings])
    random = np.random.default_rng(seed)
    fold_of = np.append(random.integers(0, _FOLDS, len(answers)), -1)
    for fold in range(_FOLDS):
        unknown = fold_of[owner] == fold
        held_out = random.random(len(wordings)) < _HELD_OUT
        kept = np.flatnonzero(~unknown & ~held_out)
        known = [wordings[i] for i in kept]
        fitted = fit_network(vectors[kept], [w.source_id for w in known])
        matcher = Matcher(answers, known, vectors[kept], fitted, _NO_DECISION)
        for i in np.flatnonzero(held_out):
            question = fold * len(wordings) + int(i)
            for answer_id, values in matcher.features(vectors[i]):
                right = answer_id == wordings[i].source_id
                answerable = not unknown[i] and wordings[i].source_id != UNKNOWN
                yield values, right, question, int(owner[i]), answerable
