"""What the world is owed is done, once, also when the program died between the closing and the record."""

import asyncio
from pathlib import Path

from server.meeting.events import Entry, LetterGiven, LetterWritten, MeetingClosed
from tests.afternoon import house, until
from tests.childs_meeting import FORMAT, PEOPLE


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
        await until(lambda: second.meeting().record)
        record = second.meeting().record
        assert record is not None
        assert [file.name for file in (tmp_path / "exports").iterdir()] == [record.file]
    with house(tmp_path) as third:
        await asyncio.sleep(0.3)
        assert third.meeting().record == record
        assert len(list((tmp_path / "exports").iterdir())) == 1


async def test_letters_to_the_child_between_the_closing_and_the_end_of_the_program_cost_nobody_the_record(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as first:
        first.open(people=PEOPLE, format=FORMAT)
        version, at = first.meeting().version, first.app.state.site.clock.now()
        # Whoever leads writes and gives the letter at once, and the program dies before the record is written.
        happened = (
            MeetingClosed("Konec."),
            LetterWritten("Ahoj!", ""),
            LetterWritten("Ahoj, tady je.", ""),
            LetterGiven(),
        )
        entries = [Entry(version + number, at, "eva", event) for number, event in enumerate(happened, 1)]
        await first.store.append("setkani", version, entries)
    with house(tmp_path) as second:
        await until(lambda: second.meeting().record)
        assert second.meeting().record and second.meeting().letter
    with house(tmp_path) as third:
        # A letter after the record leaves nothing owed.
        version = third.meeting().version
        await third.store.append("setkani", version, [Entry(version + 1, at, "eva", LetterWritten("Ahoj.", ""))])
    with house(tmp_path) as fourth:
        await asyncio.sleep(0.3)
        assert len(list((tmp_path / "exports").iterdir())) == 1 and fourth.meeting().version == version + 1
