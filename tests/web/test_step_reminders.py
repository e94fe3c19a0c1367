"""Before a step is due a mail comes to whoever has it, once somebody has switched that on; and then no other."""

import asyncio
from datetime import UTC, date, datetime

import httpx2

from server.meeting import events as e
from server.meeting.events import Entry
from server.meeting.mail import MailState, Matter
from tests.afternoon import HandClock, House, Open, until
from tests.post_office import PostOffice
from tests.web import test_inviting
from tests.web.test_inviting import PEOPLE, link_in, state, words

clock, office, home, desk = test_inviting.clock, test_inviting.office, test_inviting.home, test_inviting.desk
met = test_inviting.met
DUE = date(2027, 3, 9)
MORNING = datetime(2027, 3, 6, 7, 0, tzinfo=UTC)


async def over(home: House, meeting: str = "setkani") -> None:
    """The meeting is over; Petra has two steps, one of them confidential, and everything reaches Olga."""
    at, version = home.app.state.site.clock.now(), home.meeting(meeting).version
    happened: tuple[e.Event, ...] = (e.MeetingBegan(), e.GoalAdded("g1"), e.HubNamed("olga"))
    for step, what in (("s1", "Zavolat do poradny"), ("s2", "Objednat se k psychiatrovi")):
        happened += (
            e.StepAdded(step, "g1"),
            e.StepGiven(step, "petra"),
            e.DueSet(step, DUE),
            e.TextChanged(f"step:{step}:what", "t", 1, ((0, what),)),
        )
    happened += (e.MarkedConfidential("step:s2", "health", ""), e.MeetingClosed("Konec."))
    entries = [Entry(version + number, at, "eva", event) for number, event in enumerate(happened, 1)]
    await home.store.append(meeting, version, entries)


async def test_one_mail_says_what_by_when_where_to_say_so_and_whom_to_tell(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    await over(home)
    assert "set-step-reminding" in desk.get("desk").text
    shown = desk.get("mails", params={"matter": "steps"}).text
    assert "Zavolat do poradny" in shown and 'name="seat" value="petra" checked' not in shown, "looked at, not sent"
    clock.put(MORNING)
    await asyncio.sleep(0.2)
    assert office.arrived == [], "nobody has said so"
    assert desk.post("set-step-reminding", data={"language": "cs", "days": "3"}).status_code == 303
    await until(lambda: state(home, "petra", Matter.STEPS) is MailState.SENT)
    ((to, message),) = office.arrived
    said = words(message).replace("\xa0", " ")
    assert to == "petra@example.cz" and message["Auto-Submitted"] == "auto-generated"
    assert "do 9. 3. 2027: Zavolat do poradny" in said and "Olga Malá" in said
    assert "psychiatr" not in said and "něco důvěrného" in said, "a mailbox is read by more eyes than one's own page"
    with httpx2.Client(base_url=home.url, follow_redirects=True) as petra:
        page = petra.get(link_in(message)).text
        assert "Objednat se k psychiatrovi" in page and "mark-step" in page
    await asyncio.sleep(0.3)
    assert len(office.arrived) == 1


async def test_once_a_later_meeting_has_made_another_plan_the_old_one_reminds_nobody(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    await over(home)
    desk.post("set-step-reminding", data={"language": "cs", "days": "3"})
    home.open("dalsi", people=PEOPLE, case="setkani", starts=datetime(2027, 3, 4, 9, tzinfo=UTC))
    clock.put(datetime(2027, 3, 4, 12, tzinfo=UTC))
    await over(home, "dalsi")
    assert "set-step-reminding" not in desk.get("desk").text
    clock.put(MORNING)
    await until(lambda: home.meeting().step_reminding == "")
    assert office.arrived == [] and home.meeting().mails == {}
