"""Who gets the record, there or not, how, and whether all of it."""

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.copies import is_extract, seat_for
from server.meeting.model import Board, How
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, LEADS, Table, closed, frozen, planned
from tests.meeting.test_consents import HEALTH, kept

OSPOD = c.ListRecipient("r1", name="Mgr. Eva Tichá", organisation="OSPOD  Praha 13", email="ticha@example.cz")


def test_somebody_who_was_not_there_is_listed_like_everybody() -> None:
    table = planned()
    table.ask(LEADS, OSPOD)
    table.ask("olga", c.ListRecipient("jana", "jana", how=How.HAND, carrier="karel"))
    first, second = table.meeting.recipients
    assert (first.name, first.organisation, first.how) == ("Mgr. Eva Tichá", "OSPOD Praha 13", How.MAIL)
    assert (second.seat, second.name, second.carrier) == ("jana", "", "karel")
    assert seat_for(table.meeting, "r1").name == "Mgr. Eva Tichá"
    table.ignores(LEADS, OSPOD)
    table.ask(LEADS, c.ListRecipient("jana", "jana", how=How.LINK))
    assert [recipient.how for recipient in table.meeting.recipients] == [How.MAIL, How.LINK], (
        "amended, not listed twice"
    )


def test_a_list_is_refused_that_names_nobody_or_somebody_twice() -> None:
    table = planned()
    for command, reason in (
        (c.ListRecipient("r1"), Reason.NO_NAME),
        (c.ListRecipient("r1", "jana"), Reason.TAKEN_ID),
        (c.ListRecipient("jana", name="Jana"), Reason.TAKEN_ID),
        (c.ListRecipient("r 1", name="Jana"), Reason.BAD_ID),
        (c.ListRecipient("house", name="Jana"), Reason.BAD_ID),
        (c.ListRecipient("r1", "nic"), Reason.NO_SUCH_SEAT),
        (c.ListRecipient("r1", name="Eva", carrier="nic"), Reason.NO_SUCH_SEAT),
        (c.ListRecipient("r1", name="Eva", email="a" * 300), Reason.TOO_LONG),
    ):
        table.refuses(LEADS, command, reason)
    table.refuses("jana", OSPOD, Reason.NOT_YOUR_ROLE)


def test_the_list_stands_as_it_was_at_the_closing_and_goes_on_at_the_desk() -> None:
    table = frozen()
    table.ask(LEADS, OSPOD)
    table.refuses(LEADS, c.NoteDelivered("r1"), Reason.NOT_CLOSED)
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.ask(LEADS, c.ListRecipient("jana", "jana"))
    table.ask(LEADS, c.NoteDelivered("r1"))
    table.ignores(LEADS, c.NoteDelivered("r1"))
    assert [recipient.id for recipient in table.meeting.listed] == ["r1"]
    assert [recipient.delivered is not None for recipient in table.meeting.recipients] == [True, False]
    table.ask(LEADS, c.ListRecipient("r1", name="Mgr. Eva Tichá", how=How.HAND))
    assert table.meeting.recipients[0].delivered, "that they have it is not forgotten"
    assert table.ask(LEADS, c.UnlistRecipient("r1")) == (e.RecipientUnlisted("r1"),)
    table.ignores(LEADS, c.UnlistRecipient("r1"))
    table.refuses(LEADS, c.NoteDelivered("r1"), Reason.NO_SUCH_SEAT)
    assert seat_for(table.meeting, "r1").name == "Mgr. Eva Tichá", "whose copy it was is still known"


def test_whether_it_is_all_of_it_follows_from_what_they_may_know() -> None:
    table = kept(closed())
    table.ask(LEADS, OSPOD)
    assert not is_extract(table.meeting, "jana") and not is_extract(table.meeting, "olga")
    assert is_extract(table.meeting, "tomas") and is_extract(table.meeting, "r1")
    table.ask("jana", c.SayConsent("k1", HEALTH, sides=("OSPOD Praha 13",)))
    assert not is_extract(table.meeting, "r1")
    table.ask("jana", c.SayConsent("k2", ("addiction",), ("karel",), agreed=False))
    assert is_extract(table.meeting, "r1"), "that there is something else to know is not for them either"
    assert not is_extract(table.meeting, "jana")


def test_what_never_comes_into_a_record_makes_no_extract_of_it() -> None:
    table: Table = planned()
    table.ask("jana", c.AddCard("c1", Board.PARKING))
    table.write("jana", "card:c1", "Co bylo loni.")
    table.write("jana", "view:jana", "Bojím se.")
    for thing in ("card:c1", "view:jana"):
        table.ask("jana", c.MarkConfidential(thing, "health"))
    assert not is_extract(table.meeting, "tomas")
    table.ask(LEADS, c.ShowViews())
    assert is_extract(table.meeting, "tomas")
