"""Who is asked to come, when and where; what they answer; who comes instead; a meeting that is called off."""

from datetime import UTC, datetime, timedelta

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.events import HOUSE
from server.meeting.mail import Answer, Matter, Way
from server.meeting.model import Presence
from server.meeting.refusals import Reason
from tests.meeting import childs_table
from tests.meeting.table import LEADS, Table, invited

STARTS = datetime(2027, 4, 16, 12, 0, tzinfo=UTC)


def convened() -> Table:
    """Everybody invited, the day is set, Jana and Alena have been asked."""
    table = invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara", "Aby Jakub nezůstal sám.", "Dobrou náladu", "Věra, 123 456 789"))
    for seat in ("jana", "alena"):
        table.ask(LEADS, c.NoteTold(seat, Matter.INVITATION, Way.SPOKEN))
    return table


def presence(table: Table, seat: str) -> Presence:
    return table.meeting.seats[seat].presence


# When and where -----------------------------------------------------------------------------------------------------


def test_the_desk_says_when_where_and_why_and_the_rest_stays() -> None:
    table = invited()
    table.ask(LEADS, c.AmendMeeting("Jakubovo", "", "", None, "SPIS 1", True)) if table.meeting.present else None
    before = table.meeting
    table.ask(LEADS, c.ConveneMeeting(STARTS, " Fara ", "Proto.", "Zprávu ze školy", "Věra, 123"))
    meeting = table.meeting
    assert (meeting.starts, meeting.place, meeting.purpose) == (STARTS, "Fara", "Proto.")
    assert (meeting.bring, meeting.contact) == ("Zprávu ze školy", "Věra, 123")
    assert (meeting.title, meeting.case_number, meeting.record_kind) == (
        before.title,
        before.case_number,
        before.record_kind,
    )


def test_a_calendar_counts_changes_of_time_and_place_and_no_others() -> None:
    table = convened()
    counted = table.meeting.moves
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara", "Jinak řečeno.", "Nic"))
    assert table.meeting.moves == counted
    table.ask(LEADS, c.ConveneMeeting(STARTS + timedelta(hours=1), "Fara"))
    table.ask(LEADS, c.ConveneMeeting(STARTS + timedelta(hours=1), "Škola"))
    assert table.meeting.moves == counted + 2
    table.ask(LEADS, c.CancelMeeting("Chřipka."))
    table.ask(LEADS, c.ReviveMeeting())
    assert table.meeting.moves == counted + 4


@pytest.mark.parametrize("starts", [datetime(1999, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)])
def test_a_day_that_cannot_be_right_is_refused(starts: datetime) -> None:
    invited().refuses(LEADS, c.ConveneMeeting(starts), Reason.BAD_DATE)


def test_without_a_day_nobody_can_be_invited() -> None:
    invited().refuses(LEADS, c.NoteTold("jana", Matter.INVITATION, Way.SMS), Reason.NO_WHEN)


def test_what_somebody_was_told_of_the_day_is_kept_as_it_was_then() -> None:
    table = convened()
    table.ask(LEADS, c.ConveneMeeting(STARTS + timedelta(days=7), "Škola"))
    table.ask(LEADS, c.NoteTold("jana", Matter.CHANGE, Way.PHONE))
    said = [(told.seat, told.starts, told.place) for told in table.meeting.told if told.seat == "jana"]
    assert said == [("jana", STARTS, "Fara"), ("jana", STARTS + timedelta(days=7), "Škola")]


def test_nobody_is_told_of_a_change_who_has_not_been_asked_to_come() -> None:
    convened().refuses(LEADS, c.NoteTold("tomas", Matter.CHANGE, Way.PHONE), Reason.NOT_ASKED)


# Answers ------------------------------------------------------------------------------------------------------------


def test_who_says_no_is_excused_and_may_say_yes_after_all() -> None:
    table = convened()
    table.ask("jana", c.AnswerInvitation(Answer.NO, "Mám noční."))
    assert presence(table, "jana") is Presence.EXCUSED
    assert table.meeting.invitations["jana"].words == "Mám noční."
    table.ask("jana", c.AnswerInvitation(Answer.YES))
    assert presence(table, "jana") is Presence.INVITED and table.meeting.invitations["jana"].words == ""


def test_an_answer_on_the_phone_is_noted_with_who_noted_it() -> None:
    table = convened()
    table.ask(LEADS, c.NoteAnswer("jana", Answer.YES))
    assert table.meeting.invitations["jana"].noted == LEADS
    table.ask("jana", c.AnswerInvitation(Answer.NO))
    assert table.meeting.invitations["jana"].noted == ""


def test_whoever_was_asked_without_our_knowing_may_answer_too() -> None:
    table = convened()
    table.ask("tomas", c.AnswerInvitation(Answer.YES))
    assert table.meeting.invitations["tomas"].answer is Answer.YES


def test_the_only_one_who_leads_cannot_stay_away() -> None:
    table = convened()
    table.refuses(LEADS, c.AnswerInvitation(Answer.NO), Reason.LAST_FACILITATOR)
    table.refuses(LEADS, c.NoteAnswer(LEADS, Answer.INSTEAD, "", "Jiný"), Reason.LAST_FACILITATOR)


def test_whoever_is_here_already_has_nothing_to_answer() -> None:
    table = convened()
    table.ask(HOUSE, c.Arrive("jana"))
    table.refuses("jana", c.AnswerInvitation(Answer.NO), Reason.ALREADY_HERE)


# Somebody else ------------------------------------------------------------------------------------------------------


def test_somebody_else_comes_in_a_seat_of_their_own_once_whoever_leads_has_agreed() -> None:
    table = convened()
    table.ask("alena", c.AnswerInvitation(Answer.INSTEAD, "", "Marie  Bílá", "ZŠ Komenského"))
    assert presence(table, "alena") is Presence.EXCUSED and "marie" not in table.meeting.seats
    table.ask(LEADS, c.WelcomeDeputy("alena", "marie"))
    marie = table.meeting.seats["marie"]
    assert (marie.name, marie.organisation, marie.roles) == (
        "Marie Bílá",
        "ZŠ Komenského",
        table.meeting.seats["alena"].roles,
    )
    assert table.meeting.invitations["alena"].deputy == "marie"


def test_whoever_comes_instead_does_not_get_the_right_to_lead_or_to_send_the_record() -> None:
    table = convened()
    table.ask("olga", c.AnswerInvitation(Answer.INSTEAD, "", "Zdeněk Nový", "OSPOD"))
    table.ask(LEADS, c.WelcomeDeputy("olga", "zdenek"))
    assert table.meeting.seats["zdenek"].roles == {table.meeting.format.default_role}


def test_nobody_comes_instead_without_being_named() -> None:
    table = convened()
    table.refuses("alena", c.AnswerInvitation(Answer.INSTEAD), Reason.NO_NAME)
    table.refuses(LEADS, c.WelcomeDeputy("alena", "marie"), Reason.NO_DEPUTY)
    table.refuses(LEADS, c.DeclineDeputy("alena"), Reason.NO_DEPUTY)


def test_whoever_leads_may_want_nobody_else() -> None:
    table = convened()
    table.ask("alena", c.AnswerInvitation(Answer.INSTEAD, "", "Marie Bílá"))
    table.ask(LEADS, c.DeclineDeputy("alena"))
    assert table.meeting.invitations["alena"].unwanted
    table.ask("alena", c.AnswerInvitation(Answer.INSTEAD, "", "Pavel Bílý"))
    assert not table.meeting.invitations["alena"].unwanted


@pytest.mark.parametrize("seat", [childs_table.CHILD, childs_table.GUIDE])
def test_nobody_comes_instead_of_a_child_or_of_whom_the_child_has_named(seat: str) -> None:
    table = childs_table.invited()
    table.refuses(seat, c.AnswerInvitation(Answer.INSTEAD, "", "Někdo jiný"), Reason.THE_CHILDS)
    table.refuses(LEADS, c.NoteAnswer(seat, Answer.INSTEAD, "", "Někdo jiný"), Reason.THE_CHILDS)


# Called off ---------------------------------------------------------------------------------------------------------


def test_a_meeting_that_is_called_off_does_not_begin_and_takes_nobody_in() -> None:
    table = convened()
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(LEADS, c.CancelMeeting("Jakub je nemocný."))
    table.refuses(LEADS, c.BeginMeeting(), Reason.CANCELLED)
    table.refuses(HOUSE, c.Arrive("jana"), Reason.CANCELLED)
    table.refuses("jana", c.AnswerInvitation(Answer.YES), Reason.CANCELLED)
    table.refuses(LEADS, table.writing("rules", "Mluví jeden."), Reason.CANCELLED)
    assert table.meeting.cancelled_why == "Jakub je nemocný."


def test_it_may_be_held_after_all() -> None:
    table = convened()
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(LEADS, c.CancelMeeting())
    table.ask(LEADS, c.ReviveMeeting())
    assert table.ask(LEADS, c.BeginMeeting()) == (e.MeetingBegan(),)


def test_a_child_keeps_the_wish_book_of_a_meeting_that_is_called_off() -> None:
    table = childs_table.invited()
    table.ask(LEADS, c.CancelMeeting())
    assert table.write(childs_table.CHILD, childs_table.FIELD, "Přeju si psa.")
    assert table.ask(childs_table.CHILD, c.SetFace(childs_table.PAGE, 2))
