"""The demo stories: each fits its meeting file, and told from the lobby to the last signature it leaves no hole."""

import pytest

from server.demo import STORIES, amalka, jakub, story_of
from server.demo.story import Story
from server.formats import formats
from server.formats.meeting_file import read_meeting_file
from server.meeting.holes import of_plan, warnings
from server.meeting.load import too_much
from server.meeting.model import Board, Sharing, Verdict
from server.meeting.pages import dangerous, is_empty
from tests.demo.told import PRAGUE, told

every_story = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)


@every_story
def test_the_story_is_told_to_its_end_without_a_hole(story: Story) -> None:
    meeting = told(story).meeting
    assert meeting.closed is not None
    assert of_plan(meeting) == ()
    assert (meeting.passed, meeting.closed_despite) == ((), "")
    assert not meeting.worries_opened
    assert meeting.freeze is not None and meeting.freeze.agreed.holes == ()
    assert meeting.freeze.signatures.keys() == set(story.people)
    assert len(meeting.steps) == len(story.steps) >= 4
    assert meeting.freeze.agreed.views == story.views
    assert meeting.freeze.agreed.praise == story.praise
    assert warnings(meeting) == ()


@every_story
def test_the_people_are_those_of_the_meeting_file(story: Story) -> None:
    format, opening = read_meeting_file(story.file, PRAGUE)
    assert format.id == story.format
    assert tuple(person.seat for person in opening.people) == story.people
    assert opening.people[0].roles == {"facilitator"}
    assert {person.seat for person in opening.people if person.aided} <= story.hands.keys()
    assert all(hand in story.people and hand not in story.hands for hand in story.hands.values())


@every_story
def test_the_stages_are_those_of_the_format(story: Story) -> None:
    assert [stage.id for stage in formats()[story.format].stages] == list(story.lines)


@every_story
def test_everybody_has_something_to_say(story: Story) -> None:
    assert story.views.keys() | {story.leader} == set(story.grown_ups)
    assert story.endings.keys() == set(story.people)
    boards = {panel for stage in formats()[story.format].stages for panel in stage.shows} & {*Board}
    assert {card.board.value for card in story.cards} == boards


def test_jakub_has_a_step_of_his_own_and_his_mother_a_reservation() -> None:
    assert {step.owner for step in jakub.STEPS} >= {jakub.JAKUB, jakub.JANA}
    assert [seat for seat, ending in jakub.ENDINGS.items() if ending.verdict is not Verdict.AGREE] == [jakub.JANA]


@pytest.mark.parametrize("name", ["pavel", "novakovi"])
def test_nine_people_three_of_them_without_a_phone(name: str) -> None:
    story = STORIES[name]
    assert (len(story.people), len(story.hands)) == (9, 3)


def test_amalka_shows_something_and_keeps_something() -> None:
    meeting = told(amalka.STORY).meeting
    assert {page.sharing for page in meeting.pages} == set(Sharing), "every place of the child's switch is there"
    assert all(page.own and not dangerous(meeting, page) and not is_empty(meeting, page) for page in meeting.pages)
    assert meeting.page_open == "", "what was shown is put away again"


def test_amalka_alone_says_what_matters() -> None:
    meeting = told(amalka.STORY).meeting
    assert meeting.freeze is not None
    chosen = [goal.topic for goal in meeting.freeze.agreed.goals]
    assert chosen == list(meeting.freeze.agreed.chosen) and len(chosen) == 3
    assert meeting.freeze.agreed.chosen_hand == ""
    assert "Mobil v noci" not in chosen, "what the grown-ups care about most is not what she chose"
    assert meeting.letter is not None and meeting.letter.given and too_much(meeting) == ()


def test_no_demo_of_another_kind() -> None:
    with pytest.raises(KeyError) as no:
        story_of("porada")
    assert no.value.args[0] == ["interaktivni-konference", "pripadova-konference", "setkani-nad-pripadem"]
    with pytest.raises(KeyError) as none:
        story_of("pripadova-konference", "nikdo")
    assert none.value.args[0] == ["jakub", "pavel", "novakovi", "amalka"]
