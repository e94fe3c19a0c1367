"""A server that kills itself (kill -9) at one point on a mail's way, for test_killed.

python -m tests.post.dying POINT FOLDER PORT AUTHORITY
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from server.meeting.commands import Command, NoteMail
from server.post import outbox
from tests.afternoon import House

POINTS = ("asked", "begun", "handed over", "noted")
"""What has just happened when it dies, in the order in which it happens."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(point: str) -> None:
    """From now on the outbox dies there."""
    send, handed_over = outbox.Outbox.send, outbox._handed_over

    async def dies_in_send(self: outbox.Outbox, mail: Any, address: str, prepare: Any, ask: Any) -> None:
        async def asks(command: Command) -> None:
            await ask(command)
            if point == "noted" and isinstance(command, NoteMail):
                die()

        if point == "asked":
            die()
        await send(self, mail, address, prepare, asks)

    async def dies_around(*given: Any) -> outbox.Outcome:
        if point == "begun":
            die()
        outcome = await handed_over(*given)
        if point == "handed over":
            die()
        return outcome

    outbox.Outbox.send = dies_in_send  # type: ignore[method-assign]
    outbox._handed_over = dies_around


if __name__ == "__main__":
    point, folder, port, authority = sys.argv[1:]
    dying_at(point)
    House(
        Path(folder),
        smtp_host="localhost",
        smtp_port=int(port),
        smtp_authority=authority,
        mail_from="setkani@example.cz",
    )
    asyncio.run(asyncio.sleep(60))
