"""`techforce faq`, run on a data directory of its own."""

import json
from shutil import copytree

import pytest
from typer.testing import CliRunner

from api.faq_cli import app
from ingest.answers import checked_answers, in_force
from knowledge.database import open_database
from knowledge.faq_export import CASES
from knowledge.programme import read_names
from knowledge.publish import Publisher


@pytest.fixture
def publisher(real_knowledge, tmp_path, monkeypatch):
    """With `pay-range` published once more, with a test question, and `pay-benefits` withdrawn."""
    copytree(real_knowledge.data_dir, tmp_path / "data")
    copytree(real_knowledge.knowledge_dir, tmp_path / "home")
    monkeypatch.setenv("TECHFORCE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TECHFORCE_KNOWLEDGE_DIR", str(tmp_path / "home"))
    settings = real_knowledge.model_copy(update={"data_dir": tmp_path / "data"})
    engine = open_database(settings.database)
    publisher = Publisher(engine, read_names(real_knowledge.knowledge_dir))
    pay = publisher.in_force()["pay-range"]
    publisher.publish(publisher.versions.draft(pay, {"en": ("Is the pay fine?",)}, "ann"), "bob")
    publisher.withdraw("pay-benefits", "bob")
    yield publisher
    engine.dispose()


def run(*arguments):
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_what_is_exported_is_what_is_served_after_an_ingestion_into_a_fresh_directory(
    publisher, tmp_path
):
    told = json.loads(run("export", "--json").stdout)
    home = tmp_path / "home"
    served = list(publisher.in_force().values())
    assert told["answers"] == len(served) > 100
    assert checked_answers(home) == served
    assert in_force(checked_answers(home), publisher.versions.latest()) == served
    assert "Is the pay fine?" in (home / "faq" / CASES).read_text()
    assert run("check").exit_code == 0


def test_files_that_are_wrong_are_told_with_exit_code_1(publisher, tmp_path):
    run("export", str(tmp_path / "out"))
    path = tmp_path / "out" / "pay.yaml"
    path.write_text(path.read_text().replace("$150,000", "$999,000"))
    result = run("check", str(tmp_path / "out"))
    assert result.exit_code == 1 and "not in the quotations: 999000" in result.stdout
    (tmp_path / "empty").mkdir()
    assert run("check", str(tmp_path / "empty")).exit_code == 1


def test_answers_are_listed_with_their_state(publisher):
    rows = {row["id"]: row for row in json.loads(run("list", "--json").stdout)}
    assert rows["pay-range"]["state"] == "served"
    assert rows["pay-benefits"]["state"] == "withdrawn"
    assert run("list", "--state", "withdrawn").stdout.startswith("pay-benefits\twithdrawn\tpay\t")
