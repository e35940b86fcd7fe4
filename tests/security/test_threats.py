"""The page on threats names tests that exist, and leaves out no risk of its lists."""

import ast
import re
import tomllib

import pytest

from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].split()[0]: cells
    for line in PAGE.splitlines()
    if (cells := [cell.strip() for cell in line.strip("| ").split(" | ")])
    and re.match(r"(LLM|V)\d+ ", cells[0])
}
NAMED = sorted(set(re.findall(r"`([\w/]+\.py(?:::\w+)?)`", PAGE)))


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name):
    path, _, function = name.partition("::")
    found = functions(REPOSITORY / "tests" / path)

    assert function in found if function else any(f.startswith("test_") for f in found)


def test_every_risk_and_chapter_is_told_with_its_test():
    wanted = {f"LLM{n:02}" for n in range(1, 11)} | {f"V{n}" for n in range(1, 18)}

    assert ROWS.keys() == wanted
    for name, (_, done, shown) in ROWS.items():
        assert done and ("::" in shown or ".py`" in shown or shown == "does not apply"), name


def test_every_command_that_is_named_can_be_run():
    modules = re.findall(r"`python -m ([\w.]+)", PAGE)

    assert modules
    for module in modules:
        assert "main" in functions(REPOSITORY / (module.replace(".", "/") + ".py"))


def test_every_package_that_is_asked_for_is_pinned():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    asked = {plain(name) for name in [*project["dependencies"], *extras]}
    lines = (REPOSITORY / "constraints.txt").read_text().split()
    pinned = {plain(line.partition("==")[0]) for line in lines if "==" in line}

    assert asked - pinned == set()


def plain(name):
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", re.sub(r"\[.*", "", name)).lower()
