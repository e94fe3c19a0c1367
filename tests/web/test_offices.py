"""Offices on one server do not see each other, and who only administers people sees no meeting: at every address."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from zipfile import ZipFile

import httpx2
import pytest
import websockets
from starlette.routing import Mount, Route, WebSocketRoute

from server.accounts.people import new_account
from server.app import ROUTES
from tests.afternoon import House, house

TITLE = "Setkání o Kanárkovi"
PEOPLES = {
    "/me",
    "/me/again",
    "/me/again/ask-passkey",
    "/me/again/openid",
    "/me/again/passkey",
    "/me/elsewhere",
    "/me/keys",
    "/me/keys/ask-passkey",
    "/me/keys/disconnect",
    "/me/keys/openid",
    "/me/keys/passkey",
    "/me/keys/remove",
    "/me/keys/rename",
    "/me/password",
    "/people",
    "/people/end",
    "/people/link",
    "/people/rights",
}
"""What is for everybody with an account, of their own office: tests/web/test_people.py."""
TABORS_OWN = """
name = "OSPOD Tábor"
record = "protokol"
[keeping]
days = 30
[roles.facilitator]
name = "Průvodkyně"
"""
HERS = {
    "/",
    "/choose",
    "/erased",
    "/new",
    "/new/from-record",
}
"""Pages on which everybody who organises finds what is theirs."""
ANYBODYS = {
    "/enter/{key}",
    "/healthz",
    "/join",
    "/join/{code}",
    "/k",
    "/k/{token}",
    "/language",
    "/metrics",
    "/readyz",
    "/sign-in",
    "/openid",
    "/sign-in/ask-passkey",
    "/sign-in/openid",
    "/sign-in/passkey",
    "/sign-out",
    "/verify",
    "/welcome",
    "/welcome/ask-passkey",
    "/welcome/choose",
    "/welcome/openid",
    "/welcome/passkey",
}
"""Addresses at which nobody is asked who they are. Whoever adds one sees to it that it tells of no meeting."""
FILLED = {
    "case": "setkani",
    "command": "close-meeting",
    "meeting": "setkani",
    "page": "p1",
    "photo": "0" * 32,
    "recipient": "jana",
    "seat": "eva",
}
"""What stands in the gaps of addresses, so that they lead to the meeting."""
ORGANISERS = {
    "/cases/{case}",
    "/meetings/{meeting}/cards",
    "/meetings/{meeting}/code",
    "/meetings/{meeting}/copies/{recipient}.docx",
    "/meetings/{meeting}/desk",
    "/meetings/{meeting}/enter",
    "/meetings/{meeting}/links",
    "/meetings/{meeting}/person.json",
    "/meetings/{meeting}/record.docx",
}
"""Some that whoever organises the meeting does find: else those who find nothing would prove nothing."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("offices")
    (folder / "offices" / "tabor").mkdir(parents=True)
    (folder / "offices" / "tabor" / "office.toml").write_text(TABORS_OWN, "utf-8")
    (folder / "office.toml").write_text('name = "Kraj"\n', "utf-8")
    with house(folder, mail_from="posta@example.cz") as running:
        accounts, at = running.app.state.site.accounts, datetime.now(UTC)
        for name, office, facilitates in (("eva", "tabor", True), ("ivo", "tabor", False), ("jan", "pisek", True)):
            accounts.add(new_account(name, office, facilitates, not facilitates, at), "", office.capitalize())
        running.open(title=TITLE, office="tabor")
        yield running


def somebody(home: House, name: str = "") -> httpx2.AsyncClient:
    """The browser of somebody who has signed in; of nobody without a name."""
    accounts = home.app.state.site.accounts
    account = accounts.find(name)
    cookies = {"signin": accounts.sign_in(account.id, datetime.now(UTC))} if account else {}
    return httpx2.AsyncClient(base_url=home.url, cookies=cookies)


def addresses() -> Iterator[tuple[str, str, str]]:
    """(method, address of the meeting, how it stands in the table) of everything that answers over HTTP."""
    for route in ROUTES:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                query = "?of=jana" if route.path.endswith("person.json") else ""
                named = FILLED | {"name": "plan"}
                gaps = {key: named[key] for key in route.param_convertors if key in named}
                if gaps.keys() == route.param_convertors.keys():
                    yield method, route.path.format(**gaps) + query, route.path


async def asked(client: httpx2.AsyncClient, method: str, address: str) -> httpx2.Response:
    data = {"title": TITLE, "why": "mistake", "before": "setkani"} if method == "POST" else None
    return await client.request(method, address, data=data)


def test_every_address_is_of_one_kind() -> None:
    """Of a meeting or a case, which the next test tries; or in just one of the tables above."""
    for route in ROUTES:
        if isinstance(route, WebSocketRoute | Mount):
            assert route.path in ("/meetings/{meeting}/socket", "/static")
            continue
        of_a_meeting = bool({"meeting", "case"} & route.param_convertors.keys())
        assert [of_a_meeting, *(route.path in table for table in (PEOPLES, HERS, ANYBODYS))].count(True) == 1, (
            route.path
        )
        if of_a_meeting:
            assert route.param_convertors.keys() <= FILLED.keys() | {"name"}, route.path


@pytest.mark.parametrize("name", ["jan", "ivo", ""], ids=["another office", "who only administers", "nobody"])
async def test_nobody_but_its_own_office_finds_anything_of_a_meeting(home: House, name: str) -> None:
    tried = 0
    async with somebody(home, name) as stranger:
        for method, address, path in addresses():
            if path not in HERS | PEOPLES | ANYBODYS:
                tried += 1
                answer = await asked(stranger, method, address)
                assert answer.status_code == 404, f"{method} {address}: {answer.status_code}"
                assert TITLE not in answer.text
        cookies = "; ".join(f"{key}={value}" for key, value in stranger.cookies.items())
    assert tried > 50
    address = home.url.replace("http", "ws", 1) + "/meetings/setkani/socket?seat=eva"
    async with websockets.connect(address, additional_headers={"Cookie": cookies} if cookies else {}) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
    assert home.meeting().version == len(home.store.read("setkani")) == 5, "and nothing has changed"


async def test_what_is_for_people_with_an_account_is_not_there_for_anybody_else(home: House) -> None:
    async with somebody(home) as nobody:
        for method, address, path in addresses():
            if path in PEOPLES:
                answer = await asked(nobody, method, address)
                # That a server without a name of its own has no passkeys is said to everybody.
                no = {404, 409} if "passkey" in path else {404}
                assert answer.status_code in no and "eva" not in answer.text, f"{method} {address}"


async def test_who_organises_it_finds_it_at_these_addresses(home: House) -> None:
    async with somebody(home, "eva") as eva:
        assert TITLE in (await eva.get("/")).text
        found = {
            path
            for method, address, path in addresses()
            if path in ORGANISERS and (await asked(eva, method, address)).status_code in (200, 303)
        }
    assert found == ORGANISERS


async def test_on_the_pages_of_another_office_its_meeting_does_not_stand(home: House) -> None:
    async with somebody(home, "jan") as jan:
        for path in HERS:
            answer = await jan.get(path)
            assert answer.status_code == 200 and TITLE not in answer.text, path
        assert TITLE not in (await jan.get("/?q=Kanárek")).text
        for query in ("?from=setkani", "?format=pripadova-konference&from=setkani&occasion=evaluation"):
            assert (await jan.get(f"/new{query}")).status_code == 404
        form = {"title": "Moje", "name": "Jan", "role": "facilitator", "before": "setkani", "occasion": "evaluation"}
        assert (await jan.post("/new", data=form)).status_code == 404
    for name in ("ivo", ""):
        async with somebody(home, name) as stranger:
            for path in HERS - {"/"}:
                assert (await stranger.get(path)).status_code == 404, path
            assert (await stranger.post("/new", data=form)).status_code == 404
    async with somebody(home) as nobody:
        assert (await nobody.get("/")).headers["location"] == "/sign-in"


async def test_a_new_meeting_belongs_to_the_office_of_who_opens_it(home: House) -> None:
    form = {"title": "Písecké setkání", "name": "Jan", "role": "facilitator"}
    async with somebody(home, "jan") as jan, somebody(home, "eva") as eva:
        made = await jan.post("/new", data=form)
        meeting = made.headers["location"].split("/")[2]
        assert home.meeting(meeting).office == "pisek"
        assert "Písecké setkání" in (await jan.get("/")).text and "Písecké setkání" not in (await eva.get("/")).text
        assert (await eva.get(f"/meetings/{meeting}/desk")).status_code == 404


async def test_an_office_has_its_own_words_paper_and_days_where_it_says_so(home: House) -> None:
    opened = {}
    for name in ("eva", "jan"):
        async with somebody(home, name) as organiser:
            form = {"title": "Další", "name": "Jana Malá", "role": "facilitator", "email": "jana@skola.cz"}
            form |= {"starts": "2031-03-12T14:00", "place": "Úřad"}
            made = await organiser.post("/new", data=form)
            opened[name] = home.meeting(made.headers["location"].split("/")[2])
            page = (await organiser.get(f"/meetings/{opened[name].id}/links")).text
            assert ("Průvodkyně" in page) is (name == "eva")
            paper = await organiser.get(f"/meetings/{opened[name].id}/record.docx")
            meant = {"matter": "invitation", "seat": next(iter(opened[name].seats)), "language": "cs"}
            mail = await organiser.post(f"/meetings/{opened[name].id}/eml", data=meant)
            sent = message_from_bytes(mail.content, policy=default)
            assert sent["From"].addresses[0].display_name == ("OSPOD Tábor" if name == "eva" else "Kraj")
            every = "\n".join(str(part.get_content()) for part in sent.walk() if not part.is_multipart())
            # On paper and in the mail alike: its own, and nothing of another office's.
            for words in (words_of(paper.content), sent.as_string() + every):
                assert ("OSPOD Tábor" in words, "Kraj" in words) == (name == "eva", name == "jan")
    assert (opened["eva"].record_kind, opened["eva"].keeping.days) == ("protokol", 30)
    assert (opened["jan"].record_kind, opened["jan"].keeping.days) == ("zapis", 0)


def words_of(docx: bytes) -> str:
    with ZipFile(BytesIO(docx)) as file:
        return "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


async def test_what_was_opened_before_there_were_accounts_belongs_to_the_first_office(home: House) -> None:
    home.open("stare", title="Staré setkání")
    async with somebody(home, "jan") as jan, somebody(home, "eva") as eva:
        assert "Staré setkání" in (await eva.get("/")).text and "Staré setkání" not in (await jan.get("/")).text
        assert (await eva.get("/meetings/stare/desk")).status_code == 200
        assert (await jan.get("/meetings/stare/desk")).status_code == 404


async def test_what_is_left_of_an_erased_meeting_is_seen_in_its_office_alone(home: House) -> None:
    home.open("omyl", title="Omylem", office="pisek")
    async with somebody(home, "jan") as jan, somebody(home, "eva") as eva:
        assert (await jan.post("/meetings/omyl/erase", data={"title": "Omylem", "why": "mistake"})).status_code == 200
        assert "omyl" in (await jan.get("/erased")).text and "omyl" not in (await eva.get("/erased")).text


async def test_a_meeting_that_cannot_be_read_is_named_to_its_own_office_alone(home: House) -> None:
    home.open("rozbite", title="Rozbité setkání", office="pisek")
    with closing(sqlite3.connect(home.settings.data_dir / "setkani.db", isolation_level=None)) as db:
        db.execute("UPDATE entries SET body = 'x' WHERE meeting = 'rozbite' AND version = 2")
    async with somebody(home, "jan") as jan, somebody(home, "eva") as eva:
        assert "Rozbité setkání" in (await jan.get("/")).text and "Rozbité setkání" not in (await eva.get("/")).text


async def test_after_a_while_unused_one_has_to_sign_in_again(home: House) -> None:
    accounts = home.app.state.site.accounts
    token = accounts.sign_in(accounts.find("eva").id, datetime.now(UTC) - timedelta(hours=13))
    async with httpx2.AsyncClient(base_url=home.url, cookies={"signin": token}) as eva:
        assert (await eva.get("/")).headers["location"] == "/sign-in"
        assert (await eva.get("/meetings/setkani/desk")).status_code == 404
