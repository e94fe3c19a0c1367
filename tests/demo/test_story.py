"""The demo story: it fits its meeting file, and told from the lobby to the last signature it leaves no hole."""

from zoneinfo import ZoneInfo

import pytest

from server.demo import meeting_of, story
from server.formats import formats
from server.formats.meeting_file import read_meeting_file
from server.meeting import commands as c
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.holes import of_plan
from server.meeting.model import Verdict
from tests.meeting.table import DRAWN, Table

PRAGUE = ZoneInfo("Europe/Prague")


def told() -> Table:
    """The whole story, everybody doing their part."""
    format, opening = read_meeting_file(meeting_of("pripadova-konference"), PRAGUE)
    table = Table()
    table.happened(open_meeting(opening, format), HOUSE)
    for seat in story.PEOPLE:
        table.ask(HOUSE, c.Arrive(seat))
        table.ask(seat, c.AcknowledgeConfidentiality())

    def say(line: story.Line) -> None:
        before = table.meeting.text(line.cell)
        table.write(line.by, line.cell, f"{before}\n{line.words}" if before else line.words)

    for stage in story.STAGES:
        assert table.meeting.stage_id == stage
        for line in story.LINES[stage]:
            say(line)
        if stage == "prace-na-cilech":
            for goal in story.GOALS:
                table.ask(goal.by, c.AddGoal(goal.id))
                for line in goal.lines:
                    say(line)
            for step in story.STEPS:
                table.ask(step.by, c.AddStep(step.id, step.goal))
                for line in story.lines_of_step(step):
                    say(line)
                table.ask(step.by, c.GiveStep(step.id, step.owner))
                table.ask(step.by, c.SetDue(step.id, step.due))
                table.accept(step.owner, step.id)
        if stage != story.STAGES[-1]:
            table.ask(story.LENKA, c.AdvanceStage(stage))
    for seat, ending in story.ENDINGS.items():
        say(story.Line(seat, f"reflection:{seat}", ending.reflection))
    table.ask(story.LENKA, c.SetNextMeeting(story.NEXT_STARTS, story.NEXT_PLACE))
    table.ask(story.LENKA, c.FreezePlan())
    for seat, ending in story.ENDINGS.items():
        table.ask(seat, c.Approve(table.digest, ending.verdict, ending.words))
        table.ask(seat, c.Sign(table.digest, DRAWN))
    table.ask(story.LENKA, c.CloseMeeting())
    return table


def test_the_story_is_told_to_its_end_without_a_hole() -> None:
    meeting = told().meeting
    assert meeting.closed is not None
    assert of_plan(meeting) == ()
    assert (meeting.passed, meeting.closed_despite) == ((), "")
    assert meeting.freeze is not None and meeting.freeze.agreed.holes == ()
    assert meeting.freeze.signatures.keys() == set(story.PEOPLE)
    assert len(meeting.steps) == len(story.STEPS) >= 4


def test_the_people_are_those_of_the_meeting_file() -> None:
    _, opening = read_meeting_file(meeting_of("pripadova-konference"), PRAGUE)
    assert tuple(person.seat for person in opening.people) == story.PEOPLE
    assert opening.people[0].roles == {"facilitator"}
    assert story.ENDINGS.keys() == set(story.PEOPLE)


def test_everybody_has_something_to_say_and_one_has_a_reservation() -> None:
    speak = {line.by for lines in story.LINES.values() for line in lines} | {
        line.by for goal in story.GOALS for line in goal.lines
    }
    assert speak | {story.LENKA} == set(story.PEOPLE)
    assert {step.owner for step in story.STEPS} >= {story.JAKUB, story.JANA}
    assert [seat for seat, ending in story.ENDINGS.items() if ending.verdict is not Verdict.AGREE] == [story.JANA]


def test_the_stages_are_those_of_the_format() -> None:
    assert [stage.id for stage in formats()["pripadova-konference"].stages] == list(story.STAGES)


def test_no_demo_of_another_kind() -> None:
    with pytest.raises(KeyError) as no:
        meeting_of("porada")
    assert no.value.args[0] == ["pripadova-konference"]
