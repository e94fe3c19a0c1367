"""What somebody who watches over a server wants to know: who came in, who was not let in, what was changed by whom.

One line for each, always in the same form, so that a program can read it: a word for what happened and then ids, as
`key=value`. No names, texts, tokens or addresses of computers.
"""

import logging
import re
from collections.abc import Callable
from enum import StrEnum
from time import monotonic

from .budget import Budget

LINES_AT_ONCE, LINES_A_SECOND = 120, 2.0
"""Lines of one kind before they are counted instead of written, and how many are written a second then: whoever knocks
a thousand times is not to fill the disk."""

log = logging.getLogger("server.security")


class Happened(StrEnum):
    """What can be read in the log; the first word of a line."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_ELSEWHERE = "signed-out-elsewhere"
    CONFIRMED = "confirmed"
    """Somebody who is signed in has said once more who they are."""
    NOT_SIGNED_IN = "not-signed-in"
    SLOWED = "slowed"
    """Too many wrong tries wait already."""
    PASSWORD_CHANGED = "password-changed"
    WAY_ADDED = "way-added"
    """A passkey, or an account of a provider of identities."""
    WAY_REMOVED = "way-removed"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_ENDED = "account-ended"
    ACCOUNT_LINKED = "account-linked"
    """A new link for an account, that works once."""
    RIGHTS_CHANGED = "rights-changed"
    CONSOLE_ENTERED = "console-entered"
    """Somebody has gone to a meeting with their account."""
    LINK_OPENED = "link-opened"
    LINK_UNKNOWN = "link-unknown"
    LINKS_MADE = "links-made"
    LINKS_ENDED = "links-ended"
    CODE_RENEWED = "code-renewed"
    CODE_WRONG = "code-wrong"
    MEETING_ERASED = "meeting-erased"
    REFUSED = "refused"
    """Somebody asked for what they may not, sent a form from another site, or asked too often."""


FAILED = frozenset(
    {
        Happened.NOT_SIGNED_IN,
        Happened.SLOWED,
        Happened.LINK_UNKNOWN,
        Happened.CODE_WRONG,
        Happened.REFUSED,
    }
)
"""At the level WARNING; all others are as they should be, and INFO."""
KEYS = ("account", "by", "office", "meeting", "seat", "how", "why", "command", "status")
"""What a line may say besides, in this order."""
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class SecurityLog:
    """Of one server. Times are monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lines: dict[Happened, Budget] = {}
        self._unwritten: dict[Happened, int] = {}

    def note(self, what: Happened, **ids: str) -> None:
        """ids: of KEYS; an empty one is left out, and one that is no id is written as `?`."""
        lines = self._lines.setdefault(what, Budget(LINES_AT_ONCE, LINES_A_SECOND, self._clock))
        if lines.wait():
            self._unwritten[what] = self._unwritten.get(what, 0) + 1
            return
        lines.spend()
        said = [f"{key}={ids[key] if _ID.fullmatch(ids[key]) else '?'}" for key in KEYS if ids.get(key)]
        if unwritten := self._unwritten.pop(what, 0):
            said.append(f"unwritten={unwritten}")
        log.log(logging.WARNING if what in FAILED else logging.INFO, "%s", " ".join((what, *said)))
