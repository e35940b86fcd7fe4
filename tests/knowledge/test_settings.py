"""Where the settings say that things are."""

import pytest

from knowledge.database import opened_database
from knowledge.settings import KnowledgeSettings


@pytest.mark.parametrize("name", ["plain", "a?b", "a#b", "a%20b", "été 2026"])
def test_the_database_lies_in_the_data_folder_whatever_its_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    settings = KnowledgeSettings(data_dir=folder, database_url=None, _env_file=None)

    with opened_database(settings.database):
        pass

    assert (folder / "techforce.db").is_file()
    assert list(tmp_path.iterdir()) == [folder]
