"""Documentation that can be wrong fails the build: settings, commands, outcomes, links."""

import json
import os
import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import typer
from limits import parse

from api import knowledge_schemas, openai_schemas, problems, schemas
from api.app import create_app
from api.cli import build_cli
from api.openapi import EVENTS
from api.rate_limit import tiers
from api.settings import ApiSettings
from assistant.answer import REASONS, Origin
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from knowledge.check import check_answers
from knowledge.document import Document
from knowledge.faq_file import parse_topic
from knowledge.names import Names
from knowledge.settings import KnowledgeSettings
from knowledge.source_file import parse_source, split_front_matter

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *DOCS]
TEXTS = [*PAGES, ROOT / ".env.example"]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
PACKAGES = {package.partition(".")[0] for package in SETUPTOOLS["packages"]}
SETTINGS = (KnowledgeSettings, IngestSettings, AssistantSettings, ApiSettings)
FIELDS = {name: field for settings in SETTINGS for name, field in settings.model_fields.items()}
# Defaults that are worked out, as they are written: relative to the folder of the project.
WORKED_OUT = {
    "knowledge_dir": "knowledge",
    "model_dir": "data/model",
    "database_url": "sqlite:///data/techforce.db",
}
WORDS = [
    "Source", "Document", "Passage", "Verified answer", "Query", "Hit", "Evidence", "Citation",
    "Verdict", "Answer", "Turn", "Conversation", "Review item", "Case", "Suite", "Run",
]  # fmt: skip
UNTOLD = {"--help", "--install-completion", "--show-completion"}
MACHINE_PATH = re.compile(r"(?<![\w.:/>}])/(?:home|root|Users|work|tmp|mnt|opt|srv|usr|var)/")
OUTSIDE = re.compile(r"\.\./\.\./\.\./|\bshared/|localhost\b")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.|crates\.io|anaconda\.|huggingface\.co|index-url", re.I
)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def relative(path):
    return str(path.relative_to(ROOT))


def section(page, heading):
    """The text under a heading, up to the next one of its level or above; code has no headings."""
    level, inside, fenced, lines = heading.index(" "), False, False, []
    for line in page.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if not fenced and re.match(rf"#{{1,{level}}} ", line):
            inside = line.rstrip() == heading
        elif inside:
            lines.append(line)
    assert lines, f"no heading {heading!r}"
    return "".join(lines)


def documented_default(name):
    return WORKED_OUT.get(name, str(FIELDS[name].default))


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_is_in_the_table_with_its_default_and_meaning(name):
    rows = read("docs/settings.md").splitlines()
    start = f"| `TECHFORCE_{name.upper()}` | `{documented_default(name)}` | "

    assert [row for row in rows if row.startswith(start + str(FIELDS[name].description))]


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_is_in_the_example_file_with_its_default_and_meaning(name):
    line = f"# TECHFORCE_{name.upper()}={documented_default(name)}"

    assert f"\n# {FIELDS[name].description}\n{line}\n" in read(".env.example")


def test_no_setting_is_documented_that_does_not_exist():
    known = {f"TECHFORCE_{name.upper()}" for name in FIELDS}
    for path in TEXTS:
        told = set(re.findall(r"\bTECHFORCE_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))
        assert told <= known, relative(path)


def test_the_example_file_taken_as_it_is_says_the_defaults(tmp_path, monkeypatch):
    for variable in [name for name in os.environ if name.startswith("TECHFORCE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(ROOT)
    example = tmp_path / ".env"
    example.write_text(read(".env.example").replace("# TECHFORCE_", "TECHFORCE_"))
    for settings in SETTINGS:
        said, default = settings(_env_file=example), settings(_env_file=None)
        for name in settings.model_fields.keys() - WORKED_OUT.keys():
            assert getattr(said, name) == getattr(default, name), name
        if isinstance(said, KnowledgeSettings):
            assert said.knowledge_dir.resolve() == default.knowledge_dir
            assert said.model_path == default.model_path
            path = Path(said.database.removeprefix("sqlite:///")).resolve()
            assert default.database == f"sqlite:///{path}"


def commands():
    """Every command that can be run, by what is typed for it."""
    others = {entry.name: entry.load() for entry in entry_points(group="techforce.commands")}
    script = typer.main.get_command(build_cli())
    told = {f"techforce {name}": c for name, c in script.commands.items() if name not in others}
    for name, application in others.items():
        command = typer.main.get_command(application)
        children = getattr(command, "commands", None) or {"": command}
        told |= {f"techforce {name} {child}".strip(): c for child, c in children.items()}
    return told


COMMANDS = commands()


def test_every_command_is_documented_and_no_other():
    page = read("docs/cli.md")

    assert set(re.findall(r"^## (techforce .+)$", page, re.M)) == COMMANDS.keys()
    for parameter in typer.main.get_command(build_cli()).params:
        assert set(parameter.opts) <= UNTOLD or f"`techforce {parameter.opts[0]}`" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_every_option(name):
    text = section(read("docs/cli.md"), f"## {name}")
    options = {o for p in COMMANDS[name].params for o in p.opts if o.startswith("--")}

    assert f"\n{name}" in text
    assert set(re.findall(r"^\| `(--[a-z-]+)`", text, re.M)) == options - UNTOLD


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_with_an_example(name):
    command = COMMANDS[name]
    shown = f"{command.help}\n{command.epilog}"

    assert command.help
    assert re.search(rf"^ *{name}\b", shown, re.M)
    for parameter in command.params:
        assert parameter.name == "help" or getattr(parameter, "help", None), parameter.name


def test_every_status_and_reason_is_documented():
    text = section(read("docs/http.md"), "## Statuses and reasons")
    told = set(re.findall(r"^\| `(\w+)` \| `?(\w+)`? \|", text, re.M))

    assert told == {(s.value, r) for s, reasons in REASONS.items() for r in reasons or {"none"}}
    assert all(f"`{status}`" in read("README.md") for status in REASONS)


def test_every_endpoint_event_and_origin_is_documented():
    page = read("docs/http.md")
    paths = create_app(ApiSettings(rate_limit="off")).openapi()["paths"]
    endpoints = {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}
    stream = section(page, "### As server-sent events")

    assert set(re.findall(r"^## ((?:GET|POST|DELETE|PUT|PATCH) .+)$", page, re.M)) == endpoints
    assert re.findall(r"^\| `(\w+)` \|", stream, re.M) == list(EVENTS)
    assert all(f"`{origin}`" in page for origin in Origin)


def test_every_problem_is_documented_with_its_status():
    told = re.findall(r"^\| (\d+) \| `([a-z-]+)` \|", read("docs/http.md"), re.M)
    named = {(str(status), slug) for status, slug, _ in problems._NAMED.values()}
    named |= {(str(status), slug) for status, slug in problems._SLUGS.items()}
    each = parse("1/minute")
    named |= {("429", tier.slug) for tier in tiers(each, each)}

    # Besides: slugs that come from the names of HTTP statuses, and wrong fields.
    assert {slug for _, slug in set(told) - named} == {
        "not-found", "method-not-allowed", "invalid-request"
    }  # fmt: skip
    assert named <= set(told)


def test_every_example_of_a_body_is_one():
    modules = (schemas, knowledge_schemas, openai_schemas, problems)
    models = {name: found for module in modules for name, found in vars(module).items()}
    page = read("docs/http.md")
    examples = re.findall(r"^<!-- schema: (\w+) -->\n```json\n(.*?)^```$", page, re.M | re.S)

    assert len(examples) == page.count("```json")
    for name, text in examples:
        found = models[name].model_validate_json(text)
        shown, known = set(json.loads(text)), models[name].model_fields.keys()
        assert shown <= known if name.endswith("Request") else shown == known, found


def test_the_source_and_the_verified_answer_shown_pass_the_check():
    readme = read("README.md")
    text = re.search(r"```markdown\n(.*?)```", section(readme, "## Add a source"), re.S)[1]
    entry = re.search(r"```yaml\n(.*?)```", section(readme, "## Add a verified answer"), re.S)[1]
    front_matter, body = split_front_matter(text)
    document = Document(parse_source(front_matter, "README.md"), body)
    answers = parse_topic(f"topic: pay\nanswers:\n{entry}", "README.md")
    names = Names.load(ROOT / "knowledge" / "names.yaml")

    assert check_answers(answers, {document.source.id: document}, names) == []


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        code = re.findall(r"`make ([a-z]+)`", text) + re.findall(r"^make ([a-z]+)", text, re.M)
        assert set(code) <= targets, relative(path)
    assert "\nmake serve\nmake test\n" in read("README.md")


def test_the_glossary_and_the_directories_are_told():
    readme = read("README.md")
    words = re.findall(r"^\| ([A-Z][\w ]+) \|", section(readme, "## Words"), re.M)
    folders = re.findall(r"^\| `(\w+)/` \|", section(readme, "## Where things are"), re.M)

    assert words[1:] == WORDS
    assert set(folders) == {*PACKAGES, "tests", "docs"}
    assert all((ROOT / folder).is_dir() for folder in folders)


@pytest.mark.parametrize("path", TEXTS, ids=relative)
def test_no_page_names_a_machine_or_a_registry(path):
    text = path.read_text(encoding="utf-8")
    for pattern in (MACHINE_PATH, OUTSIDE, REGISTRY):
        assert not pattern.findall(text)


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_every_relative_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    for link in links:
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def anchors(page):
    """The names that headings get, as on GitHub."""
    headings = re.findall(r"^#+ (.+)$", page, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", ADRS, ids=relative)
def test_a_decision_is_recorded_in_four_parts(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith(f"# {path.name[:4]} ")
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == ["## Context", "## Decision", "## Status", "## Consequences"]
    assert 30 <= len(lines) <= 80


def test_decisions_are_numbered_and_those_that_code_names_exist():
    named = {
        name
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for name in re.findall(r"docs/adr/[\w-]+\.md", path.read_text(encoding="utf-8"))
    }

    assert [path.name[:4] for path in ADRS] == [f"{n:04}" for n in range(1, len(ADRS) + 1)]
    assert named <= {relative(path) for path in ADRS}
