"""Whose meetings they are: what an office sets, the key it seals with, whose seals are believed."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..ports import CannotOpen
from ..settings import SEAL_PASSWORD, Settings
from .ends import NO, WRONG, stop

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from ..office import Office


def the_office(settings: Settings, *, seals: bool = True, of: str = "") -> "Office":
    """seals: the key to seal with is wanted too, and its password asked for if need be; of: an office of a server."""
    from ..office import BadOffice, read_office

    try:
        office = read_office(settings.office_file_of(of), key_password if seals else None)
    except BadOffice as error:
        stop(WRONG, str(error))
    _tell_of_seal(office)
    return office


def all_offices(settings: Settings) -> "tuple[Office, dict[str, Office]]":
    """What all offices have, and what each sets for itself. One password opens all their keys."""
    from ..office import BadOffice, read_office, read_offices

    unlock = cache(key_password)
    try:
        office = read_office(settings.office_file, unlock)
        offices = read_offices(settings.offices, unlock)
    except BadOffice as error:
        stop(WRONG, str(error))
    for each in (office, *offices.values()):
        _tell_of_seal(each)
    return office, offices


def _tell_of_seal(office: "Office") -> None:
    if office.seal is not None and (hindrance := office.seal.hindrance(datetime.now(UTC))):
        click.echo(f"{hindrance} Until then records wait for their seal.", err=True)


def office_named(settings: Settings, office: str) -> str:
    """The id of an office of this server, by its name or id; "" where there are no accounts."""
    from ..accounts.people import BadName, office_id
    from ..store.accounts import SqliteAccounts

    try:
        known = SqliteAccounts(settings.data_dir).offices()
        found = office_id(office) if office else next(iter(known), "")
    except CannotOpen as error:
        stop(WRONG, str(error))
    except BadName:
        found = ""
    if (office and found not in known) or (not office and len(known) > 1):
        stop(NO, f"Whose meeting is it? Say it with --for; there is: {', '.join(known.values()) or 'no office yet'}.")
    return found


def known_seals(settings: Settings, office: "Office", of: str = "") -> "Sequence[Certificate]":
    """Whose seals are believed: those the office trusts, and its own if that key opens without anybody being asked."""
    from ..office import BadOffice, read_office

    try:
        return read_office(settings.office_file_of(of), lambda: os.environ.get(SEAL_PASSWORD)).known_seals
    except BadOffice:
        return office.trust


def read_roots(files: tuple[Path, ...]) -> "list[Certificate]":
    from exports.seal.key import BadKey, read_certificates

    try:
        return [certificate for file in files for certificate in read_certificates(file)]
    except BadKey as error:
        stop(WRONG, str(error))


def key_password() -> str | None:
    """The password of the key. Taken out of the environment: programs that are started from here need not have it."""
    if (given := os.environ.pop(SEAL_PASSWORD, None)) or not sys.stdin.isatty():
        return given
    return str(click.prompt("Password of the key to seal with", hide_input=True, err=True)) or None


def new_key_password() -> str | None:
    if (given := os.environ.pop(SEAL_PASSWORD, None)) is not None or not sys.stdin.isatty():
        return given or None
    asked = "A password for the key (empty for none)"
    return str(click.prompt(asked, hide_input=True, err=True, default="", show_default=False, confirmation_prompt=True))
