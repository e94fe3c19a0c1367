"""A demo story told at the table of the tests: everybody does their part, in order, up to a stage or to the end."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from server.demo.pen import drawn
from server.demo.story import Child, Line, Story, lines_of_alert, lines_of_step, made_at_home
from server.formats.meeting_file import read_meeting_file
from server.meeting import commands as c
from server.meeting.agreed import words_digest
from server.meeting.agreement import written_for
from server.meeting.decide import open_meeting
from server.meeting.events import HOUSE
from server.meeting.policy import gate, may_write
from tests.meeting.table import Table

PRAGUE = ZoneInfo("Europe/Prague")


class Told:
    """One story at its table."""

    def __init__(self, story: Story, meeting: str = "", table: Table | None = None) -> None:
        self.story = story
        self.table = table or Table()
        format, opening = read_meeting_file(story.file, PRAGUE)
        opening = replace(opening, meeting=meeting or opening.meeting)
        self.table.happened(open_meeting(opening, format), HOUSE)
        if story.child:
            for command in made_at_home(story.child):
                self.ask(story.child.seat, command)

    def arrive(self, *but: str) -> None:
        """Everybody comes, and whoever has no phone gets a hand."""
        for seat in self.story.people:
            if seat not in but:
                self.table.ask(HOUSE, c.Arrive(seat))
        for seat, hand in self.story.hands.items():
            self.table.ask(self.story.leader, c.AidPerson(seat, True, hand))
        for seat in self.story.people:
            if seat not in but:
                self.ask(seat, c.AcknowledgeConfidentiality())

    def ask(self, seat: str, command: c.Command) -> None:
        """As somebody asks, with their own phone or by the hand that writes for them."""
        self.table.ask(seat, command, self.story.hands.get(seat, ""))

    def say(self, line: Line) -> None:
        before = self.table.meeting.text(line.cell)
        words = f"{before}\n{line.words}" if before else line.words
        self.table.write(line.by, line.cell, words, self.story.hands.get(line.by, ""))

    def work(self) -> None:
        """Everything the present stage has a place for and that is not there yet."""
        meeting = self.table.meeting
        for line in self.story.lines[meeting.stage_id]:
            self.say(line)
        if self.story.child:
            self._child(self.story.child)
        for card in self.story.cards:
            if gate(meeting, card.by, c.AddCard) is None and self.table.meeting.card(card.id) is None:
                self.ask(card.by, c.AddCard(card.id, card.board))
                self.say(Line(card.by, f"card:{card.id}", card.words))
        for kind, said in (("praise", self.story.praise), ("view", self.story.views)):
            for seat, words in said.items():
                own = f"{kind}:{seat}"
                if may_write(self.table.meeting, seat, own) and not self.table.meeting.text(own):
                    self.say(Line(seat, own, words))
        if self.table.meeting.views_shown is None and gate(meeting, self.story.leader, c.ShowViews) is None:
            self.table.ask(self.story.leader, c.ShowViews())
        if meeting.stage_id == self.story.plans_in[0]:
            self._plan()

    def _child(self, child: Child) -> None:
        """What the child shows, decides and wants to hear in the present stage."""
        meeting = self.table.meeting
        if meeting.stage_id == meeting.format.stages[0].id:
            self.table.ask(self.story.leader, c.BeginMeeting())
            for page in child.shows:
                self.ask(child.seat, c.OpenPage(page))
            self.ask(child.seat, c.ClosePage(child.shows[-1]))
        if "views" in meeting.stage.shows:
            self.ask(child.seat, c.HearViews(child.hearing, child.order))
        if "choice" in meeting.stage.shows:
            for topic in child.chooses:
                self.ask(child.seat, c.ChooseTopic(topic))

    def _plan(self) -> None:
        story = self.story
        for goal in story.goals:
            if self.table.meeting.goal(goal.id) is None:
                self.ask(goal.by, c.AddGoal(goal.id))
            self.ask(goal.by, c.SetArea(goal.id, goal.area))
            for line in goal.lines:
                self.say(line)
            for seat, value in goal.scale.items():
                self.ask(seat, c.AnswerScale(goal.id, value))
            self.table.ask(story.leader, c.ShowScale(goal.id))
        for step in story.steps:
            self.ask(step.by, c.AddStep(step.id, step.goal))
            for line in lines_of_step(step):
                self.say(line)
            self.ask(step.by, c.GiveStep(step.id, step.owner))
            self.ask(step.by, c.SetDue(step.id, step.due))
            self.ask(step.by, c.SetKind(step.id, step.kind))
        for step in story.steps:
            self.ask(step.by, c.SetAfter(step.id, frozenset(step.after)))
            self.ask(step.owner, c.AcceptStep(step.id, self.table.promise(step.id)))
        for alert in story.alerts:
            self.ask(alert.by, c.AddAlert(alert.id))
            for line in lines_of_alert(alert):
                self.say(line)
            self.ask(alert.by, c.SetAlert(alert.id, alert.caller, alert.called))
        self.table.ask(story.leader, c.NameHub(story.hub))
        for seat, load in story.loads.items():
            by = story.counts_load(seat)
            more = load.more_meetings, load.more_visits
            self.ask(by, c.SetLoad(seat, load.meetings, load.visits, load.tasks, *more))

    def advance(self) -> None:
        self.table.ask(self.story.leader, c.AdvanceStage(self.table.meeting.stage_id))

    def confirm(self) -> None:
        """Whoever was written for says that it is right."""
        for seat in self.story.hands:
            words = written_for(self.table.meeting, self.table.meeting.seats[seat])
            self.ask(seat, c.ConfirmWords(words_digest(words)))

    def freeze(self) -> None:
        """What each takes away, the next meeting, the frozen plan."""
        for seat, ending in self.story.endings.items():
            self.say(Line(seat, f"reflection:{seat}", ending.reflection))
        self.confirm()
        story = self.story
        starts = story.next_starts.replace(tzinfo=PRAGUE)
        self.table.ask(story.leader, c.SetNextMeeting(starts, story.next_place, story.next_weeks))
        self.table.ask(story.leader, c.FreezePlan())

    def answer(self, seat: str) -> None:
        """What somebody says to the frozen plan, and their name under it or not."""
        ending = self.story.endings[seat]
        if seat not in self.story.grown_ups:
            # Nobody asks a child; this one likes to draw there.
            self.ask(seat, c.Sign(self.table.digest, drawn(seat)))
            return
        self.ask(seat, c.Approve(self.table.digest, ending.verdict, ending.words))
        if ending.refuses:
            self.ask(seat, c.RefuseToSign(self.table.digest, ending.refuses))
        else:
            self.ask(seat, c.Sign(self.table.digest, drawn(seat)))


def told(story: Story, meeting: str = "") -> Table:
    """The whole story, closed. meeting: its id, if not the one in its file."""
    telling = Told(story, meeting)
    telling.arrive()
    for stage in story.lines:
        assert telling.table.meeting.stage_id == stage
        telling.work()
        if stage != list(story.lines)[-1]:
            telling.advance()
    telling.freeze()
    for seat in story.people:
        telling.answer(seat)
    telling.table.ask(story.leader, c.CloseMeeting())
    if story.child:
        telling.table.ask(story.leader, c.WriteLetter(story.child.letter, story.child.letter_page))
        telling.table.ask(telling.table.meeting.guides[0].id, c.GiveLetter())
    return telling.table
