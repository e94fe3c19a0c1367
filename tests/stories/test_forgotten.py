"""A whole child's meeting, erased: none of its words is left in any byte of any file, in what the server said on its
way, or in a folder for passing things; by the rule, by hand, from the command line, and killed in the middle of it.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import httpx2
import pytest
from PIL import Image

from server.demo import amalka
from server.demo.amalka import AMALKA, DANA, LUCIE, MARKETA, PETR
from server.live import owing
from server.meeting.events import MeetingClosed
from server.meeting.mail import MailState, Matter
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import HandClock, House, Open, house, phone, until
from tests.canaries import left_in
from tests.demo.told import told
from tests.post_office import PostOffice, post_office
from tests.stories.forms import form
from tests.web.test_inviting import state, with_post

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2027, 5, 11, 15, 0, tzinfo=UTC)
NOTE, TAKEN_BACK, RATED, COMMENT, NEWS = (
    "poznámkový-kanár",
    "smazaný-kanár",
    "hodnotící-kanár",
    "námitkový-kanár",
    "zvěst",
)
ADDRESS, EXIF = "lucie.kanarkova@example.org", "kanár-z-fotoaparátu"
WORDS = (
    "Horáková", "Amálka", "Amálčino",  # names
    "Žeryk", "Ráno mě bolí břicho", "zmáčknu jí ruku", "Mirai",  # her book, for all and for nobody
    "Že se mi odcizí", "Mobil v noci", "Proč tatínek v zimě", "dám mobil do kuchyně", "střídání po týdnu",
    "nakreslíš tři návrhy",  # the letter
    "330,330,300,820",  # a drawing
    NOTE, TAKEN_BACK, RATED, COMMENT, NEWS, ADDRESS, EXIF,
)  # fmt: skip
"""What people have said, each in its own place."""


def photo() -> bytes:
    picture = Image.effect_noise((320, 240), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = EXIF
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=EXIF.encode())
    return out.getvalue()


async def held(home: House, office: PostOffice) -> Open:
    """Amálka's meeting as the demo tells it; its end, and what comes after, as people do it."""
    log = told(amalka.STORY, "setkani").log
    closing = next(number for number, entry in enumerate(log) if isinstance(entry.event, MeetingClosed))
    home.put("setkani", log[:closing])
    seats = [*home.meeting().seats, "projector"]
    met = Open("setkani", home.store.code("setkani"), {seat: home.store.issue("setkani", seat) for seat in seats})
    async with phone(home.url, met.id, met.tokens[AMALKA]) as child, phone(home.url, met.id, met.tokens[DANA]) as dana:
        await child.write("wish:preju-si:preju-si", f"{TAKEN_BACK} {TAKEN_BACK}")
        await child.write("wish:preju-si:preju-si", "")
        await child.did("put-photo", files={"photo": ("photo.jpg", photo(), "image/jpeg")}, page="mikina")
        await dana.do("note", words=NOTE)
        await dana.did("close-meeting")
        await dana.did("write-letter", words=amalka.LETTER, page="mikina")
        await dana.did("set-address", seat=LUCIE, email=ADDRESS)
        await dana.did("list-recipient", recipient=LUCIE, seat=LUCIE)
        await dana.did("set-comments", until="2027-05-20")
        await dana.did("tell-news", news="n1", words=NEWS, seats=[MARKETA])
    async with phone(home.url, met.id, met.tokens[PETR]) as petr:
        await petr.did("add-comment", comment="k1", words=COMMENT)
        assert (await petr.do("rate", heard="3", words=RATED)).status_code == 303
    await until(lambda: home.meeting().record)
    with httpx2.Client(base_url=f"{home.url}/meetings/setkani/", timeout=60) as desk:
        desk.get(f"{home.url}/enter/{home.organiser_key}")
        page = desk.get("mails", params={"matter": "record"}).text
        desk.post("mails", data=form(page, "/mails", {"seat": LUCIE}).filled({"seat": LUCIE}))
        await until(lambda: state(home, LUCIE, Matter.RECORD) is MailState.SENT)
        desk.get("person.json", params={"of": AMALKA})
        desk.get("copies/" + LUCIE + ".docx")
    return met


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes]]:
    """A data folder in which the meeting lies, as a dead server has left it; and a piece of the photo's picture."""
    folder = tmp_path_factory.mktemp("held")
    look, owing.LOOK = owing.LOOK, 0.02
    try:
        with (
            post_office(folder / "certificates") as office,
            house(folder / "data", HandClock(NOON), **with_post(office)) as home,
        ):
            asyncio.run(held(home, office))
            (picture,) = (folder / "data" / "photos").rglob("*.jpg")
            piece = picture.read_bytes()[4000:4040]
            # Not shut down: what lies in the log beside the database lies there.
            shutil.copytree(folder / "data", folder / "copy")
        yield folder / "copy", piece
    finally:
        owing.LOOK = look


@pytest.fixture
def data(kept: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder anew, everything in it but what was never meant to be kept; things are passed in a folder beside."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "passing"))
    monkeypatch.setattr(owing, "LOOK", 0.02)
    shutil.copytree(kept[0], tmp_path / "data")
    there = {found.rsplit(": ", 1)[1] for found in left_in(tmp_path / "data", WORDS)}
    assert there == {*WORDS} - {NOTE, EXIF}, (
        "a private note went when the meeting closed, what the camera said never came"
    )
    return tmp_path / "data"


def nothing_is_left(data: Path, kept: tuple[Path, bytes], said: str) -> None:
    assert left_in(data.parent, WORDS) == []
    assert not [file for file in data.parent.rglob("*") if file.is_file() and kept[1] in file.read_bytes()]
    assert not [word for word in WORDS if word in said]


async def erased(home: House) -> None:
    await until(lambda: any(line.done for line in home.store.erasures()))


async def test_by_hand(data: Path, kept: tuple[Path, bytes], capfd: pytest.CaptureFixture[str]) -> None:
    with house(data, HandClock(NOON)) as home, httpx2.Client(base_url=home.url, timeout=60) as organiser:
        organiser.get(f"/enter/{home.organiser_key}")
        asked = {"title": "Amálčino setkání", "why": "asked", "record": "erase"}
        assert organiser.post("/meetings/setkani/erase", data=asked).status_code == 200
        nothing_is_left(data, kept, "".join(capfd.readouterr()))
    nothing_is_left(data, kept, "".join(capfd.readouterr()))


async def test_on_its_day(data: Path, kept: tuple[Path, bytes], capfd: pytest.CaptureFixture[str]) -> None:
    clock = HandClock(NOON)
    with house(data, clock) as home, httpx2.Client(base_url=home.url, timeout=60) as organiser:
        organiser.get(f"/enter/{home.organiser_key}")
        day = {"day": "2027-06-01", "why": "Tak jsme se domluvili."}
        assert organiser.post("/meetings/setkani/set-erasing", data=day).status_code in (200, 303)
        clock.put(NOON + timedelta(days=30))
        await erased(home)
        for file in (data / "exports").iterdir():
            file.unlink()  # the record stays by the rule
        nothing_is_left(data, kept, "".join(capfd.readouterr()))


def purging(data: Path) -> "subprocess.Popen[str]":
    words = ["-m", "server", "purge", "setkani", "--record", "erase", "--yes", "--data-dir", str(data)]
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, text=True)


def test_from_the_command_line(data: Path, kept: tuple[Path, bytes]) -> None:
    with purging(data) as purge:
        said, _ = purge.communicate(timeout=120)
    assert purge.returncode == 0, said
    nothing_is_left(data, kept, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
async def test_killed_in_the_middle_and_ended_by_the_next_server(data: Path, kept: tuple[Path, bytes]) -> None:
    with purging(data) as purge, SqliteStore(data, Access.READING) as store:
        end = time.monotonic() + 120
        while not store.erasures():
            assert purge.poll() is None and time.monotonic() < end
            time.sleep(0.001)
        os.kill(purge.pid, signal.SIGKILL)
    with house(data, HandClock(NOON)) as home:
        await erased(home)
        nothing_is_left(data, kept, "")
