"""The wish book: the child's alone, at home and at the table, and whose eyes a page is for."""

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.book import MOST_FREE, MOST_LINE_POINTS, MOST_LINES, MOST_STICKERS
from server.meeting.commands import Command, Person
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.model import TABLET, Presence, Sharing
from server.meeting.pages import dangerous, released, sees_page, words_digest_of
from server.meeting.policy import PROJECTOR, cells_for, lends
from server.meeting.refusals import Reason, Refused
from tests.meeting.childs_table import (
    CAST,
    CHILD,
    END,
    FATHER,
    FIELD,
    FORMAT,
    GROWN_UPS,
    GUIDE,
    MOTHER,
    PAGE,
    Table,
    formats,
    invited,
    page,
    seated,
    shares,
)
from tests.meeting.table import DESPITE, DRAWN, LEADS

LINE = (10, 10, 500, 500)

# What the child does with the book: the command, and the event it makes.
DOES: dict[str, tuple[Command, type[e.Event]]] = {
    "add-page": (c.AddPage("navic"), e.PageAdded),
    "remove-page": (c.RemovePage("moje"), e.PageRemoved),
    "share-page": (c.SharePage(PAGE, Sharing.SAY), e.PageShared),
    "set-face": (c.SetFace(PAGE, 2), e.FaceSet),
    "set-stickers": (c.SetStickers(PAGE, ("cat", "sun")), e.StickersSet),
    "add-line": (c.AddLine("moje", "l2", "red", LINE), e.LineAdded),
    "remove-line": (c.RemoveLine("moje", "l1"), e.LineRemoved),
    "clear-drawing": (c.ClearDrawing("moje", 1), e.DrawingCleared),
    "place-figure": (c.PlaceFigure("lide", "babi", "Babička", 1), e.FigurePlaced),
    "remove-figure": (c.RemoveFigure("lide", "rek"), e.FigureRemoved),
    "put-photo": (c.PutPhoto(PAGE, "b" * 32), e.PhotoPut),
    "name-meeting": (c.NameMeeting("Amálčina parta"), e.MeetingNamed),
    "name-guide": (c.NameGuide("ucitelka"), e.GuideNamed),
}
every_deed = pytest.mark.parametrize("name", DOES)


def _laid(table: Table) -> Table:
    """A book with a free page, a line drawn on it, and a dog on the map."""
    for command in (
        c.AddPage("moje"),
        c.AddLine("moje", "l1", "blue", LINE),
        c.PlaceFigure("lide", "rek", "Rek", 1),
    ):
        table.ask(CHILD, command)
    return table


# Whose book it is -----------------------------------------------------------------------------------------------------


@every_deed
def test_the_child_does_it_at_home_at_the_table_and_after_leaving(name: str) -> None:
    command, event = DOES[name]
    at_home, at_the_table, gone = invited(), seated(), seated()
    gone.ask(CHILD, c.Depart(CHILD))
    for table in (at_home, at_the_table, gone):
        events = _laid(table).ask(CHILD, command)
        assert [type(each) for each in events] == [event]
        table.ignores(CHILD, command)


@every_deed
def test_no_grown_up_does_it(name: str) -> None:
    table = _laid(seated())
    for seat in GROWN_UPS:
        table.refuses(seat, DOES[name][0], Reason.NOT_YOUR_ROLE)
    table.refuses(HOUSE, DOES[name][0], Reason.NOT_YOUR_ROLE)
    table.refuses("cizi", DOES[name][0], Reason.NOT_SEATED)


@every_deed
def test_no_hand_but_the_guides_does_it_for_the_child(name: str) -> None:
    table = _laid(seated())
    table.ask(LEADS, c.AidPerson(CHILD, True))
    for hand in (LEADS, MOTHER, FATHER, "olga", "ucitelka", TABLET):
        table.refuses(CHILD, DOES[name][0], Reason.NOT_YOUR_HAND, hand)


@every_deed
def test_when_the_meeting_is_closed_the_book_is_too(name: str) -> None:
    table = _laid(seated(END))
    table.ask(LEADS, c.CloseMeeting(DESPITE))
    table.refuses(CHILD, DOES[name][0], Reason.CLOSED)


def test_while_the_meeting_is_broken_off_the_book_is_open() -> None:
    table = _laid(seated())
    table.ask(LEADS, c.BreakOff("Amálka je unavená."))
    shares(table, Sharing.GUIDE)
    table.write(CHILD, FIELD, "Aby to bylo jinak.")
    assert page(table).sharing is Sharing.GUIDE


def test_the_childs_words_are_written_by_nobody_else() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    shares(table, Sharing.ALL)
    table.ask(CHILD, c.OpenPage(PAGE))
    for seat in GROWN_UPS:
        table.refuses(seat, table.writing(FIELD, "Chce kočku."), Reason.NOT_YOUR_CELL)
    table.refuses(CHILD, table.writing(FIELD, "Chce kočku."), Reason.NOT_YOUR_HAND, GUIDE)


# The switch -----------------------------------------------------------------------------------------------------------


def _who_sees(table: Table) -> set[str]:
    """Every viewer that gets the words of the page, and may have the rest of it."""
    viewers = {*CAST, PROJECTOR, "cizi"}
    sees = {viewer for viewer in viewers if sees_page(table.meeting, viewer, page(table))}
    assert sees == {viewer for viewer in viewers if FIELD in cells_for(table.meeting, viewer)}
    return sees


@pytest.mark.parametrize(
    ("sharing", "sees"),
    [
        (Sharing.MINE, {CHILD}),
        (Sharing.GUIDE, {CHILD, GUIDE}),
        (Sharing.SAY, {CHILD, GUIDE}),
        (Sharing.ALL, {CHILD, GUIDE}),
    ],
)
def test_a_page_is_for_those_the_child_says_and_for_all_only_on_the_wall(sharing: Sharing, sees: set[str]) -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    shares(table, sharing)
    assert _who_sees(table) == sees
    if sharing is Sharing.ALL:
        table.ask(CHILD, c.OpenPage(PAGE))
        assert _who_sees(table) == {*CAST, PROJECTOR}
        table.ask(CHILD, c.ClosePage(PAGE))
        assert _who_sees(table) == sees
    else:
        table.refuses(CHILD, c.OpenPage(PAGE), Reason.NOT_RELEASED)


@pytest.mark.parametrize("sharing", [Sharing.MINE, Sharing.GUIDE, Sharing.SAY])
def test_a_page_taken_back_is_off_the_wall_at_once_and_in_no_record(sharing: Sharing) -> None:
    table = seated(END)
    table.write(CHILD, FIELD, "Chci psa.")
    shares(table, Sharing.ALL)
    table.ask(CHILD, c.OpenPage(PAGE))
    table.ask(LEADS, c.FreezePlan(DESPITE))
    assert [each.id for each in released(table.meeting)] == [PAGE]
    digest = table.digest
    shares(table, sharing)
    assert table.meeting.page_open == "" and released(table.meeting) == ()
    assert PROJECTOR not in _who_sees(table) and MOTHER not in _who_sees(table)
    assert table.digest == digest, "nobody's signature hangs on a page of the book"


def test_an_empty_page_is_released_to_nobody() -> None:
    table = seated()
    shares(table, Sharing.ALL)
    assert released(table.meeting) == ()


def test_pages_go_on_the_wall_only_in_the_meeting_and_one_at_a_time() -> None:
    table = invited()
    shares(table, Sharing.ALL)
    table.refuses(CHILD, c.OpenPage(PAGE), Reason.NOT_SEATED)
    table.ask(HOUSE, c.Arrive(CHILD))
    table.refuses(CHILD, c.OpenPage(PAGE), Reason.NOT_BEGUN)
    table = seated()
    for each in (PAGE, "umim"):
        shares(table, Sharing.ALL, each)
        table.ask(CHILD, c.OpenPage(each))
        assert table.meeting.page_open == each
    for seat in GROWN_UPS:
        table.refuses(seat, c.OpenPage(PAGE), Reason.NOT_YOUR_ROLE)
    table.ask(LEADS, c.ClosePage("umim"))
    assert table.meeting.page_open == ""


def test_a_child_who_leaves_takes_the_page_along_and_keeps_the_switch() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    shares(table, Sharing.ALL)
    table.ask(CHILD, c.OpenPage(PAGE))
    table.ask(LEADS, c.Depart(CHILD))
    assert table.meeting.page_open == ""
    assert table.meeting.seats[CHILD].presence is Presence.LEFT
    shares(table, Sharing.MINE)
    assert released(table.meeting) == ()


# What sounds like danger ----------------------------------------------------------------------------------------------


def test_what_sounds_like_danger_comes_to_the_guide_and_to_nobody_else() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    assert _who_sees(table) == {CHILD}
    table.write(CHILD, FIELD, "Táta mě bije.")
    assert dangerous(table.meeting, page(table))
    assert _who_sees(table) == {CHILD, GUIDE}


def test_it_goes_on_the_wall_only_when_the_guide_has_seen_to_these_very_words() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Táta mě bije.")
    shares(table, Sharing.ALL)
    table.refuses(CHILD, c.OpenPage(PAGE), Reason.GUIDE_FIRST)
    seen = words_digest_of(table.meeting, page(table))
    table.refuses(GUIDE, c.HeedPage("umim", seen), Reason.NO_SUCH_PAGE)
    table.ask(GUIDE, c.HeedPage(PAGE, seen))
    table.ignores(GUIDE, c.HeedPage(PAGE, seen))
    table.write(CHILD, FIELD, "Táta mě bije a zamyká mě.")
    table.refuses(CHILD, c.OpenPage(PAGE), Reason.GUIDE_FIRST)
    table.refuses(GUIDE, c.HeedPage(PAGE, "0" * 64), Reason.WORDS_CHANGED)
    table.ask(GUIDE, c.HeedPage(PAGE, words_digest_of(table.meeting, page(table))))
    assert table.ask(CHILD, c.OpenPage(PAGE)) == (e.PageOpened(PAGE),)


# The guide's hand -----------------------------------------------------------------------------------------------------


def test_the_guide_fills_in_the_book_with_the_child_and_that_is_known() -> None:
    table = invited()
    table.ask(HOUSE, c.Arrive(GUIDE))
    assert lends(table.meeting, CHILD, GUIDE), "also while the child has a phone, and before the meeting"
    table.write(CHILD, FIELD, "Chci psa.", hand=GUIDE)
    table.ask(CHILD, c.SetFace(PAGE, 5), GUIDE)
    assert table.meeting.hands[FIELD] == GUIDE and not page(table).own
    assert sees_page(table.meeting, GUIDE, page(table)), "it was made together"
    table.ask(CHILD, c.SharePage(PAGE, Sharing.ALL), GUIDE)
    assert page(table).sharing is Sharing.ALL


def test_what_the_child_made_alone_no_hand_changes_or_shows_further() -> None:
    table = seated()
    table.ask(LEADS, c.AidPerson(CHILD, False))
    table.write(CHILD, FIELD, "Chci psa.")
    for command in (c.SetFace(PAGE, 1), c.SetStickers(PAGE, ("sun",)), c.PutPhoto(PAGE, "c" * 32)):
        table.refuses(CHILD, command, Reason.NOT_YOUR_HAND, GUIDE)
    table.refuses(CHILD, c.SharePage(PAGE, Sharing.ALL), Reason.NOT_YOUR_HAND, GUIDE)
    shares(table, Sharing.SAY)
    table.refuses(CHILD, c.SharePage(PAGE, Sharing.ALL), Reason.NOT_YOUR_HAND, GUIDE)
    table.ask(CHILD, c.SharePage(PAGE, Sharing.MINE), GUIDE)
    assert page(table).sharing is Sharing.MINE, "taking back is always right"


def test_a_page_the_child_has_emptied_can_be_made_together() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    table.write(CHILD, FIELD, "")
    table.write(CHILD, FIELD, "Chci kočku.", hand=GUIDE)
    table.write(CHILD, FIELD, "Chci kočku a psa.", hand=GUIDE)
    table.write(CHILD, FIELD, "Chci jen kočku.")
    table.refuses(CHILD, table.writing(FIELD, "Chci psa."), Reason.NOT_YOUR_HAND, GUIDE)


def test_a_child_whose_phone_is_gone_says_what_the_guide_is_to_tap() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    table.ask(LEADS, c.AidPerson(CHILD, True))
    table.refuses(CHILD, c.SharePage(PAGE, Sharing.ALL), Reason.NOT_YOUR_HAND, GUIDE)
    table.ask(LEADS, c.AidPerson(CHILD, False))
    shares(table, Sharing.SAY)
    table.ask(LEADS, c.AidPerson(CHILD, True))
    table.ask(CHILD, c.SharePage(PAGE, Sharing.ALL), GUIDE)
    table.ask(CHILD, c.OpenPage(PAGE), GUIDE)
    assert table.meeting.page_open == PAGE


def test_the_guide_sees_on_their_device_what_a_guide_may_see() -> None:
    table = seated()
    table.write(CHILD, FIELD, "Chci psa.")
    table.write(CHILD, "wish:umim:jde-mi", "Kreslení", hand=GUIDE)
    lent = cells_for(table.meeting, CHILD, GUIDE)
    assert FIELD not in lent and lent["wish:umim:jde-mi"] == "write"
    shares(table, Sharing.GUIDE)
    assert cells_for(table.meeting, CHILD, GUIDE)[FIELD] == "read"


# Nobody comes to the child's rights -----------------------------------------------------------------------------------


def test_nobody_becomes_the_child_or_the_guide_by_a_grown_ups_hand() -> None:
    table = seated()
    for role in ("dite", "pruvodce"):
        table.refuses(LEADS, c.AmendPerson(FATHER, "Petr Tichý", frozenset({role})), Reason.THE_CHILDS)
        table.refuses(LEADS, c.InvitePerson("novy", "Nový", frozenset({role})), Reason.THE_CHILDS)
        table.refuses(HOUSE, c.InvitePerson("novy", "Nový", frozenset({role})), Reason.THE_CHILDS)
    table.refuses(LEADS, c.AmendPerson(CHILD, "Amálka", frozenset({"ucastnik"})), Reason.THE_CHILDS)
    table.refuses(LEADS, c.AmendPerson(GUIDE, "Eva Klidná", frozenset({"ucastnik"})), Reason.THE_CHILDS)
    table.refuses(LEADS, c.HandOver(GUIDE), Reason.NOT_TOGETHER)
    table.refuses(LEADS, c.HandOver(CHILD), Reason.NOT_TOGETHER)
    table.refuses(LEADS, c.AidPerson(CHILD, True, FATHER), Reason.THE_CHILDS)
    table.refuses(LEADS, c.TakeOut(CHILD), Reason.THE_CHILDS)
    table.ask(LEADS, c.AmendPerson(CHILD, "Amálie", frozenset({"dite"})))
    table.ask(LEADS, c.AmendPerson(GUIDE, "Eva Klidná", frozenset({"pruvodce", "klicovy-pracovnik"})))


def test_a_stranger_at_the_door_does_not_turn_out_to_be_the_child() -> None:
    table = invited()
    table.ask(HOUSE, c.Arrive(LEADS))
    table.ask(HOUSE, c.AskToEnter("host", "Host"))
    for seat in (CHILD, GUIDE):
        table.refuses(LEADS, c.Admit("host", seat), Reason.THE_CHILDS)
    table.ask(LEADS, c.Admit("host", MOTHER))


def test_whoever_leads_is_not_the_guide_and_the_child_is_nothing_else() -> None:
    table = invited()
    for roles, reason in (
        (frozenset({"facilitator", "pruvodce"}), Reason.NOT_TOGETHER),
        (frozenset({"dite", "rodic"}), Reason.NO_CHILD),
    ):
        table.refuses(HOUSE, c.InvitePerson("novy", "Nový", roles), reason)
    table.refuses(HOUSE, c.InvitePerson("druhe", "Druhé dítě", frozenset({"dite"})), Reason.THE_CHILDS)
    table.ask(HOUSE, c.InvitePerson("teta", "Teta", frozenset({"pruvodce"})))


@pytest.mark.parametrize("children", [0, 2])
def test_a_childs_meeting_is_one_childs(children: int) -> None:
    people = [Person("vera", "Věra", frozenset({"facilitator"}))]
    people += [Person(f"d{number}", "Dítě", frozenset({"dite"})) for number in range(children)]
    with pytest.raises(Refused) as no:
        open_meeting(c.OpenMeeting("m", "Setkání", tuple(people)), formats()[FORMAT])
    assert no.value.reason is Reason.NO_CHILD


def test_the_child_names_who_is_there_for_them_and_nobody_names_themselves() -> None:
    table = seated()
    table.ask(CHILD, c.NameGuide("ucitelka"))
    table.ask(CHILD, c.NameGuide(GUIDE, False))
    assert [seat.id for seat in table.meeting.guides] == ["ucitelka"]
    assert table.meeting.seats[GUIDE].roles == {"ucastnik"}
    assert not lends(table.meeting, CHILD, GUIDE)
    table.refuses(CHILD, c.NameGuide(FATHER), Reason.NOT_YOUR_HAND, "ucitelka")
    table.refuses(CHILD, c.NameGuide(LEADS), Reason.NO_GUIDE)
    table.refuses(CHILD, c.NameGuide(CHILD), Reason.NO_GUIDE)


def test_the_meeting_is_called_what_the_child_calls_it() -> None:
    table = seated()
    table.ask(CHILD, c.NameMeeting("  Amálčina   parta "))
    assert table.meeting.title == "Amálčina parta"
    table.refuses(LEADS, c.AmendMeeting("Případová konference"), Reason.THE_CHILDS)
    table.ask(LEADS, c.AmendMeeting("Amálčina parta", place="Školní družina"))
    table.refuses(CHILD, c.NameMeeting(" "), Reason.NO_TITLE)


# Limits, and what cannot be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (c.SharePage("nic", Sharing.ALL), Reason.NO_SUCH_PAGE),
        (c.RemovePage(PAGE), Reason.NO_SUCH_PAGE),
        (c.AddPage(PAGE), Reason.TAKEN_ID),
        (c.AddPage("a b"), Reason.BAD_ID),
        (c.SetFace(PAGE, 6), Reason.BAD_FACE),
        (c.SetStickers(PAGE, ("bomba",)), Reason.NO_SUCH_WORD),
        (c.SetStickers(PAGE, ("sun",) * (MOST_STICKERS + 1)), Reason.FULL_PAGE),
        (c.AddLine(PAGE, "l", "gold", LINE), Reason.NO_SUCH_WORD),
        (c.AddLine(PAGE, "l", "red", (1, 2, 3)), Reason.BAD_LINE),
        (c.AddLine(PAGE, "l", "red", (1, 1001)), Reason.BAD_LINE),
        (c.AddLine(PAGE, "l", "red", ()), Reason.BAD_LINE),
        (c.AddLine(PAGE, "l", "red", (5, 5) * (MOST_LINE_POINTS + 1)), Reason.FULL_PAGE),
        (c.AddLine(PAGE, "a/b", "red", LINE), Reason.BAD_ID),
        (c.PlaceFigure("lide", "x", "Babička", 4), Reason.BAD_RING),
        (c.PlaceFigure("lide", "x", " ", 1), Reason.NO_NAME),
        (c.PutPhoto(PAGE, "../x"), Reason.BAD_ID),
        (c.NameGuide("nikdo"), Reason.NO_SUCH_SEAT),
    ],
)
def test_what_cannot_be_is_refused(command: Command, reason: Reason) -> None:
    table = seated()
    assert already_so(table, command) or table.refuses(CHILD, command, reason)


def already_so(table: Table, command: Command) -> bool:
    """A page of that name is there already: asking for it again is harmless."""
    return command == c.AddPage(PAGE) and table.ask(CHILD, command) == ()


def test_a_sheet_and_a_book_have_an_end() -> None:
    table = seated()
    lines = tuple(e.LineAdded(PAGE, f"l{number}", "red", LINE) for number in range(MOST_LINES))
    table.happened(lines, CHILD)
    table.refuses(CHILD, c.AddLine(PAGE, "dalsi", "red", LINE), Reason.FULL_PAGE)
    table.refuses(CHILD, c.ClearDrawing(PAGE, 3), Reason.DRAWN_SINCE)
    table.ask(CHILD, c.ClearDrawing(PAGE, MOST_LINES))
    for number in range(MOST_FREE):
        table.ask(CHILD, c.AddPage(f"p{number}"))
    table.refuses(CHILD, c.AddPage("dalsi"), Reason.TOO_MANY)
    table.ask(CHILD, c.RemovePage("p0"))
    table.ask(CHILD, c.AddPage("dalsi"))
    table.refuses(CHILD, c.AddPage("p0"), Reason.TAKEN_ID)


def test_a_page_thrown_away_leaves_nothing_behind() -> None:
    table = _laid(seated())
    table.write(CHILD, "wish:moje:words", "Tajemství")
    table.ask(CHILD, c.SharePage("moje", Sharing.ALL))
    table.ask(CHILD, c.OpenPage("moje"))
    table.ask(CHILD, c.RemovePage("moje"))
    assert table.meeting.page_open == "" and table.meeting.page("moje") is None
    assert "wish:moje:words" not in table.meeting.cells
    assert "Tajemství" not in repr(table.meeting)


def test_nobody_has_spoken_by_filling_in_the_book() -> None:
    table = _laid(seated())
    table.write(CHILD, FIELD, "Chci psa.")
    assert CHILD not in table.meeting.wrote


def test_the_child_signs_or_does_not_and_nothing_hangs_on_it() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    for seat in GROWN_UPS:
        table.sign(seat)
    table.ask(CHILD, c.Sign(table.digest, DRAWN))
    table.ask(LEADS, c.CloseMeeting())
    assert table.meeting.closed and table.meeting.freeze and CHILD in table.meeting.freeze.signatures


def test_a_meeting_closes_without_the_childs_signature() -> None:
    table = seated(END)
    table.ask(LEADS, c.FreezePlan(DESPITE))
    for seat in GROWN_UPS:
        table.sign(seat)
    table.ask(LEADS, c.CloseMeeting())
    assert table.meeting.closed and not table.meeting.closed_despite
