"""Records of an office that seals: made, sealed, written whole, noted; stamped later; never one without its seal."""

import asyncio
import shutil
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from exports.seal.findings import Finding, Kind
from exports.seal.verify import Verdict, verify
from server import app
from server.meeting.events import Entry, MeetingClosed, RecordWritten
from server.meeting.evolve import replay
from server.meeting.model import SEALED, STAMPED, TO_STAMP, Meeting, Record
from server.opening import record_of
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import HandClock, House, Open, free_port, house, until
from tests.exports.seal import authority as by
from tests.exports.seal import certified as of
from tests.exports.seal.authority import authority

ROOT = Path(__file__).resolve().parents[2]
SHORT = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
"""For how long the certificate of some offices is valid."""


def office(folder: Path, kind: str = "rsa2048", *, more: str = "", short: bool = False) -> None:
    """An office that seals. more: further lines of [seal]."""
    key = of.issued(kind)
    if short:
        since, until = SHORT
        signed = (of.ORGANISATION, key.private, of.MIDDLE, of.private("rsa2048/middle"))
        key = replace(key, certificate=of.certificate(*signed, since=since, until=until))
    folder.mkdir(exist_ok=True)
    (folder / "seal.pem").write_bytes(of.pem(key.private, key.certificate, *key.chain))
    (folder / "stamps.pem").write_bytes(of.pem(by.root()))
    (folder / "office.toml").write_text(f'[seal]\nkey = "seal.pem"\n{more}', "utf-8")


def asks_stamps(url: str) -> str:
    return f'stamps = "{url}"\ntrust = "stamps.pem"\n'


async def close(home: House) -> None:
    """Past the room, as if the program had died right after the closing was on disk."""
    version = home.meeting().version
    at = home.app.state.site.clock.now()
    await home.store.append("setkani", version, [Entry(version + 1, at, "eva", MeetingClosed("Konec."))])


def files(folder: Path) -> list[Path]:
    return sorted((folder / "exports").iterdir()) if (folder / "exports").exists() else []


def seen(folder: Path, record: Record | None) -> Verdict:
    """What is to be said of the record, which has to be the file that is noted."""
    assert record is not None and files(folder) == [folder / "exports" / record.file]
    content = files(folder)[0].read_bytes()
    assert sha256(content).hexdigest() == record.sha256
    return verify(content, [of.root()])


def link(home: House, met: Open, seat: str = "eva") -> httpx2.Client:
    headers = {"Authorization": f"Bearer {met.tokens[seat]}"}
    return httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/", headers=headers)


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("kind", ["rsa2048", "secp256r1"])
async def test_closing_a_meeting_leaves_a_sealed_record_and_everybody_gets_that_very_file(
    tmp_path: Path, kind: str
) -> None:
    office(tmp_path, kind)
    with house(tmp_path) as home:
        met = home.open()
        with link(home, met) as eva:
            eva.post("home/eva")
            draft = eva.get("record.docx")
            assert draft.status_code == 200 and not verify(draft.content).sealed
            assert "Zápis se zapečetí certifikátem „Pomáháme společně, z. s.“" in plain(eva.get("desk").text)
        await close(home)
    with house(tmp_path) as home, link(home, met) as eva:
        await until(lambda: home.meeting().record)
        record = home.meeting().record
        verdict = seen(tmp_path, record)
        assert record and record.seal == SEALED
        assert (verdict.valid, verdict.whole, verdict.trusted) == (True, True, True)
        assert verdict.signer == of.ORGANISATION
        content = files(tmp_path)[0].read_bytes()
        assert eva.get("record.docx").content == content
        assert record_of(met.id, home.store, home.store, home.settings, home.app.state.site.office)[1] == content
        assert "Zápis je hotový a zapečetěný." in plain(eva.get("console/eva").text)


async def test_without_a_seal_the_record_is_complete_and_says_that_it_has_none(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.open()
        await close(home)
    with house(tmp_path) as home:
        await until(lambda: home.meeting().record)
        record = home.meeting().record
        assert record and record.seal == ""
        assert not seen(tmp_path, record).sealed


async def test_a_certificate_that_has_run_out_holds_the_record_up_and_no_one_gets_one_without_its_seal(
    tmp_path: Path,
) -> None:
    office(tmp_path, short=True)
    clock = HandClock(SHORT[1] - timedelta(hours=1))
    with house(tmp_path, clock) as home:
        met = home.open()
        with link(home, met) as eva:
            eva.post("home/eva")
        clock.put(SHORT[1] + timedelta(days=2))
        await close(home)
    with house(tmp_path, clock) as home:
        with link(home, met) as eva:
            await asyncio.sleep(0.3)
            refused = eva.get("record.docx")
            assert refused.status_code == 503 and refused.json()["error"] == "cannot-be-sealed"
            said = "Zápis nejde zapečetit: certifikát „Pomáháme společně, z. s.“ platil do 1. 4. 2027."
            for page in ("console/eva", "desk"):
                shown = plain(eva.get(page).text)
                assert said in shown and "Stáhnout zápis" not in shown
        assert home.meeting().record is None and not files(tmp_path)
    # A new certificate and a new start.
    office(tmp_path)
    with house(tmp_path, clock) as home:
        await until(lambda: home.meeting().record)
        assert seen(tmp_path, home.meeting().record).whole


# Stamps -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(app, "STAMP_AGAIN", 0.1)
    yield


def written(home: House) -> list[RecordWritten]:
    return [entry.event for entry in home.store.read("setkani") if isinstance(entry.event, RecordWritten)]


@pytest.mark.usefixtures("soon")
async def test_while_the_authority_is_down_the_record_is_sealed_and_it_is_stamped_when_it_comes_back(
    tmp_path: Path, openssl: str
) -> None:
    stamping = by.stamping(tmp_path / "tsa", openssl)
    data = tmp_path / "d"
    with authority(lambda _: b"Prihlaste se prosim") as there:
        office(data, more=asks_stamps(there.url))
        with house(data) as home:
            met = home.open()
            with link(home, met) as eva:
                eva.post("home/eva")
            await close(home)
        with house(data) as home, link(home, met) as eva:
            await until(lambda: there.asked > 2)
            sealed = home.meeting().record
            assert sealed and sealed.seal == TO_STAMP
            before = seen(data, sealed)
            assert before.whole and before.stamped_at is None
            assert Finding(Kind.AWAITED_STAMP) in before.findings
            assert "Časové razítko ještě nepřišlo" in plain(eva.get("console/eva").text)
            there.answering = stamping
            await until(lambda: home.meeting().record != sealed)
            stamped = home.meeting().record
            assert stamped and stamped.seal == STAMPED and stamped.file == sealed.file
            after = seen(data, stamped)
            assert after.whole and after.signer == before.signer and after.sealed_at == before.sealed_at
            assert "má časové razítko" in plain(eva.get("console/eva").text)
            # Both stand in the log: somebody may have downloaded the first.
            assert [event.sha256 for event in written(home)] == [sealed.sha256, stamped.sha256]


async def test_if_the_program_dies_after_the_file_was_replaced_the_stamp_is_noted_and_nobody_asked_again(
    tmp_path: Path, openssl: str
) -> None:
    data = tmp_path / "d"
    with authority(lambda _: b"") as there:
        office(data, more=asks_stamps(there.url))
        with house(data) as home:
            home.open()
            await close(home)
        with house(data) as home:
            await until(lambda: home.meeting().record)
            seal = home.app.state.site.office.seal
        there.answering = by.stamping(tmp_path / "tsa", openssl)
        file = files(data)[0]
        file.write_bytes(seal.stamp(file.read_bytes()))
        asked = there.asked
        with house(data) as home:
            await until(lambda: home.meeting().record.seal == STAMPED)
            assert seen(data, home.meeting().record).whole
        assert there.asked == asked


@pytest.mark.usefixtures("soon")
async def test_a_file_that_somebody_has_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    with authority(lambda _: b"") as there:
        office(tmp_path, more=asks_stamps(there.url))
        with house(tmp_path) as home:
            home.open()
            await close(home)
        with house(tmp_path) as home:
            await until(lambda: home.meeting().record)
        file = files(tmp_path)[0]
        file.write_bytes(file.read_bytes() + b"poznamka")
        asked = there.asked
        with house(tmp_path) as home:
            await asyncio.sleep(0.4)
            assert home.meeting().record.seal == TO_STAMP
        assert there.asked == asked and file.read_bytes().endswith(b"poznamka")


# Killed -------------------------------------------------------------------------------------------------------------


def on_disk(folder: Path) -> Meeting:
    with SqliteStore(folder, Access.READING) as store:
        found = replay(store.read("setkani"))
    assert found is not None
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
async def test_killed_at_any_moment_it_leaves_no_record_or_a_whole_sealed_one(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    office(closed)
    with house(closed) as home:
        home.open()
        await close(home)
    died_before = 0

    async def noted(data: Path) -> None:
        await until(lambda: on_disk(data).record)

    for number, moment in enumerate((0.0, 0.003, None)):
        data = shutil.copytree(closed, tmp_path / str(number))
        words = ("-m", "server", "serve", "--host", "127.0.0.1", "--port", str(free_port()), "--data-dir", str(data))
        server = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=DEVNULL)
        try:
            if moment is None:
                await noted(data)
            else:
                # When the file begins to be written, or a little later.
                while not (data / "exports").exists():
                    await asyncio.sleep(0)
                await asyncio.sleep(moment)
        finally:
            server.kill()
            await server.wait()
        whole = [file for file in files(data) if file.suffix == ".docx"]
        assert all(verify(file, [of.root()]).whole for file in whole)
        record = on_disk(data).record
        died_before += record is None
        if record is not None:
            assert record.seal == SEALED and [file.name for file in whole] == [record.file]
            assert sha256(whole[0].read_bytes()).hexdigest() == record.sha256
    assert died_before, "it was never killed in between"
