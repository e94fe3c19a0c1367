"""Killed with kill -9 between every two steps of a mail: none leaves twice, none is lost without a person seeing it."""

import asyncio
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from server.meeting import events as e
from server.meeting.events import Entry, MailAsked
from server.meeting.mail import MailState, Matter
from server.meeting.mails import LONGEST_TRY, state_of
from tests.afternoon import HandClock, House, house, until
from tests.post.dying import POINTS
from tests.post_office import post_office
from tests.web.test_inviting import PEOPLE, STARTS, with_post

ROOT = Path(__file__).resolve().parents[2]
LEFT = {"asked": 0, "begun": 0, "handed over": 1, "noted": 1}
"""Point of death -> how many mails the server had by then."""
AFTERWARDS = {
    "asked": MailState.SENT,
    "begun": MailState.UNCLEAR,
    "handed over": MailState.UNCLEAR,
    "noted": MailState.SENT,
}
"""Point of death -> how it stands with the mail once the program has been started again."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


def mail_state(home: House, clock: HandClock) -> MailState:
    meeting = home.meeting()
    return state_of(meeting, meeting.mails["m1"], clock.now())


async def test_a_reminder_of_steps_whose_program_died_after_the_server_had_it(tmp_path: Path) -> None:
    """Nobody has asked for this one: the program found out that it was due, and finds that out again."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    with post_office(tmp_path / "certificates") as office:
        with house(tmp_path / "data") as home:
            home.open(people=PEOPLE)
            happened = (
                *(e.MeetingBegan(), e.GoalAdded("g1"), e.StepAdded("s1", "g1"), e.StepGiven("s1", "petra")),
                *(e.DueSet("s1", tomorrow), e.MeetingClosed("Konec."), e.StepRemindingSet("cs", 3)),
            )
            version, now = home.meeting().version, datetime.now(UTC)
            entries = [Entry(version + number, now, "eva", event) for number, event in enumerate(happened, 1)]
            await home.store.append("setkani", version, entries)
        words = ("-m", "tests.post.dying", "handed over", tmp_path / "data", office.port, office.authority)
        died = subprocess.run([sys.executable, *map(str, words)], cwd=ROOT, timeout=60)
        assert died.returncode == -signal.SIGKILL
        clock = HandClock(datetime.now(UTC) + LONGEST_TRY)
        with house(tmp_path / "data", clock, **with_post(office)) as home:
            # At the start everything that is owed is looked for; here nothing may be.
            await asyncio.sleep(0.5)
            (mail,) = home.meeting().mails.values()
            assert mail.steps == ("s1",) and state_of(home.meeting(), mail, clock.now()) is MailState.UNCLEAR
            assert len(office.arrived) == 1


@pytest.mark.parametrize("point", POINTS)
async def test_a_mail_whose_program_died(tmp_path: Path, point: str) -> None:
    with post_office(tmp_path / "certificates") as office:
        with house(tmp_path / "data") as home:
            home.open(people=PEOPLE, starts=STARTS, place="Fara")
            asked = MailAsked("m1", Matter.INVITATION, "petra", "cs", "", False)
            version = home.meeting().version
            await home.store.append("setkani", version, [Entry(version + 1, datetime.now(UTC), "eva", asked)])
        words = ("-m", "tests.post.dying", point, tmp_path / "data", office.port, office.authority)
        died = subprocess.run([sys.executable, *map(str, words)], cwd=ROOT, timeout=60)
        assert died.returncode == -signal.SIGKILL
        assert len(office.arrived) == LEFT[point]
        clock = HandClock(datetime.now(UTC) + LONGEST_TRY)
        with house(tmp_path / "data", clock, **with_post(office)) as home:
            await until(lambda: mail_state(home, clock) is AFTERWARDS[point])
            arrived = LEFT[point] + (point == "asked")
            assert len(office.arrived) == arrived
            if AFTERWARDS[point] is not MailState.UNCLEAR:
                return
            # It stands on the desk until a person says so; then it goes, under the same number.
            desk = {"Authorization": f"Bearer {home.store.issue('setkani', 'eva')}"}
            answer = httpx2.post(f"{home.url}/meetings/setkani/ask-mail-again", data={"mail": "m1"}, headers=desk)
            assert answer.status_code == 200
            await until(lambda: mail_state(home, clock) is MailState.SENT)
            assert {message["Message-ID"] for _, message in office.arrived} == {"<m1.setkani@example.cz>"}
            assert len(office.arrived) == arrived + 1
