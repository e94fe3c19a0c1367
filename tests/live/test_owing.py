"""What the world is owed is done, once, also when the program died between the closing and the record."""

import asyncio
from pathlib import Path

from server.meeting.events import Entry, MeetingClosed
from tests.afternoon import House, house


async def settled(home: House) -> None:
    for _ in range(100):
        if home.meeting().record:
            return
        await asyncio.sleep(0.05)


async def test_a_meeting_that_was_closed_before_the_program_died_gets_its_record_at_the_next_start(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as first:
        first.open()
        version = first.meeting().version
        # Written past the room, as if the program had died right after the closing was on disk.
        closed = Entry(version + 1, first.app.state.site.clock.now(), "eva", MeetingClosed("Konec."))
        await first.store.append("setkani", version, [closed])
    assert not list((tmp_path / "exports").glob("*")) if (tmp_path / "exports").exists() else True
    with house(tmp_path) as second:
        await settled(second)
        record = second.meeting().record
        assert record is not None
        assert [file.name for file in (tmp_path / "exports").iterdir()] == [record.file]
    with house(tmp_path) as third:
        await asyncio.sleep(0.3)
        assert third.meeting().record == record
        assert len(list((tmp_path / "exports").iterdir())) == 1
