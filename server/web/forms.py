"""A submitted form (or JSON body) as a command of the heart. What does not fit is a sentence, never half a command."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime, tzinfo
from typing import Any, get_type_hints

import msgspec
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from ..meeting.commands import AskMail, AskToEnter, Command, EditText, NoteRecord
from ..meeting.mail import Answer, Matter, Way
from ..meeting.model import Board, Hearing, How, Sharing, Source, Strokes, Verdict
from ..meeting.policy import OF_COMMENTS, OF_STEPS, OF_THE_POST
from ..meeting.previous import Help, Outcome
from .body import Parts, bounded
from .errors import MALFORMED, Sorry

MOST_BODY = 256 * 1024
"""Bytes of one form; a signature of many strokes is the largest thing anybody sends."""
MOST_FIELDS = 600
"""Fields of one form; that of a new meeting has the most."""

NOT_FROM_OUTSIDE: frozenset[type] = (
    frozenset({EditText, AskToEnter, NoteRecord, AskMail}) | OF_THE_POST | OF_COMMENTS | OF_STEPS
)
"""Commands with roads of their own: the socket, the door, the page on which one looks at mails, the program itself."""

_JSON, _PARTS = "application/json", "multipart/form-data"
_KINDS = frozenset({_JSON, _PARTS, "application/x-www-form-urlencoded"})
"""What a form may come as."""

Values = Mapping[str, Sequence[str]]


async def values(request: Request) -> Values:
    """The fields of a form or of a JSON object, each as a list of strings. Raises Sorry."""
    stated = request.headers.get("content-type")
    if stated is None and request.headers.get("content-length", "0") == "0":
        return {}
    kind = (stated or "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise Sorry(415, MALFORMED, "malformed")
    request = bounded(request, MOST_BODY)
    try:
        if kind == _JSON:
            return _from_json(await request.body())
        if kind == _PARTS:
            parts = Parts(
                request.headers, request.stream(), max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_BODY
            )
            sent = await parts.parse()
            if not parts.whole:
                raise ValueError("a form without an end")
        else:
            sent = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_BODY)
        found: dict[str, list[str]] = {}
        for key, value in sent.multi_items():
            found.setdefault(key, []).append(str(value))
        return found
    except (HTTPException, MultiPartException, ClientDisconnect, ValueError) as error:
        # Starlette's own no, a page that went away in the middle of its form, a form that is none.
        raise Sorry(400, MALFORMED, "malformed") from error


def _from_json(body: bytes) -> Values:
    try:
        decoded = msgspec.json.decode(body or b"{}", type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise Sorry(400, MALFORMED, "malformed") from error
    if len(decoded) > MOST_FIELDS:
        raise Sorry(400, MALFORMED, "malformed")
    found: dict[str, list[str]] = {}
    for key, value in decoded.items():
        if value is None or value == []:
            # A form has no way to send a field without a value.
            continue
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            found[key] = value
        elif isinstance(value, str):
            found[key] = [value]
        else:
            found[key] = [msgspec.json.encode(value).decode()]
    return found


def command(kind: type[Command], form: Values, zone: tzinfo) -> Command:
    """The command a form asks for. Dates without a zone are the meeting's. Raises Sorry with what is wrong."""
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for field in fields(kind):
        if hints[field.name] == Mapping[str, str]:
            given[field.name] = _pairs(field.name, form)
            continue
        if field.name not in form:
            if field.default is MISSING and field.default_factory is MISSING:
                raise Sorry(422, MALFORMED, "malformed")
            continue
        try:
            given[field.name] = _value(hints[field.name], form[field.name], zone)
        except (ValueError, msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
            raise Sorry(422, MALFORMED, "malformed") from error
    return kind(**given)


def _pairs(name: str, form: Values) -> dict[str, str]:
    """Fields called NAME:KEY as one mapping; from a program the same as one object."""
    if name in form:
        try:
            return msgspec.json.decode(form[name][-1], type=dict[str, str])
        except msgspec.DecodeError as error:
            raise Sorry(422, MALFORMED, "malformed") from error
    before = f"{name}:"
    return {key.removeprefix(before): values[-1] for key, values in form.items() if key.startswith(before)}


def last(form: Values, name: str) -> str:
    """What a field was given, the last time where it stands there twice; "" where it is missing."""
    return form.get(name, [""])[-1]


def _value(hint: Any, given: Sequence[str], zone: tzinfo) -> object:
    last = given[-1]
    if hint is str:
        return last
    if hint is int:
        return int(last)
    if hint is bool:
        return last.lower() in ("1", "true", "on", "yes")
    if hint == frozenset[str]:
        return frozenset(word for word in given if word)
    if hint == tuple[str, ...]:
        return tuple(word for word in given if word)
    if hint == Strokes or hint == tuple[int, ...]:
        return msgspec.json.decode(last, type=hint)
    if hint in (Verdict, Board, Sharing, Hearing, How, Matter, Way, Answer, Outcome, Help, Source):
        return hint(last)
    if hint == tuple[datetime, ...]:
        return tuple(found for word in given if (found := moment(word, zone)))
    if hint is date:
        return date.fromisoformat(last)
    if hint == date | None:
        return date.fromisoformat(last) if last else None
    if hint == datetime | None:
        return moment(last, zone)
    raise TypeError(hint)


def moment(written: str, zone: tzinfo) -> datetime | None:
    """2027-03-12T14:00 in a zone; None for "". Raises ValueError."""
    if not written:
        return None
    value = datetime.fromisoformat(written)
    return value if value.tzinfo else value.replace(tzinfo=zone)
