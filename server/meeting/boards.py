"""Deciding about cards on the boards, worries, offers, what is agreed for a change, and what the family carries."""

from . import commands as c
from . import events as e
from .checks import (
    MOST_CARDS,
    MOST_OWN_CARDS,
    MOST_STEPS,
    clean_words,
    free_id,
    known_goal,
    known_person,
    known_seat,
    refusal,
)
from .events import Events
from .holes import sides
from .load import MOST_THINGS, family
from .model import Board, Card, Load, Meeting
from .refusals import Reason, Refused
from .writing import written


def known_card(meeting: Meeting, card_id: str) -> Card:
    card = meeting.card(card_id)
    if card is None:
        raise Refused(Reason.NO_SUCH_CARD)
    return card


def add_card(meeting: Meeting, command: c.AddCard, by: str) -> Events:
    if command.board is Board.TOPICS and Board.TOPICS not in meeting.stage.shows:
        raise refusal(meeting, Reason.NOT_THIS_STAGE)
    free_id(command.card, meeting.removed, MOST_CARDS, len(meeting.cards))
    if sum(card.seat == by for card in meeting.cards) >= MOST_OWN_CARDS:
        raise Refused(Reason.ENOUGH_CARDS, most=str(MOST_OWN_CARDS))
    return (e.CardAdded(command.card, command.board, by),)


def remove_card(meeting: Meeting, command: c.RemoveCard, by: str) -> Events:
    card = known_card(meeting, command.card)
    if card.seat != by:
        raise Refused(Reason.NOT_YOUR_CARD)
    if card.step:
        raise Refused(Reason.TAKEN_UP)
    if card.id in meeting.chosen:
        raise Refused(Reason.CHOSEN)
    return (e.CardRemoved(card.id),)


def take_up_offer(meeting: Meeting, command: c.TakeUpOffer) -> Events:
    card = known_card(meeting, command.card)
    if card.board is not Board.OFFERS:
        raise Refused(Reason.NO_SUCH_CARD)
    if card.step:
        raise Refused(Reason.TAKEN_UP)
    words = meeting.text(f"card:{card.id}").strip()
    if not words:
        raise Refused(Reason.STEP_EMPTY)
    known_goal(meeting, command.goal)
    free_id(command.step, meeting.removed, MOST_STEPS, len(meeting.steps))
    return (
        e.StepAdded(command.step, command.goal),
        written(f"step:{command.step}:what", words),
        e.StepGiven(command.step, card.seat),
        e.OfferTakenUp(card.id, command.step),
    )


def open_worries(meeting: Meeting, command: c.OpenWorries) -> Events:
    if all(sides(meeting).values()):
        return (e.WorriesOpened(""),)
    words = clean_words(command.despite, 500)
    if not words:
        raise Refused(Reason.STRENGTHS_FIRST)
    return (e.WorriesOpened(words),)


def set_alert(meeting: Meeting, command: c.SetAlert) -> Events:
    if meeting.alert(command.alert) is None:
        raise Refused(Reason.NO_SUCH_ALERT)
    caller, called = known_person(meeting, command.caller), known_person(meeting, command.called)
    return (e.AlertSet(command.alert, caller, called),)


def set_load(meeting: Meeting, command: c.SetLoad, by: str) -> Events:
    seat = known_seat(meeting, command.seat)
    if seat not in family(meeting):
        raise Refused(Reason.NO_SUCH_SEAT)
    if meeting.seats[by] in family(meeting) and by != seat.id:
        # Nobody counts for the other parent.
        raise Refused(Reason.NOT_YOUR_ROLE)
    load = Load(command.meetings, command.visits, command.tasks, command.more_meetings, command.more_visits)
    things = (load.meetings, load.visits, load.tasks, load.more_meetings, load.more_visits)
    if not all(0 <= number <= MOST_THINGS for number in things):
        raise Refused(Reason.BAD_LOAD, most=str(MOST_THINGS))
    return () if meeting.loads.get(seat.id) == load else (e.LoadSet(seat.id, load),)
