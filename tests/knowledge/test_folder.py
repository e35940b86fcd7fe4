from knowledge.folder import shared_file


def test_a_folder_s_own_file_comes_before_the_shipped_one(tmp_path):
    (tmp_path / "routing.yaml").write_text("greeting: [Ahoy]\n")

    assert shared_file(tmp_path, "routing.yaml") == tmp_path / "routing.yaml"


def test_what_a_folder_lacks_is_shipped(tmp_path):
    shipped = shared_file(tmp_path, "routing.yaml")

    assert shipped.parent != tmp_path
    assert shipped.is_file()
