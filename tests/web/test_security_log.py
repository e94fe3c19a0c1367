"""What somebody who watches over a server reads: who came in, who did not, what was changed by whom; ids alone."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from argon2 import PasswordHasher

from server import logs
from server.accounts.passwords import Passwords
from server.accounts.people import new_account
from server.web.security_log import FAILED, LINES_A_SECOND, LINES_AT_ONCE, Happened, SecurityLog
from tests.afternoon import House, Open, house

PASSWORD, OTHER = "ryba slaví pondělí v garáži", "tramvaj čte noviny potichu"
SECRETS = ("Eva", "Ivo", "Dvořáková", "Jakub", "127.0.0.1", "ryba", "tramvaj", "Kanárek", "evil")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("watched"), passwords=Passwords(PasswordHasher(1, 8, 1))) as running:
        yield running


@pytest.fixture
def met(home: House) -> Open:
    return home.open(office="tabor")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "server.security")
    return caplog


def lines(said: pytest.LogCaptureFixture) -> list[str]:
    """What has been written since they were asked for last."""
    found = [record for record in said.records if record.name == "server.security"]
    for record in found:
        failed = record.getMessage().partition(" ")[0] in {each.value for each in FAILED}
        assert record.levelno == (logging.WARNING if failed else logging.INFO), record.getMessage()
        assert re.fullmatch(r"[a-z-]+( [a-z]+=[A-Za-z0-9._:?-]+)*", record.getMessage())
        assert not any(secret in record.getMessage() for secret in SECRETS)
    said.clear()
    return [record.getMessage() for record in found]


async def test_who_comes_in_who_does_not_and_what_is_changed_by_whom(
    home: House, met: Open, said: pytest.LogCaptureFixture
) -> None:
    accounts, at = home.app.state.site.accounts, datetime.now(UTC)
    eva, ivo = (new_account(name, "tabor", name == "Eva", name == "Ivo", at) for name in ("Eva", "Ivo"))
    for each in (eva, ivo):
        accounts.add(each, "", "OSPOD Tábor")
    accounts.set_password(eva.id, PasswordHasher(1, 8, 1).hash(PASSWORD))
    new = accounts.link(ivo.id, at, at + timedelta(days=1), "")
    async with httpx2.AsyncClient(base_url=home.url) as hers, httpx2.AsyncClient(base_url=home.url) as his:
        for name, password in (("Eva", "Kanárek"), ("Kanárek Žofie", PASSWORD), ("Eva", PASSWORD)):
            await hers.post("/sign-in", data={"name": name, "password": password})
        assert lines(said) == [
            f"not-signed-in account={eva.id} how=password",
            "not-signed-in how=password",
            f"signed-in account={eva.id} office=tabor how=password",
        ]
        await his.post("/welcome", data={"token": new})
        await his.post("/welcome/choose", data={"password": OTHER, "again": OTHER})
        await his.post("/welcome", data={"token": new})
        assert lines(said) == [
            f"signed-in account={ivo.id} office=tabor how=link",
            "link-unknown how=account",
        ]
        # What the matrix says no to: of another kind of account, of a stranger, of a seat that may not.
        await hers.post("/people/end", data={"account": ivo.id, "sure": "yes"})
        await his.post(f"/meetings/{met.id}/enter")
        await his.get("/meetings/Kanárek Žofie/desk")
        async with httpx2.AsyncClient(base_url=home.url) as petra:
            await petra.post("/k", data={"token": met.tokens["petra"]})
            await petra.post(f"/meetings/{met.id}/close-meeting", data={"as": "petra"})
            await petra.post("/sign-in", data={"name": "Eva"}, headers={"Origin": "https://evil.example"})
            await petra.post("/k", data={"token": "x" * 22})
            await petra.get("/join/ABCDEFGH")
        assert lines(said) == [
            f"refused account={eva.id} why=not-found status=404",
            f"refused account={ivo.id} meeting={met.id} why=not-found status=404",
            f"refused account={ivo.id} why=not-found status=404",
            f"link-opened meeting={met.id} seat=petra",
            f"refused meeting={met.id} seat=petra why=not-your-role command=close-meeting status=403",
            "refused why=foreign status=403",
            "link-unknown how=seat",
            "refused why=not-found status=404",
            "code-wrong",
        ]
        await hers.post(f"/meetings/{met.id}/enter")
        await hers.post(f"/meetings/{met.id}/links", data={"withdraw": "petra"})
        await hers.post(f"/meetings/{met.id}/links", data={"renew": "jana"})
        await hers.post(f"/meetings/{met.id}/code")
        await hers.post("/me/password", data={"now": PASSWORD, "password": OTHER, "again": OTHER})
        await hers.post("/me/elsewhere")
        await hers.post("/sign-out")
        assert lines(said) == [
            f"console-entered account={eva.id} meeting={met.id} seat=eva",
            f"link-opened account={eva.id} meeting={met.id} seat=eva",
            f"links-ended by={eva.id} meeting={met.id} seat=petra",
            f"links-ended by={eva.id} meeting={met.id} seat=jana",
            f"links-made by={eva.id} meeting={met.id} seat=jana",
            f"code-renewed by={eva.id} meeting={met.id}",
            f"password-changed account={eva.id}",
            f"signed-out-elsewhere account={eva.id}",
            f"signed-out account={eva.id}",
        ]
        await his.post("/people", data={"name": "Kanárek", "facilitates": "yes"})
        other = accounts.find("Kanárek")
        await his.post("/people/rights", data={"account": other.id, "administers": "yes"})
        await his.post("/people/end", data={"account": other.id, "sure": "yes"})
        whom = f"account={other.id} by={ivo.id} office=tabor"
        assert lines(said) == [
            f"{what} {whom}" for what in ("account-added", "account-linked", "rights-changed", "account-ended")
        ]


def test_what_is_no_id_is_not_written_nor_is_what_nobody_asked_for(said: pytest.LogCaptureFixture) -> None:
    log = SecurityLog()
    log.note(Happened.REFUSED, meeting="a\nINFO server.security: signed-in account=1", seat="Eva Dvořáková", why="")
    assert lines(said) == ["refused meeting=? seat=?"]


def test_whoever_knocks_a_thousand_times_does_not_fill_the_disk(said: pytest.LogCaptureFixture) -> None:
    now = [100.0]
    log = SecurityLog(lambda: now[0])
    for _ in range(1000):
        log.note(Happened.CODE_WRONG)
    assert lines(said) == ["code-wrong"] * LINES_AT_ONCE
    log.note(Happened.SIGNED_IN, account="a1")
    assert lines(said) == ["signed-in account=a1"], "what others do is written all the same"
    now[0] += 1
    for _ in range(10):
        log.note(Happened.CODE_WRONG)
    first, *others = lines(said)
    assert first == f"code-wrong unwritten={1000 - LINES_AT_ONCE}" and len(others) == LINES_A_SECOND - 1


def test_an_entry_has_its_time_in_utc_and_nothing_in_it_looks_like_another_one() -> None:
    record = logging.LogRecord("server.x", logging.INFO, "", 0, "%s", ("a\r\n2027-01-01 b\x1b[2K\u2028c",), None)
    record.created = datetime(2027, 3, 28, 1, 30, 0, 5000, tzinfo=UTC).timestamp()
    said = logs.Discreet().format(record)
    assert said == "2027-03-28T01:30:00.005Z INFO server.x: a\\r\n    2027-01-01 b\\x1b[2K\\u2028c"
