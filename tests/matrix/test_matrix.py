"""Role × stage × command × whose × meeting: what is given and what is refused, against tables that a person can read.

The tables: `tests/meeting/rights` (who may do what), `sight` (who is given what), `in-the-childs-stead` (what the guide
does for the child). Every time all is asked for by the child, by guests who wait at the door and by strangers; of the
rest a part that is another one each day. `just matrix` asks for everything, and writes the tables anew.
"""

import os
import random
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest

from server.app import ROUTES
from tests.matrix import doing, seeing, stead
from tests.matrix.laid import EVERY, FORMATS, programs
from tests.meeting.test_rights import ROWS, letters_of

SEED = int(os.environ.get("SETKANI_SEED", date.today().toordinal()))
CHANCE = random.Random(SEED)
TODAY = CHANCE.sample(EVERY, 1)
"""The table that every role asks through today."""
ROWS_TODAY = CHANCE.sample(sorted(ROWS), 5)
"""What everybody outside asks for today."""
PAGES_TODAY = CHANCE.sample(seeing.ROWS, 2)


@pytest.fixture
def folder() -> Iterator[Path]:
    with programs() as found:
        yield found


async def none_of(*wrongs: AsyncIterator[str]) -> None:
    found = [wrong for each in wrongs async for wrong in each]
    assert not found, "\n".join([f"{len(found)} wrong with SETKANI_SEED={SEED}:", *found[:20]])


def childs_letter(format_id: str) -> str:
    format = FORMATS[format_id]
    return letters_of(format).get(format.child, "") if format.child else ""


@pytest.mark.parametrize(("format", "column"), EVERY)
async def test_whoever_asks_and_looks_is_given_what_the_tables_say_and_nothing_else(
    folder: Path, format: str, column: str
) -> None:
    laid = await seeing.lay_to_see(folder, FORMATS[format], column)
    child = childs_letter(format)
    today = (format, column) in TODAY
    if child or today:
        letters = "" if today else child
        await none_of(doing.wrongs_of_roles(laid, letters), doing.wrongs_of_sockets(laid, letters))
    await none_of(
        doing.wrongs_of_outsiders(laid, ROWS_TODAY),
        doing.wrongs_of_outsiders(laid, ROWS, ("ceka, in their own name", "a stranger")),
        doing.wrongs_at_the_socket(laid),
    )
    everybody = [*laid.seats, *seeing.OUTSIDE]
    await none_of(
        seeing.wrongs_of_sight(laid, f"ws{child}", seeing.ROWS),
        seeing.wrongs_of_cells(laid, everybody if today else f"wxzsmj{child}"),
        seeing.wrongs_of_sight(laid, everybody, PAGES_TODAY),
        seeing.wrongs_of_sight(laid, CHANCE.sample(everybody, 3) if today else "", seeing.ROWS),
    )


@pytest.mark.parametrize("format", [format for format in FORMATS.values() if format.child], ids=lambda each: each.id)
def test_the_guide_does_in_the_childs_stead_what_we_meant(format: object) -> None:
    assert stead.asked(format) == stead.file_of(format).read_text("utf-8")  # type: ignore[arg-type]


def test_every_page_of_a_meeting_has_its_row() -> None:
    paths = [getattr(route, "path", "") for route in ROUTES if "GET" in (getattr(route, "methods", None) or ())]
    looked_at = {row.partition("?")[0].replace("{own}", "*").replace("{another}", "*") for row in seeing.ROWS}
    looked_at = {_pattern(row) for row in looked_at}
    of_meetings = [path.removeprefix(MEETINGS) for path in paths if path.startswith(MEETINGS)]
    missing = [path for path in of_meetings if _pattern(path) not in looked_at]
    assert not missing, "add them to tests/matrix/seeing.py, and `just matrix`"


MEETINGS = "/meetings/{meeting}/"


def _pattern(path: str) -> str:
    parts = path.split("/")
    known = {"seat", "console", "child", "home", "copy", "copies", "photos", "book", "panels"}
    return "/".join(
        "*" + (part[part.rfind(".") :] if part.endswith((".docx", ".jpg")) else "")
        if (place and parts[0] in known and not part[:1].isalpha()) or (place == 1 and parts[0] == "panels")
        else part
        for place, part in enumerate(parts)
    )
