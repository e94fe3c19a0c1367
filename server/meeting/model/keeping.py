"""What is true of a meeting: the record, and how long what a meeting leaves behind is kept."""

from datetime import date, datetime

from ..value import value

RECORD_KINDS = ("zapis", "zaznam", "protokol")
"""Minutes as the method has them, a case manager's note, an official protocol: three different things in practice."""


SEALED, TO_STAMP, STAMPED = "sealed", "to-stamp", "stamped"
"""How far the seal of a record is: none is to come; a time stamp is to come; both are there. "" is no seal at all."""


@value
class Record:
    """A record that has been written: its file name in the data folder and the SHA-256 of the file; seal: how far its
    seal is, see SEALED.
    """

    file: str
    sha256: str
    at: datetime
    seal: str = ""


@value
class Keeping:
    """How long the office keeps what a meeting leaves behind.

    days: after the record was handed over, until the data are erased; 0 for never by itself. record: what becomes of
    the record then, one of RECORD_ENDS. comments: days after the closing in which comments may be written; 0 for none.
    """

    days: int = 0
    record: str = "keep"
    comments: int = 0


NO_KEEPING = Keeping()
"""Nothing is erased by itself, and no time for comments was said."""


RECORD_ENDS = ("keep", "erase")
"""The record stays in the folder of exports, or goes with the rest because the office has it."""


@value
class Said:
    """Something said at the desk: by whom, when, with which words; day: the day it is about, if it is about one."""

    by: str
    at: datetime
    why: str
    day: date | None = None
