"""From the desk to somebody's mailbox and back: asked, answered, changed, called off; nothing that nobody has seen."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

from server.live import owing
from server.meeting.commands import Person
from server.meeting.mail import Answer, MailState, Matter
from server.meeting.mails import state_of
from server.meeting.model import Presence
from tests.afternoon import HandClock, House, Open, house, phone, until
from tests.post_office import PostOffice, post_office

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
STARTS = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)
PEOPLE = (
    Person("eva", "Eva Dvořáková", frozenset({"facilitator"}), email="eva@example.cz"),
    Person("jana", "Mgr. Jana Nováková", frozenset({"svolavatel"}), "OSPOD"),
    Person("petra", "Petra Horáková", frozenset({"ucastnik"}), position="matka", email="petra@example.cz"),
    Person("olga", "Olga Malá", frozenset({"zapisovatel"}), "SAS", email="olga@example.cz"),
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path / "certificates") as office:
        yield office


def with_post(office: PostOffice) -> dict[str, object]:
    """Settings of a house whose mails go there."""
    return {
        "smtp_host": office.host,
        "smtp_port": office.port,
        "smtp_authority": str(office.authority),
        "mail_from": "setkani@example.cz",
    }


@pytest.fixture
def home(tmp_path: Path, clock: HandClock, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(owing, "LOOK", 0.05)
    with house(tmp_path / "data", clock, **with_post(office)) as home:
        yield home


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=PEOPLE, starts=STARTS, place="Fara", purpose="Aby Jakub nezůstal sám.")


@pytest.fixture
def desk(home: House, met: Open) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{home.url}/meetings/{met.id}/", follow_redirects=False) as client:
        client.get(f"{home.url}/enter/{home.organiser_key}")
        yield client


def seen(desk: httpx2.Client, matter: str, **more: str) -> dict[str, str]:
    """The fields of the page on which somebody looks at mails."""
    page = desk.get("mails", params={"matter": matter, **more}).text
    return dict(re.findall(r'name="((?:mail|digest)\.[a-z]+)" value="([^"]*)"', page))


def send(desk: httpx2.Client, matter: str, *seats: str, **more: str) -> httpx2.Response:
    fields = seen(desk, matter, **more) | {"matter": matter, "language": "cs", **more}
    return desk.post("mails", data={**fields, "seat": list(seats)})


def shown(desk: httpx2.Client, path: str) -> str:
    """A page as it is read, with ordinary spaces."""
    return desk.get(path).text.replace("\N{NO-BREAK SPACE}", " ")


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def link_in(message: EmailMessage) -> str:
    found = re.search(r"http\S+/k#\S+", words(message))
    assert found
    # What a browser hands in when it has opened the link.
    return found[0].replace("/k#", "/k/")


def state(home: House, seat: str, matter: Matter = Matter.INVITATION) -> MailState | None:
    meeting = home.meeting()
    mail = next((m for m in reversed([*meeting.mails.values()]) if (m.seat, m.matter) == (seat, matter)), None)
    return state_of(meeting, mail, home.app.state.site.clock.now()) if mail else None


async def test_from_the_desk_into_a_mailbox_and_back_with_an_answer(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice
) -> None:
    page = desk.get("mails?matter=invitation").text
    assert "Aby Jakub nezůstal sám." in page and not office.arrived
    assert send(desk, "invitation", "petra").headers["location"].endswith("/desk#mails")
    await until(lambda: state(home, "petra") is MailState.SENT)
    (message,) = office.to("petra@example.cz")
    assert message["Reply-To"].addresses[0].addr_spec == "eva@example.cz"
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    with httpx2.Client(follow_redirects=True) as petra:
        at_home = petra.get(link_in(message))
        assert at_home.url.path == "/meetings/setkani/home/petra"
        assert home.meeting().seats["petra"].presence is Presence.INVITED, "answering is not coming"
        answer = petra.post(
            f"{home.url}/meetings/setkani/answer-invitation",
            data={"as": "petra", "answer": "no", "words": "Mám noční."},
            headers={"Referer": str(at_home.url)},
        )
        assert "Víme, že nepřijdete." in answer.text
        file = petra.get(f"{home.url}/meetings/setkani/home/petra/calendar.ics").text
        assert "SUMMARY:Jakubovo setkání" in file and "METHOD:PUBLISH" in file
    assert home.meeting().seats["petra"].presence is Presence.EXCUSED
    assert "Mám noční." in desk.get("desk").text


async def test_what_has_changed_since_it_was_looked_at_is_not_sent(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice
) -> None:
    fields = seen(desk, "invitation")
    desk.post("convene-meeting", data={"starts": "2027-03-12T14:00", "place": "Škola"})
    answer = desk.post("mails", data={**fields, "matter": "invitation", "language": "cs", "seat": ["petra", "olga"]})
    assert answer.status_code == 409 and "se něco změnilo" in answer.text
    assert not home.meeting().mails
    # What changes after it was asked for, and before the server takes it, is noticed as well.
    office.answers["petra@example.cz"] = "450 4.2.1 Later"
    send(desk, "invitation", "petra")
    await until(lambda: state(home, "petra") is MailState.AGAIN)
    office.answers.clear()
    desk.post("convene-meeting", data={"starts": "2027-03-12T15:00", "place": "Škola"})
    home.app.state.site.clock.put(NOW + timedelta(minutes=10))
    await until(lambda: state(home, "petra") is MailState.FAILED)
    assert not office.arrived and "Stálo by v něm teď něco jiného." in desk.get("desk").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


async def test_what_the_server_says_stands_on_the_desk_and_what_it_puts_off_is_tried_again(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    office.answers |= {"petra@example.cz": "550 5.1.1 No such user", "olga@example.cz": "450 4.2.1 Mailbox busy"}
    send(desk, "invitation", "petra", "olga")
    await until(lambda: state(home, "petra") is MailState.FAILED and state(home, "olga") is MailState.AGAIN)
    page = desk.get("desk").text
    assert "Poštovní server tuto adresu nezná." in page and "550 5.1.1 No such user" in page
    assert "450 4.2.1 Mailbox busy" in page and "Další pokus" in page
    office.answers.clear()
    clock.put(NOW + timedelta(minutes=2))
    await until(lambda: state(home, "olga") is MailState.SENT)
    mail = next(mail for mail in home.meeting().mails.values() if mail.seat == "petra")
    desk.post("ask-mail-again", data={"mail": mail.id})
    await until(lambda: state(home, "petra") is MailState.SENT)
    assert len(office.arrived) == 2
    assert office.to("petra@example.cz")[0]["Message-ID"] == f"<{mail.id}.setkani@example.cz>"


async def test_a_change_is_told_to_those_who_were_asked_and_a_calendar_changes_its_entry(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice
) -> None:
    send(desk, "invitation", "petra")
    await until(lambda: state(home, "petra") is MailState.SENT)
    assert "ještě neví" not in desk.get("desk").text
    desk.post("convene-meeting", data={"starts": "2027-03-19T10:00", "place": "Škola"})
    assert "1 člověk o tomto čase a místě ještě neví." in desk.get("desk").text
    assert not [field for field in seen(desk, "change") if field.endswith("olga")], "Olga was never asked"
    send(desk, "change", "petra")
    await until(lambda: state(home, "petra", Matter.CHANGE) is MailState.SENT)
    assert "ještě neví" not in desk.get("desk").text
    desk.post("cancel-meeting", data={"why": "Jakub je nemocný."})
    send(desk, "cancellation", "petra")
    await until(lambda: state(home, "petra", Matter.CANCELLATION) is MailState.SENT)
    entries = [message.get_payload()[0].get_payload()[1].get_content() for message in office.to("petra@example.cz")]  # type: ignore[union-attr]
    assert [re.findall(r"^(?:METHOD|SEQUENCE|STATUS):(\w+)", entry, re.M) for entry in entries] == [
        ["REQUEST", "0", "CONFIRMED"],
        ["REQUEST", "1", "CONFIRMED"],
        ["CANCEL", "2", "CANCELLED"],
    ]
    assert len({re.search(r"^UID:(.+)$", entry, re.M)[1] for entry in entries}) == 1  # type: ignore[index]
    with httpx2.Client(follow_redirects=True) as petra:
        page = petra.get(link_in(office.to("petra@example.cz")[0]))
        assert page.url.path.endswith("/home/petra") and "Jakub je nemocný." in page.text
        assert 'value="yes"' not in page.text
    with httpx2.Client(headers={"Authorization": f"Bearer {met.tokens['eva']}"}) as eva:
        console = eva.get(f"{home.url}/meetings/setkani/console/eva")
        assert console.headers["location"] == "/meetings/setkani/desk", "nobody comes to a table where nobody meets"


async def test_the_day_before_everybody_hears_of_it_once_though_nobody_sits_at_the_computer(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    send(desk, "invitation", "petra", "olga")
    await until(lambda: state(home, "olga") is MailState.SENT)
    desk.post("note-answer", data={"seat": "olga", "answer": "no"})
    desk.post("set-reminding", data={"language": "cs"})
    clock.put(STARTS - timedelta(hours=24, minutes=5))
    await asyncio.sleep(0.3)
    assert state(home, "petra", Matter.REMINDER) is None
    clock.put(STARTS - timedelta(hours=23))
    await until(lambda: state(home, "petra", Matter.REMINDER) is MailState.SENT)
    await asyncio.sleep(0.3)
    reminders = [(to, message) for to, message in office.arrived if message["Auto-Submitted"]]
    assert [to for to, _ in reminders] == ["petra@example.cz"]
    assert "připomínáme vám setkání" in words(reminders[0][1]) and link_in(reminders[0][1])


async def test_somebody_else_comes_once_whoever_leads_has_agreed(home: House, met: Open, desk: httpx2.Client) -> None:
    desk.post("note-told", data={"seat": "olga", "matter": "invitation", "way": "phone"})
    desk.post("note-answer", data={"seat": "olga", "answer": "instead", "name": "Marie Bílá", "organisation": "SAS"})
    page = desk.get("desk").text
    assert "Marie Bílá" in page
    fields = dict(re.findall(r'name="(seat|deputy)" value="([^"]*)"', page.split('id="deputy-olga"')[1]))
    desk.post("welcome-deputy", data=fields)
    meeting = home.meeting()
    assert meeting.seats[fields["deputy"]].name == "Marie Bílá"
    assert meeting.invitations["olga"].answer is Answer.INSTEAD


def test_whoever_has_no_address_stands_on_a_list_to_be_called(home: House, met: Open, desk: httpx2.Client) -> None:
    desk.post("told", data={"matter": "invitation", "way": "print", "seat": ["jana", "petra"]})
    desk.post("set-address", data={"seat": "jana", "phone": "603 111 222"})
    assert "603 111 222" in desk.get("calls").text and "Petra" not in desk.get("calls").text
    desk.post("note-told", data={"seat": "jana", "matter": "reminder", "way": "phone"})
    assert "603 111 222" not in desk.get("calls").text


@pytest.mark.parametrize("path", ["mails?matter=invitation", "invitations", "calls"])
def test_mails_and_sheets_are_for_the_desk_alone(home: House, met: Open, path: str) -> None:
    for seat in ("petra", "olga"):
        with httpx2.Client(headers={"Authorization": f"Bearer {met.tokens[seat]}"}) as link:
            assert link.get(f"{home.url}/meetings/setkani/{path}").status_code == 404
            for command in ("mails", "eml", "told", "invitations"):
                data = {"matter": "invitation", "seat": "petra", "way": "sms"}
                assert link.post(f"{home.url}/meetings/setkani/{command}", data=data).status_code == 404
    assert not home.meeting().mails and not home.meeting().told


async def test_without_a_mail_server_each_mail_is_saved_and_noted_as_sent_by_hand(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.open(people=PEOPLE, starts=STARTS, place="Fara")
        with httpx2.Client(base_url=f"{home.url}/meetings/setkani/") as desk:
            desk.get(f"{home.url}/enter/{home.organiser_key}")
            page = desk.get("mails?matter=invitation").text
            assert (
                "Poštovní server není nastavený." in page.replace("\N{NO-BREAK SPACE}", " ")
                and 'name="seat" value="petra" checked' not in page
            )
            saved = desk.post("eml", data={"matter": "invitation", "seat": "petra", "language": "cs"})
            assert saved.headers["content-type"] == "message/rfc822" and b"X-Unsent: 1" in saved.content
            assert desk.post("eml", data={"matter": "invitation", "seat": "jana"}).status_code == 422
            assert desk.post("eml", data={"matter": "record", "seat": "petra"}).status_code == 409
            desk.post("note-told", data={"seat": "petra", "matter": "invitation", "way": "mail"})
        assert home.meeting().told[-1].seat == "petra" and "petra" in home.meeting().invitations


def test_on_paper_and_by_sms_everyone_has_a_link_of_their_own(home: House, met: Open, desk: httpx2.Client) -> None:
    assert "/k#" not in re.sub(r"/k#\.{3,}", "", desk.get("invitations").text)
    page = desk.post("invitations", data={"seat": ["jana", "petra"], "language": "cs"}).text
    tokens = set(re.findall(r"/k#([\w-]{20,})", page))
    assert len(tokens) == 2 and page.count('class="qr"') == 2
    assert {home.store.find(token)[1] for token in tokens} == {"jana", "petra"}  # type: ignore[index]
    desk.post("told", data={"matter": "invitation", "way": "print", "seat": ["jana", "petra"]})
    assert {told.seat for told in home.meeting().told} == {"jana", "petra"}


def test_opening_ones_link_is_answering_before_the_day_and_coming_on_it(
    home: House, met: Open, desk: httpx2.Client, clock: HandClock
) -> None:
    desk.post("told", data={"matter": "invitation", "way": "print", "seat": ["petra", "eva"]})

    def opened(seat: str) -> str:
        return httpx2.get(f"{home.url}/k/{met.tokens[seat]}").headers["location"]

    assert opened("petra") == "/meetings/setkani/home/petra"
    assert opened("eva") == "/meetings/setkani/console/eva", "whoever leads comes to prepare it"
    assert opened("olga") == "/meetings/setkani/seat/olga", "nobody has asked her anything"
    assert home.meeting().seats["petra"].presence is Presence.INVITED
    clock.put(STARTS - timedelta(hours=1))
    assert opened("petra") == "/meetings/setkani/seat/petra"
    assert home.meeting().seats["petra"].presence is Presence.PRESENT


async def test_the_whole_way_from_the_invitation_to_the_record(
    home: House, met: Open, desk: httpx2.Client, office: PostOffice, clock: HandClock
) -> None:
    """Invited, answered, reminded, met, closed, sent: eleven days in a few seconds, and every mail once."""
    send(desk, "invitation", "petra", "olga")
    await until(lambda: state(home, "olga") is MailState.SENT)
    link = link_in(office.to("petra@example.cz")[0])
    with httpx2.Client(follow_redirects=True) as petra:
        petra.get(link)
        petra.post(f"{home.url}/meetings/setkani/answer-invitation", data={"as": "petra", "answer": "yes"})
        desk.post("set-reminding", data={"language": "cs"})
        clock.put(STARTS - timedelta(hours=20))
        await until(lambda: state(home, "petra", Matter.REMINDER) is MailState.SENT)
        clock.put(STARTS - timedelta(minutes=10))
        assert petra.get(link).url.path == "/meetings/setkani/seat/petra", "the same link leads to the table now"
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        await eva.did("begin-meeting")
        for stage in ("uvod", "sdeleni-svolavatele", "prace-na-cilech"):
            await eva.did("advance-stage", leaving=stage, despite="Dál.")
        await eva.did("close-meeting", despite="Konec.")
    await until(lambda: home.meeting().record)
    desk.post("list-recipient", data={"recipient": "petra", "seat": "petra", "how": "mail"})
    send(desk, "record", "petra")
    await until(lambda: state(home, "petra", Matter.RECORD) is MailState.SENT)
    subjects = [str(message["Subject"]).split(":")[0] for message in office.to("petra@example.cz")]
    assert subjects == ["Pozvánka", "Připomínka", "Zápis ze setkání"]
    assert len({str(message["Message-ID"]) for _, message in office.arrived}) == len(office.arrived)
