"""Every command in the hands of every role and of everybody outside, over HTTP; every cell, over the socket."""

from collections.abc import AsyncIterator, Collection, Iterable
from io import BytesIO
from typing import Any

from PIL import Image

from server.meeting.cells import all_cells
from server.meeting.commands import Command, EditText, name_of
from server.meeting.model import TABLET, Meeting
from server.meeting.policy import PROJECTOR
from server.meeting.refusals import Kind
from server.web.forms import NOT_FROM_OUTSIDE
from tests.hostile.forms import fields_of
from tests.hostile.inside import Answer, Page
from tests.matrix import stead
from tests.matrix.laid import MEETING, Laid, meant
from tests.meeting.test_rights import NOT_OF_RIGHTS, ROWS

GOES_ON = {reason.code for reason in NOT_OF_RIGHTS if reason.kind is Kind.NOT_NOW}


async def wrongs_of_roles(laid: Laid, letters: Iterable[str] = ()) -> AsyncIterator[str]:
    """What a role was given against the table, or refused against it. letters: of these roles alone."""
    table = meant(laid.format)
    for row, wanted in ROWS.items():
        given = table[row][laid.column]
        for letter, seat in laid.seats.items():
            if letters and letter not in letters:
                continue
            asked = wanted(laid.meeting, seat)
            if isinstance(asked, EditText):
                continue
            answer = await ask(laid, asked, laid.tokens[seat], seat)
            right = letter in given and type(asked) not in NOT_FROM_OUTSIDE
            async for wrong in _wrong(laid, answer, right):
                yield f"{laid.format.id} {laid.column}: {row} by {letter}: {wrong}"


async def _wrong(laid: Laid, answer: Answer, right: bool) -> AsyncIterator[str]:
    if answer.crash is not None or answer.status >= 500:
        yield f"the program could not answer: {answer.crash!r}"
    was = laid.changed
    said = answer.json() if answer.body[:1] == b"{" else {}
    may = (answer.status == 200 and was) or (answer.status == 409 and said.get("error") in GOES_ON)
    if may is not right:
        yield f"{'wrongly allowed' if may else 'wrongly refused'}: {answer.status} {said.get('error', '')}"
    if answer.status != 200:
        if was or laid.inside.store.read(MEETING, laid.meeting.version):
            yield "refused, and something has changed"
        if not said.get("sentence") or "{" in said["sentence"]:
            yield f"{answer.status} without a sentence"
    laid.restore()


async def ask(laid: Laid, asked: Command, token: str, seat: str = "") -> Answer:
    """A command over HTTP, as this seat."""
    path = f"/meetings/{MEETING}/{name_of(type(asked))}"
    named = {"x-seat": seat} if seat else {}
    if name_of(type(asked)) == "put-photo":
        body, kind = _with_photo(fields_of(asked))
        headers = {"content-type": kind, "accept": "application/json", "authorization": f"Bearer {token}", **named}
        return await laid.inside.ask("POST", path, headers, body)
    return await laid.inside.post(path, fields_of(asked), token, **named)


def _with_photo(fields: dict[str, Any]) -> tuple[bytes, str]:
    if not PHOTO:
        picture = BytesIO()
        Image.new("RGB", (4, 4), "white").save(picture, "JPEG")
        PHOTO.append(picture.getvalue())
    head = b'--x\r\nContent-Disposition: form-data; name="%s"'
    page = head % b"page" + b"\r\n\r\n" + str(fields["page"]).encode() + b"\r\n"
    photo = head % b"photo" + b'; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + PHOTO[0] + b"\r\n--x--\r\n"
    return page + photo, "multipart/form-data; boundary=x"


PHOTO: list[bytes] = []

# Everybody outside ----------------------------------------------------------------------------------------------------


def outsiders(laid: Laid, victim: str) -> dict[str, tuple[str, str]]:
    """Who asks with which token, and as which seat (victim: somebody who may): none of them may do anything so."""
    tokens = laid.tokens
    found = {f"{who}, in their own name": (tokens[who], who) for who in ("ceka", "pryc", "odmitnuty", TABLET)}
    others = (*laid.meeting.seats, PROJECTOR, TABLET)
    found |= {f"{who}, in another's": (tokens[who], victim) for who in others if who != victim}
    found |= {
        "the projector": (tokens[PROJECTOR], ""),
        "the tablet": (tokens[TABLET], ""),
        "a stranger": ("", victim),
        "a guesser": (tokens["guesser"], victim),
        "the same seat of another meeting": (tokens[f"other meeting's {victim}"], victim),
        "the same seat of another meeting, unnamed": (tokens[f"other meeting's {victim}"], ""),
        "a link that has ended": (tokens[f"ended {victim}"], victim),
        "a link taken back": (tokens[f"withdrawn {victim}"], ""),
    }
    return found


async def wrongs_of_outsiders(laid: Laid, rows: Iterable[str] = ROWS, some: Collection[str] = ()) -> AsyncIterator[str]:
    """What somebody got who is not at the table, or not the one they say they are. some: these alone."""
    table = meant(laid.format)
    for row in rows:
        letter = next((letter for letter in laid.seats if letter in table[row][laid.column]), "")
        victim = laid.seats[letter or next(iter(laid.seats))]
        asked = ROWS[row](laid.meeting, victim)
        if isinstance(asked, EditText):
            continue
        for who, (token, seat) in outsiders(laid, victim).items():
            if some and who not in some:
                continue
            answer = await ask(laid, asked, token, seat)
            if who == f"{_guide(laid)}, in another's" and victim == _child(laid) and _meant_for_the_guide(laid, row):
                laid.restore()
                continue
            if answer.status == 200 and not laid.changed:
                yield f"{laid.format.id} {laid.column}: {row} by {who}: answered as if they might"
            async for wrong in _wrong(laid, answer, right=False):
                yield f"{laid.format.id} {laid.column}: {row} by {who}: {wrong}"


def _meant_for_the_guide(laid: Laid, row: str) -> bool:
    return stead.meant(laid.format).get(row, {}).get(laid.column) == stead.MAY


def _guide(laid: Laid) -> str:
    return laid.meeting.guides[0].id if laid.meeting.guides else ""


def _child(laid: Laid) -> str:
    return laid.meeting.child.id if laid.meeting.child else ""


# The socket -----------------------------------------------------------------------------------------------------------


async def wrongs_of_sockets(laid: Laid, letters: Iterable[str] = ()) -> AsyncIterator[str]:
    """Every cell, written into and asked for by every role and by the wall: as the table says, and as they were told.

    A cell somebody was not told of is answered like one that does not exist.
    """
    table = meant(laid.format)
    cells = _every_cell(laid.meeting)
    for letter, seat in {**laid.seats, "wall": PROJECTOR}.items():
        if letters and letter not in letters and letter != "wall":
            continue
        where = f"{laid.format.id} {laid.column}: the socket of {letter}:"
        query = {"view": PROJECTOR} if seat == PROJECTOR else {"seat": seat}
        page = await laid.inside.page(MEETING, laid.tokens[seat], **query)
        told = page.cells
        for row, wanted in ROWS.items():
            asked = wanted(laid.meeting, seat) if letter != "wall" else None
            if isinstance(asked, EditText):
                said = await _edit(laid, page, asked.cell, asked.change)
                if (said["t"] == "ack") is not (letter in table[row][laid.column]):
                    yield f"{where} {row} ({asked.cell}): {said['t']} {said.get('code', '')}"
        for cell in cells:
            seen = told.get(cell)
            said = await _edit(laid, page, cell, _letter(laid.meeting, cell))
            if (said["t"] == "ack") is not (seen == "write"):
                yield f"{where} told {seen} of {cell}, and writing it was answered {said['t']} {said.get('code', '')}"
            synced = await _sync(page, cell)
            if (synced["t"] == "reset") is not (seen is not None):
                yield f"{where} told {seen} of {cell}, and asking for it was answered {synced['t']}"
            if seen is None:
                nothing = {**await _edit(laid, page, "step:nic:what", ((0, "x"),)), "cell": cell, "id": said["id"]}
                if said != nothing:
                    yield f"{where} {cell} is out of sight, and yet is known by its answer: {said}"
            page.told.clear()
            page.says(t="focus", cell=cell)
            await page.settled()
            page.told.clear()
        if page.closed is not None:
            yield f"{where} was sent away with {page.closed}"
        await page.gone()


async def _edit(laid: Laid, page: Page, cell: str, change: object) -> dict[str, Any]:
    before = len(page.told)
    version = laid.meeting.cells[cell].version if cell in laid.meeting.cells else 0
    page.says(t="edit", cell=cell, epoch=laid.room.epoch, v=version, id=_next(), ch=change)
    await page.settled()
    found = [frame for frame in page.frames(before) if frame["t"] in ("ack", "refused", "stale")]
    if found[-1]["t"] != "ack" and laid.changed:
        found[-1] = {**found[-1], "t": "refused, and something has changed"}
    _put_back(laid, page)
    return found[-1]


def _put_back(laid: Laid, page: Page) -> None:
    if laid.changed:
        laid.restore()
        # Rights that moved with a word move back with it.
        laid.room._tell_rights(laid.meeting)


async def _sync(page: Page, cell: str) -> dict[str, Any]:
    before = len(page.told)
    page.says(t="sync", cell=cell, n=1, epoch=None, v=-1)
    await page.settled()
    return next(frame for frame in page.frames(before) if frame["t"] in ("reset", "refused", "changes"))


def _letter(meeting: Meeting, cell: str) -> object:
    units = meeting.cells[cell].units if cell in meeting.cells else 0
    return [units, [0, "x"]] if units else [[0, "x"]]


def _every_cell(meeting: Meeting) -> list[str]:
    away = [f"{kind}:{seat}" for kind in ("view", "praise", "reflection") for seat in (*meeting.seats, "nikdo")]
    return [*dict.fromkeys([*all_cells(meeting), *away, "step:nic:what", "nowhere", "", "wish::", "view:"])]


_numbers = iter(range(1, 2**31))


def _next() -> int:
    return next(_numbers)


async def wrongs_at_the_socket(laid: Laid) -> AsyncIterator[str]:
    """Who may not open a socket at all, and what they learn."""
    victim = next(iter(laid.seats.values()))
    for who, (token, seat) in outsiders(laid, victim).items():
        if who.startswith(PROJECTOR) or who == "the projector":
            continue  # It is shown the wall, see above.
        page = await laid.inside.page(MEETING, token, **({"seat": seat} if seat else {}))
        if page.closed not in (4401, 4403) or page.told:
            yield f"{laid.format.id} {laid.column}: a socket for {who}: {page.closed} {page.told[:1]}"
        await page.gone()
        laid.restore()
