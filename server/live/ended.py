"""Pages opened with an account: closed when its sign-in has ended, or when it organises no meetings any more."""

import asyncio
import logging

from ..ports import Accounts, Clock
from .rooms import Rooms

LOOK = 1.0
"""Seconds between two looks for what another process (the command line) has ended."""

log = logging.getLogger(__name__)


def close_ended(rooms: Rooms, accounts: Accounts, clock: Clock) -> None:
    """Closes what is open and should not be. That a page is open is no use of a sign-in."""
    opened = [connection for room in rooms.opened() for connection in room.connections if connection.sign_in]
    for each in {connection.sign_in for connection in opened}:
        account = accounts.signed_in(each, clock.now(), used=False)
        if account is None or not account.facilitates:
            for connection in opened:
                if connection.sign_in == each:
                    connection.close(4401)


async def watch(rooms: Rooms, accounts: Accounts, clock: Clock) -> None:
    """For as long as the program runs."""
    while True:
        await asyncio.sleep(LOOK)
        try:
            close_ended(rooms, accounts, clock)
        except Exception:
            log.exception("who is signed in could not be looked up; trying again")
