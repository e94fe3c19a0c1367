"""Pictures of paper signatures are kept whole, named by what is in them, and go away when they are to."""

import hashlib
import stat
import sys
from pathlib import Path

import pytest

from server.ports import Fault, NotSaved, Photos
from server.store.photos import FilePhotos, MemoryPhotos

PAPER = b"\xff\xd8 the signature of Mr Pavel \xff\xd9"
OTHER = b"\xff\xd8 the signature of his neighbour \xff\xd9"


@pytest.fixture(params=[FilePhotos, MemoryPhotos])
def photos(request: pytest.FixtureRequest, tmp_path: Path) -> Photos:
    made: Photos = FilePhotos(tmp_path) if request.param is FilePhotos else MemoryPhotos()
    return made


def test_a_picture_is_read_back_by_the_name_of_its_bytes(photos: Photos) -> None:
    photo = photos.keep("m", PAPER)
    assert photo == hashlib.sha256(PAPER).hexdigest()[:32]
    assert photos.read("m", photo) == PAPER


def test_the_same_picture_twice_is_one(photos: Photos) -> None:
    assert photos.keep("m", PAPER) == photos.keep("m", PAPER) != photos.keep("m", OTHER)


def test_a_picture_of_one_meeting_is_not_in_another(photos: Photos) -> None:
    photo = photos.keep("m", PAPER)
    assert photos.read("n", photo) is None


@pytest.mark.parametrize("photo", ["", "0" * 32, "../../setkani.db", "..", "A" * 32, "a" * 31, "a" * 33])
def test_what_is_not_there_is_none(photos: Photos, photo: str) -> None:
    photos.keep("m", PAPER)
    assert photos.read("m", photo) is None
    photos.discard("m", photo)


def test_one_picture_is_discarded_and_the_others_stay(photos: Photos) -> None:
    first, second = photos.keep("m", PAPER), photos.keep("m", OTHER)
    photos.discard("m", first)
    photos.discard("m", first)
    assert photos.read("m", first) is None
    assert photos.read("m", second) == OTHER


def test_everything_that_is_kept_is_listed(photos: Photos) -> None:
    assert photos.kept() == []
    first, second = photos.keep("m", PAPER), photos.keep("n", OTHER)
    assert photos.kept() == [("m", first), ("n", second)]


def test_erasing_takes_the_pictures_of_one_meeting(photos: Photos) -> None:
    gone, stays = photos.keep("m", PAPER), photos.keep("n", PAPER)
    photos.erase("m")
    photos.erase("m")
    assert photos.read("m", gone) is None
    assert photos.read("n", stays) == PAPER


def test_a_memory_that_is_full_says_so_and_keeps_nothing() -> None:
    photos = MemoryPhotos()
    photos.failing = Fault.FULL
    with pytest.raises(NotSaved) as failure:
        photos.keep("m", PAPER)
    assert failure.value.reason is Fault.FULL
    assert photos.read("m", hashlib.sha256(PAPER).hexdigest()[:32]) is None


# On the disk --------------------------------------------------------------------------------------------------------


def files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_the_file_lies_where_it_is_said_to(tmp_path: Path) -> None:
    photo = FilePhotos(tmp_path).keep("m", PAPER)
    assert files(tmp_path) == [f"photos/m/{photo}.jpg"]
    assert FilePhotos(tmp_path).read("m", photo) == PAPER


def test_nothing_lies_there_before_there_is_a_picture(tmp_path: Path) -> None:
    photos = FilePhotos(tmp_path)
    photos.erase("m")
    photos.discard("m", "0" * 32)
    assert list(tmp_path.iterdir()) == []


def test_erasing_leaves_no_file_and_no_folder_behind(tmp_path: Path) -> None:
    photos = FilePhotos(tmp_path)
    photos.keep("m", PAPER)
    photos.erase("m")
    assert not (tmp_path / "photos" / "m").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_may_read_a_picture(tmp_path: Path) -> None:
    photo = FilePhotos(tmp_path).keep("m", PAPER)
    file = tmp_path / "photos" / "m" / f"{photo}.jpg"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(file.parent.parent.stat().st_mode) == 0o700


def test_what_a_killed_program_left_half_written_is_not_a_picture(tmp_path: Path) -> None:
    photos = FilePhotos(tmp_path)
    photo = photos.keep("m", PAPER)
    file = tmp_path / "photos" / "m" / f"{photo}.jpg"
    file.rename(file.with_suffix(".part"))
    file.with_suffix(".part").write_bytes(PAPER[:5])
    assert photos.read("m", photo) is None
    assert photos.keep("m", PAPER) == photo
    assert photos.read("m", photo) == PAPER
    assert files(tmp_path) == [f"photos/m/{photo}.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be kept from growing here")
def test_a_disk_that_does_not_take_it_keeps_nothing_of_it(tmp_path: Path) -> None:
    from tests.store.disk import no_longer_files

    photos = FilePhotos(tmp_path)
    small = photos.keep("m", PAPER)
    with no_longer_files(tmp_path / "photos" / "m" / f"{small}.jpg"), pytest.raises(NotSaved):
        photos.keep("m", OTHER * 100_000)
    assert files(tmp_path) == [f"photos/m/{small}.jpg"]


@pytest.mark.parametrize("meeting", ["", "..", "../m", "m/n", "m\\n", ".m"])
def test_a_meeting_never_names_a_place_outside_the_folder(tmp_path: Path, meeting: str) -> None:
    photos = FilePhotos(tmp_path / "data")
    for act in (lambda: photos.keep(meeting, PAPER), lambda: photos.erase(meeting)):
        with pytest.raises(ValueError, match="folder"):
            act()
    assert list(tmp_path.iterdir()) == []
