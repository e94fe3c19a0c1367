"""What every private lane promises, and what the one on the disk promises besides: erased means gone from the bytes."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from server.ports import CannotOpen, Fault, Lane, NotSaved
from server.store.lane import MemoryLane, SqliteLane

AT = datetime(2027, 3, 12, 13, 30, tzinfo=UTC)
WORDS = "Matka se bojí otce. Nedávat jí slovo po něm."


class LaneContract:
    """Subclasses say how their lane is made, and how its disk is made to refuse."""

    def make(self, folder: Path) -> Lane:
        raise NotImplementedError

    def refusing(self, lane: Lane) -> AbstractContextManager[object]:
        raise NotImplementedError

    @pytest.fixture
    def lane(self, tmp_path: Path) -> Lane:
        return self.make(tmp_path)

    def test_a_note_is_read_back_by_whoever_wrote_it(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        assert lane.note("m", "eva") == WORDS
        assert lane.note("m", "hana") == lane.note("n", "eva") == ""

    def test_a_note_takes_the_place_of_the_one_before(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        lane.write_note("m", "eva", "Pauza v půl.")
        assert lane.note("m", "eva") == "Pauza v půl."

    def test_an_empty_note_is_none(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        lane.write_note("m", "eva", "")
        assert lane.note("m", "eva") == ""
        assert lane.meetings() == []

    def test_a_long_note_with_every_sort_of_letter_comes_back_whole(self, lane: Lane) -> None:
        words = ("Žluťoučký kůň, їжак 🦔, \"'; DROP TABLE notes;\n" * 1000)[:20_000]
        lane.write_note("m", "eva", words)
        assert lane.note("m", "eva") == words

    def test_requests_stand_in_the_order_in_which_they_came(self, lane: Lane) -> None:
        lane.ask_break("m", "petra", AT + timedelta(minutes=2))
        lane.ask_break("m", "jana", AT)
        lane.ask_break("n", "olga", AT)
        assert list(lane.breaks("m").items()) == [("jana", AT), ("petra", AT + timedelta(minutes=2))]

    def test_asking_again_keeps_the_place(self, lane: Lane) -> None:
        lane.ask_break("m", "petra", AT)
        lane.ask_break("m", "petra", AT + timedelta(minutes=9))
        assert lane.breaks("m") == {"petra": AT}

    def test_a_request_that_is_done_is_gone_and_may_come_again(self, lane: Lane) -> None:
        lane.ask_break("m", "petra", AT)
        lane.end_break("m", "petra")
        lane.end_break("m", "petra")
        assert lane.breaks("m") == {}
        lane.ask_break("m", "petra", AT + timedelta(hours=1))
        assert lane.breaks("m") == {"petra": AT + timedelta(hours=1)}

    def test_a_moment_without_a_zone_is_a_mistake(self, lane: Lane) -> None:
        with pytest.raises(ValueError, match="zone"):
            lane.ask_break("m", "petra", AT.replace(tzinfo=None))

    def test_what_is_handed_out_changes_nothing_inside(self, lane: Lane) -> None:
        lane.ask_break("m", "petra", AT)
        lane.breaks("m").clear()
        assert lane.breaks("m") == {"petra": AT}

    def test_erasing_takes_everything_of_one_meeting(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        lane.ask_break("m", "petra", AT)
        lane.write_note("n", "eva", "Jiné setkání.")
        assert lane.meetings() == ["m", "n"]
        lane.erase("m")
        lane.erase("m")
        assert (lane.note("m", "eva"), lane.breaks("m"), lane.note("n", "eva")) == ("", {}, "Jiné setkání.")
        assert lane.meetings() == ["n"]

    def test_a_disk_that_refuses_leaves_everything_as_it_was(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        lane.ask_break("m", "petra", AT)
        with self.refusing(lane):
            for act in (
                lambda: lane.write_note("m", "eva", "jinak " * 3000),
                lambda: lane.ask_break("m", "jana", AT),
                lambda: lane.end_break("m", "petra"),
                lambda: lane.erase("m"),
            ):
                with pytest.raises(NotSaved):
                    act()
        assert lane.note("m", "eva") == WORDS
        assert lane.breaks("m") == {"petra": AT}
        lane.end_break("m", "petra")
        assert lane.breaks("m") == {}


class TestMemoryLane(LaneContract):
    def make(self, folder: Path) -> Lane:
        return MemoryLane()

    @contextmanager
    def refusing(self, lane: Lane) -> Iterator[None]:
        assert isinstance(lane, MemoryLane)
        lane.failing = Fault.FULL
        yield
        lane.failing = None


class TestSqliteLane(LaneContract):
    folder: Path

    def make(self, folder: Path) -> Lane:
        self.folder = folder
        return SqliteLane(folder)

    @contextmanager
    def refusing(self, lane: Lane) -> Iterator[None]:
        # A folder in the place of the journal: no write can begin.
        journal = self.folder / "lane.db-journal"
        journal.mkdir()
        yield
        journal.rmdir()

    def test_it_is_all_there_after_the_program_has_ended(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        lane.ask_break("m", "petra", AT)
        lane.ask_break("m", "jana", AT)
        lane.end_break("m", "jana")
        again = SqliteLane(self.folder)
        assert again.note("m", "eva") == WORDS
        assert again.breaks("m") == {"petra": AT}

    @pytest.mark.parametrize("seed", range(5))
    def test_not_a_byte_of_what_is_erased_stays_in_any_file(self, lane: Lane, seed: int) -> None:
        """Written, rewritten, shortened, in between the notes of another meeting: the worst an afternoon can do."""
        chance = Random(seed)
        for number in range(60):
            seat = f"facilitator-{chance.randrange(4)}"
            lane.write_note("m", seat, f"{WORDS} tajne-{number} " * chance.randrange(1, 400))
            lane.write_note("n", f"somebody-{chance.randrange(4)}", "klidné " * chance.randrange(400))
            lane.ask_break("m", f"asker-{chance.randrange(6)}", AT + timedelta(minutes=number))
            lane.end_break("m", f"asker-{chance.randrange(6)}")
        written = everything(self.folder)
        assert b"tajne-" in written and b"asker-" in written
        lane.erase("m")
        left = everything(self.folder)
        for trace in (b"tajne-", "Matka se bojí".encode(), b"facilitator-", b"asker-"):
            assert trace not in left
        assert "klidné".encode() in left

    def test_nothing_but_the_one_file_is_there_between_two_writes(self, lane: Lane) -> None:
        lane.write_note("m", "eva", WORDS)
        assert [file.name for file in self.folder.iterdir()] == ["lane.db"]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
    def test_nobody_else_may_read_the_file(self, lane: Lane) -> None:
        assert stat.S_IMODE((self.folder / "lane.db").stat().st_mode) == 0o600

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
    def test_killed_right_after_it_was_said_to_be_kept_it_is_there(self, tmp_path: Path) -> None:
        lines = (
            "import os, sys",
            "from datetime import UTC, datetime",
            "from pathlib import Path",
            "from server.store.lane import SqliteLane",
            "lane = SqliteLane(Path(sys.argv[1]))",
            "lane.ask_break('m', 'petra', datetime(2027, 3, 12, 13, 30, tzinfo=UTC))",
            "os.kill(os.getpid(), 9)",
        )
        command = [sys.executable, "-c", "\n".join(lines), str(tmp_path)]
        assert subprocess.run(command, cwd=Path(__file__).parents[2]).returncode == -9
        assert SqliteLane(tmp_path).breaks("m") == {"petra": AT}

    def test_a_file_that_is_no_lane_is_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "lane.db").write_bytes(b"not a database at all, but long enough to look like one" * 50)
        with pytest.raises(CannotOpen, match=r"lane\.db cannot be opened.*Move it aside"):
            SqliteLane(tmp_path)


def everything(folder: Path) -> bytes:
    return b"".join(Path(place, file).read_bytes() for place, _, names in os.walk(folder) for file in names)
