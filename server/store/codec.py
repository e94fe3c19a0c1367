"""An event as it lies in a store: the name of its class and its fields as JSON. And a line of the list of meetings."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..meeting.events import EVENTS, Event
from ..meeting.series import Line


class Unreadable(ValueError):
    """A stored event of an unknown kind, or with a body that does not fit it."""


def encode(event: Event) -> tuple[str, bytes]:
    """Kind and JSON (UTF-8). TypeError for what is no event; UnicodeEncodeError for half an emoji in a text."""
    kind = type(event).__name__
    if EVENTS.get(kind) is not type(event):
        raise TypeError(f"{kind} is not an event of the log")
    return kind, _encode(event)


def decode(kind: str, body: bytes) -> Event:
    """The event of a kind and its JSON.

    Strict: an unknown kind, a missing field, a wrong type and also a field that this program does not know (a newer one
    wrote it, and leaving it out could change the meaning) raise Unreadable.
    """
    known = _KNOWN.get(kind)
    if known is None:
        raise Unreadable(f"unknown kind of event: {kind}")
    decoder, fields = known
    try:
        event: Event = decoder.decode(body)
        strange = _shallow.decode(body).keys() - fields
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # Not with the decoder's words: they can quote what people wrote.
        raise Unreadable(f"the body of {kind} does not fit") from error
    if strange:
        raise Unreadable(f"{kind} has fields that this program does not know")
    return event


def encode_line(line: Line) -> str:
    """A line of the list of meetings as JSON."""
    return _encode(line).decode()


def decode_line(body: str | bytes) -> Line:
    """A line from its JSON, with all its fields and no other, or Unreadable: a line is reckoned anew, never mended."""
    try:
        if _shallow.decode(body).keys() == _FIELDS_OF_A_LINE:
            return _lines.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("the body of a line does not fit") from error
    raise Unreadable("a line has other fields than this program knows")


def _plain(thing: object) -> object:
    """A mapping of any kind as a dict; msgspec knows only that."""
    if isinstance(thing, Mapping):
        return dict(thing)
    raise TypeError(f"{type(thing).__name__} cannot be stored")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode
_lines = msgspec.json.Decoder(Line)
_FIELDS_OF_A_LINE = frozenset(Line.__dataclass_fields__)
_shallow = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KNOWN: dict[str, tuple[msgspec.json.Decoder[Any], frozenset[str]]] = {
    kind: (msgspec.json.Decoder(cls), frozenset(cls.__dataclass_fields__)) for kind, cls in EVENTS.items()
}
