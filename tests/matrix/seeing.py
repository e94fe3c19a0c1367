"""Every page, panel, file and cell in the hands of every role, and of everybody outside: who is given it, who is not.

The tables stand in `sight/`, one for each kind of meeting; `just matrix` writes them anew. A letter stands where
somebody is given what they ask for (or told that it is not there yet); all others are told that there is nothing here,
or are sent to a page of their own.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

from server.meeting import events as e
from server.meeting.cells import KINDS, kind_of, owner_of
from server.meeting.format import Format
from server.meeting.model import TABLET, Sharing
from server.meeting.policy import PROJECTOR
from server.web.pages import PANELS
from tests.hostile.inside import Answer
from tests.matrix.laid import MEETING, Laid, columns_of, lay, read_table
from tests.meeting.test_rights import letters_of

HERE = Path(__file__).parent / "sight"

OUTSIDE = {
    "o": "another participant", "i": "invited, has not come", "w": "waiting at the door", "x": "taken out",
    "z": "turned away", "j": "the link of the wall", "t": "the shared tablet", "e": "a link that has ended",
    "m": "the same seat of another meeting", "s": "a stranger", "g": "the organiser's browser",
}  # fmt: skip
ALWAYS = "Dwsxzem"
"""Looked at every time: the child, and those who are to see nothing."""

PAGES = (
    "seat/{own}", "seat/{another}", "console/{own}", "console/{another}", "child/{own}", "child/{child}",
    "child/{child}/rating", "projector", "tablet", "paper?seat={own}", "paper?seat={another}", "waiting?seat={own}",
    "waiting?seat=ceka", "home/{own}", "home/{another}", "home/{own}/data.json", "home/{another}/data.json",
    "home/{own}/calendar.ics", "home/{another}/calendar.ics", "state.json?seat={own}", "state.json?seat={another}",
    "desk?seat={own}", "mails?matter=reminder&seat={another}", "invitations",
    "calls", "links", "cards", "person.json?of={another}", "ratings", "letter",
    "letter.docx", "record.docx?seat={own}", "record.docx?seat={another}", "record.docx", "record.json", "record.pdf",
    "copies/{another}.docx", "copy/{own}", "copy/{another}", "copy/{own}/record.docx", "copy/{another}/record.docx",
    "comments.docx", "photos/{photo}.jpg?seat={own}", "book/{page}/{photo}.jpg?seat={own}",
    "book/{page}/{photo}.jpg?view=projector", "book/{private}/{photo}.jpg?seat={own}",
)  # fmt: skip
VIEWS = ("phone", "console", "child", "projector")
ROWS = (
    *PAGES,
    *(f"panels/{panel}?view={view}&seat={{own}}" for view in VIEWS for panel in sorted(PANELS)),
    *(f"panels/{panel}?view=phone&seat={{another}}" for panel in sorted(PANELS)),
)
SOMEBODYS = ("view", "praise", "reflection", "card")
CELLS = (
    *(f"read {kind}" for kind in sorted(KINDS) if kind not in (*SOMEBODYS, "wish")),
    *(f"read {kind}, {whose}" for kind in SOMEBODYS for whose in ("own", "another's")),
    "read wish, on the wall", "read wish, kept",
)  # fmt: skip


def viewers_of(laid: Laid) -> dict[str, tuple[str, str]]:
    """Letter -> token and seat."""
    first = next(iter(laid.seats.values()))
    tokens = laid.tokens
    found = {letter: (tokens[seat], seat) for letter, seat in laid.seats.items()}
    seats = {"o": "other", "i": "pozvany", "w": "ceka", "x": "pryc", "z": "odmitnuty", "j": PROJECTOR, "t": TABLET}
    found |= {letter: (tokens[seat], seat) for letter, seat in seats.items()}
    found |= {"e": (tokens[f"ended {first}"], first), "m": (tokens[f"other meeting's {first}"], first)}
    return found | {"s": ("", first), "g": ("", first)}


async def lay_to_see(folder: Path, format: Format, column: str) -> Laid:
    """The table of a column, with photos under a signature, on the wall and on a page of the child's own."""
    picture = BytesIO()
    Image.new("RGB", (4, 4), "white").save(picture, "JPEG")
    laid = await lay(folder, format, column)
    photo = laid.inside.site.photos.keep(MEETING, picture.getvalue())
    laid.photo = photo
    if laid.meeting.child:
        pages = [page.id for page in laid.meeting.pages]
        laid.page, laid.private = "volna", pages[1]
        child = laid.meeting.child.id
        on_the_wall = laid.meeting.page_open
        laid.happened(e.PhotoPut("volna", photo), e.PhotoPut(pages[1], photo), by=child)
        laid.happened(e.PageShared(pages[1], Sharing.MINE), by=child)
        if on_the_wall:
            laid.happened(e.PageOpened(on_the_wall), by=child)
    if laid.meeting.freeze:
        laid.happened(e.PlanSignedOnPaper("other", laid.meeting.freeze.digest, photo), by="other", hand="second")
    return laid


async def given(laid: Laid, row: str, letter: str) -> bool:
    """Is this viewer given what the row asks for? A crash and a fault of ours are raised."""
    token, seat = viewers_of(laid)[letter]
    answer = await look(laid, row, letter, token, seat)
    assert answer.crash is None and (answer.status < 500 or answer.status in (501, 503)), (row, letter, answer)
    return answer.status in (200, 204, 409, 501, 503)


async def look(laid: Laid, row: str, letter: str, token: str, seat: str) -> Answer:
    path = row.format(
        own=seat, another="second" if seat == "other" else "other", child=laid.meeting.child.id if laid.meeting.child
        else "r1", photo=laid.photo, page=laid.page, private=laid.private,
    )  # fmt: skip
    headers = {"cookie": f"organiser={laid.inside.site.door._organiser_key}"} if letter == "g" else {}
    answer = await laid.inside.get(f"/meetings/{MEETING}/{path}", token, **headers)
    laid.restore()
    return answer


async def wrongs_of_sight(laid: Laid, letters: Iterable[str], rows: Iterable[str] = ROWS) -> AsyncIterator[str]:
    """Who is given something against the table, or is not given it."""
    table = meant(laid.format)
    for row in rows:
        for letter in letters:
            if await given(laid, row, letter) is not (letter in table.get(row, NOBODY)[laid.column]):
                yield f"{laid.format.id} {laid.column}: {row} for {letter}, against the table"


# Cells ----------------------------------------------------------------------------------------------------------------


async def cells_read(laid: Laid, letter: str) -> set[str]:
    """The rows of CELLS of which this viewer is told any."""
    token, seat = viewers_of(laid)[letter]
    query = {"view": PROJECTOR} if seat == PROJECTOR else {"seat": seat}
    page = await laid.inside.page(MEETING, token, **query)
    found = {_row_of(laid, cell, seat) for cell in page.cells}
    await page.gone()
    laid.restore()
    return found


def _row_of(laid: Laid, cell: str, seat: str) -> str:
    kind = kind_of(laid.meeting, cell)
    if kind == "wish":
        return f"read wish, {'on the wall' if cell.split(':')[1] == laid.meeting.page_open else 'kept'}"
    if kind in SOMEBODYS:
        owner = owner_of(laid.meeting, cell)
        if kind == "card":
            card = laid.meeting.card(cell.partition(":")[2])
            owner = card.seat if card else None
        return f"read {kind}, own" if owner == seat else f"read {kind}, another's"
    return f"read {kind}"


async def wrongs_of_cells(laid: Laid, letters: Iterable[str]) -> AsyncIterator[str]:
    table = meant(laid.format)
    for letter in letters:
        seen = await cells_read(laid, letter)
        for row in CELLS:
            if (row in seen) is not (letter in table.get(row, NOBODY)[laid.column]):
                yield f"{laid.format.id} {laid.column}: {row} for {letter}, against the table"


NOBODY: Mapping[str, str] = defaultdict(str)
"""A row that is not in the table."""

# The tables -----------------------------------------------------------------------------------------------------------


def meant(format: Format) -> dict[str, dict[str, str]]:
    return read_table(HERE / f"{format.id}.txt", columns_of(format))


async def asked(folder: Path, format: Format) -> str:
    """The table as the program has it."""
    letters = {letter: role for role, letter in letters_of(format).items() if letter != "+"} | OUTSIDE
    columns = columns_of(format)
    cells: dict[str, list[str]] = {row: [] for row in (*ROWS, *CELLS)}
    for column in columns:
        (place := folder / f"{format.id} {column}").mkdir()
        laid = await lay_to_see(place, format, column)
        for row in ROWS:
            cells[row].append("".join([letter for letter in letters if await given(laid, row, letter)]) or "·")
        read = {letter: await cells_read(laid, letter) for letter in letters}
        for row in CELLS:
            cells[row].append("".join(letter for letter in letters if row in read[letter]) or "·")
    first = max(map(len, cells))
    widths = [max(len(column), *(len(row[place]) for row in cells.values())) for place, column in enumerate(columns)]

    def line(head: str, row: Iterable[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        return "  ".join([head.ljust(first), *padded]).rstrip()

    lines = [" · ".join(f"{letter} {who}" for letter, who in letters.items()), "", line("", columns)]
    lines += [line(row, given_to) for row, given_to in cells.items() if set(given_to) != {"·"}]
    return "\n".join([*lines, "", "Whatever else there is, nobody is given."]) + "\n"
