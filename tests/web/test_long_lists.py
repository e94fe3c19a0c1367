"""Sixty people and sixty steps: a page has all the lines, and what is behind one when it is opened."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from server.web.drawing import INSIDES_AT_ONCE
from tests.afternoon import House, house
from tests.bench.meetings import at_work

KILOBYTE = 1024


class Room:
    """A meeting of so many people, each with a step, and the pages of two of them."""

    def __init__(self, home: House, people: int) -> None:
        self.home = home
        self.id = f"m{people}"
        home.put(self.id, at_work(self.id, people, people))
        self.tokens = {seat: home.store.issue(self.id, seat) for seat in ("p0", "p5")}

    def get(self, path: str, seat: str = "p0", **headers: str) -> str:
        bearer = {"Authorization": f"Bearer {self.tokens[seat]}"}
        answer = httpx2.get(f"{self.home.url}/meetings/{self.id}/{path}", headers=bearer | headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    def panel(self, name: str, seat: str = "p0", more: str = "", **headers: str) -> str:
        view = "console" if seat == "p0" else "phone"
        return self.get(f"panels/{name}?view={view}&seat={seat}{more}", seat, **headers)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("long")) as running:
        yield running


@pytest.fixture(scope="module")
def full(home: House) -> Room:
    return Room(home, 60)


def insides(drawn: str) -> dict[str, str]:
    """Id -> what a page has behind its line."""
    parts = re.split(r'<div class="[a-z-]+" data-inside="([^"]+)">', drawn)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_panels_of_a_full_room_are_small(full: Room) -> None:
    sizes = {"work": 230, "people": 60, "plan": 215, "stage": 20}
    for name, most in sizes.items():
        size = len(full.panel(name).encode())
        assert size < most * KILOBYTE, f"the panel {name} of the console has {size} bytes"
    assert len(full.panel("work", "p5").encode()) < 180 * KILOBYTE
    assert len(full.get("console/p0").encode()) < 400 * KILOBYTE


def test_the_inside_comes_when_it_is_asked_for_and_stays_while_it_is_open(full: Room) -> None:
    for name, id, field in (("plan", "step-s3", "owner-s3"), ("people", "person-p7", "amend-name-p7")):
        closed = full.panel(name)
        assert f'id="{field}"' not in closed
        assert f'href="?open={id}#{id}"' in insides(closed)[id]
        came = full.panel(name, more=f"&inside={id}")
        assert f'id="{field}"' in came
        assert "data-panel" not in came and len(came.encode()) < 20 * KILOBYTE
        opened = insides(full.panel(name, **{"X-Open": f"{id} step-nobody"}))
        assert f'id="{field}"' in opened.pop(id)
        assert all("not-yet" in inside for inside in opened.values())
        # Where nothing runs in the page, the link opens it, too.
        page = full.get(f"console/p0?open={id}")
        assert f'id="{field}"' in page and page.count(" open>") == full.get("console/p0").count(" open>") + 1


def test_nobody_is_sent_an_inside_that_is_not_for_them(full: Room) -> None:
    assert "<form" not in full.panel("people", "p5", "&inside=person-p7")
    assert not full.panel("plan", more="&inside=step-nobody").strip()
    assert "remove-step" not in full.panel("plan", "p5", "&inside=step-s3")


def test_a_list_of_ordinary_length_comes_whole(home: House) -> None:
    ordinary = Room(home, INSIDES_AT_ONCE)
    assert "not-yet" not in ordinary.panel("plan") + ordinary.panel("people")
