"""A new account, and the id of a new office."""

import secrets
from datetime import datetime

from ..formats.slug import plain
from ..meeting.text import clean
from ..ports import Account

LINK_DAYS = 3
"""A link to choose a password works for so long."""
MOST_NAME = 80
"""Characters of the name somebody signs in with, and of the name of an office."""


class BadName(ValueError):
    """Nobody can be called so."""


def new_account(name: str, office: str, facilitates: bool, administers: bool, at: datetime) -> Account:
    """An account that has no way to sign in yet. Raises BadName."""
    return Account(secrets.token_hex(8), cleaned(name), office, facilitates, administers, at)


def cleaned(name: str) -> str:
    """A name without what cannot be seen. Raises BadName."""
    found = " ".join(clean(name).split())
    if not 1 <= len(found) <= MOST_NAME:
        raise BadName(name)
    return found


def office_id(name: str) -> str:
    """As it stands in addresses and names its folder: OSPOD Tábor -> ospod-tabor. Raises BadName."""
    found = plain(cleaned(name))[:32].strip("-")
    if not found:
        raise BadName(name)
    return found
