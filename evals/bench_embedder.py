"""Compares the embedded model with the engine of the wheel it was built from.

Run: python -m evals.bench_embedder [--json] [--check] [--model-dir DIRECTORY]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.e5_build import MAX_TOKENS, PREFIXES, build_e5
from knowledge.e5_engine import WheelEngine
from knowledge.e5_files import TOKENIZER_FILE
from knowledge.e5_tokenizer import E5Tokenizer
from knowledge.e5_weights import read_weights
from knowledge.embedder import TextKind, Vectors
from knowledge.onnx_embedder import OnnxEmbedder

TEXTS_FILE = Path(__file__).parents[1] / "tests" / "knowledge" / "texts_200.txt"
PASSAGE_TOKENS = 143
QUERIES, PASSAGES, ROUNDS = 20, 16, 5
TARGETS = {
    "cosine_min": (">=", 0.99),
    "same_tokens_share": (">=", 1.0),
    "query_ratio": (">=", 2.0),
    "batch_ratio": (">=", 7.0),
    "build_seconds": ("<=", 90.0),
}
MEMORY_SCRIPT = """
import re, sys
from pathlib import Path
from knowledge.onnx_embedder import OnnxEmbedder
OnnxEmbedder(Path(sys.argv[1])).embed_query("What is the pay?")
status = Path("/proc/self/status").read_text()
sys.stdout.write(str(int(re.search(r"VmRSS:\\s+(\\d+)", status).group(1)) // 1024))
"""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text to compare on, its language, and whether it is a question."""

    language: str
    kind: TextKind
    text: str


def read_texts(path: Path = TEXTS_FILE) -> list[LabelledText]:
    """The texts to compare on: one a line, as language, kind and text between tabs."""
    fields = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        LabelledText(language, "query" if kind == "query" else "passage", text)
        for language, kind, text in fields
    ]


def compare_vectors(
    embedder: OnnxEmbedder, engine: WheelEngine, texts: Sequence[LabelledText]
) -> Vectors:
    """The cosine of the two vectors of each text."""
    cosines = np.empty(len(texts), np.float32)
    kinds: tuple[TextKind, TextKind] = ("query", "passage")
    for kind in kinds:
        rows = [row for row, text in enumerate(texts) if text.kind == kind]
        chosen = [texts[row].text for row in rows]
        embed = embedder.embed_queries if kind == "query" else embedder.embed_passages
        cosines[rows] = (embed(chosen) * engine.embed(chosen, kind)).sum(1)
    return cosines


def same_tokens(tokenizer: E5Tokenizer, engine: WheelEngine, text: LabelledText) -> bool:
    """Whether the text is split exactly as the wheel's engine splits it."""
    prefixed = PREFIXES[text.kind] + text.text
    token_ids = tokenizer.encode(prefixed)
    counted = engine.count_tokens(text.text, text.kind)
    return token_ids == engine.split(prefixed) and len(token_ids) == counted


def compare_speed(own: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of each, taken in turns so that a busy machine slows both."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, times in ((own, seconds[0]), (other, seconds[1])):
            time.sleep(0.1)  # the engine's threads go on spinning for a while
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def cut_passages(tokenizer: E5Tokenizer, texts: Sequence[LabelledText]) -> list[str]:
    """Passages of PASSAGE_TOKENS tokens, from the texts laid end to end."""
    joined = " ".join(text.text for text in texts if text.kind == "passage")
    content = PASSAGE_TOKENS - len(tokenizer.encode(PREFIXES["passage"]))
    passages = []
    for _ in range(PASSAGES):
        end = tokenizer.tokens(joined)[content - 1].end
        passages.append(joined[:end].strip())
        joined = joined[end:].strip()
    return passages


def measure_memory(directory: Path) -> int:
    """Megabytes held by a fresh process that has answered one question (Linux)."""
    command = [sys.executable, "-c", MEMORY_SCRIPT, str(directory.resolve())]
    root = Path(__file__).parents[1]
    return int(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)


def measure(directory: Path, texts: Sequence[LabelledText]) -> dict[str, float]:
    """Build into the directory and compare: every figure by name; takes about a minute."""
    start = time.perf_counter()
    build_e5(directory)
    figures: dict[str, float] = {"texts": len(texts), "build_seconds": time.perf_counter() - start}
    start = time.perf_counter()
    embedder = OnnxEmbedder(directory)
    figures["open_seconds"] = time.perf_counter() - start
    engine = WheelEngine(read_weights())
    tokenizer = E5Tokenizer.from_file(directory / TOKENIZER_FILE, MAX_TOKENS)
    cosines = compare_vectors(embedder, engine, texts)
    figures |= {"cosine_min": float(cosines.min()), "cosine_mean": float(cosines.mean())}
    for language in sorted({text.language for text in texts}):
        rows = [row for row, text in enumerate(texts) if text.language == language]
        figures[f"cosine_min_{language}"] = float(cosines[rows].min())
    same = [same_tokens(tokenizer, engine, text) for text in texts]
    figures["same_tokens_share"] = sum(same) / len(same)
    figures |= measure_speed(embedder, engine, texts, cut_passages(tokenizer, texts))
    figures["memory_mb"] = measure_memory(directory)
    return figures


def measure_speed(
    embedder: OnnxEmbedder,
    engine: WheelEngine,
    texts: Sequence[LabelledText],
    passages: Sequence[str],
) -> dict[str, float]:
    """Milliseconds a question, passages a second, and how many times faster than the engine."""
    queries = [text.text for text in texts if text.kind == "query"][-QUERIES:]
    own, other = compare_speed(
        lambda: [embedder.embed_query(text) for text in queries],
        lambda: [engine.embed([text], "query") for text in queries],
    )
    figures = {
        "query_ms": own / len(queries) * 1000,
        "engine_query_ms": other / len(queries) * 1000,
        "query_ratio": other / own,
    }
    own, other = compare_speed(
        lambda: embedder.embed_passages(passages), lambda: engine.embed(passages, "passage")
    )
    return figures | {
        "passages_per_second": len(passages) / own,
        "engine_passages_per_second": len(passages) / other,
        "batch_ratio": other / own,
    }


def missed_targets(figures: dict[str, float]) -> list[str]:
    """The names of the figures that fall short."""
    return [
        name
        for name, (sign, bound) in TARGETS.items()
        if not (figures[name] >= bound if sign == ">=" else figures[name] <= bound)
    ]


def show(figures: dict[str, float], console: Console) -> None:
    """Draw the figures as a table, with their targets."""
    missed = missed_targets(figures)
    table = Table("figure", "value", "target", "", title="Embedded model and its wheel's engine")
    for name, value in figures.items():
        sign, bound = TARGETS.get(name, ("", None))
        verdict = "" if bound is None else "missed" if name in missed else "met"
        table.add_row(name, f"{value:.5g}", "" if bound is None else f"{sign} {bound:g}", verdict)
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison; 1 when --check is given and a target is missed."""
    parser = argparse.ArgumentParser(prog="evals.bench_embedder", description=__doc__)
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    parser.add_argument("--model-dir", type=Path, help="build here; default: a temporary folder")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(options.model_dir or Path(scratch) / "model", read_texts())
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        show(figures, Console())
    return 1 if options.check and missed_targets(figures) else 0


if __name__ == "__main__":
    sys.exit(main())
