from ingest.find import find


def shown(found):
    return [place.shown for place in found.places]


def test_files_are_found_once_and_in_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b.md", "a.md"):
        (tmp_path / name).write_text("x")

    found = find([".", "a.md"])

    assert shown(found) == ["a.md", "b.md"]
    assert found.places[0].root == tmp_path.as_posix()


def test_a_text_of_addresses_is_a_list_and_any_other_is_not(tmp_path):
    (tmp_path / "list.txt").write_text("# pages\nhttps://e.org/a#part\n\nhttp://e.org/b\n")
    (tmp_path / "text.txt").write_text("https://e.org/a\nand a text")

    found = find([str(tmp_path)])

    assert [place.origin for place in found.places] == [
        "https://e.org/a",
        "http://e.org/b",
        (tmp_path / "text.txt").as_posix(),
    ]
    assert found.places[0].root == (tmp_path / "list.txt").as_posix()


def test_what_is_missing_is_told(tmp_path):
    found = find([str(tmp_path / "no")])

    assert found.missing == ((str(tmp_path / "no"), (tmp_path / "no").as_posix()),)


def test_an_empty_folder_is_a_warning(tmp_path):
    assert find([str(tmp_path)]).warnings[0].reason == "holds no file that can be ingested"


def test_a_root_covers_what_lies_below_it_only(tmp_path):
    found = find([str(tmp_path)])

    assert found.covers(f"{tmp_path}/a/b.md") and found.covers(str(tmp_path))
    assert not found.covers(f"{tmp_path}-2/a.md")
