"""What the program writes into its log: that something happened, where in the code and of which kind; nobody's words.

Names, texts, links and tokens come into a log by two doors. One is what stands in the gaps of other people's sentences
(a socket's address with a token in it, a frame at a finer level): of those only the sentence is written. The other is
what an exception says of the value that it could not use: of those the kind and the places in the code are written.
"""

import asyncio
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

OURS = ("server", "exports")
"""Whose gaps are filled: we put into them ids, sizes and durations."""
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger(__name__)


class Discreet(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """In UTC, and it says so."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def format(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] not in OURS:
            # A copy: others may want the record as it is.
            record = logging.makeLogRecord({**record.__dict__, "args": None, "exc_text": None, "stack_info": None})
            record.msg = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        else:
            record = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        return _in_one_entry(super().format(record))

    def formatException(self, raised: Raised) -> str:
        return told(raised[1]) if raised[1] is not None else ""


def _in_one_entry(said: str) -> str:
    """Further lines of an entry are indented, and nothing else in it can begin a line or move the cursor: nobody makes
    it look as if something else had been logged."""
    lines = ("".join(each if each.isprintable() else ascii(each)[1:-1] for each in line) for line in said.split("\n"))
    return "\n    ".join(lines)


def told(error: BaseException, deep: int = 0) -> str:
    """Where in the code something went wrong and of which kind it is, also what it came from."""
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for each in (*inner, error.__cause__ or error.__context__):
        if each is not None and deep < _DEEPEST:
            lines.append("from " + told(each, deep + 1))
    return "\n".join(lines)


def begin() -> None:
    """From now on everything that is said in a log, or would be said when something dies, is said so."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        # uvicorn brings handlers of its own.
        each = logging.getLogger(name)
        each.handlers.clear()
        each.propagate = True
    logging.getLogger("server.security").setLevel(logging.INFO)
    sys.excepthook = lambda kind, error, trace: log.critical("the program has ended: %s", told(error))
    threading.excepthook = lambda died: log.error("a thread has died: %s", told(died.exc_value or SystemExit()))
    sys.unraisablehook = lambda lost: log.error("something was lost: %s", told(lost.exc_value or SystemExit()))


def of_the_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """asyncio's own sentences have in them what was called, with what."""
    error = context.get("exception")
    log.error("something went wrong that nobody waited for%s", f": {told(error)}" if error is not None else "")


_DEEPEST = 8
