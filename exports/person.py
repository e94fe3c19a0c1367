"""What a meeting has of one person, for that person: everything about them and by them, as JSON that can be read, each
part with a sentence on what it means. Words of others are in it only where they are addressed to the person."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from server.meeting import events as e
from server.meeting.agreement import acceptance_of
from server.meeting.cells import kind_of, owner_of, wishes_of
from server.meeting.commands import Person
from server.meeting.confidences import thing_of, withheld
from server.meeting.model import Freeze, Meeting, Seat
from server.meeting.pages import released
from server.meeting.policy import cells_for
from server.meeting.text import inserted

from .wording import Wording

PRIVATE = frozenset({"wish", "view", "praise"})
"""Kinds of cells that are somebody's alone for a while, or for good."""
_WHOLE = frozenset({"agreed", "format"})
"""Fields of events that hold what belongs to all."""


def person(
    wording: Wording, entries: Iterable[e.Entry], seat: Seat, eyes: str = "", beside: Mapping[str, Any] | None = None
) -> bytes:
    """The data of one person as UTF-8 JSON.

    entries: the whole log; eyes: the seat whose eyes it is for, where that is not the person: what they may not see of
    what the person keeps for themselves is left out; beside: what lies beside the log, for the person's own eyes.
    """
    telling = _Telling(wording, tuple(entries), seat, eyes)
    told = {
        "meeting": {
            "title": wording.meeting.title,
            "place": wording.meeting.place,
            "starts": wording.meeting.starts,
            "began": wording.meeting.began,
            "closed": wording.meeting.closed,
        },
        "person": seat.name,
        "parts": [part for part in telling.parts(beside or {}) if part["items"]],
    }
    return json.dumps(_plain(told), ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


_NOTED_FOR = (e.ContributionWritten, e.PollAnswered)
"""What one person types in as another one's word: it is the other's."""
_SAID = frozenset({"words", "said"})


class _Telling:
    """One person's data being told."""

    def __init__(self, wording: Wording, entries: tuple[e.Entry, ...], seat: Seat, eyes: str) -> None:
        self.wording = wording
        self.meeting: Meeting = wording.meeting
        self.entries = entries
        self.seat = seat
        self.own = eyes in ("", seat.id)
        self._seen = None if self.own else self._seen_by(eyes)
        self._withheld = frozenset[str]() if self.own else withheld(self.meeting, eyes)
        was = [guest for guest, became in self.meeting.became.items() if became == seat.id]
        self.ids = frozenset({seat.id, *was})

    def _seen_by(self, eyes: str) -> frozenset[str]:
        """The cells that those eyes may see: those they see on their page, and of the book what is in the record."""
        shown = (cell for page in released(self.meeting) for cell in wishes_of(self.meeting, page.id))
        return frozenset({*cells_for(self.meeting, eyes), *shown})

    def parts(self, beside: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        _ = self.wording.gettext
        yield self._part("who", _("Who you are in this meeting, as it was written down."), [self._who()])
        yield self._part("there", _("When you were there, and that you know of confidentiality."), [self._there()])
        yield self._part("words", _("What stands in your own name now."), list(self._words()))
        yield self._part(
            "typed",
            _("What was typed by you or for you, in the order in which it was written, also what was deleted later."),
            list(self._typed()),
        )
        yield self._part("steps", _("The steps that are yours, and what you said to them."), list(self._steps()))
        yield self._part("answers", _("Your numbers on the scales, from 0 to 10."), list(self._answers()))
        yield self._part(
            "signed",
            _("What you said to each version of the plan, and your signature: its lines as points, without times."),
            list(self._signed()),
        )
        yield self._part("about", _("What others have noted about you or addressed to you."), list(self._about()))
        yield self._part(
            "done",
            _("What you did, or another hand did for you, and when. The names of the deeds are those of the program."),
            list(self._done()),
        )
        kept = [{"what": name, "value": value} for name, value in beside.items() if value] if self.own else []
        yield self._part("private", _("What lies beside the meeting and is nobody else’s."), kept)
        left_out = [] if self.own else [{"note": _("What you keep for yourself alone is only on your own page.")}]
        yield self._part("left-out", _("What is not here."), left_out)

    def _part(self, id: str, meaning: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": id, "meaning": meaning, "items": [item for item in items if item]}

    def _who(self) -> dict[str, Any]:
        seat = self.seat
        hand = self.wording.name(seat.hand) if seat.hand else ""
        told = {field.name: getattr(seat, field.name) for field in fields(seat) if field.name in _OF_A_PERSON}
        return {**told, "roles": self.wording.roles(seat), "writes_for_you": hand}

    def _there(self) -> dict[str, Any]:
        return {
            field.name: getattr(self.seat, field.name) for field in fields(self.seat) if field.name in _OF_BEING_THERE
        }

    def _words(self) -> Iterator[dict[str, Any]]:
        for cell_id, cell in self.meeting.cells.items():
            if owner_of(self.meeting, cell_id) in self.ids and cell.text.strip() and self._may_be_told(cell_id):
                yield {"where": cell_id, "words": cell.text}

    def _typed(self) -> Iterator[dict[str, Any]]:
        """Letters in one place one after another are one item."""
        item: dict[str, Any] = {}
        for entry in self.entries:
            event = entry.event
            if not isinstance(event, e.TextChanged) or entry.by not in self.ids or not self._may_be_told(event.cell):
                continue
            words = inserted(event.change)
            if not words:
                continue
            if item and (item["where"], item["hand"]) == (event.cell, entry.hand):
                item["typed"] += words
                item["until"] = entry.at
            else:
                if item:
                    yield item
                item = {"where": event.cell, "from": entry.at, "until": entry.at, "typed": words, "hand": entry.hand}
        if item:
            yield item

    def _steps(self) -> Iterator[dict[str, Any]]:
        for step in self.meeting.steps:
            if step.owner in self.ids and f"step:{step.id}" not in self._withheld:
                words = {
                    name: self.meeting.text(f"step:{step.id}:{name}") for name in ("what", "how", "with", "signal")
                }
                said = acceptance_of(self.meeting, step).value
                yield {"step": step.id, **words, "due": step.due, "you_said": said, "because": step.declined or ""}

    def _answers(self) -> Iterator[dict[str, Any]]:
        for goal in self.meeting.goals:
            for seat, value in goal.scale.items():
                if seat in self.ids and (self.own or goal.shown):
                    yield {"goal": self.meeting.text(f"goal:{goal.id}:title"), "value": value}

    def _signed(self) -> Iterator[dict[str, Any]]:
        versions: tuple[Freeze, ...] = (*self.meeting.voided, *((self.meeting.freeze,) if self.meeting.freeze else ()))
        for version in versions:
            for seat in self.ids:
                approval, signature = version.approvals.get(seat), version.signatures.get(seat)
                if approval or signature:
                    yield {"version": version.number, "plan": version.digest, "said": approval, "signature": signature}

    def _about(self) -> Iterator[dict[str, Any]]:
        for entry in self.entries:
            by_others = entry.by not in self.ids and not isinstance(entry.event, e.TextChanged | e.MeetingOpened)
            named = _names(entry.event, self.ids) or self._is_of_their_mail(entry.event)
            if by_others and named and self._may_be_told_of(entry.event):
                yield self._entry(entry)

    def _is_of_their_mail(self, event: e.Event) -> bool:
        """What became of a mail says only which one: whose it is, is known from when it was asked for."""
        mail = self.meeting.mails.get(getattr(event, "mail", ""))
        return mail is not None and mail.seat in self.ids

    def _done(self) -> Iterator[dict[str, Any]]:
        for entry in self.entries:
            mine = entry.by in self.ids or entry.hand in self.ids
            if mine and not isinstance(entry.event, e.TextChanged) and self._may_be_told_of(entry.event):
                yield self._entry(entry)

    def _entry(self, entry: e.Entry) -> dict[str, Any]:
        """An entry of the log. Of another person it says that it was about them, and no more."""
        event = entry.event
        of_another = isinstance(event, _NOTED_FOR) and event.seat not in self.ids
        told = {}
        for field in fields(event):
            value = getattr(event, field.name)
            if field.name in _WHOLE or (of_another and field.name in _SAID):
                continue
            if isinstance(value, Person) and value.seat not in self.ids:
                value = value.seat
            told[field.name] = value
        return {"at": entry.at, "event": type(event).__name__, **told, **({"hand": entry.hand} if entry.hand else {})}

    def _may_be_told(self, cell_id: str) -> bool:
        if thing_of(cell_id) in self._withheld:
            return False
        if self._seen is None or kind_of(self.meeting, cell_id) not in PRIVATE:
            # What a page of the book had before it was thrown away is no cell any more, and the child's alone.
            return self._seen is None or not cell_id.startswith("wish:")
        return cell_id in self._seen

    def _may_be_told_of(self, event: e.Event) -> bool:
        if any(f"{kind}:{getattr(event, kind, '')}" in self._withheld for kind in ("step", "goal", "card", "alert")):
            return False
        page = getattr(event, "page", "")
        if self._seen is None or not isinstance(page, str) or not page:
            return not isinstance(event, e.ScaleAnswered) or self.own
        return any(cell.startswith(f"wish:{page}:") for cell in self._seen)


_OF_A_PERSON = frozenset({"name", "organisation", "position", "email", "phone", "identity", "aided"})
_OF_BEING_THERE = frozenset({"presence", "arrived", "left", "earlier", "late", "acknowledged"})


def _names(event: e.Event, ids: frozenset[str]) -> bool:
    """Is somebody named in this event, as whom it is about or whom it is for?"""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Person) and value.seat in ids:
            return True
        if isinstance(value, str) and value in ids:
            return True
        if isinstance(value, tuple | frozenset) and any(isinstance(one, str) and one in ids for one in value):
            return True
    return False


def _plain(value: Any) -> Any:
    """As JSON has it: moments in ISO 8601, sets in order, values without their classes."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case frozenset() | set():
            return sorted(_plain(each) for each in value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value
