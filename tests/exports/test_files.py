"""A file is there whole or not at all."""

from pathlib import Path

import pytest

from exports.files import write


def test_a_file_is_written_into_a_folder_that_was_not_there(tmp_path: Path) -> None:
    placed = write(tmp_path / "a" / "b", "zápis.docx", b"words")
    assert placed == tmp_path / "a" / "b" / "zápis.docx" and placed.read_bytes() == b"words"


def test_a_file_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    write(tmp_path, "r.docx", b"old and longer")
    assert write(tmp_path, "r.docx", b"new").read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["r.docx"]


def test_a_failure_leaves_the_old_file_and_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "r.docx", b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path, "r.docx", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["r.docx"]
    assert (tmp_path / "r.docx").read_bytes() == b"old"


def test_a_file_that_is_open_in_word_gets_a_new_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a file that is open cannot be replaced."""
    write(tmp_path, "r.docx", b"old")
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name == "r.docx":
            raise PermissionError(13, "in use")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    assert write(tmp_path, "r.docx", b"new").name == "r-2.docx"
    assert (tmp_path / "r.docx").read_bytes() == b"old" and (tmp_path / "r-2.docx").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 2
