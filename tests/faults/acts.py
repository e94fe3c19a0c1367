"""What must not be half done, and how one sees that it is not: a signature, one with a photo, a closing, an erasing."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx2
from PIL import Image

from server.demo.pen import drawn
from server.meeting.commands import Person
from server.meeting.evolve import replay
from server.meeting.model import Meeting
from server.store.opening import Access
from server.store.sqlite import SqliteStore
from tests.afternoon import Open, house, phone
from tests.canaries import left_in

DESPITE = "Krátký den."
CANARY = "Kanárková"
PEOPLE = (
    Person("eva", "Eva Dvořáková", frozenset({"facilitator"})),
    Person("jana", f"Jana {CANARY}", frozenset({"svolavatel"}), "OSPOD"),
    Person("pavel", "Pavel Říha", frozenset({"ucastnik"}), aided=True),
)
WORDS = f"{CANARY} potřebuje klid."
MEETING = "setkani"


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 80), "white").save(out, "JPEG")
    return out.getvalue()


@dataclass(frozen=True)
class Frozen:
    """A data folder with a frozen plan to which everybody has said yes, a meeting beside it, and everybody's tokens."""

    folder: Path
    met: Open
    beside: Open
    digest: str


async def frozen(folder: Path) -> Frozen:
    """The data folder as a server has left it that was stopped."""
    with house(folder) as home:
        met, beside = home.open(MEETING, PEOPLE), home.open("vedle")
        async with (
            phone(home.url, met.id, met.tokens["eva"]) as eva,
            phone(home.url, met.id, met.tokens["jana"]) as jana,
        ):
            await eva.did("begin-meeting")
            await eva.did("arrive", seat="pavel")
            await jana.write("rules", WORDS)
            for stage in (await eva.state())["stages"][:-1]:
                await eva.did("advance-stage", leaving=stage, despite=DESPITE)
            await eva.did("freeze-plan", despite=DESPITE)
            digest: str = (await eva.state())["frozen"]["digest"]
            await jana.did("approve", digest=digest, verdict="agree")
            await eva.did("approve", **{"as": "pavel", "digest": digest, "verdict": "agree"})
        async with phone(home.url, beside.id, beside.tokens["eva"]) as eva:
            await eva.did("begin-meeting")
    return Frozen(folder, met, beside, digest)


def asks(
    url: str, frozen: Frozen, seat: str, command: str, files: object = None, **fields: str
) -> httpx2.Response | None:
    """Somebody asks for something; None where the server has died meanwhile."""
    try:
        return httpx2.post(
            f"{url}/meetings/{frozen.met.id}/{command}",
            data=fields,
            files=files,
            headers={"Authorization": f"Bearer {frozen.met.tokens[seat]}"},
            timeout=60,
        )
    except httpx2.TransportError:
        return None


def sign(url: str, frozen: Frozen) -> httpx2.Response | None:
    return asks(url, frozen, "jana", "sign", digest=frozen.digest, strokes=json.dumps(drawn("Jana")))


def sign_on_paper(url: str, frozen: Frozen) -> httpx2.Response | None:
    files = {"photo": ("paper.jpg", photo(), "image/jpeg")}
    return asks(url, frozen, "eva", "sign-on-paper", files, **{"digest": frozen.digest, "as": "pavel"})


def close(url: str, frozen: Frozen) -> httpx2.Response | None:
    return asks(url, frozen, "eva", "close-meeting", despite=DESPITE)


def erase(url: str, frozen: Frozen) -> httpx2.Response | None:
    return asks(url, frozen, "eva", "erase", title="Jakubovo setkání", why="mistake", record="erase")


# What is so on disk ---------------------------------------------------------------------------------------------------


def on_disk(folder: Path, meeting: str = MEETING) -> Meeting | None:
    """None for one that is not there (any more)."""
    with SqliteStore(folder, Access.READING) as store:
        return replay(store.read(meeting))


def signed(folder: Path, frozen: Frozen) -> bool:
    """Is Jana's signature there? Whole, if so."""
    meeting = on_disk(folder)
    assert meeting is not None and meeting.freeze is not None
    found = meeting.freeze.signatures.get("jana")
    assert found is None or [list(stroke) for stroke in found.strokes] == [list(each) for each in drawn("Jana")]
    return found is not None


def signed_on_paper(folder: Path, frozen: Frozen) -> bool:
    """Is Pavel's signature there? With its photo, if so; and no photo without it, once a server has tidied up."""
    meeting = on_disk(folder)
    assert meeting is not None and meeting.freeze is not None
    found = meeting.freeze.signatures.get("pavel")
    photos = {file.stem for file in (folder / "photos").rglob("*.jpg")} if (folder / "photos").exists() else set[str]()
    if found is not None:
        assert {found.photo} == photos
        content = next((folder / "photos").rglob("*.jpg")).read_bytes()
        assert sha256(content).hexdigest()[:32] == found.photo
    return found is not None


def closed(folder: Path, frozen: Frozen) -> bool:
    meeting = on_disk(folder)
    assert meeting is not None
    return meeting.closed


def recorded(folder: Path, frozen: Frozen) -> bool:
    """Is the record there and noted? What is there under a record's name is whole."""
    meeting = on_disk(folder)
    assert meeting is not None
    for file in (folder / "exports").glob("[!.]*.docx") if (folder / "exports").exists() else ():
        with ZipFile(file) as packed:
            assert packed.testzip() is None
            assert CANARY in packed.read("word/document.xml").decode()
    if meeting.record is None:
        return False
    content = (folder / "exports" / meeting.record.file).read_bytes()
    return sha256(content).hexdigest() == meeting.record.sha256


def begun_erasing(folder: Path, frozen: Frozen) -> bool:
    with SqliteStore(folder, Access.READING) as store:
        return bool(store.erasures())


def erased(folder: Path, frozen: Frozen) -> bool:
    """Is nothing of the meeting left but its line?"""
    with SqliteStore(folder, Access.READING) as store:
        lines = store.erasures()
    done = bool(lines) and lines[0].done is not None
    assert not done or left_in(folder, [CANARY]) == []
    return done


@dataclass(frozen=True)
class Act:
    """do: ask for it; begun: is what was acknowledged there, whole; ended: has come what follows from it by itself."""

    name: str
    do: Callable[[str, Frozen], httpx2.Response | None]
    begun: Callable[[Path, Frozen], bool]
    ended: Callable[[Path, Frozen], bool]


ACTS = (
    Act("a signature", sign, signed, signed),
    Act("a signature on paper with its photo", sign_on_paper, signed_on_paper, signed_on_paper),
    Act("a closing", close, closed, recorded),
    Act("an erasing", erase, begun_erasing, erased),
)


def until(so: Callable[[], bool], within: float = 60) -> None:
    end = time.monotonic() + within
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def prepared(folder: Path) -> Frozen:
    return asyncio.run(frozen(folder))
