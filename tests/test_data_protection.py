"""docs/data-protection.md, in both languages, names everything that is kept: files, tables, cookies."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server import machine
from server.ports import Account, Rating
from server.store import agenda, opening, photos
from server.store.accounts import SqliteAccounts
from server.store.lane import SqliteLane
from server.store.opening import Access
from server.store.ratings import SqliteRatings
from server.store.sqlite import SqliteStore
from server.web import entry, filing, openid, passkeys, records
from server.web.site import LANGUAGE

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "data-protection.md", "cs": DOCS / "cs" / "data-protection.md"}

each_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def named(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", page.read_text("utf-8")))


def kept(folder: Path) -> set[str]:
    """Every file, folder and table that the program makes."""
    moment = datetime(2027, 3, 12, 14, tzinfo=UTC)
    store = SqliteStore(folder, Access.ALONE)
    SqliteLane(folder).write_note("setkani", "jana", "Potřebuji chvíli.")
    SqliteRatings(folder).rate("setkani", "jana", Rating(5, 5, 5, "", moment))
    SqliteAccounts(folder).add(Account("a1", "Jana", "mesto", True, False, moment, ""), "", "Město")
    entry.organiser_key(folder)
    names = {agenda.FILE, machine.LAST_BACKUP, opening.BACKUPS, photos.FOLDER, "office.toml"}
    names |= {records.exports_folder(folder).name, filing.printing_folder(folder).name}
    for file in folder.iterdir():
        names.add(file.name)
        if file.suffix == ".db":
            with closing(sqlite3.connect(file)) as db:
                names |= {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    store.close()
    return names


@each_page
def test_every_file_and_table_is_named(page: Path, tmp_path: Path) -> None:
    names = kept(tmp_path)
    assert {"entries", "accounts", "ratings", "notes", "organiser.key"} <= names
    assert names - named(page) == set()


@each_page
def test_every_cookie_is_named(page: Path) -> None:
    made = {
        entry.ORGANISER,
        entry.SIGN_IN,
        entry.BROWSER,
        entry.WELCOME,
        entry._SEAT,
        entry._TURNED,
        passkeys.COOKIE,
        openid.COOKIE,
        LANGUAGE,
    }
    assert made - named(page) == set()


def test_both_languages_tell_of_the_same() -> None:
    rows = {
        lang: [line.count("|") for line in page.read_text("utf-8").splitlines() if line.startswith("|")]
        for lang, page in PAGES.items()
    }
    assert rows["en"] == rows["cs"]
    assert named(PAGES["en"]) == named(PAGES["cs"])
