"""Shapes without bodies: what the rest of the program asks of the world outside it.

`server.store` makes them of something; `app.py` chooses which. Nothing here opens a file or starts a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .meeting.events import Entry
    from .meeting.series import Line


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One line of the list of meetings.

    `version` is that of the last entry on disk. A meeting whose log cannot be read to its end stands in the list
    as `damaged`, with the last version that could be read (0 if none).
    """

    id: str
    title: str
    opened: datetime
    version: int
    damaged: bool = False
    office: str = ""
    """Whose meeting it is on a shared server."""


class Act(StrEnum):
    """By whose act a meeting is erased. Nobody's name."""

    RULE = "rule"
    """Its day came."""
    LEADER = "leader"
    """Whoever leads it."""
    ORGANISER = "organiser"
    COMMAND = "command"
    """Whoever runs the program, at the command line."""


class Why(StrEnum):
    """For which reason. A closed list: words of somebody's own could tell what was to be erased."""

    RULE = "rule"
    TAKEN_OVER = "taken-over"
    """The record has been handed over, and nothing else is needed."""
    ASKED = "asked"
    """Somebody whose data they are has asked for it."""
    MISTAKE = "mistake"
    """It was opened by mistake, or to try the program out."""
    OFFICE = "office"
    """The office decided so."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """The one line that remains of a meeting: what was erased, when, by whose act. No names and no texts.

    counts: how many there were of each kind of thing ("entries", "links", "photos", …); record: the SHA-256 of its
    record, "" if none was written; kept: those of the files that stay in the folder of exports; done: None while it
    goes on; office: whose meeting it was on a shared server.
    """

    meeting: str
    opened: datetime
    asked: datetime
    act: Act
    why: Why
    counts: Mapping[str, int]
    record: str = ""
    kept: tuple[str, ...] = ()
    done: datetime | None = None
    office: str = ""


class EventLog(Protocol):
    """The logs of all meetings: per meeting, entries with the versions 1, 2, 3, …; of one that was erased, a line."""

    def append(self, meeting: str, after: int, entries: Sequence[Entry]) -> asyncio.Future[None]:
        """Put entries behind version `after` of a meeting; `after` 0 creates it.

        Called in the event loop and returns at once, with the entries already in the queue: a room may call it again
        without waiting. Calls are committed in the order in which they were made, several in one transaction where
        several wait. The future is done only when the entries are on disk.

        Raises (through the future):
          Conflict   the meeting's last version is not `after`. Appends already queued on top of it fail the same way.
          NotSaved   the disk did not take it. Everything committed together with it failed too; the log goes on.
        Raises (at once):
          ValueError the entries are none, not numbered after+1, after+2, …, or their time is not in UTC;
          TypeError  an event of a kind that the log does not know.
        Never half of the entries.
        """
        ...

    def read(self, meeting: str, after: int = 0) -> list[Entry]:
        """The entries behind version `after`, in order; an unknown meeting has none.

        Blocks while it reads (about 10 µs an entry); may be called in any thread. Sees everything that was on disk
        when it was called. In the place of an entry that is damaged or missing stands one with the event Lost. Raises
        Damaged where not even the first can be read.
        """
        ...

    def mentioning(self, words: str) -> list[str]:
        """The meetings with an entry that has these words somewhere in it, such as the digest of a file.

        Goes through everything there is. Blocks; any thread.
        """
        ...

    def meetings(self) -> list[MeetingLine]:
        """All meetings, the one opened last first. Blocks; any thread; one damaged meeting does not hide the others."""
        ...

    def lines(self) -> dict[str, Line]:
        """Meeting -> its line as it was last reckoned from its log, which may have grown since (see Line.version).

        A line that an older program reckoned otherwise, or that cannot be read, is left out. Blocks; any thread.
        """
        ...

    def keep_lines(self, lines: Sequence[Line]) -> None:
        """Keep what has been reckoned from the logs; a meeting that is not there, or not any more, is passed over.

        Blocks until it is on disk; any thread; raises NotSaved. Nothing is lost with a line: the log has it all. When
        an entry of a meeting is deleted, its line goes too.
        """
        ...

    def begin_erasing(self, erasure: Erasure) -> None:
        """Put on disk that this meeting is to be erased; from now on it has to be done, whatever happens in between.

        Of two askings the first counts. Waits for the disk, as those below; all raise NotSaved.
        """
        ...

    def erase(self, meeting: str) -> None:
        """The log of a meeting, its links and its code: they are in no file of ours any more, copies that the program
        made itself included. Others may read and write meanwhile; who writes waits. Harmless when nothing is left.

        Raises NotSaved also when another program has been reading for too long, or a copy cannot be opened.
        """
        ...

    def end_erasing(self, meeting: str, at: datetime) -> None:
        """It is done. Harmless when it was done already."""
        ...

    def erasures(self) -> list[Erasure]:
        """What has been erased or is being erased, the last asked for first. Blocks; any thread."""
        ...

    def links(self, meeting: str) -> int:
        """How many tokens there are for the seats of a meeting. Blocks; any thread."""
        ...


class Keyring(Protocol):
    """Who may come in: tokens of personal links, short codes for the waiting room, epochs of the logs.

    All methods block until they are done and may be called in any thread. Those that write wait for the disk:
    in the event loop, call them through `asyncio.to_thread`. They raise NotSaved as `EventLog.append` does, and
    NoSuchMeeting for a meeting that has no entry yet.
    """

    def issue(self, meeting: str, seat: str, until: datetime | None = None, account: str = "") -> str:
        """A new token for a seat: 128 random bits, 22 characters safe in an URL. Earlier ones stay valid.

        until: an aware moment at which it ends by itself; None for never. account: for whom, if it is no link to be
        handed out: somebody who signed in goes to that seat with it.
        Only its SHA-256 is kept: it cannot be shown a second time. "owner" and "projector" are seats like any other.
        Waits for the disk.
        """
        ...

    def find(self, token: str) -> tuple[str, str] | None:
        """The meeting and the seat of a token; None when it was never issued or was withdrawn.

        The keyring knows no time: whether it has ended (see `ends`) is for whoever asks to see.
        """
        ...

    def ends(self, token: str) -> datetime | None:
        """When a token ends by itself, in UTC; None for never, and for one that was never issued."""
        ...

    def account(self, token: str) -> str:
        """For which account it was made; "" for a link, and for one that was never issued."""
        ...

    def withdraw(self, meeting: str, seat: str) -> None:
        """All tokens of a seat end here. Harmless when there are none. Waits for the disk."""
        ...

    def code(self, meeting: str) -> str:
        """The short code of a meeting: eight characters that cannot be mistaken for each other, unique.

        Made when first asked for (and then waits for the disk); the same one ever after.
        """
        ...

    def renew_code(self, meeting: str) -> str:
        """Another short code; the old one leads nowhere from now on. Waits for the disk."""
        ...

    def meeting_of(self, code: str) -> str | None:
        """The meeting a typed code leads to, however it was spaced, hyphenated or capitalised."""
        ...

    def epoch(self, meeting: str) -> str:
        """Names one history of a meeting: random, made with its first entry.

        Versions of two histories must not be compared, so a restore from a backup gives the meeting another epoch.
        """
        ...


class Photos(Protocol):
    """Pictures of signatures on paper, beside the logs. All methods block and may be called in any thread."""

    def keep(self, meeting: str, jpeg: bytes) -> str:
        """Put a picture on disk and name it: the first 32 hex digits of the SHA-256 of its bytes.

        The same bytes are the same picture. Waits for the disk; raises NotSaved, and then nothing of it is there.
        """
        ...

    def read(self, meeting: str, photo: str) -> bytes | None:
        """The bytes of a picture; None where there is none of that id, or the disk cannot read it."""
        ...

    def kept(self) -> list[tuple[str, str]]:
        """Every picture there is: meeting and id."""
        ...

    def discard(self, meeting: str, photo: str) -> None:
        """Take one picture away. Harmless when it is not there. Raises NotSaved."""
        ...

    def erase(self, meeting: str) -> None:
        """Take all pictures of a meeting away. Harmless when there are none. Raises NotSaved."""
        ...


class Lane(Protocol):
    """What stays between somebody and whoever leads: private notes, quiet requests for a break.

    Never in the log, and erased when the meeting closes. Reading never waits: pages are drawn from it. Those that write
    block until it is on disk, may be called in any thread and raise NotSaved.
    """

    def write_note(self, meeting: str, seat: str, words: str) -> None:
        """The private note of a seat, instead of the one before; "" for none."""
        ...

    def note(self, meeting: str, seat: str) -> str:
        """The private note of a seat, "" if there is none."""
        ...

    def ask_break(self, meeting: str, seat: str, at: datetime) -> None:
        """A seat asks for a break, at an aware moment. Who asks already keeps their place."""
        ...

    def end_break(self, meeting: str, seat: str) -> None:
        """The request of a seat is done or taken back. Harmless when there is none."""
        ...

    def breaks(self, meeting: str) -> dict[str, datetime]:
        """Seat -> since when it asks, the longest first."""
        ...

    def meetings(self) -> list[str]:
        """The meetings of which there is anything."""
        ...

    def erase(self, meeting: str) -> None:
        """Everything of a meeting: its words are in no file of ours any more. Harmless when there is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Noted:
    """What was found out of a meeting when it had that version. waits: when it will be owed something; None: never."""

    version: int
    waits: datetime | None


class Agenda(Protocol):
    """When which meeting will be owed something: found out from the logs, and kept only so that they need not all be
    read at every start. Both methods block."""

    def noted(self) -> dict[str, Noted]:
        """What was noted last, by meeting; nothing of what a program with other rules has noted."""
        ...

    def note(self, found: Mapping[str, Noted]) -> None:
        """Keep this instead of what was there. Raises NotSaved."""
        ...


@dataclass(frozen=True, slots=True)
class Rating:
    """How the meeting was for one person. heard, safe, trust: 0 to 10, or None where they left it out; words: more, if
    they wrote any."""

    heard: int | None
    safe: int | None
    trust: int | None
    words: str
    at: datetime


class Ratings(Protocol):
    """What people say of a meeting afterwards, for the eyes of whoever led it alone. Never in the log.

    Reading never waits. Those that write block until it is on disk, may be called in any thread and raise NotSaved.
    """

    def rate(self, meeting: str, seat: str, rating: Rating) -> None:
        """The rating of a seat, instead of the one before."""
        ...

    def take_back(self, meeting: str, seat: str) -> None:
        """Harmless when there is none."""
        ...

    def of(self, meeting: str) -> dict[str, Rating]:
        """Seat -> what they said, in the order in which they did."""
        ...

    def meetings(self) -> list[str]:
        """The meetings of which there is anything."""
        ...

    def erase(self, meeting: str) -> None:
        """Everything of a meeting: it is in no file of ours any more. Harmless when there is nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in on a shared server. name: what they sign in with and are shown as; office: the id of
    theirs; facilitates: organises the meetings of that office; administers: adds and ends its people; password: a hash,
    "" while none has been chosen.
    """

    id: str
    name: str
    office: str
    facilitates: bool
    administers: bool
    made: datetime
    password: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """What an account can be signed in with instead of a password. credential: the key's own id; public_key: as COSE;
    uses: the count the key itself said last, 0 where it counts nothing; name: its owner's for it.
    """

    credential: bytes
    public_key: bytes = field(repr=False)
    uses: int
    name: str
    made: datetime
    used: datetime | None = None


class TakenAlready(Exception):
    """This passkey, or this account somewhere else, signs somebody in here already."""


class Deed(StrEnum):
    """What was done with an account, for everybody of its office to see."""

    ADDED = "added"
    ENDED = "ended"
    LINKED = "linked"
    """A new link to choose a password was made for it."""
    CHOSEN = "chosen"
    """That link was used."""
    RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Done:
    """A deed. by: the name of who did it, "" at the command line; whom: the name of the account."""

    at: datetime
    deed: Deed
    by: str
    whom: str


class NameTaken(ValueError):
    """There is an account of this name already, here or in another office."""


class NoSuchOffice(LookupError):
    """There is no office of this id."""


LONGEST_DAYS = 7
"""No sign-in lives longer."""
KNOWN_DAYS = 180
"""A browser in which an account has signed in is known for so long after the last time."""


class Accounts(Protocol):
    """Who signs in on a shared server, and of which office. A laptop alone has none.

    Another process (the command line) may write at the same time: whatever is asked is looked up. All methods block, a
    reading one for less than a millisecond, and may be called in any thread; those that write raise NotSaved. Moments
    are aware. Of tokens only the SHA-256 is kept.
    """

    def shared(self) -> bool:
        """Is this a shared server: has there ever been an account? Then the link printed at the start opens nothing."""
        ...

    def offices(self) -> dict[str, str]:
        """Id -> name, in the order in which they were made. What belongs to no office belongs to the first."""
        ...

    def add(self, account: Account, by: str, office_name: str = "") -> None:
        """An account, and its office under that name if there is none of its id. by: whose doing it is, "" at the
        command line. Raises NameTaken; NoSuchOffice where it has no name to be made with.
        """
        ...

    def of(self, office: str) -> list[Account]:
        """The accounts of an office, by name."""
        ...

    def find(self, name: str) -> Account | None:
        """By the name, however it is capitalised and spaced."""
        ...

    def get(self, id: str) -> Account | None:
        """By the id."""
        ...

    def locked_out(self, office: str, at: datetime) -> list[Account]:
        """Those of an office who cannot come in: with no password, no passkey, no identity elsewhere and no link."""
        ...

    def end(self, id: str, at: datetime, by: str) -> None:
        """The account is no more, nor anything that it was signed in with. Harmless when it was ended already."""
        ...

    def change_rights(self, id: str, facilitates: bool, administers: bool, at: datetime, by: str) -> None:
        """What it may do from now on."""
        ...

    def set_password(self, id: str, hashed: str) -> None:
        """Its password, as `server.accounts.passwords` hashes it."""
        ...

    def link(self, id: str, at: datetime, until: datetime, by: str) -> str:
        """A token with which a password or a passkey is chosen once; earlier ones of that account end."""
        ...

    def of_link(self, token: str, at: datetime) -> Account | None:
        """Whose link this is; None when it was used, has ended or was never made. Looking does not use it up."""
        ...

    def use_link(
        self,
        token: str,
        at: datetime,
        hashed: str,
        passkey: Passkey | None = None,
        identity: tuple[str, str] | None = None,
    ) -> Account | None:
        """The link is used up now, this is the password of its account ("" for none), and every sign-in has ended. Of
        two who use it at once one gets None. passkey, identity (issuer and subject): what is chosen instead; then
        TakenAlready may be raised, and the link still works."""
        ...

    def passkeys(self, id: str) -> list[Passkey]:
        """Those of an account, the first made first."""
        ...

    def of_passkey(self, credential: bytes) -> tuple[Account, Passkey] | None:
        """Whose this is."""
        ...

    def add_passkey(self, id: str, passkey: Passkey) -> None:
        """One more. Raises TakenAlready."""
        ...

    def name_passkey(self, id: str, credential: bytes, name: str) -> None:
        """Only of this account's own; harmless for another's."""
        ...

    def note_passkey(self, credential: bytes, uses: int, at: datetime) -> None:
        """It was signed in with."""
        ...

    def remove_passkey(self, id: str, credential: bytes) -> None:
        """Only of this account's own; harmless for another's."""
        ...

    def identities(self, id: str) -> list[tuple[str, str]]:
        """The issuers and subjects by which others vouch for an account."""
        ...

    def of_identity(self, issuer: str, subject: str) -> Account | None:
        """Whom an issuer calls so; None for somebody nobody here has connected."""
        ...

    def add_identity(self, id: str, issuer: str, subject: str, at: datetime) -> None:
        """It signs this account in from now on. Raises TakenAlready where it does so for another one."""
        ...

    def remove_identity(self, id: str, issuer: str, subject: str) -> None:
        """Only of this account's own; harmless for another's."""
        ...

    def sign_in(self, id: str, at: datetime) -> str:
        """A token of somebody who has shown who they are. Tidies away what ended long ago."""
        ...

    def signed_in(self, token: str, at: datetime, used: bool = True) -> Account | None:
        """Whose token this is; None for none, and for one that was unused or has lived for too long. used: whether to
        look is a use of it."""
        ...

    def know_browser(self, id: str, token: str, at: datetime) -> str:
        """This account has signed in in a browser that shows this token ("" for none); a token by which the browser is
        known from now on, the same if it was known already."""
        ...

    def knows_browser(self, id: str, token: str, at: datetime) -> bool:
        """Has this account signed in in the browser of this token, and not too long ago?"""
        ...

    def keep_tries(self, tries: Mapping[int, tuple[int, float]], at: datetime) -> None:
        """Instead of what was kept: drawer -> wrong tries, and seconds since the last (see server.accounts.tries)."""
        ...

    def tries(self, at: datetime) -> dict[int, tuple[int, float]]:
        """What was kept."""
        ...

    def sign_out(self, token: str) -> None:
        """Harmless when it was nobody's."""
        ...

    def note_uses(self) -> None:
        """Put on disk when tokens were used last; until then only this process knows."""
        ...

    def sign_out_everywhere(self, id: str, but: str = "") -> None:
        """Every sign-in of an account ends, except that of the token `but`."""
        ...

    def deeds(self, office: str) -> list[Done]:
        """What was done with the accounts of an office, the last first."""
        ...


class Clock(Protocol):
    """What time it is. Only `app.py` has a real one."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def ticks(self) -> float:
        """Seconds since some moment, whatever is done to the clock; the time that the computer sleeps counts."""
        ...


class Fault(StrEnum):
    """Why something could not be put on disk."""

    FULL = "full"
    """No room left."""
    DISK = "disk"
    """The disk reported an error, or the file could not be opened."""
    READ_ONLY = "read-only"
    """The file or its folder may not be written."""
    BUSY = "busy"
    """Another program held the file for longer than we wait."""
    DAMAGED = "damaged"
    """The file is damaged where it should have been written."""
    CLOSED = "closed"
    """The log had been closed."""


class Conflict(Exception):
    """Somebody was first: the meeting's last version is not the one the entries were made on."""

    def __init__(self, meeting: str, after: int, version: int) -> None:
        super().__init__(f"meeting {meeting}: entries made on version {after}, but the last version is {version}")
        self.meeting = meeting
        self.after = after
        self.version = version


class NotSaved(Exception):
    """The disk did not take it. Nothing of it is there; trying again later may help."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(f"not saved: {reason}")
        self.reason = reason


class Damaged(Exception):
    """A meeting cannot be read: its opening is damaged, and with it all that tells what the rest means; or the disk
    does not give it out just now.

    `version` is the first entry that cannot be read and `versions` all that are known of; `readable` are the others, in
    order.
    """

    def __init__(self, meeting: str, versions: Sequence[int], readable: Sequence[Entry] = ()) -> None:
        super().__init__(f"meeting {meeting}: version {', '.join(map(str, versions))} cannot be read")
        self.meeting = meeting
        self.version = versions[0]
        self.versions = tuple(versions)
        self.readable = list(readable)


class NoSuchMeeting(LookupError):
    """A meeting that has no entry."""

    def __init__(self, meeting: str) -> None:
        super().__init__(f"no meeting {meeting}")
        self.meeting = meeting


class CannotOpen(Exception):
    """The data cannot be opened. `str()` is one English sentence that says what is wrong and what to do.

    `sentence` is its message id and `places` what belongs in its gaps, for whoever wants to say it in another language:
    `gettext(e.sentence).format(**e.places)`.
    """

    def __init__(self, sentence: str, **places: object) -> None:
        super().__init__(sentence.format(**places))
        self.sentence = sentence
        self.places = places
