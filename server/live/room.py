"""A meeting live in this process: its commands in one order, on disk before anyone is told.

`head` is what has been decided, `told` what is on disk. Pages are drawn from `told` alone, so nobody ever sees what
could still be lost; commands are decided on `head`, so a slow disk delays people and does not queue them up.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from ..meeting.commands import Command
from ..meeting.confidences import withheld
from ..meeting.decide import decide
from ..meeting.events import HOUSE, ClockMoved, DamageFound, Entry, Event, PageClosed, TextChanged
from ..meeting.evolve import NOTICED, evolve, replay
from ..meeting.evolve.damage import unfound
from ..meeting.holes import may_worry
from ..meeting.model import AT_THE_DOOR, Meeting, Presence
from ..meeting.pages import alarms, guide_sees, is_empty, sees_page
from ..meeting.policy import PROJECTOR, cells_by_seat, lends, lent, sees_wall, theirs_alone
from ..meeting.refusals import Reason, Refused
from ..meeting.text import Cell, Past, Stale, since
from ..ports import Clock, EventLog, Fault, NotSaved
from . import frames
from .connection import Connection
from .telling import MARKED, MOVES_RIGHTS, OF_PAGES, PANELS, WORDS, panels_of_text, step_of

AGAIN = 1012
"""The code after which a page opens its socket anew."""
ERASED = 4410
"""The code with which the sockets of a meeting close that is being erased."""
SETTLED = 0.5
"""Seconds without a letter after which the owner of a step is shown it anew, to promise what it says now."""


class _Moment(NamedTuple):
    """What the clock said, and how far the computer's own count was then."""

    at: datetime
    ticks: float


class _Batch(NamedTuple):
    """Entries decided together: the meeting before and after them, and when that was."""

    before: Meeting
    after: Meeting
    entries: tuple[Entry, ...]
    seen: _Moment


class Room:
    """One meeting. All methods belong to the event loop."""

    def __init__(self, meeting: Meeting, epoch: str, log: EventLog, clock: Clock) -> None:
        self.head = meeting
        self.told = meeting
        self._epoch = epoch
        self.epoch = epoch_of(epoch, meeting)
        self.connections: set[Connection] = set()
        self.over = False
        """It is being erased: nothing is decided here any more."""
        self.listeners: list[Callable[[Meeting], None]] = []
        """Called with the meeting after every batch that is on disk; for what the world is owed."""
        self._log = log
        self._clock = clock
        self._seen = self._seen_told = _Moment(clock.now(), clock.ticks())
        self._history = 0
        self._last: asyncio.Future[None] | None = None
        self._settling: dict[str, asyncio.TimerHandle] = {}

    # Commands -----------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """What the clock says for this meeting, UTC."""
        return self._clock.now()

    def ask(self, command: Command, by: str, hand: str = "") -> "asyncio.Future[None]":
        """Decide a command now and write it down; the future is done when it is on disk and has been told.

        hand: who asks in the stead of `by`, if they do not ask themselves.
        Raises Refused or text.Stale at once, NotSaved through the future. Two askings of the same thing are one.
        """
        if self.over:
            raise Refused(Reason.ERASED)
        events = decide(self.head, command, by, hand)
        if self.head.stopped:
            return _failed(NotSaved(Fault.DAMAGED))
        if not events:
            # It is so already, though perhaps not on disk yet: whoever asks again must not be told "saved" too early.
            return self._last if self._last is not None else _done()
        seat = self.head.seat_of(by)
        author = seat.id if seat else by
        at = self._clock.now()
        facts = self._facts(at)
        said = [*((HOUSE, fact, "") for fact in facts), *((author, event, hand) for event in events)]
        entries = tuple(
            Entry(self.head.version + number, at, who, event, by_hand)
            for number, (who, event, by_hand) in enumerate(said, 1)
        )
        before = self.head
        after = before
        for entry in entries:
            after = evolve(after, entry)
        self.head = after
        batch = _Batch(before, after, entries, self._seen)
        written = self._log.append(before.id, before.version, entries)
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last = told
        history = self._history
        written.add_done_callback(lambda future: self._written(batch, history, future, told))
        return told

    def _facts(self, at: datetime) -> Iterator[Event]:
        """What has to stand in the log before anything else does: what of it cannot be read, and that the clock was
        moved since the entry before."""
        if lost := unfound(self.head):
            yield DamageFound(lost)
        ticks = self._clock.ticks()
        due = self._seen.at + timedelta(seconds=ticks - self._seen.ticks)
        self._seen = _Moment(at, ticks)
        if abs(at - due) > NOTICED:
            yield ClockMoved(due)

    def end(self) -> None:
        """It is to be erased: its pages close, and whoever asks for something is told so."""
        self.over = True
        for timer in self._settling.values():
            timer.cancel()
        for connection in list(self.connections):
            connection.close(ERASED)

    def settled(self) -> "asyncio.Future[None]":
        """Done (or failed) when all that has been decided by now is on disk and told."""
        return self._last if self._last is not None else _done()

    def _written(
        self, batch: _Batch, history: int, written: "asyncio.Future[None]", told: "asyncio.Future[None]"
    ) -> None:
        if self._last is told:
            self._last = None
        failure = asyncio.CancelledError() if written.cancelled() else written.exception()
        if failure is None:
            self.told, self._seen_told = batch.after, batch.seen
            self._tell(batch)
            if not told.cancelled():
                told.set_result(None)
            return
        if not told.cancelled():
            told.set_exception(failure)
            told.exception()  # an edit's page is answered by its own road; nobody need look at this one
        if history == self._history:
            # What was decided on top of what is lost is lost with it; go on from what is on disk.
            self._history += 1
            self._reload()

    def _reload(self) -> None:
        # A disk that takes nothing may not be readable either: then it is at least what was told that we go on from.
        self.head, self._seen = self.told, self._seen_told
        entries = self._log.read(self.told.id, self.told.version)
        meeting = replay(entries, self.told)
        assert meeting is not None
        before = self.told
        self.head = self.told = meeting
        if meeting.damages != before.damages:
            # Their pages know words that are not certain any more.
            for connection in list(self.connections):
                connection.close(AGAIN)
            self.epoch = epoch_of(self._epoch, meeting)
        for entry in entries:
            self._tell_entries(before, meeting, (entry,))

    # Telling ------------------------------------------------------------------------------------------------------

    def _tell(self, batch: _Batch) -> None:
        self._tell_entries(batch.before, batch.after, batch.entries)
        for listener in self.listeners:
            listener(batch.after)

    def _tell_entries(self, before: Meeting, after: Meeting, entries: tuple[Entry, ...]) -> None:
        panels: set[str] = set()
        moved = self._sight_moved(before, after, entries)
        rights_moved = bool(moved)
        for entry in entries:
            event = entry.event
            if isinstance(event, TextChanged):
                alone = theirs_alone(before, event.cell) is not theirs_alone(after, event.cell)
                wish = event.cell.startswith("wish:")
                if (wish and self._eyes_come_or_go(before, after, event.cell.split(":")[1])) or alone:
                    # First of all: nobody must get a letter of it who may not see it any more.
                    self._tell_rights(after)
                if event.cell.startswith("praise:"):
                    # Also by another hand: whoever has said what goes well may say what worries them.
                    rights_moved |= not (before.text(event.cell).strip() and after.text(event.cell).strip())
                self._tell_text(entry, event, after)
                panels |= panels_of_text(before, after, event.cell)
                if before.hurt is not after.hurt:
                    panels |= PANELS[DamageFound]
                if before.page_open != after.page_open:
                    panels |= PANELS[PageClosed]
                rights_moved = rights_moved or may_worry(before) is not may_worry(after)
                self._settle(event.cell)
                if entry.hand:
                    self._settle_words(entry.by)
            elif type(event) in OF_PAGES:
                self._tell_page(before, after, event)
                rights_moved |= self._eyes_come_or_go(before, after, event.page)  # type: ignore[union-attr]
                rights_moved |= type(event) in MOVES_RIGHTS
            else:
                panels |= PANELS[type(event)]
                rights_moved = rights_moved or type(event) in MOVES_RIGHTS
        if rights_moved:
            self._tell_rights(after)
        if panels:
            self.refresh(panels)
        for connection in moved:
            connection.tell(frames.changed(self.told.version, WORDS))

    def _sight_moved(self, before: Meeting, after: Meeting, entries: tuple[Entry, ...]) -> list[Connection]:
        """The pages from which more is withheld than before, or less. A letter never changes that."""
        if not (before.confidences or after.confidences) or all(isinstance(e.event, TextChanged) for e in entries):
            return []
        return [
            each
            for each in self.connections
            if withheld(before, each.seat, each.hand) != withheld(after, each.seat, each.hand)
        ]

    def refresh(self, panels: Iterable[str]) -> None:
        """Every page is to fetch these panels again."""
        frame = frames.changed(self.told.version, panels)
        for connection in self.connections:
            connection.tell(frame)

    def _tell_page(self, before: Meeting, after: Meeting, event: Event) -> None:
        """Something of a page of the wish book: told to those alone who may see it, or might until now."""
        frame = frames.changed(self.told.version, PANELS[type(event)])
        page_id: str = event.page  # type: ignore[union-attr]
        for connection in self.connections:
            pages = ((meeting, meeting.page(page_id)) for meeting in (before, after))
            if any(page and sees_page(meeting, connection.seat, page, connection.hand) for meeting, page in pages):
                connection.tell(frame)

    def _eyes_come_or_go(self, before: Meeting, after: Meeting, page_id: str) -> bool:
        """Do others see this page than before? They are told; the guide also when words begin, end or alarm."""
        was, now = before.page(page_id), after.page(page_id)
        if was is None or now is None:
            return False
        seen = [(guide_sees(m, page), is_empty(m, page), alarms(m, page)) for m, page in ((before, was), (after, now))]
        if seen[0] != seen[1]:
            for guide in after.guides:
                self.tell_seat(guide.id, frames.changed(self.told.version, ("guide",)))
        if seen[0][0] is seen[1][0]:
            return before.page_open != after.page_open
        if after.child:
            # Nobody reads along without the child knowing.
            self.tell_seat(after.child.id, frames.changed(self.told.version, ("book",)))
        return True

    def _tell_text(self, entry: Entry, event: TextChanged, after: Meeting) -> None:
        cell = after.cells[event.cell]
        # A batch holds one change of a cell, so the version after it is the cell's.
        past = Past(entry.by, event.tab, event.id, event.change)
        frame = frames.change(event.cell, self.epoch, cell.version, past)
        for connection in self.connections:
            if connection.tab == event.tab and connection.seat == entry.by:
                self._catch_up(connection, event.cell, cell, cell.version - 1)
                connection.tell(frames.ack(event.cell, self.epoch, cell.version, event.id))
            elif event.cell in connection.follows:
                if connection.behind or connection.slow:
                    connection.behind.setdefault(event.cell, cell.version - 1)
                else:
                    connection.tell(frame)

    def drained(self, connection: Connection) -> None:
        """The wire of a slow page is free again: all that was kept for it goes out, a frame for each cell."""
        for cell_id in list(connection.behind):
            cell = self.told.cells.get(cell_id, Cell())
            self._catch_up(connection, cell_id, cell, cell.version)

    def _catch_up(self, connection: Connection, cell_id: str, cell: Cell, upto: int) -> None:
        behind = connection.behind.pop(cell_id, upto)
        if behind >= upto or cell_id not in connection.follows:
            return
        try:
            missed = [change for change in since(cell, behind) if change[0] <= upto]
        except Stale:
            # Shorter anew: the page sees that something is missing before this one, and asks.
            missed = [(upto, cell.history[upto - 1])]
        connection.tell(frames.changes(cell_id, self.epoch, missed))

    def _tell_rights(self, meeting: Meeting) -> None:
        rights = cells_by_seat(meeting, {connection.seat for connection in self.connections})
        for connection in list(self.connections):
            cells = lent(meeting, rights[connection.seat], connection.hand)
            if connection.seat == PROJECTOR:
                stays = sees_wall(meeting, connection.held)
            else:
                stays = bool(cells) and (not connection.hand or lends(meeting, connection.seat, connection.hand))
            if not stays:
                connection.close(4403)
            elif cells != connection.cells:
                connection.cells = cells
                connection.follows &= cells.keys()
                connection.tell(frames.cells(cells))

    def _settle(self, cell_id: str) -> None:
        step_id = step_of(cell_id)
        step = self.told.step(step_id) if step_id else None
        if step_id is None or step is None or step.owner is None:
            # Whoever is given the step later is shown it then.
            return
        if waiting := self._settling.pop(step_id, None):
            waiting.cancel()
        self._settling[step_id] = asyncio.get_running_loop().call_later(SETTLED, self._settled, step_id)

    def _settle_words(self, seat: str) -> None:
        """What was written for somebody is read through and confirmed as it stands after the last letter."""
        if waiting := self._settling.pop(f"words {seat}", None):
            waiting.cancel()
        later = asyncio.get_running_loop().call_later
        self._settling[f"words {seat}"] = later(SETTLED, self._settled_words, seat)

    def _settled_words(self, seat: str) -> None:
        self._settling.pop(f"words {seat}", None)
        self.tell_seat(seat, frames.changed(self.told.version, ("me", "hands", "child")))
        for other in self.told.present:
            if self.told.format.leads in other.roles:
                self.tell_seat(other.id, frames.changed(self.told.version, ("people", "stage")))
        self.refresh(MARKED)

    def _settled(self, step_id: str) -> None:
        self._settling.pop(step_id, None)
        step = self.told.step(step_id)
        if step is not None and step.owner is not None:
            self.tell_seat(step.owner, frames.changed(self.told.version, ("me", "plan", "child")))

    def tell_seat(self, seat: str, frame: bytes) -> None:
        """Tell every page of one seat."""
        for connection in self.connections:
            if connection.seat == seat:
                connection.tell(frame)

    # Presence -----------------------------------------------------------------------------------------------------

    def enter(self, connection: Connection) -> None:
        """A page has opened its socket. The same page opened before (a link that died unseen) is let go."""
        for other in list(self.connections):
            if other.tab == connection.tab and other.seat == connection.seat:
                other.close(4409)
                self.connections.discard(other)
        self.connections.add(connection)
        connection.tell(frames.presence(self.presence(self.told.seats, connection)))
        self._came_or_went(connection)

    def leave(self, connection: Connection) -> None:
        self.connections.discard(connection)
        self._came_or_went(connection)

    def _came_or_went(self, connection: Connection) -> None:
        if not self._at_home(connection.seat):
            self._tell_presence((connection.seat,), but=connection)

    def write_in(self, connection: Connection, cell_id: str | None) -> None:
        """A page says which cell its person is in."""
        if cell_id != connection.writing:
            cells = {connection.writing, cell_id}
            connection.writing = cell_id
            self._tell_presence((connection.seat,), in_cells=cells)

    def here(self) -> frozenset[str]:
        """The seats whose people have a page of their own open now."""
        own = {each.seat for each in self.connections if each.seat != PROJECTOR and not each.hand}
        return frozenset(seat for seat in own if not self._at_home(seat))

    def _at_home(self, seat: str) -> bool:
        """Is this the child, with their wish book open somewhere else? Then they are not here."""
        child = self.told.child
        return child is not None and child.id == seat and child.presence is not Presence.PRESENT

    def presence(self, seats: Iterable[str], viewer: Connection) -> dict[str, dict[str, object]]:
        """Who is here and in which cell, as one page may see it. Made from the seats, never relayed from a page."""
        here = self.here()
        writing = {c.seat: c.writing for c in self.connections if c.writing}
        people: dict[str, dict[str, object]] = {}
        for seat_id in seats:
            seat = self.told.seats.get(seat_id)
            if seat is not None and seat.presence not in AT_THE_DOOR:
                short = viewer.seat == PROJECTOR and self.told.initials
                name = initials(seat.name) if short else seat.name
                cell = writing.get(seat_id)
                if seat_id != viewer.seat and cell not in viewer.cells:
                    # That something is being written which they do not see yet is not for them either.
                    cell = None
                people[seat_id] = {"name": name, "here": seat_id in here, "cell": cell}
        return people

    def _tell_presence(
        self, seats: tuple[str, ...], but: Connection | None = None, in_cells: Collection[str | None] = ()
    ) -> None:
        """in_cells: where it happened; whoever sees none of these cells hears nothing of it."""
        for viewer in self.connections:
            sees = not in_cells or viewer.seat in seats or any(cell in viewer.cells for cell in in_cells)
            if viewer is not but and sees and (people := self.presence(seats, viewer)):
                viewer.tell(frames.presence(people))


def initials(name: str) -> str:
    """Mgr. Jana Nováková -> J. N.: the names without what ends in a dot."""
    words = [word for word in name.split() if not word.endswith(".")] or name.split()
    return " ".join(f"{word[0]}." for word in words)


def epoch_of(epoch: str, meeting: Meeting) -> str:
    """Of a meeting that has lost an entry: its cells have other versions than pages know from before."""
    return f"{epoch}-{len(meeting.damages)}-{meeting.damages[-1].version}" if meeting.damages else epoch


def _failed(failure: Exception) -> "asyncio.Future[None]":
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_exception(failure)
    return future


def _done() -> "asyncio.Future[None]":
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_result(None)
    return future
