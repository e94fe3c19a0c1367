"""Seeded random stories: people press mostly what they may, sometimes what they may not, and what must always hold is
looked at after every command. A story that fails names its seed; put it in REMEMBERED.

    just stories 5000
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Set
from dataclasses import dataclass, field

import pytest

from server.meeting import commands as c
from server.meeting import events as e
from server.meeting import text
from server.meeting.agreed import digest, words_digest
from server.meeting.agreement import acceptance_of, agreement, promise_digest, written_for
from server.meeting.cells import all_cells
from server.meeting.commands import Command
from server.meeting.confidences import keeps, thing_of, withheld
from server.meeting.copies import saw, seen
from server.meeting.decide import decide
from server.meeting.events import HOUSE
from server.meeting.evolve import replay
from server.meeting.model import TABLET, Acceptance, Board, Hearing, How, Meeting, Presence, Sharing, Verdict
from server.meeting.pages import dangerous, words_digest_of
from server.meeting.policy import PROJECTOR, cells_by_seat, cells_for, lends
from server.meeting.previous import Help, Outcome
from server.meeting.refusals import Kind, Reason, Refused
from server.store.rows import from_rows, to_rows
from tests.meeting import childs_table
from tests.meeting.table import DESPITE, DRAWN, DUE, LAST, LEADS, NEXT, Table, invited

STORIES = int(os.environ.get("SETKANI_STORIES", "60"))
OF_A_CHILD = STORIES // 2
"""Stories of a child's meeting."""
AT_MOST = 5
"""So many times as many are told, until everything that can happen has happened."""
COMMANDS = 150
REMEMBERED: tuple[int, ...] = ()
"""Seeds that have failed once."""

WORDS = ("Zavolat", "škole", "👧", "👨‍👩‍👧", "ž", "\n", " a ", "do pátku", "é", "🏳️‍🌈", ".", "maminka")


@dataclass
class Story:
    """One story: its table, and what happened in it, for the count at the end."""

    seed: int
    table: Table
    happened: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ignored: int = 0
    stages: set[str] = field(default_factory=set)

    @property
    def meeting(self) -> Meeting:
        return self.table.meeting


def tell(seed: int, of_a_child: bool = False) -> Story:
    """Live through a story, looking at what must hold after every command."""
    chance = random.Random(seed)
    last = LAST if seed % 2 else None
    story = Story(seed, childs_table.invited(previous=last) if of_a_child else invited(last))
    try:
        for number in range(COMMANDS):
            by, command = _choose(chance, story.meeting, number)
            _one(story, by, command, _hand(chance, story.meeting, by, command))
            if story.meeting.closed and chance.random() < 0.1:
                break
        _log_alone_rebuilds_the_state(story)
    except Exception as error:
        error.add_note(f"in the story of seed {seed}{', of a child' if of_a_child else ''}")
        raise
    return story


def _hand(chance: random.Random, meeting: Meeting, by: str, command: Command) -> str:
    """Who asks in their stead, mostly for those without a phone, sometimes for whom they may not."""
    seat = meeting.seat_of(by)
    if isinstance(command, c.SignOnPaper):
        return LEADS
    if by == childs_table.CHILD and not isinstance(command, c.NameGuide) and chance.random() < 0.2:
        return chance.choice([guide.id for guide in meeting.guides] or [LEADS])
    if seat is None or chance.random() > (0.7 if seat.aided else 0.01):
        return ""
    return chance.choice([TABLET, LEADS, seat.hand or TABLET, *meeting.seats])


def _one(story: Story, by: str, command: Command, hand: str) -> None:
    before = story.meeting
    letters = {cell: before.text(cell) for cell in before.cells}
    try:
        events = decide(before, command, by, hand)
    except Refused as no:
        story.refused[no.reason.code] += 1
        assert "{" not in str(no)
        events = None
    except text.Stale:
        story.refused["stale"] += 1
        events = None
    assert story.meeting is before
    assert {cell: before.text(cell) for cell in before.cells} == letters, "deciding changes nothing"
    if not events:
        story.ignored += events is not None
        return
    assert not hand or lends(before, by, hand)
    story.table.happened(events, (seat.id if (seat := before.seat_of(by)) else by), hand)
    story.happened.update(type(event).__name__ for event in events)
    story.stages.add(story.meeting.stage_id)
    _must_hold(before, story.meeting, events)
    gave_up = isinstance(command, c.AmendPerson) and command.seat == by
    # The panel of a stage, an order: a moment later they are of another stage, another list.
    moved = isinstance(command, c.ConfirmWords | c.AidPerson | c.SignOnPaper)
    # What somebody has put out of their own sight is not there for them a moment later.
    moved |= withheld(before, by, hand) != withheld(story.meeting, by, hand)
    if not gave_up and not moved and story.meeting.version % 3 == 0:
        assert decide(story.meeting, command, by, hand) == (), f"asking twice for {command} is harmless"


# What must always hold ----------------------------------------------------------------------------------------------


def _must_hold(before: Meeting, after: Meeting, events: tuple[e.Event, ...]) -> None:
    after_all = e.RecordWritten | e.LetterWritten | e.LetterGiven | OF_WHO_KNOWS
    assert not before.closed or all(isinstance(event, after_all) for event in events), "closed means closed"
    if before.freeze and after.freeze:
        assert (before.freeze.number, before.freeze.digest) == (after.freeze.number, after.freeze.digest)
        assert _content(before) == _content(after), "frozen means frozen"
    if freeze := after.freeze:
        assert freeze.digest == digest(freeze.agreed)
        assert digest(agreement(after, freeze.agreed.holes, freeze.agreed.despite)) == freeze.digest, (
            "a signature never outlives its content"
        )
        for seat, signature in freeze.signatures.items():
            assert signature.digest == freeze.digest
            asked = after.child is None or seat != after.child.id
            assert not asked or signature.refused is not None or seat in freeze.approvals
            assert not after.seats[seat].late
    for number, voided in enumerate(after.voided, 1):
        assert voided.number == number and voided.reopened is not None
        assert voided.digest == digest(voided.agreed)
    assert after.voided[: len(before.voided)] == before.voided, "what was signed once is kept as it was"
    for step in after.steps:
        assert after.goal(step.goal) is not None
        assert step.owner is None or step.owner in after.seats
        assert all(after.step(first) for first in step.after)
        if acceptance_of(after, step) is Acceptance.ACCEPTED:
            assert step.promised == promise_digest(after, step), "a promise is to these words"
    assert not after.seats.keys() & after.became.keys()
    assert all(seat in after.seats for seat in after.became.values())
    _waits_end(after)
    assert {cell for cell in after.cells if cell.startswith(("goal:", "step:", "card:", "alert:"))} <= set(
        all_cells(after)
    )
    assert after.stage in after.course and after.stage_id not in after.skipped
    assert {stage.id for stage in after.format.stages} == {stage.id for stage in after.planned}
    assert any(after.format.leads in seat.roles for seat in after.seats.values()), "somebody leads"
    assert all(0 <= value <= 10 for goal in after.goals for value in goal.scale.values())
    assert not after.floor or {after.seats[seat].presence for seat in after.floor} == {Presence.PRESENT}
    for card in after.cards:
        assert card.seat in after.seats and (not card.step or after.step(card.step))
    _of_the_last_plan(before, after)
    _private_until_shown(after)
    if after.confidences and after.version % 12 == 0:
        _withheld_is_not_there(after)
    if after.child:
        _the_childs_alone(before, after, events)
    assert all(len(cell.text.encode("utf-16-le")) // 2 == cell.units <= text.MAX_UNITS for cell in after.cells.values())


def _of_the_last_plan(before: Meeting, after: Meeting) -> None:
    assert after.previous == before.previous, "what was signed last time never changes"
    carried = [step.carried for step in after.steps if step.carried]
    assert len(set(carried)) == len(carried), "a step is taken over once"
    assert all(after.previous and after.previous.step(step) for step in carried)
    for step_id, said in after.evaluated.items():
        assert after.previous and (last := after.previous.step(step_id))
        assert said.absent or said.by == last.owner, "of a step speaks whoever had it"
    for helped in after.helped.values():
        for seat in helped:
            assert seat in after.seats
    told = agreement(after).evaluation
    for goal in told.goals if told else ():
        assert not goal.now or after.nearer[goal.id].shown, "a number that was not opened is nobody's"


def _waits_end(meeting: Meeting) -> None:
    done: set[str] = set()
    while ready := [step for step in meeting.steps if step.id not in done and set(step.after) <= done]:
        done.update(step.id for step in ready)
    assert len(done) == len(meeting.steps), "no steps wait for each other in a circle"


def _private_until_shown(meeting: Meeting) -> None:
    if meeting.views_shown is None:
        for seat, cells in cells_by_seat(meeting, [*meeting.seats, PROJECTOR]).items():
            own = {cell for cell in cells if cell.startswith(("view:", "praise:"))}
            assert own <= {f"view:{seat}", f"praise:{seat}"}
        assert not agreement(meeting).views and not agreement(meeting).praise


def _withheld_is_not_there(meeting: Meeting) -> None:
    for who, cells in cells_by_seat(meeting, [*meeting.seats, PROJECTOR]).items():
        hidden, cut = withheld(meeting, who), seen(meeting, who)
        assert seen(cut, who) == cut, "nothing is left to take away"
        assert not {thing_of(cell) for cell in (*cells, *cut.cells)} & hidden
        assert set(all_cells(cut)) >= {cell for cell in cells if cell in cut.cells}
        there = [*(f"step:{step.id}" for step in cut.steps), *(f"card:{card.id}" for card in cut.cards)]
        there += [f"step:{step.id}" for goal in agreement(cut).goals for step in goal.steps]
        there += [f"step:{before}" for step in cut.steps for before in step.after]
        if cut.freeze:
            there += [f"step:{step.id}" for goal in cut.freeze.agreed.goals for step in goal.steps]
            there += [f"card:{card}" for card in cut.freeze.agreed.offer_ids]
            kept = tuple(hole for hole in cut.freeze.agreed.holes)
            assert digest(agreement(cut, kept, cut.freeze.agreed.despite)) == digest(cut.freeze.agreed), (
                "what is shown of a frozen plan is what would be frozen of what they see"
            )
        assert not set(there) & hidden
        seat = meeting.seat_of(who)
        if seat and keeps(meeting, seat):
            assert cut == meeting, "whoever keeps the record has all"


def _the_childs_alone(before: Meeting, after: Meeting, events: tuple[e.Event, ...]) -> None:
    child = after.child
    assert child is not None and child.roles == {"dite"}, "one child, and nothing else"
    named = {event.seat for event in events if isinstance(event, e.GuideNamed)}
    assert {seat.id for seat in before.guides} ^ {seat.id for seat in after.guides} <= named
    assert not any(after.format.leads in seat.roles for seat in after.guides), "whoever leads is no guide"
    if after.page_open:
        page = after.page(after.page_open)
        assert page and page.sharing is Sharing.ALL and child.presence is Presence.PRESENT
    guides = {seat.id for seat in after.guides}
    for seat, cells in cells_by_seat(after, [*after.seats, PROJECTOR]).items():
        for cell in cells:
            if not cell.startswith("wish:") or seat == child.id:
                continue
            page = after.page(cell.split(":")[1])
            assert page is not None and cells[cell] == "read"
            for_guide = page.sharing is not Sharing.MINE or dangerous(after, page) or not page.own
            assert after.page_open == page.id or (seat in guides and for_guide), "a page is for whom the child says"
    ranked = [goal.topic in after.chosen for goal in after.goals]
    assert ranked == sorted(ranked, reverse=True), "what the child has chosen comes first"
    order = [goal.topic for goal in after.goals if goal.topic in after.chosen]
    assert order == [topic for topic in after.chosen if topic in order], "in the child's order"
    assert after.chosen == before.chosen or any(
        isinstance(event, e.TopicChosen | e.TopicDropped | e.TopicMoved) for event in events
    )
    if after.title != before.title:
        assert any(isinstance(event, e.MeetingNamed) for event in events), "the child gives the name"


def _content(meeting: Meeting) -> object:
    """Everything one signs, and everything that stands in cells."""
    words = {cell: meeting.text(cell) for cell in meeting.cells if not cell.startswith("wish:")}
    return (meeting.title, meeting.purpose, meeting.place, meeting.next_starts, meeting.goals, meeting.steps, words)


def _log_alone_rebuilds_the_state(story: Story) -> None:
    """Through the codec of the store, as after a restart."""
    rows = to_rows("jakub", 0, story.table.log)
    stored = [(row.version, *(part.encode() for part in row[2:6]), row.crc) for row in rows]
    read = from_rows("jakub", 0, stored)
    assert read == story.table.log, "every event survives the store"
    rebuilt = replay(read)
    assert rebuilt == story.meeting
    assert rebuilt is not None
    for seat in (*story.meeting.seats, "cizi"):
        assert cells_for(rebuilt, seat) == cells_for(story.meeting, seat)
    assert [entry.version for entry in read] == list(range(1, len(read) + 1))
    if story.meeting.freeze:
        assert digest(story.meeting.freeze.agreed) == story.meeting.freeze.digest


# What people do -----------------------------------------------------------------------------------------------------


def _choose(chance: random.Random, meeting: Meeting, number: int) -> tuple[str, Command]:
    if number == 0:
        return HOUSE, c.Arrive(LEADS)
    seats = [*meeting.seats, *meeting.became, HOUSE, "cizi"]
    if chance.random() < 0.12:
        # Anybody asks for anything.
        wishes, _ = CHILDS if meeting.child else ORDINARY
        return chance.choice(seats), chance.choice(wishes)(chance, meeting, chance.choice(seats))
    if chance.random() < 0.055:
        # Whoever leads moves the meeting on; a story that never leaves the lobby proves nothing.
        return LEADS, _onwards(chance, meeting)
    if meeting.child and meeting.stage_id == childs_table.CHOOSING and chance.random() < 0.3:
        return childs_table.CHILD, chance.choice([c.ChooseTopic, c.DropTopic])(_topic(chance, meeting))
    for _ in range(40):
        child = [meeting.child.id] * 3 if meeting.child else []
        by = chance.choice([*(seat.id for seat in meeting.present), *child, HOUSE, *meeting.became])
        command = chance.choices(*(CHILDS if meeting.child else ORDINARY))[0](chance, meeting, by)
        # The buttons people see do something; a few are pressed a moment too late.
        if _does_something(meeting, command, by) or chance.random() < 0.01:
            return by, command
    return HOUSE, c.Arrive(chance.choice(list(meeting.seats)))


def _does_something(meeting: Meeting, command: Command, by: str) -> bool:
    try:
        return decide(meeting, command, by, LEADS if isinstance(command, c.SignOnPaper) else "") != ()
    except (Refused, text.Stale):
        return False


def _onwards(chance: random.Random, meeting: Meeting) -> Command:
    if meeting.broken_off:
        return c.ContinueMeeting()
    if meeting.stage_id != meeting.format.stages[-1].id:
        return c.AdvanceStage(meeting.stage_id, chance.choice([DESPITE, DESPITE, ""]))
    if meeting.freeze is None:
        return chance.choice([c.FreezePlan(DESPITE), c.FreezePlan(""), c.SetNextMeeting(NEXT)])
    if not meeting.voided and chance.random() < 0.6:
        return c.ReopenPlan(meeting.freeze.number)
    return chance.choice([c.ReopenPlan(meeting.freeze.number), c.CloseMeeting(""), c.CloseMeeting(DESPITE)])


Wish = Callable[[random.Random, Meeting, str], Command]


def _goal(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*(goal.id for goal in meeting.goals), "g1", "nic"])


def _step(chance: random.Random, meeting: Meeting, mine: str = "") -> str:
    own = [step.id for step in meeting.steps if step.owner in (mine, None)]
    return chance.choice([*(step.id for step in meeting.steps), *own, *own, "s1"])


def _past(chance: random.Random, meeting: Meeting) -> str:
    last = meeting.previous.steps if meeting.previous else ()
    return chance.choice([*(step.id for step in last), "nic"])


def _seat(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*meeting.seats, *meeting.became, ""])


def _stage(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*(stage.id for stage in meeting.format.stages), "nic"])


def _offer(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*(card.id for card in meeting.cards_on(Board.OFFERS)), "c1"])


def _words_for(meeting: Meeting, by: str) -> str:
    seat = meeting.seat_of(by)
    return words_digest(written_for(meeting, seat)) if seat else ""


def _waiting(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([seat.id for seat in meeting.waiting] or ["h1"])


def _shown(chance: random.Random, meeting: Meeting) -> str:
    old = [past.digest for past in meeting.voided]
    return meeting.freeze.digest if meeting.freeze and chance.random() < 0.9 else chance.choice([*old, "0" * 64])


def _saw(chance: random.Random, meeting: Meeting, by: str) -> str:
    return saw(meeting, by) if chance.random() < 0.95 else "0" * 64


def _thing(chance: random.Random, meeting: Meeting, by: str) -> str:
    own = [f"card:{card.id}" for card in meeting.cards if card.seat == by]
    things = [*(f"goal:{goal.id}" for goal in meeting.goals), *(f"step:{step.id}" for step in meeting.steps)]
    others = [f"minutes:{meeting.stage_id}", f"view:{by}", f"opinion:{by}", "alert:a1", "reason", "nic"]
    return chance.choice([*own, *own, *things, *things, *others, *meeting.confidences])


def _consent(chance: random.Random, meeting: Meeting, by: str) -> Command:
    given = chance.choice([by, "jana", "alena"])
    what = {"subjects": ("health",), "seats": (chance.choice(["tomas", "karel", "jana"]),)}
    return c.SayConsent(
        f"k{chance.randint(1, 30)}", **what, giver=given, own=chance.random() < 0.3, agreed=chance.random() < 0.7
    )


def _ground(chance: random.Random) -> Command:
    return c.NoteGround(f"d{chance.randint(1, 3)}", "Rozhodl úřad.", ("school",), ("tomas",), ("OSPOD",))


def _accept(chance: random.Random, meeting: Meeting, by: str) -> Command:
    step = meeting.step(_step(chance, meeting, by))
    seen = promise_digest(meeting, step) if step and chance.random() < 0.9 else "0" * 64
    return c.AcceptStep(step.id if step else "s1", seen)


def _edit(chance: random.Random, meeting: Meeting, by: str) -> Command:
    writable = [cell for cell, right in cells_for(meeting, by).items() if right == "write"]
    cell_id = chance.choice(writable or ["rules"])
    cell = meeting.cells.get(cell_id, text.Cell())
    made_on = max(0, cell.version - chance.choice([0, 0, 0, 1, 3]))
    length = (
        sum(
            part if isinstance(part, int) else text.units("\n".join(map(str, part[1:])))
            for part in cell.history[made_on - 1].change
        )
        if made_on
        else 0
    )
    start = chance.randint(0, length)
    taken = chance.choice([0, 0, 0, min(2, length - start), length - start])
    put = "".join(chance.choices(WORDS, k=chance.randint(0, 3)))
    if cell_id.endswith((":title", ":with")):
        put = put.replace("\n", " ")
    parts = [start, [taken, *put.split("\n")] if put else [taken], length - start - taken]
    return c.EditText(cell_id, made_on, f"tab{by}", chance.randrange(1 << 20), text.read_change(parts))


WISH: dict[Wish, int] = {
    lambda r, m, by: c.Arrive(r.choice([*m.seats])): 6,
    lambda r, m, by: c.AskToEnter(f"h{r.randint(1, 9)}", f"Host {r.randint(1, 9)}"): 3,
    lambda r, m, by: c.Admit(_waiting(r, m), r.choice(["", "", "alena", "filip"])): 5,
    lambda r, m, by: c.TurnAway(_waiting(r, m)): 1,
    lambda r, m, by: c.Depart(r.choice([by, _seat(r, m), "nic", "nic", "nic"])): 1,
    lambda r, m, by: c.Excuse(r.choice(["alena", "filip", "karel"])): 1,
    lambda r, m, by: c.InvitePerson(f"p{r.randint(1, 4)}", "Pozvaná", frozenset()): 1,
    lambda r, m, by: c.AmendPerson(
        _seat(r, m), r.choice(["Nové Jméno", "Jana Nová"]), frozenset({r.choice(["ucastnik", "facilitator"])})
    ): 1,
    lambda r, m, by: c.AmendMeeting(r.choice(["Setkání", "Jiné setkání"]), initials=r.random() < 0.5): 1,
    lambda r, m, by: c.BeginMeeting(): 1,
    lambda r, m, by: c.AdvanceStage(m.stage_id, ""): 1,
    lambda r, m, by: c.StepBack(m.stage_id): 1,
    lambda r, m, by: c.AcknowledgeConfidentiality(): 4,
    lambda r, m, by: c.RenameStage(_stage(r, m), r.choice(["Jinak", "Ještě jinak"])): 1,
    lambda r, m, by: c.SkipStage(_stage(r, m), "Není čas."): 1,
    lambda r, m, by: c.RestoreStage(r.choice([*m.skipped, _stage(r, m)])): 2,
    lambda r, m, by: c.MoveStage(_stage(r, m), r.randint(0, 3)): 1,
    lambda r, m, by: c.TakeOut(r.choice([_seat(r, m), "nic", "nic", "nic"])): 1,
    lambda r, m, by: c.HandOver(r.choice([LEADS, LEADS, _seat(r, m)])): 1,
    lambda r, m, by: c.AidPerson(_seat(r, m), r.random() < 0.8, _seat(r, m)): 4,
    lambda r, m, by: c.ConfirmWords(_words_for(m, by)): 4,
    lambda r, m, by: c.TurnTo(r.choice(m.stage.shows)): 1,
    lambda r, m, by: c.PauseMeeting(): 1,
    lambda r, m, by: c.ResumeMeeting(): 1,
    lambda r, m, by: c.AskFloor(): 2,
    lambda r, m, by: c.GiveFloor(_seat(r, m)): 2,
    lambda r, m, by: c.LeaveFloor(_seat(r, m)): 1,
    lambda r, m, by: c.AddCard(f"c{r.randint(1, 9)}", r.choice(list(Board))): 6,
    lambda r, m, by: c.RemoveCard(f"c{r.randint(1, 9)}"): 1,
    lambda r, m, by: c.TakeUpOffer(_offer(r, m), f"s{r.randint(1, 9)}", _goal(r, m)): 8,
    lambda r, m, by: c.OpenWorries(r.choice(["", DESPITE])): 1,
    lambda r, m, by: c.ShowViews(): 1,
    lambda r, m, by: c.AnswerScale(_goal(r, m), r.randint(-1, 11)): 3,
    lambda r, m, by: c.ShowScale(_goal(r, m)): 1,
    lambda r, m, by: c.SetArea(_goal(r, m), r.choice(["", "school", "nic"])): 1,
    lambda r, m, by: c.AddAlert(f"a{r.randint(1, 3)}"): 1,
    lambda r, m, by: c.RemoveAlert(f"a{r.randint(1, 3)}"): 1,
    lambda r, m, by: c.SetAlert(f"a{r.randint(1, 3)}", _seat(r, m), _seat(r, m)): 2,
    lambda r, m, by: c.NameHub(_seat(r, m)): 1,
    lambda r, m, by: c.SetKind(_step(r, m), r.choice(["", "referral", "nic"])): 1,
    lambda r, m, by: c.SetAfter(_step(r, m), frozenset(_step(r, m) for _ in range(r.randint(0, 2)))): 3,
    lambda r, m, by: c.BreakOff(r.choice(["", "Dost na dnes."]), NEXT) if r.random() < 0.2 else c.ContinueMeeting(): 1,
    lambda r, m, by: c.SignOnPaper(_shown(r, m), r.choice(["", "ab" * 16]), _saw(r, m, by)): 6,
    lambda r, m, by: c.AddGoal(f"g{r.randint(1, 4)}"): 3,
    lambda r, m, by: c.RemoveGoal(_goal(r, m)): 1,
    lambda r, m, by: c.MoveGoal(_goal(r, m), r.randint(-1, 4)): 1,
    lambda r, m, by: c.AddStep(f"s{r.randint(1, 9)}", _goal(r, m)): 8,
    lambda r, m, by: c.RemoveStep(_step(r, m)): 1,
    lambda r, m, by: c.MoveStep(_step(r, m), _goal(r, m), r.randint(-1, 5)): 2,
    lambda r, m, by: c.GiveStep(_step(r, m), _seat(r, m)): 6,
    lambda r, m, by: c.SetDue(_step(r, m), r.choice([DUE, None])): 5,
    _accept: 10,
    lambda r, m, by: c.DeclineStep(_step(r, m, by), r.choice(["", "Nestihnu."])): 4,
    _edit: 25,
    lambda r, m, by: c.EvaluateStep(_past(r, m), r.choice(list(Outcome)), r.choice(["", "Skoro."])): 4,
    lambda r, m, by: c.EvaluateAbsent(_past(r, m), r.choice(list(Outcome))): 2,
    lambda r, m, by: c.SayHelp(_past(r, m), r.choice(list(Help))): 4,
    lambda r, m, by: c.AnswerPast(r.choice(["skola", "doma", "nic"]), r.randint(-1, 11)): 4,
    lambda r, m, by: c.ShowPast(r.choice(["skola", "doma"])): 2,
    lambda r, m, by: c.CarryGoal(r.choice(["skola", "doma"])): 1,
    lambda r, m, by: c.CarryStep(_past(r, m), r.choice(["", "", _goal(r, m)])): 4,
    lambda r, m, by: c.SetNextMeeting(r.choice([NEXT, None]), r.choice(["", "škola "])): 2,
    lambda r, m, by: c.FreezePlan(r.choice(["", DESPITE])): 1,
    lambda r, m, by: c.ReopenPlan(m.freeze.number if m.freeze else 1): 1,
    lambda r, m, by: c.Approve(
        _shown(r, m), r.choice(list(Verdict)), r.choice(["", "Jen na zkoušku."]), _saw(r, m, by)
    ): 12,
    lambda r, m, by: c.Sign(_shown(r, m), DRAWN, _saw(r, m, by)): 14,
    lambda r, m, by: c.RefuseToSign(_shown(r, m), r.choice(["", "Nesouhlasím."]), _saw(r, m, by)): 3,
    lambda r, m, by: c.NameConcerned(frozenset({"jana", r.choice(["alena", "tomas"])})): 1,
    lambda r, m, by: c.MarkConfidential(
        _thing(r, m, by), r.choice(["health", "health", "school", "nic"]), r.choice(["", "", by, "jana"])
    ): 5,
    lambda r, m, by: c.LiftConfidence(_thing(r, m, by)): 1,
    _consent: 4,
    lambda r, m, by: c.WithdrawConsent(f"k{r.randint(1, 30)}"): 1,
    lambda r, m, by: _ground(r): 1,
    lambda r, m, by: c.DropGround(f"d{r.randint(1, 3)}"): 1,
    lambda r, m, by: c.SayBound(_seat(r, m), r.random() < 0.7): 1,
    lambda r, m, by: c.ListRecipient(
        r.choice(["jana", "ospod"]), r.choice(["jana", ""]), "OSPOD Praha", how=r.choice(list(How))
    ): 3,
    lambda r, m, by: c.UnlistRecipient(r.choice(["jana", "ospod"])): 1,
    lambda r, m, by: c.NoteDelivered(r.choice(["jana", "ospod"])): 3,
    lambda r, m, by: c.CloseMeeting(r.choice(["", DESPITE])): 1,
    lambda r, m, by: c.NoteRecord("zaznam.docx", "ab" * 32): 1,
}  # fmt: skip


def _page(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*(page.id for page in meeting.pages), "preju-si", "preju-si", "p1"])


def _topic(chance: random.Random, meeting: Meeting) -> str:
    return chance.choice([*(card.id for card in meeting.cards_on(Board.TOPICS)), "c1"])


def _bring(chance: random.Random, meeting: Meeting, by: str) -> Command:
    """A topic, and then its words."""
    mine = [card.id for card in meeting.cards_on(Board.TOPICS) if card.seat == by]
    empty = [card for card in mine if not meeting.text(f"card:{card}").strip()]
    if not empty:
        return c.AddCard(f"c{chance.randint(1, 9)}", Board.TOPICS)
    return c.EditText(f"card:{empty[0]}", 0, f"tab{by}", chance.randrange(1 << 20), ((0, "Ranní vstávání"),))


def _heed(chance: random.Random, meeting: Meeting) -> Command:
    page = next((page for page in meeting.pages if dangerous(meeting, page)), meeting.pages[0])
    return c.HeedPage(page.id, words_digest_of(meeting, page))


def _fear(chance: random.Random, meeting: Meeting, by: str) -> Command:
    now = meeting.cells.get("wish:bojim-se:strach", text.Cell())
    words = chance.choice(["Bije mě.", "Tmy.", "", "Utéct z domova."])
    return c.EditText(
        "wish:bojim-se:strach", now.version, f"tab{by}", chance.randrange(1 << 20), text.replacing(now, words)
    )


OF_THE_CHILD: dict[Wish, int] = {
    lambda r, m, by: c.AddPage(f"p{r.randint(1, 3)}"): 2,
    lambda r, m, by: c.RemovePage(f"p{r.randint(1, 3)}"): 1,
    lambda r, m, by: c.SharePage(_page(r, m), r.choice([*Sharing, Sharing.ALL])): 10,
    lambda r, m, by: c.SetFace(_page(r, m), r.randint(0, 6)): 2,
    lambda r, m, by: c.SetStickers(_page(r, m), tuple(r.choices(["sun", "cat"], k=r.randint(0, 3)))): 2,
    lambda r, m, by: c.AddLine(_page(r, m), f"l{r.randint(1, 4)}", "red", (1, 2, r.randint(0, 1001), 4)): 3,
    lambda r, m, by: c.RemoveLine(_page(r, m), f"l{r.randint(1, 4)}"): 1,
    lambda r, m, by: c.ClearDrawing(_page(r, m), r.randint(1, 2)): 2,
    lambda r, m, by: c.PlaceFigure("lide", f"f{r.randint(1, 3)}", "Babička", r.randint(1, 4)): 2,
    lambda r, m, by: c.RemoveFigure("lide", f"f{r.randint(1, 3)}"): 1,
    lambda r, m, by: c.PutPhoto(_page(r, m), r.choice(["", "ab" * 16])): 1,
    lambda r, m, by: c.NameMeeting(r.choice(["Amálčina parta", "Amálčino setkání"])): 1,
    lambda r, m, by: c.NameGuide(_seat(r, m), r.random() < 0.6): 1,
    lambda r, m, by: _heed(r, m): 4,
    _fear: 4,
    _bring: 12,
    lambda r, m, by: c.OpenPage(_page(r, m)): 8,
    lambda r, m, by: c.ClosePage(m.page_open or _page(r, m)): 6,
    lambda r, m, by: c.ChooseTopic(_topic(r, m)): 30,
    lambda r, m, by: c.DropTopic(_topic(r, m)): 2,
    lambda r, m, by: c.MoveTopic(_topic(r, m), r.randint(-1, 3)): 20,
    lambda r, m, by: c.HearViews(r.choice(list(Hearing)), (_seat(r, m),) if r.random() < 0.3 else ()): 2,
    lambda r, m, by: c.SetLoad(_seat(r, m), r.randint(-1, 5), r.randint(0, 3)): 3,
    lambda r, m, by: c.WriteLetter(r.choice(["", "Milá Amálko", "Ahoj Amálko"]), r.choice(["", "", _page(r, m)])): 4,
    lambda r, m, by: c.GiveLetter(): 10,
}  # fmt: skip
CHILDS_ALONE = {
    "PageAdded", "PageRemoved", "PageShared", "FaceSet", "StickersSet", "LineAdded", "LineRemoved", "DrawingCleared",
    "FigurePlaced", "FigureRemoved", "PhotoPut", "MeetingNamed", "GuideNamed", "PageHeeded", "PageOpened", "PageClosed",
    "TopicChosen", "TopicDropped", "TopicMoved", "HearingChosen", "LoadSet", "LetterWritten", "LetterGiven",
}  # fmt: skip
"""Events of a child's meeting and of no other."""
ELSEWHERE = {
    "ErasingHeld",
    "ErasingReleased",
    "ErasingSet",
    "RecordHandedOver",
    "ContributionTakenBack",
    "ContributionWritten",
    "AgendaSet",
    "PollAnswered",
    "PreparationAsked",
    "ReportDropped",
    "ReportReferredTo",
    "TimeSettled",
    "TimesOffered",
    "CaseLabelled",
    "MeetingCalled",
    "StepMarked",
    "ChangeAsked",
    "ChangeAnswered",
    "NewsTold",
    "CommentsSet",
    "CommentAdded",
    "CommentsLocked",
    "AppendixWritten",
    "ClockMoved",
    "DamageFound",
}
"""Events of the desk, of home afterwards, of the professionals alone, or that the program itself notes: nobody brings
them about at these tables."""
OF_THE_POST = {
    kind.__name__ for kind in (*e.invitations.Event.__args__, *e.mails.Event.__args__, e.step_reminders.Event)
}
"""What happens away from the table has stories of its own, in test_mails."""
OF_WHO_KNOWS = (
    e.ConcernedNamed | e.MarkedConfidential | e.ConfidenceLifted | e.ConsentSaid | e.ConsentWithdrawn
    | e.GroundNoted | e.GroundDropped | e.BoundSaid | e.RecipientListed | e.RecipientUnlisted | e.CopyDelivered
)  # fmt: skip
"""What is said away from the table, before a meeting and after it as well."""
ORDINARY = (list(WISH), list(WISH.values()))
CHILDS = (list(WISH | OF_THE_CHILD), list((WISH | OF_THE_CHILD).values()))


@pytest.mark.timeout(900)  # hundreds of stories, where the machine is busy
def test_ordinary_stories() -> None:
    before_all = {"MeetingOpened", "PlanBrought"}
    ours = e.EVENTS.keys() - CHILDS_ALONE - ELSEWHERE - OF_THE_POST - before_all
    stories = [tell(seed) for seed in REMEMBERED] + _told(ours, STORIES)
    happened, refused = _not_empty(stories)
    signed = [story for story in stories if any(past.signatures for past in story.meeting.voided)]
    assert len(signed) > len(stories) // 10, "signatures were void again and again"
    closed = [story for story in stories if story.meeting.closed]
    assert len(stories) // 10 < len(closed) < len(stories) * 9 // 10
    assert any(freeze and freeze.signatures for freeze in (story.meeting.freeze for story in closed))
    assert happened["TextChanged"] / len(stories) > COMMANDS / 10, "people wrote"
    assert sum(happened.values()) > sum(refused.values()), "mostly what they may"
    assert {reason.kind for reason in Reason if reason.code in refused} == set(Kind)
    assert len(refused) > 25
    assert happened.keys() == ours


@pytest.mark.timeout(900)
def test_stories_of_a_child() -> None:
    stories = _told(CHILDS_ALONE, OF_A_CHILD, of_a_child=True)
    happened, _ = _not_empty(stories)
    assert happened.keys() >= CHILDS_ALONE, "everything that can happen at a child's meeting has happened"
    ends = [story.meeting for story in stories]
    assert any(meeting.page_open for meeting in ends), "pages were on the wall"
    assert any(goal.topic for meeting in ends for goal in meeting.goals), "goals came from what was chosen"


def _told(everything: Set[str], number: int, of_a_child: bool = False) -> list[Story]:
    """So many stories, and more where something has not happened in any of them yet."""
    stories: list[Story] = []
    happened: set[str] = set()
    for seed in range(number * AT_MOST):
        if seed >= number and happened >= everything:
            break
        stories.append(tell(seed, of_a_child))
        happened.update(stories[-1].happened)
    return stories


def _not_empty(stories: list[Story]) -> tuple[Counter[str], Counter[str]]:
    """What happened in all of them, and what was refused. A story that never leaves the lobby proves nothing."""
    stages = {stage.id for stage in stories[0].meeting.format.stages}
    assert {stage for story in stories for stage in story.stages} == stages
    happened = sum((story.happened for story in stories), Counter[str]())
    return happened, sum((story.refused for story in stories), Counter[str]())
