"""What is true after something has happened to cards, worries, views, alerts or the load of the family."""

from dataclasses import replace
from typing import assert_never

from .. import events as e
from ..model import Alert, Card, Meeting
from .parts import without


def after(meeting: Meeting, event: e.boards.Event, entry: e.Entry) -> Meeting:
    match event:
        case e.CardAdded():
            cards = (*meeting.cards, Card(event.card, event.board, event.seat))
            return replace(meeting, cards=cards)
        case e.CardRemoved():
            cards = tuple(card for card in meeting.cards if card.id != event.card)
            cells = {key: cell for key, cell in meeting.cells.items() if key != f"card:{event.card}"}
            return replace(meeting, cards=cards, cells=cells, removed=meeting.removed | {event.card})
        case e.OfferTakenUp():
            cards = tuple(replace(card, step=event.step) if card.id == event.card else card for card in meeting.cards)
            return replace(meeting, cards=cards)
        case e.WorriesOpened():
            return replace(meeting, worries_opened=event.despite)
        case e.ViewsShown():
            return replace(meeting, views_shown=entry.at)
        case e.AlertAdded():
            return replace(meeting, alerts=(*meeting.alerts, Alert(event.alert)))
        case e.AlertRemoved():
            alerts = tuple(alert for alert in meeting.alerts if alert.id != event.alert)
            cells = without(meeting.cells, f"alert:{event.alert}:")
            return replace(meeting, alerts=alerts, cells=cells, removed=meeting.removed | {event.alert})
        case e.AlertSet():
            alerts = tuple(
                replace(alert, caller=event.caller, called=event.called) if alert.id == event.alert else alert
                for alert in meeting.alerts
            )
            return replace(meeting, alerts=alerts)
        case e.HubNamed():
            return replace(meeting, hub=event.seat)
        case e.LoadSet():
            return replace(meeting, loads={**meeting.loads, event.seat: event.load})
        case _:
            assert_never(event)
