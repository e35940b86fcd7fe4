"""The table of faults names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_every_fault_names_its_test():
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    rows = [line for line in TABLE.splitlines() if re.match(r"\| [A-Z]", line)]
    faults = [row for row in rows if row.count("|") == 6 and "What a visitor sees" not in row]

    assert len(faults) >= 20
    for row in faults:
        named = set(re.findall(r"`(test_\w+)`", row))
        assert named <= written, row
        assert named or re.search(r"`tests/[\w/]+(\.py)?`", row), row
    for path in re.findall(r"`(tests/[\w/]+(?:\.py)?)`", TABLE):
        assert (ROOT / path).exists(), path
