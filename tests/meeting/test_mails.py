"""Mails: when they are due, what becomes of them, and that none is sent twice and none is lost, whatever dies when."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.checks import is_address
from server.meeting.commands import Command
from server.meeting.decide import decide
from server.meeting.due import Remind, SendMail, due, waits
from server.meeting.events import HOUSE, Entry
from server.meeting.evolve import evolve, replay
from server.meeting.mail import FOR_GOOD, LANGUAGES, MOST_MAILS, Answer, Hitch, MailState, Matter, Way
from server.meeting.mails import GIVES_UP, LONGEST_TRY, PAUSES, state_of
from server.meeting.model import Meeting
from server.meeting.refusals import Reason, Refused
from server.web.language import LANGUAGES as OF_THE_PAGES
from tests.meeting.table import FIRST, LEADS, Table, closed, invited

SEEN = "ab" * 32
STARTS = datetime(2027, 4, 16, 12, 0, tzinfo=UTC)
NOW = FIRST + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def convened() -> Table:
    """The day is set and Jana can be written to."""
    table = invited()
    table.ask(LEADS, c.ConveneMeeting(STARTS, "Fara"))
    table.ask(LEADS, c.SetAddress("jana", "jana@example.cz"))
    return table


def asked(matter: Matter = Matter.INVITATION) -> Table:
    table = convened()
    table.ask(LEADS, c.AskMail("m1", matter, "jana", SEEN))
    return table


def at(table: Table, moment: datetime, by: str, command: Command) -> None:
    """As Table.ask, at a moment of one's own."""
    for event in decide(table.meeting, command, by):
        table.log.append(Entry(len(table.log) + 1, moment, by, event))
        table._meeting = evolve(table.meeting, table.log[-1])


def state(table: Table, moment: datetime = NOW, mail: str = "m1") -> MailState:
    return state_of(table.meeting, table.meeting.mails[mail], moment)


def owed(table: Table, moment: datetime = NOW) -> list[str]:
    return [effect.mail for effect in due(table.meeting, moment) if isinstance(effect, SendMail)]


# From asked to sent -------------------------------------------------------------------------------------------------


def test_a_mail_that_was_asked_for_is_due_at_once_and_no_more_once_it_is_begun() -> None:
    table = asked()
    assert owed(table) == ["m1"] and state(table) is MailState.WAITING
    at(table, NOW, HOUSE, c.BeginMail("m1", "jana@example.cz"))
    assert owed(table, NOW + MINUTE) == [] and state(table, NOW + MINUTE) is MailState.SENDING
    at(table, NOW + MINUTE, HOUSE, c.NoteMail("m1", sha256="cd" * 32))
    assert owed(table) == [] and state(table) is MailState.SENT
    told = table.meeting.told[-1]
    assert (told.seat, told.matter, told.way, told.mail, told.starts) == (
        "jana",
        Matter.INVITATION,
        Way.MAIL,
        "m1",
        STARTS,
    )


def test_nothing_is_due_that_nobody_has_asked_for() -> None:
    table = convened()
    table.ask(LEADS, c.NoteTold("jana", Matter.INVITATION, Way.SPOKEN))
    for moment in (NOW, STARTS - timedelta(hours=1), STARTS + timedelta(days=30)):
        assert due(table.meeting, moment) == ()


def test_a_mail_the_program_died_in_waits_for_a_person_and_never_goes_by_itself() -> None:
    table = asked()
    at(table, NOW, HOUSE, c.BeginMail("m1", "jana@example.cz"))
    for later in (LONGEST_TRY, timedelta(hours=3), timedelta(days=9)):
        assert owed(table, NOW + later) == [] and state(table, NOW + later) is MailState.UNCLEAR
    table.refuses(LEADS, c.AskMail("m2", Matter.INVITATION, "jana", SEEN), Reason.ON_ITS_WAY)
    at(table, NOW + timedelta(days=9), LEADS, c.AskMailAgain("m1"))
    assert owed(table, NOW + timedelta(days=9)) == ["m1"]


def test_a_line_that_broke_at_the_last_letter_is_as_unclear_as_a_program_that_died() -> None:
    table = asked()
    at(table, NOW, HOUSE, c.BeginMail("m1", "jana@example.cz"))
    at(table, NOW, HOUSE, c.NoteMail("m1", Hitch.UNCLEAR))
    assert state(table) is MailState.UNCLEAR and owed(table, NOW + timedelta(hours=5)) == []


def test_what_fails_for_now_is_tried_again_with_pauses_and_given_up_in_the_end() -> None:
    table = asked()
    moment, tries = NOW, []
    while state(table, moment) in (MailState.WAITING, MailState.AGAIN):
        if owed(table, moment):
            tries.append(moment)
            at(table, moment, HOUSE, c.BeginMail("m1", "jana@example.cz"))
            at(table, moment, HOUSE, c.NoteMail("m1", Hitch.UNREACHABLE, "Connection  refused\n"))
        moment = waits(table.meeting, moment) or moment
    assert state(table, moment) is MailState.FAILED
    assert [later - sooner for sooner, later in pairwise(tries)][:4] == list(PAUSES)
    assert timedelta(hours=GIVES_UP - 1) < tries[-1] - table.meeting.mails["m1"].asked <= timedelta(hours=GIVES_UP)
    assert table.meeting.mails["m1"].attempts[0].said == "Connection refused"


@pytest.mark.parametrize("hitch", sorted(FOR_GOOD - {Hitch.UNCLEAR}))
def test_what_another_try_would_not_mend_is_not_tried_again(hitch: Hitch) -> None:
    table = asked()
    at(table, NOW, HOUSE, c.BeginMail("m1", "jana@example.cz"))
    at(table, NOW, HOUSE, c.NoteMail("m1", hitch))
    assert state(table) is MailState.FAILED and owed(table, NOW + timedelta(hours=2)) == []


def test_a_clock_put_back_makes_no_mail_wait_for_what_the_wrong_one_said() -> None:
    table = asked()
    ahead = NOW + timedelta(days=400)
    table.ask(LEADS, c.ConveneMeeting(ahead + timedelta(days=1), "Fara"))
    at(table, ahead, LEADS, c.AskMailAgain("m1"))
    at(table, ahead, HOUSE, c.BeginMail("m1", "jana@example.cz"))
    at(table, ahead, HOUSE, c.NoteMail("m1", Hitch.UNREACHABLE))
    assert owed(table, NOW) == ["m1"]


def test_what_is_of_no_use_any_more_is_not_sent() -> None:
    table = asked()
    assert owed(table, STARTS) == [] and state(table, STARTS) is MailState.PAST
    table.ask(LEADS, c.CancelMeeting())
    assert owed(table) == [] and state(table) is MailState.PAST


def test_a_mail_may_be_taken_back_until_it_has_left() -> None:
    table = asked()
    table.ask(LEADS, c.WithdrawMail("m1"))
    assert owed(table) == [] and state(table) is MailState.WITHDRAWN
    table.refuses(HOUSE, c.BeginMail("m1", "jana@example.cz"), Reason.MAIL_SENT)


def test_a_new_mail_about_the_same_goes_instead_of_one_that_has_not_left() -> None:
    table = asked()
    table.ask(LEADS, c.AskMail("m2", Matter.INVITATION, "jana", SEEN))
    assert owed(table) == ["m2"] and state(table) is MailState.WITHDRAWN


def test_a_mail_that_would_say_something_else_by_now_is_asked_for_anew() -> None:
    table = asked()
    table.ask(HOUSE, c.NoteMail("m1", Hitch.CHANGED))
    table.refuses(LEADS, c.AskMailAgain("m1"), Reason.MAIL_CHANGED)
    assert table.ask(LEADS, c.AskMail("m2", Matter.INVITATION, "jana", SEEN))


def test_a_mail_that_has_left_does_not_leave_again() -> None:
    table = asked()
    table.ask(HOUSE, c.BeginMail("m1", "jana@example.cz"))
    table.ask(HOUSE, c.NoteMail("m1"))
    table.refuses(LEADS, c.AskMailAgain("m1"), Reason.MAIL_SENT)
    table.refuses(LEADS, c.WithdrawMail("m1"), Reason.MAIL_SENT)
    table.refuses(HOUSE, c.BeginMail("m1", "jana@example.cz"), Reason.MAIL_SENT)


# To whom, and when --------------------------------------------------------------------------------------------------


def test_without_an_address_there_is_no_mail() -> None:
    convened().refuses(LEADS, c.AskMail("m1", Matter.INVITATION, "alena", SEEN), Reason.NO_ADDRESS)


@pytest.mark.parametrize(
    "address",
    [
        "jana@example.cz",
        "jana.novakova+setkani@škola.example.cz",
        "žofie@příklad.cz",
        "o'brien@example.co.uk",
        "a@b.cz",
    ],
)
def test_addresses_as_people_have_them(address: str) -> None:
    assert is_address(address)
    table = convened()
    table.ask(LEADS, c.SetAddress("alena", f" {address} ", "+420 123 456 789"))
    assert table.meeting.seats["alena"].email == address


@pytest.mark.parametrize(
    "address",
    [
        "jana", "@example.cz", "jana@", "jana@cz", "jana@@example.cz", "jana @example.cz", "jana@example..cz",
        "jana@example.cz, petr@example.cz", "Jana <jana@example.cz>", "jana@example.cz\nBcc: vsem@example.cz",
        "jana@[127.0.0.1]", ".jana@example.cz", '"jana"@example.cz',
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    assert not is_address(address)
    convened().refuses(LEADS, c.SetAddress("alena", address), Reason.BAD_ADDRESS)


def test_a_telephone_number_has_digits() -> None:
    convened().refuses(LEADS, c.SetAddress("alena", "", "zavolejte"), Reason.BAD_PHONE)


def test_each_matter_has_its_time() -> None:
    table = convened()
    table.refuses(LEADS, c.AskMail("m1", Matter.CHANGE, "jana", SEEN), Reason.NOT_ASKED)
    table.refuses(LEADS, c.AskMail("m1", Matter.CANCELLATION, "jana", SEEN), Reason.NOT_CANCELLED)
    table.refuses(LEADS, c.AskMail("m1", Matter.RECORD, "jana", SEEN), Reason.NO_RECORD)
    table.refuses(LEADS, c.AskMail("m1", Matter.REMINDER, "jana", SEEN), Reason.NOT_BY_HAND)
    table.ask(LEADS, c.NoteTold("jana", Matter.INVITATION, Way.SPOKEN))
    assert table.ask(LEADS, c.AskMail("m1", Matter.CHANGE, "jana", SEEN))
    table.ask(LEADS, c.CancelMeeting())
    assert table.ask(LEADS, c.AskMail("m2", Matter.CANCELLATION, "jana", SEEN))
    table.refuses(LEADS, c.AskMail("m3", Matter.INVITATION, "jana", SEEN), Reason.CANCELLED)


def test_the_record_is_sent_when_there_is_one_and_also_to_those_who_were_not_there() -> None:
    table = closed()
    table.ask(LEADS, c.SetAddress("alena", "alena@example.cz"))
    table.refuses(LEADS, c.AskMail("m1", Matter.RECORD, "alena", SEEN, attached=True), Reason.NO_RECORD)
    table.ask(HOUSE, c.NoteRecord("zaznam.docx", "ab" * 32))
    table.refuses(LEADS, c.AskMail("m1", Matter.RECORD, "alena", SEEN, attached=True), Reason.NOT_LISTED)
    for seat in ("alena", "jana"):
        table.ask(LEADS, c.ListRecipient(seat, seat))
    table.ask(LEADS, c.AskMail("m1", Matter.RECORD, "alena", SEEN, attached=True))
    assert owed(table, STARTS + timedelta(hours=3)) == ["m1"]
    table.ask("olga", c.NoteTold("jana", Matter.RECORD, Way.HAND, "Předala klíčová pracovnice."))
    assert table.meeting.told[-1].words == "Předala klíčová pracovnice." and table.meeting.told[-1].by == "olga"
    assert [bool(each.delivered) for each in table.meeting.recipients] == [False, True]


def test_the_record_goes_also_to_somebody_who_was_never_of_the_meeting() -> None:
    table = closed()
    table.ask(HOUSE, c.NoteRecord("zaznam.docx", "ab" * 32))
    table.ask(LEADS, c.ListRecipient("urad", "", "Bc. Ivo Novák", "OSPOD Kolín", "ivo@example.cz"))
    table.ask(LEADS, c.AskMail("m1", Matter.RECORD, "urad", SEEN, attached=True))
    table.refuses(LEADS, c.AskMail("m2", Matter.INVITATION, "urad", SEEN), Reason.NO_SUCH_SEAT)
    table.ask(HOUSE, c.BeginMail("m1", "ivo@example.cz"))
    table.ask(HOUSE, c.NoteMail("m1", sha256="cd" * 32))
    (office,) = table.meeting.recipients
    assert office.delivered and table.meeting.mails["m1"].sha256 == "cd" * 32


def test_a_record_is_not_sent_any_more_to_somebody_who_was_taken_off_the_list() -> None:
    table = closed()
    table.ask(HOUSE, c.NoteRecord("zaznam.docx", "ab" * 32))
    table.ask(LEADS, c.ListRecipient("urad", "", "Bc. Ivo Novák", "OSPOD Kolín", "ivo@example.cz"))
    table.ask(LEADS, c.AskMail("m1", Matter.RECORD, "urad", SEEN))
    table.ask(LEADS, c.UnlistRecipient("urad"))
    assert owed(table) == [] and state(table) is MailState.PAST


def test_mails_are_written_in_the_languages_of_the_pages() -> None:
    assert set(LANGUAGES) == OF_THE_PAGES.keys()
    convened().refuses(LEADS, c.AskMail("m1", Matter.INVITATION, "jana", SEEN, "de"), Reason.NO_SUCH_WORD)
    convened().refuses(LEADS, c.SetReminding("de"), Reason.NO_SUCH_WORD)


# The day before -----------------------------------------------------------------------------------------------------


def reminding() -> Table:
    table = convened()
    for seat in ("alena", "filip", "olga", "tomas"):
        table.ask(LEADS, c.SetAddress(seat, f"{seat}@example.cz"))
    for seat in ("jana", "alena", "filip", "olga", "karel"):
        table.ask(LEADS, c.NoteTold(seat, Matter.INVITATION, Way.PRINT))
    table.ask("alena", c.AnswerInvitation(Answer.YES))
    table.ask("filip", c.AnswerInvitation(Answer.NO))
    table.ask("olga", c.AnswerInvitation(Answer.INSTEAD, "", "Někdo"))
    table.ask(LEADS, c.SetReminding("cs"))
    return table


def reminded(table: Table, moment: datetime) -> set[str]:
    return {effect.seat for effect in due(table.meeting, moment) if isinstance(effect, Remind)}


def test_the_day_before_those_are_reminded_who_come_or_have_said_nothing() -> None:
    table = reminding()
    before = STARTS - timedelta(hours=24)
    assert waits(table.meeting, NOW) == before
    assert reminded(table, before - MINUTE) == set() and reminded(table, STARTS) == set()
    # Karel was asked and has no address: he stands on the list of those to be called.
    assert reminded(table, before) == reminded(table, STARTS - MINUTE) == {"jana", "alena"}


def test_nobody_is_reminded_who_has_not_been_told_to_switch_it_on_or_has_been_reminded_already() -> None:
    table = reminding()
    day = STARTS - timedelta(hours=20)
    table.ask(LEADS, c.NoteTold("alena", Matter.REMINDER, Way.PHONE))
    at(table, day, HOUSE, c.AskReminder("m1", "jana"))
    assert reminded(table, day) == set() and owed(table, day) == ["m1"]
    assert decide(table.meeting, c.AskReminder("m2", "jana"), HOUSE) == ()
    table.ask(LEADS, c.SetReminding(""))
    assert decide(table.meeting, c.AskReminder("m2", "alena"), HOUSE) == ()


def test_where_no_more_mails_may_be_asked_for_none_is_owed_that_would_be_refused_for_ever() -> None:
    table = reminding()
    table.ask(LEADS, c.AskMail("m1", Matter.INVITATION, "jana", SEEN))
    one = table.meeting.mails["m1"]
    day = STARTS - timedelta(hours=20)
    assert reminded(table, day) == {"jana", "alena"}
    table._meeting = replace(table.meeting, mails={f"m{n}": replace(one, id=f"m{n}") for n in range(MOST_MAILS)})
    assert reminded(table, day) == set()


def test_what_is_noted_twice_is_noted_once_and_what_is_told_anew_is_noted_anew() -> None:
    table = reminding()
    by_phone = c.NoteTold("karel", Matter.REMINDER, Way.PHONE)
    table.ask(LEADS, by_phone)
    assert decide(table.meeting, by_phone, LEADS) == ()
    for other in (
        c.NoteTold("karel", Matter.REMINDER, Way.SMS),
        c.NoteTold("karel", Matter.REMINDER, Way.PHONE, "Vzkaz u babičky."),
        c.NoteTold("jana", Matter.REMINDER, Way.PHONE),
    ):
        assert decide(table.meeting, other, LEADS), other
    table.ask(LEADS, c.ConveneMeeting(STARTS + timedelta(days=1), "Fara"))
    assert decide(table.meeting, by_phone, LEADS), "of another day"


def test_another_day_is_reminded_of_anew_and_of_the_old_one_nobody() -> None:
    table = reminding()
    day = STARTS - timedelta(hours=20)
    at(table, day, HOUSE, c.AskReminder("m1", "jana"))
    table.ask(LEADS, c.ConveneMeeting(STARTS + timedelta(days=7), "Fara"))
    assert owed(table, day) == [] and reminded(table, day) == set()
    assert reminded(table, day + timedelta(days=7)) == {"jana", "alena"}


def test_whoever_says_no_in_the_last_moment_is_not_reminded_any_more() -> None:
    table = reminding()
    day = STARTS - timedelta(hours=20)
    at(table, day, HOUSE, c.AskReminder("m1", "jana"))
    table.ask("jana", c.AnswerInvitation(Answer.NO))
    assert owed(table, day) == []


# Stories ------------------------------------------------------------------------------------------------------------

STORIES = 150


def test_no_mail_twice_and_none_lost_whatever_dies_when() -> None:
    """An outbox that may die between any two steps, a server that takes a mail or not or says nothing, clocks that
    jump, and people who press buttons. What has reached people is counted outside of the log."""
    seen: Counter[MailState] = Counter()
    for seed in range(STORIES):
        chance = random.Random(seed)
        table, moment = reminding(), STARTS - timedelta(days=3)
        arrived: Counter[str] = Counter()
        wanted: Counter[str] = Counter()
        for number in range(60):
            moment += timedelta(minutes=chance.choice((0, 1, 7, 90, 600)))
            if chance.random() < 0.05:
                moment -= timedelta(hours=chance.randrange(1, 30))
            _people(chance, table, moment, f"m{number}", wanted)
            _outbox(chance, table, moment, arrived, f"r{number}", wanted)
        assert replay(table.log) == table.meeting
        for mail in table.meeting.mails.values():
            assert arrived[mail.id] <= wanted[mail.id], f"seed {seed}: {mail.id} came more often than it was asked for"
            assert (mail.sent is not None) <= (arrived[mail.id] > 0), f"seed {seed}: {mail.id} is told to have left"
            later = moment + timedelta(days=40)
            how = state_of(table.meeting, mail, later)
            # In the end every mail has left, or a person sees that it has not or may not have.
            assert how not in (MailState.WAITING, MailState.SENDING) or table.meeting.cancelled
            if arrived[mail.id] and wanted[mail.id] == 1:
                assert how in (MailState.SENT, MailState.UNCLEAR, MailState.WITHDRAWN)
            seen[how] += 1
        assert set(arrived) <= set(wanted), "nothing has left that nobody asked for"
    assert seen.keys() >= {MailState.SENT, MailState.UNCLEAR, MailState.PAST, MailState.FAILED, MailState.WITHDRAWN}


def _people(chance: random.Random, table: Table, moment: datetime, new: str, wanted: Counter[str]) -> None:
    mails = [*table.meeting.mails, "m0"]
    command = chance.choice(
        (
            c.AskMail(new, chance.choice((Matter.INVITATION, Matter.CHANGE)), chance.choice(("jana", "tomas")), SEEN),
            c.AskMailAgain(chance.choice(mails)),
            c.WithdrawMail(chance.choice(mails)),
            c.SetReminding(chance.choice(("", "cs"))),
        )
    )
    with_effect = _did(table, moment, LEADS, command)
    if with_effect and isinstance(command, c.AskMail | c.AskMailAgain):
        wanted[command.mail] += 1


def _outbox(
    chance: random.Random, table: Table, moment: datetime, arrived: Counter[str], new: str, wanted: Counter[str]
) -> None:
    """What server/post does, dying now and then between any two steps."""
    for effect in due(table.meeting, moment):
        if chance.random() < 0.1:
            return
        if isinstance(effect, Remind):
            if _did(table, moment, HOUSE, c.AskReminder(f"{new}{effect.seat}", effect.seat)):
                wanted[f"{new}{effect.seat}"] += 1
        elif isinstance(effect, SendMail) and _did(table, moment, HOUSE, c.BeginMail(effect.mail, "x@example.cz")):
            if chance.random() < 0.1:
                return
            hitch = chance.choice((None, None, Hitch.UNREACHABLE, Hitch.ADDRESS, Hitch.UNCLEAR))
            arrived[effect.mail] += hitch is None or (hitch is Hitch.UNCLEAR and chance.random() < 0.5)
            if chance.random() < 0.1:
                return
            _did(table, moment, HOUSE, c.NoteMail(effect.mail, hitch))


def _did(table: Table, moment: datetime, by: str, command: Command) -> bool:
    before: Meeting = table.meeting
    try:
        at(table, moment, by, command)
    except Refused:
        assert table.meeting is before
        return False
    return table.meeting is not before


def test_a_log_without_mails_is_what_it_was() -> None:
    """Older logs know nothing of all this."""
    table = invited()
    assert not any(isinstance(entry.event, e.MailAsked) for entry in table.log)
    assert (table.meeting.mails, table.meeting.invitations, table.meeting.moves) == ({}, {}, 0)
