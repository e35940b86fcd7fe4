"""What all systems are given, from a folder of benchmarks."""

import json

import pytest

from evals.errors import InvalidBenchmark
from evals.peers.texts import RANKED, read_texts

SETS = {
    "faq_en": "faq_en/{}", "xquad_en": "xquad/{}_en", "xquad_es": "xquad/{}_es",
    "piaf_fr": "piaf_fr/{}", "mtrag_govt": "mtrag_govt/{}",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Three texts and two questions in each set, the same ids in all of them."""
    for name, pattern in SETS.items():
        corpus, queries, qrels = (
            tmp_path / pattern.format(f) for f in ("corpus", "queries", "qrels")
        )
        corpus.parent.mkdir(exist_ok=True)
        texts = [{"id": str(n), "text": f"{name} text {n}", "title": "T"} for n in range(3)]
        asked = [{"id": str(n), "text": f"{name} question {n}"} for n in range(2)]
        corpus.with_name(f"{corpus.name}.jsonl").write_text("\n".join(map(json.dumps, texts)))
        queries.with_name(f"{queries.name}.jsonl").write_text("\n".join(map(json.dumps, asked)))
        qrels.with_name(f"{qrels.name}.tsv").write_text(
            "query-id\tcorpus-id\tscore\n0\t1\t1\n1\t2\t1\n"
        )
    return tmp_path


def test_passages_and_questions_come_from_all_sets_in_turn(folder):
    texts = read_texts(folder, 7, 6)

    assert [piece.id for piece in texts.pieces] == [
        *(f"{name}/0" for name in SETS),
        "faq_en/1",
        "xquad_en/1",
    ]
    assert texts.questions[4:] == ("mtrag_govt question 0", "faq_en question 1")
    assert texts.pieces[0].whole == "T\nfaq_en text 0"


def test_no_more_is_given_than_there_is(folder):
    texts = read_texts(folder, 100, 100)

    assert (len(texts.pieces), len(texts.questions)) == (15, 10)
    assert len({piece.id for piece in texts.pieces}) == 15


def test_a_quick_look_ranks_fewer_questions_on_their_texts_only(folder):
    whole, quick = read_texts(folder, 1, 1).ranked, read_texts(folder, 1, 1, ranked=1).ranked

    assert tuple(whole) == tuple(quick) == RANKED
    for name in RANKED:
        assert (len(whole[name].corpus), len(whole[name].questions)) == (3, 2)
        assert [text.id for text in quick[name].corpus] == ["1"]
        assert [question.id for question in quick[name].questions] == ["0"]


def test_a_missing_set_is_named(folder):
    (folder / "piaf_fr" / "corpus.jsonl").unlink()

    with pytest.raises(InvalidBenchmark, match="piaf_fr"):
        read_texts(folder, 1, 1)
