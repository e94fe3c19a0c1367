"""A damaged row of a log: what holds of the meeting without it. Every row of every demo story is damaged once."""

import random
from collections import Counter
from functools import cache

import pytest

from server.demo import STORIES
from server.meeting import commands as c
from server.meeting import events as e
from server.meeting.agreed import digest
from server.meeting.commands import COMMANDS
from server.meeting.decide import decide
from server.meeting.evolve import evolve, replay
from server.meeting.evolve.damage import unfound
from server.meeting.model import TABLET, Meeting, Sharing, Verdict
from server.meeting.policy import PROJECTOR, cells_by_seat, gate, lends, lent, sees_wall
from server.ports import Damaged
from server.store.rows import Row, from_rows, to_rows
from tests.demo.told import told
from tests.meeting import childs_table
from tests.meeting.table import DRAWN, FIRST, Table, frozen, planned, seated

CHANCE = random.Random(7)


@cache
def log_of(name: str) -> tuple[e.Entry, ...]:
    return tuple(told(STORIES[name]).log)


def stored(row: Row) -> tuple[int, bytes, bytes, bytes, bytes, int]:
    return row.version, row.at.encode(), row.by.encode(), row.kind.encode(), row.body.encode(), row.crc


def flipped(row: Row) -> tuple[int, bytes, bytes, bytes, bytes, int]:
    """One bit of it is another: of its words mostly, of anything else sometimes."""
    columns = list(stored(row))
    which = CHANCE.choices((1, 2, 3, 4, 5), (1, 1, 2, 9, 1))[0]
    if which == 5:
        columns[5] = int(columns[5]) ^ 1 << CHANCE.randrange(32)  # type: ignore[call-overload]
    else:
        words = bytearray(columns[which])  # type: ignore[arg-type]
        words[CHANCE.randrange(len(words))] ^= 1 << CHANCE.randrange(8)
        columns[which] = bytes(words)
    return tuple(columns)  # type: ignore[return-value]


def damaged(log: tuple[e.Entry, ...] | list[e.Entry], *versions: int, missing: bool = False) -> list[e.Entry]:
    """The log as a store gives it out when these rows have been hit."""
    rows = to_rows("m", 0, log)
    found = [flipped(row) if row.version in versions else stored(row) for row in rows]
    return from_rows("m", 0, [row for row in found if not (missing and row[0] in versions)])


def entry_of(log: list[e.Entry], kind: type[e.Event], number: int = 0) -> int:
    """The version of the entry of that kind."""
    return [entry.version for entry in log if isinstance(entry.event, kind)][number]


def without(table: Table, kind: type[e.Event], number: int = 0) -> Meeting:
    """The meeting of a table when the body of one entry is damaged behind its first words."""
    version = entry_of(table.log, kind, number)
    rows = [stored(row) for row in to_rows("m", 0, table.log)]
    number_, at, by, name, body, crc = rows[version - 1]
    rows[version - 1] = (number_, at, by, name, body[:-2] + b"~" + body[-1:], crc)
    meeting = replay(from_rows("m", 0, rows))
    assert meeting is not None
    return meeting


# Nobody has more rights, nothing is said that is not so --------------------------------------------------------------


@pytest.mark.parametrize("name", STORIES)
def test_whatever_row_of_a_story_is_damaged_nobody_may_more_and_nothing_untrue_is_said(name: str) -> None:
    log = log_of(name)
    rows = to_rows("m", 0, log)
    became: Counter[str] = Counter()
    true: list[Meeting] = []
    for entry in log:
        true.append(evolve(true[-1] if true else None, entry))
    # Nearly all are letters, and one is like the other.
    chosen = [row for row in rows[1:] if row.kind != "TextChanged" or CHANCE.random() < 0.3]
    for row in chosen:
        entries = from_rows("m", row.version - 1, [flipped(row)])
        assert [type(entry.event) for entry in entries] == [e.Lost]
        meeting = evolve(true[row.version - 2], entries[0])
        until = CHANCE.choice((row.version, row.version, len(log), CHANCE.randint(row.version, len(log))))
        for entry in log[row.version : until]:
            meeting = evolve(meeting, entry)
        assert (meeting.version, meeting.damages[0].version) == (until, row.version)
        _no_more_than(meeting, true[until - 1], true[row.version - 2])
        became["stopped" if meeting.stopped else "gone on"] += 1
    assert became["gone on"] > became["stopped"] / 3 > 0, "both have been seen"


def _no_more_than(left: Meeting, whole: Meeting, before: Meeting) -> None:
    if left.stopped:
        assert left.cells == before.cells or left.stopped > before.version + 1
        return
    viewers = [PROJECTOR, *whole.seats]
    cells, allowed = cells_by_seat(left, viewers), cells_by_seat(whole, viewers)
    for who in viewers:
        for cell, right in cells[who].items():
            assert allowed[who].get(cell) in (right, "write"), f"{who} may {right} {cell}"
        for hand in [hand for hand in (TABLET, *left.seats) if lends(left, who, hand)]:
            assert lends(whole, who, hand)
            assert lent(left, cells[who], hand).keys() <= lent(whole, allowed[who], hand).keys(), f"{hand} for {who}"
        for kind in CHANCE.sample(list(COMMANDS.values()), 12):
            if gate(left, who, kind) is None:
                assert gate(whole, who, kind) is None, f"{who} may {kind.__name__}"
        assert not sees_wall(left, (who,)) or sees_wall(whole, (who,))
    for cell_id in whole.cells.keys() | left.cells.keys():
        assert cell_id in left.hurt or left.text(cell_id) == whole.text(cell_id), f"{cell_id} is not marked"
    assert (left.freeze is None) is (whole.freeze is None) and len(left.voided) == len(whole.voided)
    if left.freeze and whole.freeze:
        assert left.freeze.agreed == whole.freeze.agreed and digest(left.freeze.agreed) == left.freeze.digest
        assert left.freeze.signatures.items() <= whole.freeze.signatures.items(), "no other signature counts"
        assert left.freeze.approvals.items() <= whole.freeze.approvals.items()
    for step in left.steps:
        real = whole.step(step.id)
        assert real is not None and step.owner == real.owner
        assert step.due in (real.due, None) and step.promised in (real.promised, "")
        assert step.declined in (real.declined, None)
    assert {page.id for page in left.pages} == {page.id for page in whole.pages}
    for shown, page in zip(left.pages, whole.pages, strict=True):
        assert shown.sharing in (page.sharing, Sharing.MINE)
    assert left.page_open in (whole.page_open, "")
    assert (left.closed, left.stage_id) == (whole.closed, whole.stage_id)
    assert left.seats.keys() == whole.seats.keys()
    assert left.confidences == whole.confidences


@pytest.mark.parametrize("seed", range(12))
def test_many_rows_at_once_stop_it_or_leave_it_as_certain(seed: int) -> None:
    log = log_of("jakub")
    versions = random.Random(seed).sample(range(2, len(log) + 1), 5)
    meeting = replay(damaged(log, *versions, missing=seed % 4 == 0))
    assert meeting is not None and meeting.damages[0].version == min(versions)
    assert meeting.stopped or {each.version for each in meeting.damages} >= set(versions)
    assert seed % 4 or meeting.stopped, "what a missing row said is not known"


# What becomes of each kind --------------------------------------------------------------------------------------------


def test_words_stay_what_they_were_and_are_marked_until_somebody_writes_there_anew() -> None:
    table = planned()
    table.write("tomas", "step:s1:what", "Objednat Jakuba k psychiatrovi do pátku")
    meeting = without(table, e.TextChanged, -1)
    assert meeting.text("step:s1:what") == "Objednat Jakuba k psychiatrovi"
    assert meeting.hurt.keys() == {"step:s1:what"} and not meeting.stopped
    assert meeting.text("goal:g1:title") == table.meeting.text("goal:g1:title")
    assert unfound(meeting) == (meeting.version,)
    found = evolve(meeting, e.Entry(meeting.version + 1, FIRST, e.HOUSE, e.DamageFound(unfound(meeting))))
    assert unfound(found) == () and found.hurt, "known, and still to be looked at"
    anew = Table()
    anew._meeting = found
    (change,) = decide(found, anew.writing("step:s1:what", "Objednat ho k lékaři"), "tomas")
    after = evolve(found, e.Entry(found.version + 1, FIRST, "tomas", change))
    assert (after.text("step:s1:what"), after.hurt) == ("Objednat ho k lékaři", {})


def test_what_was_written_on_top_of_lost_words_is_set_aside_with_them() -> None:
    table = seated()
    table.go_to("sdeleni-svolavatele")
    for words in ("Zavolat", "Zavolat škole", "Zavolat škole hned"):
        table.write("olga", "aim", words)
    version = entry_of(table.log, e.TextChanged, -2)
    meeting = without(table, e.TextChanged, -2)
    assert (meeting.text("aim"), meeting.aside, meeting.hurt) == ("Zavolat", 1, {"aim": version})


def test_words_that_were_put_up_for_signing_are_certain_again() -> None:
    table = frozen()
    meeting = without(table, e.TextChanged, 3)
    assert meeting.damages[0].about == ("step:s1:what",) and meeting.hurt == {}
    assert meeting.text("step:s1:what") == table.meeting.text("step:s1:what")
    assert not meeting.stopped and meeting.freeze == table.meeting.freeze


def test_a_signature_that_is_damaged_was_not_given_and_can_be_given_again() -> None:
    table = frozen()
    table.sign("jana")
    meeting = without(table, e.PlanSigned)
    assert meeting.freeze is not None and "jana" not in meeting.freeze.signatures and "jana" in meeting.freeze.approvals
    assert decide(meeting, c.Sign(meeting.freeze.digest, DRAWN), "jana") != ()


def test_who_refused_and_then_signed_has_said_neither() -> None:
    table = frozen()
    table.ask("jana", c.Approve(table.digest, Verdict.AGREE))
    table.ask("jana", c.RefuseToSign(table.digest, "Nevím."))
    table.ask("jana", c.Sign(table.digest, DRAWN))
    meeting = without(table, e.PlanSigned)
    assert meeting.freeze is not None and meeting.freeze.signatures == {}


@pytest.mark.parametrize("kind", [e.PersonArrived, e.PersonInvited, e.StageAdvanced, e.StepGiven, e.PlanFrozen])
def test_what_cannot_be_left_out_stops_the_meeting_before_it(kind: type[e.Event]) -> None:
    table = frozen()
    table.sign("jana")
    meeting = without(table, kind)
    assert meeting.stopped == entry_of(table.log, kind) == meeting.damages[0].version
    assert meeting.version == table.meeting.version and meeting.freeze is None
    assert meeting.aside == meeting.version - meeting.stopped


def test_a_promise_and_a_date_that_are_damaged_have_to_be_given_again() -> None:
    for kind in (e.StepAccepted, e.DueSet):
        step = without(planned(), kind).step("s1")
        assert step is not None and (step.promised, step.due) in (
            ("", planned().meeting.steps[0].due),
            (step.promised, None),
        )


def test_a_page_of_the_childs_whose_words_are_damaged_is_for_nobodys_eyes() -> None:
    table = childs_table.seated()
    page = table.meeting.pages[0].id
    cell = next(cell for cell in cells_by_seat(table.meeting, ["amalka"])["amalka"] if cell.startswith(f"wish:{page}:"))
    child = table.meeting.child
    assert child is not None
    table.write(child.id, cell, "Aby se máma nezlobila.")
    table.ask(child.id, c.SharePage(page, Sharing.ALL))
    table.write(child.id, cell, "Aby se máma nezlobila a táta taky ne.")
    meeting = without(table, e.TextChanged, -1)
    shown = meeting.page(page)
    assert shown is not None and shown.sharing is Sharing.MINE and shown.own


# How a store tells it -------------------------------------------------------------------------------------------------


def test_without_its_opening_there_is_no_meeting() -> None:
    with pytest.raises(Damaged) as caught:
        damaged(planned().log, 1)
    assert caught.value.versions == (1,)


def test_rows_in_disorder_and_one_that_says_a_number_it_cannot_have() -> None:
    log = planned().log
    rows = [stored(row) for row in to_rows("m", 0, log)]
    whole = from_rows("m", 0, rows)
    assert from_rows("m", 0, list(reversed(rows))) == whole == log
    far = [(2**40, *row[1:]) if row[0] == 5 else row for row in rows]
    found = from_rows("m", 0, far)
    assert [entry.version for entry in found if isinstance(entry.event, e.Lost)] == [5, len(log) + 1]
    last = [(2**40, *row[1:]) if row[0] == len(log) else row for row in rows]
    assert isinstance(from_rows("m", 0, last)[-1].event, e.Lost), "and is not taken for one that never was"
    assert replay(from_rows("m", 0, last)).stopped == len(log)  # type: ignore[union-attr]


def test_no_two_kinds_of_events_differ_in_one_letter_alone() -> None:
    """Or a damaged letter would turn one into the other."""
    for kind in e.EVENTS:
        same = [other for other in e.EVENTS if len(other) == len(kind) and other != kind]
        assert all(sum(a != b for a, b in zip(kind, other, strict=True)) > 2 for other in same), kind
