"""The same litany for what is done away from the table: works · twice is harmless · wrong role · not of the meeting ·
before it begins, after it has begun, called off, closed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import server.meeting
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.commands import COMMANDS, Command, name_of
from server.meeting.events import HOUSE
from server.meeting.mail import Answer, Hitch, Matter, Way
from server.meeting.policy import AT_THE_DESK, OF_THE_POST
from server.meeting.refusals import Reason
from tests.meeting.table import LEADS, NEXT, Table, invited

SEEN = "ab" * 32
"""The digest of a text that somebody has looked at."""


@dataclass(frozen=True)
class Asked:
    """One command as somebody who may would send it, on a table where everybody is invited and nobody here.

    begun, cancelled, closed: why it is refused then, or None where it may be done.
    """

    ask: Command
    gives: tuple[type[e.Event], ...]
    by: str = LEADS
    first: tuple[tuple[str, Command], ...] = field(default=())
    begun: Reason | None = Reason.BEGUN
    cancelled: Reason | None = Reason.CANCELLED
    closed: Reason | None = Reason.CLOSED
    table: Callable[[], Table] = invited


CONVENED = (LEADS, c.ConveneMeeting(NEXT, "Fara", "Aby Jakub nezůstal sám."))
WRITTEN_TO = (LEADS, c.SetAddress("jana", "jana@example.cz"))
INVITATION = (LEADS, c.AskMail("m1", Matter.INVITATION, "jana", SEEN))
DEPUTY = ("alena", c.AnswerInvitation(Answer.INSTEAD, "", "Marie Bílá", "ZŠ"))

LITANY: dict[str, Asked] = {
    "convene-meeting": Asked(CONVENED[1], (e.MeetingAmended,)),
    "cancel-meeting": Asked(c.CancelMeeting("Chřipka."), (e.MeetingCancelled,), cancelled=None),
    "revive-meeting": Asked(
        c.ReviveMeeting(),
        (e.MeetingRevived,),
        first=((LEADS, c.CancelMeeting()),),
    ),
    "set-address": Asked(WRITTEN_TO[1], (e.AddressSet,), begun=None, cancelled=None, closed=None),
    "ask-mail": Asked(INVITATION[1], (e.MailAsked,), first=(CONVENED, WRITTEN_TO)),
    "ask-mail-again": Asked(
        c.AskMailAgain("m1"),
        (e.MailAskedAgain,),
        first=(CONVENED, WRITTEN_TO, INVITATION, (HOUSE, c.NoteMail("m1", Hitch.ADDRESS))),
    ),
    "withdraw-mail": Asked(
        c.WithdrawMail("m1"),
        (e.MailWithdrawn,),
        first=(CONVENED, WRITTEN_TO, INVITATION),
        begun=None,
        cancelled=None,
        closed=None,
    ),
    "note-told": Asked(c.NoteTold("alena", Matter.INVITATION, Way.PRINT), (e.PersonTold,), first=(CONVENED,)),
    "answer-invitation": Asked(c.AnswerInvitation(Answer.YES, "Přijdu."), (e.InvitationAnswered,), by="alena"),
    "note-answer": Asked(c.NoteAnswer("alena", Answer.NO, "Má noční."), (e.InvitationAnswered,)),
    "welcome-deputy": Asked(
        c.WelcomeDeputy("alena", "marie"), (e.PersonInvited, e.DeputyWelcomed), first=(CONVENED, DEPUTY)
    ),
    "decline-deputy": Asked(c.DeclineDeputy("alena"), (e.DeputyDeclined,), first=(CONVENED, DEPUTY)),
    "set-reminding": Asked(c.SetReminding("cs"), (e.RemindingSet,)),
    "ask-reminder": Asked(
        c.AskReminder("m2", "jana"),
        (e.MailAsked,),
        by=HOUSE,
        first=(CONVENED, WRITTEN_TO, INVITATION, (LEADS, c.SetReminding("cs"))),
        begun=None,
        cancelled=None,
        closed=None,
    ),
    "begin-mail": Asked(
        c.BeginMail("m1", "jana@example.cz"),
        (e.MailBegun,),
        by=HOUSE,
        first=(CONVENED, WRITTEN_TO, INVITATION),
        begun=None,
        cancelled=None,
        closed=None,
    ),
    "note-mail": Asked(
        c.NoteMail("m1"),
        (e.MailSent,),
        by=HOUSE,
        first=(CONVENED, WRITTEN_TO, INVITATION, (HOUSE, c.BeginMail("m1", "jana@example.cz"))),
        begun=None,
        cancelled=None,
        closed=None,
    ),
}
every_command = pytest.mark.parametrize("name", LITANY)


def laid(name: str) -> tuple[Table, Asked]:
    asked = LITANY[name]
    table = asked.table()
    for by, command in asked.first:
        table.ask(by, command)
    return table, asked


def test_no_command_of_inviting_and_of_mails_is_left_out() -> None:
    """What else is done away from the table is sung where it belongs: test_desk, test_keeping, test_consents …"""
    ours = (Path(server.meeting.__file__).parent / name for name in ("invitations.py", "mails.py"))
    decided = {name for file in ours for name in re.findall(r"\bc\.([A-Z]\w+)", file.read_text("utf-8"))}
    assert LITANY.keys() >= {name for name, kind in COMMANDS.items() if kind.__name__ in decided}
    assert all(type(asked.ask) is COMMANDS[name] for name, asked in LITANY.items())


@every_command
def test_works_without_sitting_at_the_table(name: str) -> None:
    table, asked = laid(name)
    assert not table.meeting.present
    assert tuple(type(event) for event in table.ask(asked.by, asked.ask)) == asked.gives


@every_command
def test_twice_is_harmless(name: str) -> None:
    table, asked = laid(name)
    table.ask(asked.by, asked.ask)
    if name == "begin-mail":
        table.refuses(asked.by, asked.ask, Reason.ON_ITS_WAY)
    else:
        table.ignores(asked.by, asked.ask)


@every_command
def test_without_the_role_it_is_refused(name: str) -> None:
    table, asked = laid(name)
    if type(asked.ask) in AT_THE_DESK:
        for by in ("jana", "zdena", "karel"):
            table.refuses(by, asked.ask, Reason.NOT_YOUR_ROLE)
    if type(asked.ask) not in OF_THE_POST:
        table.refuses(HOUSE, asked.ask, Reason.NOT_SEATED)


@every_command
def test_not_of_the_meeting_it_is_refused(name: str) -> None:
    table, asked = laid(name)
    if not table.meeting.cancelled:
        for guest in ("ceka", "odmitnuty"):
            table.ask(HOUSE, c.AskToEnter(guest, f"Host {guest}"))
        table.ask(HOUSE, c.Arrive(LEADS))
        table.ask(LEADS, c.TurnAway("odmitnuty"))
    for by in ("ceka", "odmitnuty", "cizi", ""):
        table.refuses(by, asked.ask, Reason.NOT_SEATED)


@pytest.mark.parametrize("name", sorted(name_of(command) for command in OF_THE_POST))
def test_what_the_program_does_with_mails_nobody_does_instead(name: str) -> None:
    table, asked = laid(name)
    table.ask(HOUSE, c.Arrive(LEADS))
    table.refuses(LEADS, asked.ask, Reason.NOT_YOUR_ROLE)


@every_command
def test_once_it_has_begun(name: str) -> None:
    table, asked = laid(name)
    if not table.meeting.cancelled:
        table.ask(HOUSE, c.Arrive(LEADS))
        table.ask(LEADS, c.BeginMeeting())
        in_time(table, asked, asked.begun)


@every_command
def test_once_it_is_called_off(name: str) -> None:
    table, asked = laid(name)
    if not table.meeting.cancelled:
        table.ask(LEADS, c.CancelMeeting())
        in_time(table, asked, asked.cancelled)


@every_command
def test_once_it_is_closed(name: str) -> None:
    table, asked = laid(name)
    if not table.meeting.cancelled:
        table.ask(HOUSE, c.Arrive(LEADS))
        table.go_to("ukonceni")
        table.ask(LEADS, c.CloseMeeting("Dost."))
        in_time(table, asked, asked.closed)


def in_time(table: Table, asked: Asked, refused: Reason | None) -> None:
    if refused:
        table.refuses(asked.by, asked.ask, refused)
    else:
        table.ask(asked.by, asked.ask)


def test_whoever_sends_the_record_works_at_the_desk_as_whoever_leads_does() -> None:
    table = invited()
    assert table.meeting.format.sends == "svolavatel"
    assert table.ask("olga", c.SetAddress("jana", "jana@example.cz"))
