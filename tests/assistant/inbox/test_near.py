"""Questions that ask the same lie close, in whatever language and phrasing."""

from contextlib import closing

import numpy as np
import pytest

from assistant.inbox.near import THRESHOLD, Groups, Nearness
from knowledge.embedder import open_embedder
from knowledge.store import WORDINGS, open_store
from tests.doubles import LetterCountEmbedder


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.fixture
def world():
    """Wordings of 12 answers: what they mean is small beside the language they are in."""
    chance = np.random.default_rng(1)
    meanings = chance.normal(0, 0.15, (12, 16))
    tongues = np.zeros((3, 16))
    tongues[:, :2] = [[1, 0], [0, 1], [1, 1]]
    owners = np.repeat(np.arange(12), 6)
    spoken = np.tile(np.arange(3), 24)
    noise = chance.normal(0, 0.02, (72, 16))
    return unit(1 + meanings[owners] + tongues[spoken] + noise), owners


def test_language_counts_less_than_meaning_once_the_directions_are_learned(world):
    vectors, owners = world
    learned = owners < 8
    nearness = Nearness.learn(LetterCountEmbedder(), vectors[learned], owners[learned].astype(str))
    placed, own = nearness.place(vectors[~learned]), owners[~learned]
    alike = placed @ placed.T

    bare = vectors[~learned] @ vectors[~learned].T
    same = own[:, None] == own[None, :]
    assert bare[same].min() < bare[~same].max()
    assert alike[same].min() > max(THRESHOLD, alike[~same].max())


def test_from_too_few_answers_nothing_is_learned(world):
    vectors, owners = world
    few = owners < 2

    assert Nearness.learn(LetterCountEmbedder(), vectors[few], owners[few].astype(str)) is None


def test_a_question_joins_the_nearest_item_if_that_is_near_enough():
    groups = Groups(3)
    assert groups.nearest(unit([1, 0, 0])) is None
    groups.add(["pay", "term", "pay"], unit([[1, 0, 0], [0, 1, 0], [1, 0.2, 0]]))

    assert groups.nearest(unit([0.9, 0.3, 0])) == "pay"
    assert groups.nearest(unit([0.3, 0.9, 0])) == "term"
    assert groups.nearest(unit([0, 0, 1])) is None
    groups.add(["visa"], unit([[0, 0, 1]]))
    assert groups.nearest(unit([0, 0.1, 1])) == "visa"


def bcubed(own, got):
    """How many of those that share an item ask the same, and the other way round."""
    same, shared = own[:, None] == own[None, :], got[:, None] == got[None, :]
    both = (same & shared).sum(axis=1)
    return (both / shared.sum(axis=1)).mean(), (both / same.sum(axis=1)).mean()


@pytest.mark.slow
def test_questions_of_answers_that_were_not_learned_from_are_grouped_as_the_docstring_says(
    real_knowledge,
):
    embedder = open_embedder(real_knowledge.embedding_model, real_knowledge.model_path)
    with closing(
        open_store(real_knowledge.data_dir / "chroma", WORDINGS, embedder.fingerprint)
    ) as store:
        kept = list(store.passages())
        found = store.vectors([wording.id for wording in kept])
    vectors = np.stack([found[wording.id] for wording in kept])
    owners = np.array([wording.source_id for wording in kept])
    chance = np.random.default_rng(7)
    answers = chance.permutation(sorted(set(owners)))
    new = np.isin(owners, answers[: len(answers) // 5])
    nearness = Nearness.learn(embedder, vectors[~new], owners[~new])
    told = []
    for _ in range(3):
        rows = chance.permutation(np.flatnonzero(new))
        rows = np.array([r for r in rows if chance.random() < 5 / (owners == owners[r]).sum()])
        groups, got = Groups(embedder.dimension), []
        for n, placed in enumerate(nearness.place(vectors[rows])):
            got.append(groups.nearest(placed) or str(n))
            groups.add(got[-1:], placed[None, :])
        told.append(bcubed(owners[rows], np.array(got)))
    precision, recall = np.mean(told, axis=0)

    assert precision > 0.83, told
    assert recall > 0.3, told
