"""Passkeys: added, signed in with, renamed, removed; and what those get who have not got one."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher

from server.accounts.lately import MINUTES as LATELY_MINUTES
from server.accounts.lately import Lately
from server.accounts.passwords import Passwords
from server.accounts.people import new_account
from server.ports import Account
from server.web.once import MINUTES, Once
from server.web.origin import has_passkeys
from server.web.passkeys import MOST_PASSKEYS
from server.web.site import Site
from tests.afternoon import House, house
from tests.authenticator import Device, decoded, encoded

PASSWORD = "ryba slaví pondělí v garáži"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("keys"), passwords=Passwords(PasswordHasher(1, 8, 1))) as running:
        running.open()
        site: Site = running.app.state.site
        running.app.state.site = replace(site, base_url=site.base_url.replace("127.0.0.1", "localhost"))
        yield running


def site_of(home: House) -> Site:
    found: Site = home.app.state.site
    return found


class Person:
    """An account and its browser."""

    def __init__(self, home: House, name: str, signed_in: bool = True) -> None:
        accounts, at = site_of(home).accounts, datetime.now(UTC)
        self.home = home
        self.account: Account = new_account(name, "tabor", True, False, at)
        accounts.add(self.account, "", "OSPOD Tábor")
        self.browser = httpx2.Client(base_url=home.url, headers=JSON)
        self.device = Device(site_of(home).base_url)
        if signed_in:
            self.browser.cookies.set("signin", accounts.sign_in(self.account.id, at))
            self.has_said_who_they_are()

    def has_said_who_they_are(self, lately: bool = True) -> None:
        said = site_of(self.home).lately
        token = self.browser.cookies["signin"]
        said.say(token) if lately else said._said.pop(token, None)

    def link(self) -> str:
        at = datetime.now(UTC)
        return str(site_of(self.home).accounts.link(self.account.id, at, at + timedelta(days=1), ""))

    def adds(self, place: str = "/me/keys", name: str = "Notebook") -> httpx2.Response:
        options = self.browser.post(f"{place}/ask-passkey", json={})
        assert options.status_code == 200, options.text
        return self.browser.post(
            f"{place}/passkey", json={"credential": self.device.make(options.json()), "name": name}
        )

    def passkeys(self) -> list[Any]:
        return list(site_of(self.home).accounts.passkeys(self.account.id))


def asked(browser: httpx2.Client) -> dict[str, Any]:
    answer = browser.post("/sign-in/ask-passkey", json={})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def signs_in(browser: httpx2.Client, credential: dict[str, Any]) -> httpx2.Response:
    return browser.post("/sign-in/passkey", json={"credential": credential})


def stranger(home: House) -> httpx2.Client:
    return httpx2.Client(base_url=home.url, headers=JSON)


def is_in(browser: httpx2.Client) -> bool:
    return browser.get("/me/keys").status_code == 200


@pytest.fixture
def eva(home: House, request: pytest.FixtureRequest) -> Person:
    return Person(home, f"Eva {request.node.name}"[:80])


def test_a_passkey_signs_in_without_a_name_or_a_password(home: House, eva: Person) -> None:
    options = eva.browser.post("/me/keys/ask-passkey", json={}).json()
    assert options["rp"]["id"] == "localhost" and options["user"]["name"] == eva.account.name
    # The name is that of the settings, whatever a request says of where it was sent.
    for said in ({"Host": "kralupy"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        assert eva.browser.post("/me/keys/ask-passkey", json={}, headers=said).json()["rp"]["id"] == "localhost"
    options = eva.browser.post("/me/keys/ask-passkey", json={}).json()
    wanted = options["authenticatorSelection"]
    assert wanted["residentKey"] == "required" and wanted["userVerification"] == "required"
    assert eva.adds().json() == {"next": "/me/keys"}
    (kept,) = eva.passkeys()
    assert kept.name == "Notebook" and kept.credential == eva.device.id and kept.used is None
    with stranger(home) as phone:
        challenge = asked(phone)
        assert challenge["userVerification"] == "required" and not challenge.get("allowCredentials")
        answer = signs_in(phone, eva.device.answer(challenge))
        assert answer.json() == {"next": "/"} and "httponly" in answer.headers["set-cookie"].lower()
        assert is_in(phone) and phone.get("/").status_code == 200
    assert eva.passkeys()[0].uses == 1 and eva.passkeys()[0].used is not None


def test_how_one_signs_in_is_changed_only_by_who_has_said_lately_who_they_are(home: House, eva: Person) -> None:
    """A page that was left open is not enough to make oneself another way in."""
    eva.adds()
    site_of(home).accounts.set_password(eva.account.id, PasswordHasher(1, 8, 1).hash(PASSWORD))
    passkey = encoded(eva.device.id)
    another = Device(site_of(home).base_url)
    challenge = eva.browser.post("/me/keys/ask-passkey", json={}).json()

    def may() -> list[int]:
        asked = [
            eva.browser.post("/me/keys/ask-passkey", json={}),
            eva.browser.post("/me/keys/remove", data={"passkey": encoded(b"another")}),
        ]
        return [answer.status_code for answer in asked]

    assert may() == [200, 303] and "/me/again" not in eva.browser.get("/me/keys").text
    eva.has_said_who_they_are(False)
    refused = eva.browser.post("/me/keys/passkey", json={"credential": another.make(challenge)})
    assert refused.status_code == 403 and refused.json()["error"] == "again"
    assert may() == [403, 403]
    page = eva.browser.get("/me/keys").text
    assert "/me/again" in page and "/me/keys/remove" not in page and "Přidat přístupový" not in page
    wrong = eva.browser.post("/me/again", data={"password": "x"})
    assert wrong.headers["location"] == "/me/keys?no=wrong" and may() == [403, 403]
    assert "není správné" in eva.browser.get("/me/keys?no=wrong").text.replace("\N{NO-BREAK SPACE}", " ")
    assert eva.browser.post("/me/again", data={"password": PASSWORD}).status_code == 303 and may() == [200, 303]
    eva.has_said_who_they_are(False)
    # By a passkey: their own, and asked for that.
    for place, device, status in (
        ("/sign-in", eva.device, 403),
        ("/me/again", replace(eva.device, verifies=False), 403),
        ("/me/again", eva.device, 200),
    ):
        asked = eva.browser.post(f"{place}/ask-passkey", json={}).json()
        if place == "/me/again":
            assert [known["id"] for known in asked["allowCredentials"]] == [passkey]
        answer = eva.browser.post("/me/again/passkey", json={"credential": device.answer(asked)})
        assert answer.status_code == status and may()[0] == status, place
    other = Person(home, f"Ivo {eva.account.id}")
    other.adds()
    other.has_said_who_they_are(False)
    asked = other.browser.post("/me/again/ask-passkey", json={}).json()
    assert other.browser.post("/me/again/passkey", json={"credential": eva.device.answer(asked)}).status_code == 403
    assert other.browser.post("/me/keys/ask-passkey", json={}).status_code == 403


def test_that_it_was_said_lately_ends_after_ten_minutes() -> None:
    now = [100.0]
    lately = Lately(lambda: now[0])
    lately.say("a")
    assert lately.said("a") and not lately.said("b")
    now[0] += 60 * LATELY_MINUTES
    assert not lately.said("a")


def test_a_passkey_is_chosen_at_the_link_instead_of_a_password(home: House, request: pytest.FixtureRequest) -> None:
    ivo = Person(home, "Ivo u odkazu", signed_in=False)
    link = ivo.link()
    assert ivo.browser.post("/welcome", data={"token": link}).status_code == 303
    assert 'data-passkey="/welcome"' in ivo.browser.get("/welcome/choose").text
    assert ivo.adds("/welcome", name="").json() == {"next": "/"}
    assert is_in(ivo.browser) and ivo.passkeys()[0].name.startswith("Přístupový klíč z")
    assert ivo.browser.get("/welcome/choose").status_code == 404, "it works once"
    other = Person(home, "Ota", signed_in=False)
    other.browser.cookies.set("welcome", link)
    assert other.browser.post("/welcome/ask-passkey", json={}).status_code == 404
    with stranger(home) as phone:
        assert signs_in(phone, ivo.device.answer(asked(phone))).status_code == 200


def test_they_are_renamed_and_removed_and_the_last_way_in_stays(home: House, eva: Person) -> None:
    eva.adds()
    own = encoded(eva.device.id)
    eva.browser.post("/me/keys/rename", data={"passkey": own, "name": "  Telefon \u202e "})
    page = eva.browser.get("/me/keys").text
    assert "Telefon" in page and "Notebook" not in page and "\u202e" not in page
    refused = eva.browser.post("/me/keys/remove", data={"passkey": own})
    assert refused.status_code == 409 and "jediný způsob" in refused.text.replace("\N{NO-BREAK SPACE}", " ")
    site_of(home).accounts.set_password(eva.account.id, "hash")
    assert eva.browser.post("/me/keys/remove", data={"passkey": own}).status_code == 303
    assert eva.passkeys() == []
    with stranger(home) as phone:
        assert signs_in(phone, eva.device.answer(asked(phone))).status_code == 403 and not is_in(phone)


def test_nobody_sees_to_the_passkeys_of_somebody_else(home: House, eva: Person) -> None:
    eva.adds()
    other = Person(home, "Cizí z téhož úřadu")
    own = encoded(eva.device.id)
    site_of(home).accounts.set_password(other.account.id, "hash")
    other.browser.post("/me/keys/rename", data={"passkey": own, "name": "Moje"})
    other.browser.post("/me/keys/remove", data={"passkey": own})
    assert [kept.name for kept in eva.passkeys()] == ["Notebook"]
    other.device.id = eva.device.id
    assert other.adds().status_code == 409 and other.passkeys() == []
    with stranger(home) as nobody:
        for path in ("ask-passkey", "passkey", "rename", "remove"):
            assert nobody.post(f"/me/keys/{path}", json={}).status_code == 404
        assert nobody.get("/me/keys").status_code == 404


def test_no_more_than_so_many_belong_to_one_account(home: House, eva: Person) -> None:
    for _ in range(MOST_PASSKEYS):
        eva.device = Device(eva.device.origin)
        assert eva.adds().status_code == 200
    refused = eva.browser.post("/me/keys/ask-passkey", json={})
    assert refused.status_code == 409 and str(MOST_PASSKEYS) in refused.json()["sentence"]


HOSTILE = {
    "another origin": lambda device, other: replace(device, origin="https://evil.example"),
    "the right host on another port": lambda device, other: replace(device, origin="http://localhost:1"),
    "without a finger or a PIN": lambda device, other: replace(device, verifies=False),
    "for another server": lambda device, other: replace(device, rp_id="evil.example"),
    "with the key of somebody else": lambda device, other: replace(device, key=other.device.key),
    "as somebody else": lambda device, other: replace(device, user=other.device.user),
    "as nobody": lambda device, other: replace(device, user=""),
    "somebody else's credential": lambda device, other: replace(device, id=other.device.id),
    "an unknown credential": lambda device, other: replace(device, id=b"x" * 16),
    "used less often than before": lambda device, other: replace(device, counts=0),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_what_is_not_right_signs_nobody_in(home: House, how: str) -> None:
    eva, other = Person(home, f"Eva {how}"), Person(home, f"Ota {how}")
    eva.adds()
    other.adds()
    with stranger(home) as phone:
        eva.device.counts = 6
        assert signs_in(phone, eva.device.answer(asked(phone))).status_code == 200
    with stranger(home) as evil:
        credential = HOSTILE[how](eva.device, other).answer(asked(evil))
        answer = signs_in(evil, credential)
        assert answer.status_code == 403 and answer.json()["sentence"]
        assert not is_in(evil) and "signin" not in evil.cookies
    assert eva.passkeys()[0].uses == 7


def test_a_challenge_is_of_one_browser_and_works_once(home: House, eva: Person) -> None:
    eva.adds()
    with stranger(home) as phone, stranger(home) as thief:
        options = asked(phone)
        stolen = eva.device.answer(options)
        assert signs_in(thief, stolen).status_code == 403, "it never asked"
        asked(thief)
        assert signs_in(thief, stolen).status_code == 403, "it was asked something else"
        key = phone.cookies["passkey"]
        assert signs_in(phone, stolen).status_code == 200
        phone.cookies.set("passkey", key, domain="127.0.0.1", path="/")
        thief.cookies.set("passkey", key, domain="127.0.0.1", path="/")
        for browser in (phone, thief):
            assert signs_in(browser, stolen).status_code == 403, "once more"
        assert not is_in(thief)
        # A wrong answer uses the challenge up, too.
        options = asked(thief)
        key = thief.cookies["passkey"]
        signs_in(thief, replace(eva.device, verifies=False).answer(options))
        thief.cookies.set("passkey", key, domain="127.0.0.1", path="/")
        assert signs_in(thief, eva.device.answer(options)).status_code == 403


def test_a_challenge_for_one_thing_is_none_for_another(home: House, eva: Person) -> None:
    """What was asked to sign in adds no passkey, and one account's adds none to another."""
    other = Person(home, "Ota jinde")
    for options in (asked(eva.browser), other.browser.post("/me/keys/ask-passkey", json={}).json()):
        if "user" in options:
            eva.browser.cookies.set("passkey", other.browser.cookies["passkey"], domain="127.0.0.1", path="/")
        made = eva.device.make({"user": {"id": ""}, **options})
        answer = eva.browser.post("/me/keys/passkey", json={"credential": made, "name": "x"})
        assert answer.status_code == 403 and eva.passkeys() == []


@pytest.mark.parametrize(
    "field", [None, "id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature", "userHandle"]
)
@pytest.mark.parametrize("value", [None, "x", 5, "A" * 5000])
def test_what_no_device_would_say_is_refused_in_a_sentence(
    home: House, eva_once: Person, field: str | None, value: Any
) -> None:
    with stranger(home) as evil:
        credential: Any = eva_once.device.answer(asked(evil))
        if field is None:
            credential = value
        elif field in credential:
            credential[field] = value
        else:
            credential["response"][field] = value
        answer = signs_in(evil, credential)
        assert answer.status_code in (400, 403) and answer.json()["sentence"] and not is_in(evil)


@pytest.mark.parametrize("seed", range(8))
def test_bytes_that_are_turned_over_sign_nobody_in_and_break_nothing(home: House, eva_once: Person, seed: int) -> None:
    chance = random.Random(seed)
    with stranger(home) as evil:
        for place, kind in (
            ("/sign-in", "authenticatorData"),
            ("/sign-in", "clientDataJSON"),
            ("", "attestationObject"),
        ):
            options = asked(evil) if place else eva_once.browser.post("/me/keys/ask-passkey", json={}).json()
            credential = eva_once.device.answer(options) if place else eva_once.device.make(options)
            broken = bytearray(decoded(credential["response"][kind]))
            for _ in range(chance.randint(1, 6)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            credential["response"][kind] = encoded(
                bytes(broken[: chance.choice((None, chance.randrange(len(broken))))])
            )
            browser = evil if place else eva_once.browser
            answer = browser.post(f"{place or '/me/keys'}/passkey", json={"credential": credential})
            # What a device says of a key that it makes is signed by nobody: another key may have come of it.
            assert answer.status_code in ((400, 403) if place else (200, 400, 403, 409)), answer.text
        assert not is_in(evil)


@pytest.fixture(scope="module")
def eva_once(home: House) -> Person:
    eva = Person(home, "Eva, které se ptají na všechno")
    eva.adds()
    return eva


def test_a_passkey_that_is_changed_on_its_way_is_not_kept(home: House, eva: Person) -> None:
    for part in ("clientDataJSON", "attestationObject"):
        options = eva.browser.post("/me/keys/ask-passkey", json={}).json()
        made = eva.device.make(options)
        whole = decoded(made["response"][part])
        made["response"][part] = encoded(whole[:-3])
        assert eva.browser.post("/me/keys/passkey", json={"credential": made}).status_code in (400, 403)
    for wrong in (replace(eva.device, origin="https://evil.example"), replace(eva.device, verifies=False)):
        made = wrong.make(eva.browser.post("/me/keys/ask-passkey", json={}).json())
        assert eva.browser.post("/me/keys/passkey", json={"credential": made}).status_code == 403
    assert eva.passkeys() == []


def test_another_site_asks_for_nothing_in_somebodys_name(home: House, eva: Person) -> None:
    for path in ("/me/keys/ask-passkey", "/me/keys/passkey", "/me/keys/remove", "/sign-in/passkey"):
        assert eva.browser.post(path, json={}, headers={"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://setkani.example.cz", True),
        ("http://localhost:8000", True),
        ("http://setkani.example.cz", False),
        ("https://192.168.1.5:8000", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
    ],
)
def test_where_a_browser_would_have_none_the_page_says_why(
    home: House, eva: Person, address: str, possible: bool
) -> None:
    assert has_passkeys(address) is possible
    if not possible:
        before = home.app.state.site
        home.app.state.site = replace(before, base_url=address)
        try:
            with stranger(home) as nobody:
                assert "data-passkey" not in nobody.get("/sign-in").text
            page = eva.browser.get("/me/keys").text.replace("\N{NO-BREAK SPACE}", " ")
            assert "data-passkey" not in page and "adresu, která začíná https" in page
            refused = eva.browser.post("/sign-in/ask-passkey", json={})
            assert refused.status_code == 409 and "https" in refused.json()["sentence"]
        finally:
            home.app.state.site = before


def test_what_waits_for_a_browser_does_not_wait_long() -> None:
    now = [100.0]
    once: Once[str] = Once(lambda: now[0])
    key, other = once.put("a"), once.put("b")
    assert once.take(key) == "a" and once.take(key) is None and once.take("") is None
    now[0] += MINUTES * 60
    assert once.take(other) is None
