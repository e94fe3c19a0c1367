"""The record after the closing: nobody gets it by itself; whoever is listed gets theirs, by mail, by a link that ends,
or out of somebody's hand; and what was sent to whom stands on the desk."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from server.live import owing
from server.meeting.events import HOUSE, Entry, MeetingBegan, MeetingClosed, PersonArrived
from server.meeting.mail import MailState, Matter, Way
from tests.afternoon import HandClock, House, house, until
from tests.post_office import PostOffice, post_office
from tests.web.test_inviting import NOW, PEOPLE, link_in, send, shown, state, with_post, words


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path / "certificates") as office:
        yield office


@pytest.fixture
async def home(
    tmp_path: Path, clock: HandClock, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """A meeting that is closed: Eva and Petra were there, Jana and Olga were not."""
    monkeypatch.setattr(owing, "LOOK", 0.05)
    with house(tmp_path / "data", clock, **with_post(office)) as home:
        home.open(people=PEOPLE)
        version = home.meeting().version
        happened = (PersonArrived("eva"), PersonArrived("petra"), MeetingBegan(), MeetingClosed("Dost."))
        entries = [Entry(version + number, clock.now(), HOUSE, event) for number, event in enumerate(happened, 1)]
        await home.store.append("setkani", version, entries)
        yield home


@pytest.fixture
async def desk(home: House) -> AsyncIterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{home.url}/meetings/setkani/", follow_redirects=False) as client:
        client.get(f"{home.url}/enter/{home.organiser_key}")
        client.get("desk")
        await until(lambda: home.meeting().record)
        yield client


def sent(home: House, who: str) -> bool:
    return state(home, who, Matter.RECORD) is MailState.SENT


async def test_closing_sends_nothing_and_who_was_there_is_not_yet_who_gets_it(
    home: House, desk: httpx2.Client, office: PostOffice
) -> None:
    page = shown(desk, "desk")
    assert "Uzavřením setkání se nic neodeslalo." in page and "kdo je uveden pod" in page
    assert not office.arrived and not home.meeting().recipients
    assert 'name="seat"' not in shown(desk, "mails?matter=record")


async def test_the_file_comes_with_the_mail_or_behind_a_link_that_ends(
    home: House, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    desk.post("list-recipient", data={"recipient": "olga", "seat": "olga", "how": "mail"})
    desk.post("list-recipient", data={"recipient": "petra", "seat": "petra", "how": "link"})
    send(desk, "record", "olga", "petra")
    await until(lambda: sent(home, "olga") and sent(home, "petra"))
    (with_file,) = office.to("olga@example.cz")
    (file,) = with_file.iter_attachments()
    assert file.get_content()[:2] == b"PK" and "/k#" not in words(with_file)
    noted = next(mail for mail in home.meeting().mails.values() if mail.seat == "olga")
    assert noted.sha256 == sha256(file.get_content()).hexdigest()
    (with_link,) = office.to("petra@example.cz")
    assert not list(with_link.iter_attachments())
    link = link_in(with_link)
    with httpx2.Client(follow_redirects=True) as petra:
        page = petra.get(link)
        assert page.url.path == "/meetings/setkani/home/petra"
        assert petra.get(f"{home.url}/meetings/setkani/record.docx?seat=petra").content[:2] == b"PK"
        clock.put(NOW + timedelta(days=29))
        assert petra.get(f"{home.url}/meetings/setkani/record.docx?seat=petra").status_code == 200
        clock.put(NOW + timedelta(days=31))
        assert petra.get(link).status_code == 404
        assert petra.get(f"{home.url}/meetings/setkani/record.docx?seat=petra").status_code == 404
    page = shown(desk, "desk")
    assert page.count("už ho má") == 2 and "e-mailem, 1. 3. 2027" in page


async def test_somebody_who_was_never_of_the_meeting_gets_theirs_and_nothing_else(
    home: House, desk: httpx2.Client, office: PostOffice
) -> None:
    listed = {"recipient": "urad", "name": "Bc. Ivo Novák", "organisation": "OSPOD Kolín", "email": "ivo@example.cz"}
    desk.post("list-recipient", data={**listed, "how": "link"})
    send(desk, "record", "urad")
    await until(lambda: sent(home, "urad"))
    with httpx2.Client(follow_redirects=True, base_url=home.url) as ivo:
        page = ivo.get(link_in(office.to("ivo@example.cz")[0]))
        assert page.url.path == "/meetings/setkani/copy/urad" and "Bc. Ivo Novák" in page.text
        assert ivo.get("/meetings/setkani/copy/urad/record.docx").content[:2] == b"PK"
        for elsewhere in ("record.docx", "desk", "home/petra", "seat/urad", "home/urad", "state.json", "copy/petra"):
            assert ivo.get(f"/meetings/setkani/{elsewhere}").status_code == 404, elsewhere
    with httpx2.Client(base_url=home.url) as stranger:
        assert stranger.get("/meetings/setkani/copy/urad").status_code == 404
        assert stranger.get("/meetings/setkani/copy/urad/record.docx").status_code == 404


async def test_what_was_handed_over_is_noted_with_who_did_it(home: House, desk: httpx2.Client) -> None:
    desk.post("list-recipient", data={"recipient": "petra", "seat": "petra", "how": "hand", "carrier": "eva"})
    assert 'value="Eva Dvořáková"' in desk.get("desk").text
    desk.post("note-told", data={"seat": "petra", "matter": "record", "way": "hand", "words": "Eva Dvořáková"})
    told = home.meeting().told[-1]
    assert (told.way, told.words) == (Way.HAND, "Eva Dvořáková")
    assert "předáno osobně" in shown(desk, "desk") and home.meeting().recipients[0].delivered
    refused = desk.post("note-told", data={"seat": "olga", "matter": "record", "way": "hand"})
    assert refused.status_code == 409 and "není mezi těmi, kdo zápis dostanou" in refused.text


async def test_whoever_was_not_there_has_the_record_on_their_page_only_if_it_is_for_them(
    home: House, desk: httpx2.Client
) -> None:
    token = home.store.issue("setkani", "olga")
    with httpx2.Client(headers={"Authorization": f"Bearer {token}"}, base_url=home.url) as olga:
        assert "Stáhnout zápis" not in olga.get("/meetings/setkani/home/olga").text
        assert olga.get("/meetings/setkani/record.docx").status_code == 404
        desk.post("list-recipient", data={"recipient": "olga", "seat": "olga"})
        assert "Stáhnout zápis" in olga.get("/meetings/setkani/home/olga").text
        assert olga.get("/meetings/setkani/record.docx").status_code == 200
