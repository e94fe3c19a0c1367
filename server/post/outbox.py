"""The outbox: hands over what is due, one mail after the other, and writes down before and after what has happened.

What is on disk before the server hears of a mail is what makes it leave once: whatever dies in between, nobody tries
again without a person having said so.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage

from ..meeting import commands as c
from ..meeting.commands import Command
from ..meeting.mail import Hitch, Mail
from ..settings import MailServer
from .delivery import Delivery, Outcome
from .envelope import NotAnAddress, travelling

LONGEST = 120.0
"""Seconds for one mail; then the line is cut."""
PATIENCE = 3.0
"""Seconds a mail that is being handed over is waited for when the program is to stop."""

Ask = Callable[[Command], Awaitable[None]]
"""Has a command decided for the program itself; done when it is on disk."""


class Changed(Exception):
    """By now it would say something else than what somebody has looked at."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail in its envelope. sha256: of the file that goes with it, or ""."""

    message: EmailMessage
    sha256: str = ""


Prepare = Callable[[Mail], Awaitable[Ready]]
"""Makes a mail ready, with a link of its own. Raises Changed, NotAnAddress."""


class Outbox:
    """server: who takes the mails, or None."""

    def __init__(self, server: MailServer | None) -> None:
        self._server = server

    async def send(self, mail: Mail, address: str, prepare: Prepare, ask: Ask) -> None:
        """One try of a mail that is due."""
        if self._server is None:
            await ask(c.NoteMail(mail.id, Hitch.NO_POST))
            return
        if not address:
            await ask(c.NoteMail(mail.id, Hitch.NO_ADDRESS))
            return
        try:
            ready, to = await prepare(mail), travelling(address)
        except Changed:
            await ask(c.NoteMail(mail.id, Hitch.CHANGED))
            return
        except NotAnAddress:
            await ask(c.NoteMail(mail.id, Hitch.LETTERS))
            return
        await ask(c.BeginMail(mail.id, address))
        outcome = await _handed_over(Delivery(self._server), ready.message, to)
        await ask(c.NoteMail(mail.id, outcome.hitch, outcome.said if outcome.hitch else "", ready.sha256))
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # Told to stop meanwhile: only what has become of this mail had to be written down first.
            raise asyncio.CancelledError


async def _handed_over(delivery: Delivery, message: EmailMessage, address: str) -> Outcome:
    """The outcome, also of a try that takes too long and of one in which the program is told to stop."""
    trying = asyncio.ensure_future(asyncio.to_thread(delivery.hand_over, message, address))
    try:
        await asyncio.wait({trying}, timeout=LONGEST)
    except asyncio.CancelledError:
        await asyncio.wait({trying}, timeout=PATIENCE)
    if not trying.done():
        delivery.cut()
    return await trying
