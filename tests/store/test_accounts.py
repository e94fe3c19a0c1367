"""Accounts on a shared server: kept, found, ended; what signs in works until it ends, and is kept only as a digest."""

import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.ports import (
    LONGEST_DAYS,
    Account,
    Accounts,
    CannotOpen,
    Deed,
    NameTaken,
    NoSuchOffice,
    NotSaved,
    Passkey,
    TakenAlready,
)
from server.store.accounts import FILE, UNUSED_HOURS, SqliteAccounts

AT = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
EVA = Account("e1", "Eva Dvořáková", "tabor", True, False, AT)
IVO = Account("i1", "Ivo Malý", "tabor", False, True, AT)
JAN = Account("j1", "jan@pisek.cz", "pisek", True, True, AT)
HOUR = timedelta(hours=1)


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = SqliteAccounts(tmp_path)
    for account, name in ((EVA, "OSPOD Tábor"), (IVO, ""), (JAN, "OSPOD Písek")):
        made.add(account, "", name)
    return made


def test_on_a_laptop_alone_there_is_no_file_and_nobody(tmp_path: Path) -> None:
    accounts = SqliteAccounts(tmp_path)
    assert not accounts.shared() and accounts.offices() == {} and accounts.find("Eva") is None
    assert accounts.signed_in("x", AT) is None and accounts.of_link("x", AT) is None
    accounts.note_uses()
    assert list(tmp_path.iterdir()) == []


def test_accounts_belong_to_their_offices_and_are_found_by_name(accounts: Accounts, tmp_path: Path) -> None:
    assert accounts.shared() and list(accounts.offices().items()) == [
        ("tabor", "OSPOD Tábor"),
        ("pisek", "OSPOD Písek"),
    ]
    assert accounts.of("tabor") == [EVA, IVO] and accounts.of("pisek") == [JAN] and accounts.of("nowhere") == []
    assert accounts.find("  eva   DVOŘÁKOVÁ ") == EVA and accounts.find("Eva") is None and accounts.get("j1") == JAN
    assert SqliteAccounts(tmp_path).of("tabor") == [EVA, IVO], "also for another program, at once"
    if sys.platform != "win32":
        assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_name_is_had_once_and_an_office_has_to_be_there(accounts: Accounts) -> None:
    with pytest.raises(NameTaken):
        accounts.add(replace(EVA, id="e2", name="eva dvořáková", office="pisek"), "")
    with pytest.raises(NoSuchOffice):
        accounts.add(replace(EVA, id="e3", name="Olga", office="brno"), "")
    assert accounts.of("pisek") == [JAN] and "brno" not in accounts.offices()


def test_a_sign_in_ends_unused_or_old_and_lasts_while_it_is_used(accounts: Accounts) -> None:
    token = accounts.sign_in("e1", AT)
    assert accounts.signed_in(token, AT) == EVA and accounts.signed_in(token[:-1], AT) is None
    unused = timedelta(hours=UNUSED_HOURS)
    assert accounts.signed_in(token, AT + unused) is None
    at = AT
    while at < AT + timedelta(days=LONGEST_DAYS) - unused:
        at += unused - HOUR
        assert accounts.signed_in(token, at) == EVA
    assert accounts.signed_in(token, AT + timedelta(days=LONGEST_DAYS)) is None


def test_when_it_was_used_last_is_known_after_a_new_start(accounts: Accounts, tmp_path: Path) -> None:
    token = accounts.sign_in("e1", AT)
    used = AT + timedelta(hours=UNUSED_HOURS - 1)
    assert accounts.signed_in(token, used)
    accounts.note_uses()
    accounts.note_uses()
    assert SqliteAccounts(tmp_path).signed_in(token, used + HOUR * 2) == EVA
    other = accounts.sign_in("e1", AT)
    assert accounts.signed_in(other, used)
    assert SqliteAccounts(tmp_path).signed_in(other, used + HOUR * 2) is None


def test_signing_out_here_and_everywhere(accounts: Accounts) -> None:
    here, there, elsewhere = (accounts.sign_in("e1", AT) for _ in range(3))
    ivos = accounts.sign_in("i1", AT)
    accounts.sign_out(here)
    accounts.sign_out(here)
    assert [accounts.signed_in(token, AT) for token in (here, there)] == [None, EVA]
    accounts.sign_out_everywhere("e1", but=there)
    assert [accounts.signed_in(token, AT) for token in (there, elsewhere, ivos)] == [EVA, None, IVO]
    accounts.sign_out_everywhere("e1")
    assert accounts.signed_in(there, AT) is None


def test_a_link_works_once_until_its_day_and_only_the_last_one(accounts: Accounts) -> None:
    first = accounts.link("e1", AT, AT + HOUR, "Ivo Malý")
    link = accounts.link("e1", AT, AT + HOUR, "Ivo Malý")
    signed_in = accounts.sign_in("e1", AT)
    assert accounts.of_link(first, AT) is None and accounts.of_link(link, AT) == EVA
    assert accounts.of_link(link, AT + HOUR) is None and accounts.use_link(link, AT + HOUR, "hash") is None
    assert accounts.use_link(link, AT, "hash") == replace(EVA, password="hash")
    assert accounts.use_link(link, AT, "another") is None and accounts.get("e1") == replace(EVA, password="hash")
    assert accounts.signed_in(signed_in, AT) is None, "whoever was signed in under the old password is not any more"


def test_ending_an_account_ends_all_that_opens_it_and_the_name_is_free(accounts: Accounts) -> None:
    token, link = accounts.sign_in("e1", AT), accounts.link("e1", AT, AT + HOUR, "")
    accounts.end("e1", AT, "Ivo Malý")
    accounts.end("e1", AT, "Ivo Malý")
    assert accounts.signed_in(token, AT) is None and accounts.of_link(link, AT) is None
    assert accounts.of("tabor") == [IVO] and accounts.find("Eva Dvořáková") is None
    accounts.add(replace(EVA, id="e2"), "Ivo Malý")
    assert accounts.signed_in(token, AT) is None
    for each in ("e2", "i1", "j1"):
        accounts.end(each, AT, "")
    assert accounts.shared(), "it does not become a laptop again, where a link opens everything"


def test_what_is_done_with_accounts_is_seen_in_their_office_alone(accounts: Accounts) -> None:
    accounts.change_rights("e1", True, True, AT + HOUR, "Ivo Malý")
    accounts.use_link(accounts.link("e1", AT, AT + HOUR, "Ivo Malý"), AT, "hash")
    accounts.end("e1", AT, "")
    seen = [(done.deed, done.by, done.whom) for done in accounts.deeds("tabor")]
    assert seen[:4] == [
        (Deed.ENDED, "", EVA.name),
        (Deed.CHOSEN, "", EVA.name),
        (Deed.LINKED, "Ivo Malý", EVA.name),
        (Deed.RIGHTS, "Ivo Malý", EVA.name),
    ]
    assert [(done.deed, done.whom) for done in accounts.deeds("pisek")] == [(Deed.ADDED, JAN.name)]


def test_no_token_lies_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    tokens = accounts.sign_in("e1", AT), accounts.link("e1", AT, AT + HOUR, "")
    content = (tmp_path / FILE).read_bytes()
    assert not any(token.encode() in content for token in tokens)


def test_a_disk_that_refuses_is_told_and_nothing_has_changed(accounts: Accounts, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("CREATE TRIGGER refuse BEFORE INSERT ON deeds BEGIN SELECT RAISE(ABORT, 'no'); END")
        db.commit()
    with pytest.raises(NotSaved):
        accounts.end("e1", AT, "")
    with pytest.raises(NotSaved):
        accounts.add(replace(EVA, id="e2", name="Olga", office="brno"), "", "OSPOD Brno")
    assert accounts.of("tabor") == [EVA, IVO] and "brno" not in accounts.offices()


def test_a_file_that_is_damaged_or_newer_is_a_sentence(accounts: Accounts, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(CannotOpen, match="newer version"):
        SqliteAccounts(tmp_path)
    (tmp_path / FILE).write_bytes(b"x" * 4096)
    with pytest.raises(CannotOpen, match="restore a backup"):
        SqliteAccounts(tmp_path)


def test_passkeys_are_of_one_account_and_go_with_it(accounts: Accounts, tmp_path: Path) -> None:
    first, second = Passkey(b"1", b"key", 0, "Telefon", AT), Passkey(b"2", b"other", 7, "Notebook", AT + HOUR)
    for passkey in (second, first):
        accounts.add_passkey(EVA.id, passkey)
    assert accounts.passkeys(EVA.id) == [first, second] and accounts.passkeys(IVO.id) == []
    for whose in (EVA, IVO):
        with pytest.raises(TakenAlready):
            accounts.add_passkey(whose.id, replace(first, name="Cizí"))
    accounts.note_passkey(b"2", 9, AT + 2 * HOUR)
    accounts.note_passkey(b"2", 8, AT + 3 * HOUR)
    accounts.name_passkey(IVO.id, b"1", "Cizí")
    accounts.remove_passkey(IVO.id, b"1")
    accounts.name_passkey(EVA.id, b"1", "Tablet")
    found = SqliteAccounts(tmp_path).of_passkey(b"2")
    assert found == (EVA, replace(second, uses=9, used=AT + 3 * HOUR)), "a count never goes back"
    assert accounts.passkeys(EVA.id)[0].name == "Tablet"
    accounts.remove_passkey(EVA.id, b"1")
    accounts.end(EVA.id, AT, "")
    assert accounts.of_passkey(b"1") is None and accounts.of_passkey(b"2") is None


def test_a_link_is_used_up_with_its_passkey_or_not_at_all(accounts: Accounts) -> None:
    passkey = Passkey(b"1", b"key", 0, "Telefon", AT)
    accounts.add_passkey(IVO.id, passkey)
    token = accounts.link(EVA.id, AT, AT + HOUR, "")
    with pytest.raises(TakenAlready):
        accounts.use_link(token, AT, "", passkey)
    assert accounts.of_link(token, AT) == EVA, "it still works"
    assert accounts.use_link(token, AT, "", replace(passkey, credential=b"2")) == EVA
    assert accounts.of_link(token, AT) is None and [kept.credential for kept in accounts.passkeys(EVA.id)] == [b"2"]


def test_an_identity_signs_one_account_in(accounts: Accounts) -> None:
    accounts.add_identity(EVA.id, "https://prihlaseni.cz", "eva", AT)
    accounts.add_identity(EVA.id, "https://prihlaseni.cz", "eva", AT + HOUR)
    with pytest.raises(TakenAlready):
        accounts.add_identity(IVO.id, "https://prihlaseni.cz", "eva", AT)
    accounts.remove_identity(IVO.id, "https://prihlaseni.cz", "eva")
    assert accounts.of_identity("https://prihlaseni.cz", "eva") == EVA
    assert accounts.of_identity("https://prihlaseni.cz", "Eva") is None
    assert accounts.of_identity("https://jinde.cz", "eva") is None
    assert accounts.identities(EVA.id) == [("https://prihlaseni.cz", "eva")]
    accounts.remove_identity(EVA.id, "https://prihlaseni.cz", "eva")
    assert accounts.of_identity("https://prihlaseni.cz", "eva") is None
