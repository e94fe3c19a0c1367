"""What the record of the next meeting says of the steps of the last plan, and of the time between the two."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from exports.content import content
from server.meeting.copies import copy_of
from server.meeting.model import Meeting
from server.meeting.previous import Between, Outcome
from server.web.language import translations
from tests.exports.jakubs_case import evaluation
from tests.exports.test_content import part

SAID = (Between(Outcome.PARTLY, date(2027, 3, 20)), Between(Outcome.NOT, date(2027, 4, 2)))


def marked() -> Meeting:
    """The evaluation, where Petra had said twice how far her step was."""
    meeting = evaluation().table.meeting
    assert meeting.previous is not None
    goals = tuple(
        replace(goal, steps=tuple(replace(step, between=SAID if step.id == "doma" else ()) for step in goal.steps))
        for goal in meeting.previous.goals
    )
    return replace(meeting, previous=replace(meeting.previous, goals=goals))


def told(meeting: Meeting) -> str:
    assert meeting.closed is not None
    prague = ZoneInfo("Europe/Prague")
    found = content(meeting, translations("cs"), meeting.closed + timedelta(minutes=1), prague)
    return part(found, "Vyhodnocení minulého plánu").replace("\N{NO-BREAK SPACE}", " ")


def test_what_an_owner_said_between_the_meetings_stands_in_words_beside_how_it_came_out() -> None:
    said = "mezi setkáními: částečně (20. 3. 2027), nesplněno (2. 4. 2027)"
    assert said in told(marked()) and told(marked()).count("mezi setkáními") == 1
    assert "mezi setkáními" not in told(evaluation().table.meeting)
    assert said in told(copy_of(marked(), "petra"))
