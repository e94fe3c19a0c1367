"""Pages opened with an account: closed when it has ended, or organises no meetings any more."""

import asyncio

from ..ports import Accounts
from .rooms import Rooms

LOOK = 5.0
"""Seconds between two looks for accounts that another process (the command line) has ended."""


def close_ended(rooms: Rooms, accounts: Accounts) -> None:
    """Closes what is open and should not be."""
    opened = [connection for room in rooms.opened() for connection in room.connections if connection.accounts]
    for each in {account for connection in opened for account in connection.accounts}:
        account = accounts.get(each)
        if account is None or not account.facilitates:
            for connection in opened:
                if each in connection.accounts:
                    connection.close(4401)


async def watch(rooms: Rooms, accounts: Accounts) -> None:
    """For as long as the program runs."""
    while True:
        await asyncio.sleep(LOOK)
        close_ended(rooms, accounts)
