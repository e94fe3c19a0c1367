"""What people say of a meeting afterwards: kept, changed, taken back, and gone from the bytes when it is erased."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.ports import CannotOpen, Fault, NotSaved, Rating, Ratings
from server.store.ratings import FILE, MemoryRatings, SqliteRatings
from tests.canaries import left_in

AT = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
PETRA = Rating(3, None, 7, "Chtěla jsem mluvit déle.", AT)


@pytest.fixture(params=["memory", "disk"])
def ratings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ratings]:
    yield MemoryRatings() if request.param == "memory" else SqliteRatings(tmp_path)


def test_what_was_said_is_there_until_it_is_said_otherwise_or_taken_back(ratings: Ratings) -> None:
    ratings.rate("m", "petra", PETRA)
    ratings.rate("m", "olga", Rating(9, 9, 9, "", AT - timedelta(minutes=1)))
    assert list(ratings.of("m")) == ["olga", "petra"] and ratings.of("m")["petra"] == PETRA
    later = Rating(5, 5, 5, "", AT + timedelta(hours=1))
    ratings.rate("m", "petra", later)
    assert ratings.of("m")["petra"] == later
    ratings.take_back("m", "petra")
    ratings.take_back("m", "petra")
    assert list(ratings.of("m")) == ["olga"] and ratings.of("n") == {}


def test_erasing_one_meeting_leaves_the_others(ratings: Ratings) -> None:
    ratings.rate("m", "petra", PETRA)
    ratings.rate("n", "petra", PETRA)
    ratings.erase("m")
    ratings.erase("m")
    assert ratings.of("m") == {} and ratings.of("n") == {"petra": PETRA} and ratings.meetings() == ["n"]


def test_a_moment_without_a_zone_is_a_mistake_of_ours(ratings: Ratings) -> None:
    with pytest.raises(ValueError):
        ratings.rate("m", "petra", Rating(1, 1, 1, "", AT.replace(tzinfo=None)))


def test_a_disk_that_refuses_is_told_and_nothing_has_changed() -> None:
    ratings = MemoryRatings()
    ratings.rate("m", "petra", PETRA)
    ratings.failing = Fault.FULL
    for write in (lambda: ratings.rate("m", "olga", PETRA), lambda: ratings.erase("m")):
        with pytest.raises(NotSaved):
            write()
    assert ratings.of("m") == {"petra": PETRA}


def test_it_is_there_after_a_new_start_for_nobody_elses_eyes_and_gone_from_the_bytes_after_erasing(
    tmp_path: Path,
) -> None:
    first = SqliteRatings(tmp_path)
    for number in range(40):
        first.rate("m", f"seat{number}", Rating(1, 2, 3, f"KANAREK {'x' * number}", AT))
    first.rate("n", "petra", PETRA)
    assert SqliteRatings(tmp_path).of("m").keys() == first.of("m").keys()
    if sys.platform != "win32":
        assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert left_in(tmp_path, ["KANAREK"])
    first.erase("m")
    assert left_in(tmp_path, ["KANAREK"]) == [] and [file.name for file in tmp_path.iterdir()] == [FILE]
    assert SqliteRatings(tmp_path).of("n") == {"petra": PETRA}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_killed_in_the_middle_of_erasing_it_ends_when_it_is_asked_again(tmp_path: Path) -> None:
    SqliteRatings(tmp_path).rate("m", "petra", Rating(1, 1, 1, "KANAREK" * 500, AT))
    code = (
        "import os, sys; from pathlib import Path; from server.store import ratings as r\n"
        "db = r.small_file(Path(sys.argv[1]) / r.FILE)\n"
        "db.execute('DELETE FROM ratings'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[2], check=False)
    again = SqliteRatings(tmp_path)
    again.erase("m")
    assert left_in(tmp_path, ["KANAREK"]) == []


def test_a_file_that_is_none_of_ours_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(CannotOpen, match="what people said of meetings afterwards"):
        SqliteRatings(tmp_path)
