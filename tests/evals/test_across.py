"""Search across languages, measured on halves that stand in one language each."""

import numpy as np
import pytest

from assistant.language_bias import LanguageBias
from evals.across import measure
from evals.beir import Benchmark, Question, Text

SUBJECTS = ("bears", "boats", "bread", "birds")


class Subjects:
    """Puts texts where their subject and their language are, the language first."""

    dimension = 6

    def embed_passages(self, texts, progress=None):
        return np.stack([self._of(text) for text in texts])

    embed_queries = embed_passages

    def _of(self, text):
        language, subject = text.split()[-2:]
        row = np.zeros(self.dimension, dtype=np.float32)
        row[["en", "es"].index(language)] = 2.0
        row[2 + SUBJECTS.index(subject)] = 1.0
        return row / np.linalg.norm(row)


def half(language):
    told = [f"{language} {subject}" for subject in SUBJECTS]
    corpus = tuple(Text(id=f"{language}{n}", text=text) for n, text in enumerate(told))
    asked = tuple(Question(id=s, text=text) for s, text in zip(SUBJECTS, told, strict=True))
    return Benchmark(corpus, asked, {s: {f"{language}{n}": 1} for n, s in enumerate(SUBJECTS)})


def test_what_stands_in_the_other_language_is_found_first_without_the_bias():
    means = np.eye(6, dtype=np.float32)[:2]
    apart = (means[0] - means[1])[None, :] / np.sqrt(2)
    bias = LanguageBias(apart, {"en": apart @ means[0], "es": apart @ means[1]})
    halves = {language: half(language) for language in ("en", "es")}

    found = {row[:4]: row[4].ndcg_at_10 for row in measure(halves, Subjects(), bias)}

    assert len(found) == 16
    for language in ("en", "es"):
        assert found[(language, "dense", False, "same")] == pytest.approx(1.0)
        assert found[(language, "dense", False, "other")] < 0.8
        assert found[(language, "dense", True, "same")] == pytest.approx(1.0)
        assert found[(language, "dense", True, "other")] == pytest.approx(1.0)
