"""`setkani user`: accounts on a shared server, for whoever runs it. The first one makes it a shared server."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..accounts.people import LINK_DAYS, BadName, new_account, office_id
from ..ports import Account, CannotOpen, NameTaken, NotSaved
from ..settings import Settings
from ..store.accounts import SqliteAccounts
from ..store.opening import make_folder
from .ends import NO, WRONG, stop
from .options import read_settings

if TYPE_CHECKING:
    from ..ports import Accounts


@click.group()
def user() -> None:
    """Accounts on a shared server: who organises meetings, for which office, and who looks after its people."""


def _here(command: Any) -> Any:
    command = click.option("--data-dir", type=click.Path(path_type=Path), help="Where everything is kept.")(command)
    command = click.option("--base-url", help="How people reach this server, for the link.")(command)
    return click.option("--config", type=click.Path(path_type=Path), help="A settings file (TOML).")(command)


@user.command()
@click.argument("name")
@click.option("--office", "office_name", default="", help="The name of the office; made if there is none of it yet.")
@click.option("--administrator", is_flag=True, help="Adds and ends people of the office.")
@click.option("--facilitator", is_flag=True, help="Organises its meetings; also if neither is said.")
@click.option("--json", "as_json", is_flag=True, help="Print the link as one line of JSON.")
@_here
def add(name: str, office_name: str, administrator: bool, facilitator: bool, as_json: bool, **flags: object) -> None:
    """An account for somebody (NAME), and a link that works once, to choose a password with."""
    settings, accounts = _opened(flags)
    at = datetime.now(UTC)
    known = accounts.offices()
    try:
        if not office_name and len(known) != 1:
            stop(NO, "For which office? Say it with --office and its name" + _listed(known))
        office = office_id(office_name) if office_name else next(iter(known))
        account = new_account(name, office, facilitator or not administrator, administrator, at)
        accounts.add(account, "", office_name)
    except BadName as error:
        stop(WRONG, f"Nobody can be called “{error}”: a name has 1 to 80 characters that can be seen.")
    except NameTaken:
        stop(NO, f"There is an account “{name}” already. Choose another name, or make a new link: setkani user link.")
    except NotSaved as failure:
        stop(WRONG, f"The account was not made: {failure}.")
    _tell(accounts, settings, account, as_json)


@user.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the link as one line of JSON.")
@_here
def link(name: str, as_json: bool, **flags: object) -> None:
    """A new link for an account (NAME), to choose a new password with. All of the office see that it was made."""
    settings, accounts = _opened(flags)
    _tell(accounts, settings, _known(accounts, name), as_json)


@user.command()
@click.argument("name")
@_here
def end(name: str, **flags: object) -> None:
    """End an account (NAME): it is signed out everywhere and cannot sign in any more."""
    _, accounts = _opened(flags)
    account = _known(accounts, name)
    try:
        accounts.end(account.id, datetime.now(UTC), "")
    except NotSaved as failure:
        stop(WRONG, f"The account was not ended: {failure}.")
    click.echo(f"{account.name} cannot sign in any more.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as one line of JSON.")
@_here
def list_(as_json: bool, **flags: object) -> None:
    """The offices and their accounts."""
    _, accounts = _opened(flags)
    found = [(id, name, accounts.of(id)) for id, name in accounts.offices().items()]
    if as_json:
        told = [{"office": id, "name": name, "accounts": [_told(one) for one in here]} for id, name, here in found]
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if not found:
        click.echo("There are no accounts: this is a laptop alone. The first one is made with setkani user add.")
    for id, name, here in found:
        click.echo(f"{name} ({id})")
        for account in here:
            rights = [word for word, has in (("meetings", account.facilitates), ("people", account.administers)) if has]
            waits = "" if account.password or accounts.passkeys(account.id) else " – has not chosen a password yet"
            click.echo(f"  {account.name}: {', '.join(rights) or 'nothing'}{waits}")


def _told(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "name": account.name,
        "facilitates": account.facilitates,
        "administers": account.administers,
        "password": bool(account.password),
    }


def _tell(accounts: "Accounts", settings: Settings, account: Account, as_json: bool) -> None:
    from ..serving import CannotServe, usual_url
    from ..web.entry import welcome_link

    at = datetime.now(UTC)
    try:
        base_url = usual_url(settings)
        token = accounts.link(account.id, at, at + timedelta(days=LINK_DAYS), "")
    except NotSaved as failure:
        stop(WRONG, f"The link was not made: {failure}.")
    except CannotServe as error:
        stop(WRONG, str(error))
    url = welcome_link(base_url, token)
    if as_json:
        click.echo(json.dumps({"name": account.name, "office": account.office, "url": url}, ensure_ascii=False))
        return
    click.echo(f"{url}\nGive this link to nobody but {account.name}. It works once, for {LINK_DAYS} days.")


def _known(accounts: "Accounts", name: str) -> Account:
    account = accounts.find(name)
    if account is None:
        stop(NO, f"There is no account “{name}”. See setkani user list.")
    return account


def _listed(offices: dict[str, str]) -> str:
    return ": " + ", ".join(offices.values()) + "." if offices else "."


def _opened(flags: dict[str, object]) -> "tuple[Settings, Accounts]":
    config = flags.pop("config")
    settings = read_settings(flags, config if isinstance(config, Path) else None)
    try:
        make_folder(settings.data_dir)
        return settings, SqliteAccounts(settings.data_dir)
    except CannotOpen as error:
        stop(WRONG, str(error))
