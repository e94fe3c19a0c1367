"""Changing a part of a meeting that several subjects change: seats, who waits to speak, an order, cells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from ..format import Stage
from ..model import Goal, Meeting, Seat
from ..text import Cell

Item = TypeVar("Item", Goal, Stage)


def with_seat(meeting: Meeting, seat: Seat) -> Meeting:
    return replace(meeting, seats={**meeting.seats, seat.id: seat})


def change_seat(meeting: Meeting, seat_id: str, **changes: object) -> Meeting:
    return with_seat(meeting, replace(meeting.seats[seat_id], **changes))  # type: ignore[arg-type]


def off_the_floor(meeting: Meeting, seat_id: str) -> Meeting:
    floor = tuple(asking for asking in meeting.floor if asking != seat_id)
    return replace(meeting, floor=floor, speaking="" if meeting.speaking == seat_id else meeting.speaking)


def moved(items: tuple[Item, ...], item_id: str, place: int) -> tuple[Item, ...]:
    moving = next(item for item in items if item.id == item_id)
    others = [item for item in items if item.id != item_id]
    others.insert(place, moving)
    return tuple(others)


def without(cells: Mapping[str, Cell], prefix: str) -> dict[str, Cell]:
    return {key: cell for key, cell in cells.items() if not key.startswith(prefix)}
