"""Every "no" as an answer: one clear sentence in the viewer's language, in the form the asker can use."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response

from ..meeting.holes import Hole
from ..meeting.refusals import Kind, Reason, Refused
from ..ports import Fault, NotSaved
from .drawing import draw
from .language import Tongue
from .words import N_

STATUS = {Kind.NOT_ALLOWED: 403, Kind.NOT_NOW: 409, Kind.NOT_RIGHT: 422}

STRANGER = N_("There is nothing here. The link may have expired or been mistyped; ask the facilitator for a new one.")
FOREIGN = N_("This form was sent from another address than ours. Open the meeting again and repeat it.")
NOT_US = N_("This program does not answer to that address. Its own is: {address}")
MALFORMED = N_("This form cannot be read. Open the page again and repeat it.")
TOO_LARGE = N_("This is too large to be sent.")
TOO_FAST = N_("So many codes are being tried that yours could not be looked at. Wait a moment and send it once more.")
TOO_MUCH = N_("Too much at once. Wait a moment and do it again.")
WRONG_CODE = N_("There is no meeting with this code. Read it from the screen once more.")
BROKEN = N_("Something went wrong on our side. What was saved stays saved; please try again.")
ERASED = N_("What was in this meeting has been erased. If you need its record, ask whoever called the meeting.")
DAMAGED = N_("This meeting cannot be read from the disk. The other meetings work; restore this one from a backup.")
NOT_SAVED = {
    Fault.FULL: N_("It could not be saved: the disk of the computer is full. Make room and try again."),
    Fault.READ_ONLY: N_("It could not be saved: the data folder cannot be written to. Check its rights and try again."),
}
NOT_SAVED_OTHERWISE = N_("It could not be saved: the disk does not take it. Try again; nothing half done was kept.")


AGAIN = 10
"""Seconds after which a program that did too much at once may try again."""
GONE = "erased"
"""The code of a Sorry for a meeting that was erased."""


class Sorry(Exception):
    """A request that ends in a sentence. sentence: a msgid; words: what fills its {gaps}."""

    def __init__(self, status: int, sentence: str, code: str = "", **words: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.code = code
        self.words = words
        self.holes: tuple[Hole, ...] = ()


def stranger() -> Sorry:
    """What a stranger gets, whether or not the thing is there."""
    return Sorry(404, STRANGER, "not-found")


def erased() -> Sorry:
    """What everyone gets who comes to a meeting that was erased."""
    return Sorry(410, ERASED, GONE)


def from_refusal(refused: Refused, tongue: Tongue) -> Sorry:
    words = {key: tongue._(value) if key == "stage" else value for key, value in refused.words.items()}
    sorry = Sorry(STATUS[refused.reason.kind], refused.reason.sentence, refused.reason.code, **words)
    sorry.holes = refused.holes
    return sorry


def not_saved(fault: Fault) -> Sorry:
    return Sorry(503, NOT_SAVED.get(fault, NOT_SAVED_OTHERWISE), f"not-saved-{fault.value}")


@contextmanager
def saving() -> Iterator[None]:
    """What the disk does not take in here is said in a sentence."""
    try:
        yield
    except NotSaved as failure:
        raise not_saved(failure.reason) from failure


def answer(request: HTTPConnection, sorry: Sorry, tongue: Tongue, headers: Mapping[str, str] | None = None) -> Response:
    """A fragment for htmx, JSON for programs, a page for everyone else."""
    sentence = tongue._(sorry.sentence).format_map(sorry.words)
    if sorry.status == 429:
        headers = {"Retry-After": str(AGAIN), **(headers or {})}
    if wants_json(request):
        body = {"error": sorry.code, "sentence": sentence, "holes": sorry.holes}
        return JSONResponse(body, sorry.status, headers)
    template = "_refused.html" if "hx-request" in request.headers else "sorry.html"
    drawn = draw(template, tongue, sentence=sentence, status=sorry.status)
    return HTMLResponse(drawn, sorry.status, headers)


def wants_json(request: HTTPConnection) -> bool:
    return "authorization" in request.headers or "application/json" in request.headers.get("accept", "")


def socket_code(reason: Reason) -> str:
    """The `code` of a refused edit on the socket."""
    if reason in _TEXT_CODES:
        return _TEXT_CODES[reason]
    return "rights" if reason.kind is Kind.NOT_ALLOWED or reason is Reason.NO_SUCH_CELL else "locked"


_TEXT_CODES = {
    Reason.TEXT_SHAPE: "shape",
    Reason.TEXT_RANGE: "range",
    Reason.TEXT_CHARACTERS: "text",
    Reason.TEXT_SPLIT: "split",
    Reason.TEXT_SIZE: "size",
}
