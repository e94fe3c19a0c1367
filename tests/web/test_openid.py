"""Signing in with a provider of identities: a real one, one that lies, one that is silent."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
from argon2 import PasswordHasher
from joserfc.jwk import RSAKey

from server.accounts.passwords import Passwords
from server.accounts.people import new_account
from server.ports import Account
from server.settings import Provider
from server.web import issuer as at_the_issuer
from server.web.issuer import SKEW, Issuer
from server.web.site import Site
from tests.afternoon import House, free_port, house
from tests.liar import CLIENT, SECRET, Liar, liar

PROVIDER = Path(__file__).parent.parent / "provider.mjs"


@contextmanager
def home_with(folder: Path, issuer: str, **settings: Any) -> Iterator[House]:
    told = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_name": "Úřad", **settings}
    with house(folder, passwords=Passwords(PasswordHasher(1, 8, 1)), **told) as home:
        yield home


def browser(home: House) -> httpx2.Client:
    return httpx2.Client(base_url=home.url)


def account(home: House, name: str) -> Account:
    site: Site = home.app.state.site
    made = new_account(name, "tabor", True, False, datetime.now(UTC))
    site.accounts.add(made, "", "OSPOD Tábor")
    return made


def signed_in(home: House, who: Account) -> httpx2.Client:
    client = browser(home)
    client.cookies.set("signin", home.app.state.site.accounts.sign_in(who.id, datetime.now(UTC)))
    home.app.state.site.lately.say(client.cookies["signin"])
    return client


def link(home: House, who: Account) -> str:
    at = datetime.now(UTC)
    return str(home.app.state.site.accounts.link(who.id, at, at + timedelta(days=1), ""))


def is_in(client: httpx2.Client) -> bool:
    return client.get("/me/keys").status_code == 200


def plain(answer: httpx2.Response) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


# A real one ---------------------------------------------------------------------------------------------------------


def vouched(client: httpx2.Client, start: str, name: str) -> httpx2.Response:
    """From a button of ours over the pages of the provider back to ours: what we say then."""
    answer = client.get(start)
    assert answer.status_code == 303, answer.text
    with httpx2.Client() as there:
        place = answer.headers["location"]
        for _ in range(12):
            seen = there.get(place)
            if seen.status_code == 200 and (form := re.search(r'<form[^>]*action="([^"]+)"', seen.text)):
                prompt = re.search(r'name="prompt" value="(\w+)"', seen.text)
                said = {"prompt": prompt[1] if prompt else "", "login": name, "password": "x"}
                seen = there.post(urljoin(place, form[1]), data=said)
            place = urljoin(place, seen.headers["location"])
            if urlsplit(place).path == "/openid":
                return client.get(place)
    raise AssertionError("the provider does not send anybody back")


def test_a_real_provider_vouches_for_whoever_has_been_connected(node: str, tmp_path: Path) -> None:
    theirs = free_port()
    issuer = f"http://localhost:{theirs}"
    with home_with(tmp_path, issuer) as home:
        redirect = f"{home.url}/openid"
        running = subprocess.Popen(
            [node, str(PROVIDER), str(theirs), redirect], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert running.stdout is not None and running.stdout.readline() == "ready\n"
            home.app.state.site.issuer._provider = Provider(issuer, CLIENT, SECRET, "Úřad")
            eva, ivo = account(home, "Eva"), account(home, "Ivo")
            with browser(home) as stranger:
                refused = vouched(stranger, "/sign-in/openid", "eva")
                assert refused.status_code == 403 and "Nikdo tu není propojen" in plain(refused)
                assert 'name="password"' in refused.text and not is_in(stranger), "no account is made up"
            with signed_in(home, eva) as own:
                assert "Propojit s účtem Úřad" in plain(own.get("/me/keys"))
                assert vouched(own, "/me/keys/openid", "eva").headers["location"] == "/me/keys"
                assert "Přihlašujete se přes Úřad" in plain(own.get("/me/keys"))
                # Before another change they say once more who they are: as themselves, and nobody else.
                home.app.state.site.lately._said.clear()
                assert own.get("/me/keys/openid").status_code == 403
                assert own.post("/me/keys/disconnect", data={"subject": "eva"}).status_code == 403
                assert vouched(own, "/me/again/openid", "ivo").status_code == 403
                assert own.get("/me/keys/openid").status_code == 403
                assert vouched(own, "/me/again/openid", "eva").headers["location"] == "/me/keys"
                assert own.get("/me/keys/openid").status_code == 303
            with browser(home) as again:
                assert vouched(again, "/sign-in/openid", "eva").headers["location"] == "/" and is_in(again)
            with signed_in(home, ivo) as other:
                taken = vouched(other, "/me/keys/openid", "eva")
                assert taken.status_code == 409 and "přihlašuje někoho jiného" in plain(taken)
            with browser(home) as newcomer:
                newcomer.post("/welcome", data={"token": link(home, ivo)})
                assert vouched(newcomer, "/welcome/openid", "ivo").headers["location"] == "/" and is_in(newcomer)
                assert newcomer.get("/welcome/choose").status_code == 404, "the link works once"
                only = newcomer.post("/me/keys/disconnect", data={"subject": "ivo"})
                assert only.status_code == 409 and "jediný způsob" in plain(only)
                home.app.state.site.accounts.set_password(ivo.id, "hash")
                assert newcomer.post("/me/keys/disconnect", data={"subject": "ivo"}).status_code == 303
            with browser(home) as gone:
                assert vouched(gone, "/sign-in/openid", "ivo").status_code == 403
        finally:
            running.terminate()
            running.wait(10)


# One that lies ------------------------------------------------------------------------------------------------------


class Met:
    """A server of ours with a provider that says what it is told to, and Eva, who is connected to it."""

    def __init__(self, home: House, provider: Liar) -> None:
        self.home = home
        self.provider = provider
        self.eva = account(home, "Eva Dvořáková")
        self.accounts.add_identity(self.eva.id, provider.issuer, "eva", datetime.now(UTC))

    @property
    def accounts(self) -> Any:
        return self.home.app.state.site.accounts

    def fresh(self) -> None:
        """It is honest again, and we have forgotten what it said before."""
        true = Liar(0)
        for name in ("facts", "claims", "head", "told", "sleeps", "moved"):
            setattr(self.provider, name, getattr(true, name))
        self.provider.signs_with = self.provider.key
        self.provider.published = [self.provider.key]
        self.home.app.state.site.issuer._known = None

    def comes_back(self, client: httpx2.Client, **said: str | None) -> httpx2.Response:
        """Sent to the provider, and back with its code and what it says beside."""
        sent = client.get("/sign-in/openid")
        assert sent.status_code == 303, sent.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
        self.provider.nonce = asked["nonce"]
        back = {"code": "c", "state": asked["state"], **said}
        return client.get("/openid", params={name: value for name, value in back.items() if value is not None})


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    with liar() as provider, home_with(tmp_path_factory.mktemp("lies"), provider.issuer) as home:
        home.app.state.site.issuer._provider = Provider(provider.issuer, CLIENT, SECRET, "Úřad")
        yield Met(home, provider)


@pytest.fixture
def met(one: Met) -> Met:
    one.fresh()
    return one


def test_what_is_asked_has_all_that_keeps_an_answer_ours(met: Met) -> None:
    with browser(met.home) as client:
        place = urlsplit(client.get("/sign-in/openid").headers["location"])
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        assert f"{place.scheme}://{place.netloc}" == met.provider.issuer
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == f"{met.home.url}/openid" and asked["scope"] == "openid"
        assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
        assert asked["nonce"] != asked["state"] and SECRET not in place.query
        assert "httponly" in client.get("/sign-in/openid").headers["set-cookie"].lower()
    with browser(met.home) as client:
        assert met.comes_back(client).headers["location"] == "/" and is_in(client)
        assert len(met.provider.asked["code_verifier"]) >= 43


NOW = int(time.time())
OTHER = RSAKey.generate_key(2048, {"kid": "one"})
LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another nonce": {"claims": {"nonce": "x" * 32}},
    "no nonce": {"claims": {"nonce": None}},
    "for somebody else": {"claims": {"aud": "another"}},
    "for somebody else, asked by us": {"claims": {"aud": "another", "azp": CLIENT}},
    "for nobody": {"claims": {"aud": None}},
    "for an empty list": {"claims": {"aud": []}},
    "for others, asked by another": {"claims": {"aud": ["another", CLIENT], "azp": "another"}},
    "expired": {"claims": {"exp": NOW - SKEW - 60}},
    "without an end": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": NOW + 3600}},
    "not valid yet": {"claims": {"nbf": NOW + 3600}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": ["eva"]}},
    "an endless subject": {"claims": {"sub": "e" * 1000}},
    "unsigned": {"head": {"alg": "none"}},
    "signed with our own secret": {"head": {"alg": "HS256"}, "signs_with": SECRET.encode()},
    "signed with its public key as a secret": {
        "head": {"alg": "HS256"},
        "signs_with": "public",
    },
    "signed by somebody else": {"signs_with": OTHER},
    "no token of an identity": {"told": {"access_token": "x", "token_type": "Bearer"}},
    "a token that is none": {"told": {"access_token": "x", "token_type": "Bearer", "id_token": "x.y.z"}},
    "a token that is a number": {"told": {"access_token": "x", "token_type": "Bearer", "id_token": 7}},
    "an error": {"told": {"error": "invalid_grant"}},
    "a list": {"told": "[]"},
    "no JSON": {"told": "<html>"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signs_nobody_in_and_passwords_go_on(met: Met, lie: str) -> None:
    for name, value in LIES[lie].items():
        if value == "public":
            value = met.provider.key.as_pem(private=False)
        setattr(met.provider, name, value)
    with browser(met.home) as client:
        answer = met.comes_back(client)
        assert answer.status_code == 403 and "nepotvrzuje, kdo jste" in plain(answer), answer.text
        assert 'name="password"' in answer.text and "signin" not in client.cookies and not is_in(client)


@pytest.mark.parametrize("acr", [None, "", "password", ["mfa"], {"mfa": True}, "MFA"])
def test_whoever_signed_in_there_too_weakly_is_not_signed_in_here(
    met: Met, monkeypatch: pytest.MonkeyPatch, acr: object
) -> None:
    issuer = met.home.app.state.site.issuer
    monkeypatch.setattr(issuer, "_provider", replace(issuer._provider, strong=("mfa", "phr")))
    met.provider.claims = {"acr": acr}
    with browser(met.home) as client:
        assert "acr_values=mfa+phr" in client.get("/sign-in/openid").headers["location"]
        assert met.comes_back(client).status_code == 403 and not is_in(client)
        met.provider.claims = {"acr": "phr"}
        assert met.comes_back(client).status_code == 303 and is_in(client)


def test_nothing_is_asked_anywhere_else_for_it_says_so(met: Met) -> None:
    """Neither what it says of itself, nor its keys, nor a code, which our secret would go with."""
    with liar() as elsewhere, browser(met.home) as client:
        met.provider.moved = f"{elsewhere.issuer}/token_endpoint"
        assert client.get("/sign-in/openid").status_code == 502
        met.fresh()
        sent = client.get("/sign-in/openid").headers["location"]
        asked = parse_qs(urlsplit(sent).query)
        met.provider.moved = f"{elsewhere.issuer}/token_endpoint"
        assert client.get("/openid", params={"code": "c", "state": asked["state"][0]}).status_code in (403, 502)
        assert not elsewhere.asked and not is_in(client)


@pytest.mark.parametrize("claims", [{"exp": -SKEW + 20}, {"iat": SKEW - 20}, {"aud": [CLIENT]}])
def test_clocks_may_differ_a_little(met: Met, claims: dict[str, Any]) -> None:
    now = int(time.time())
    met.provider.claims = {name: now + value if isinstance(value, int) else value for name, value in claims.items()}
    with browser(met.home) as client:
        assert met.comes_back(client).status_code == 303 and is_in(client)


@pytest.mark.parametrize(
    "said",
    [
        {"state": "x"},
        {"state": ""},
        {"state": None},
        {"code": None},
        {"code": ""},
        {"error": "access_denied", "code": None},
        {"error": "server_error"},
        {"iss": "https://evil.example"},
    ],
)
def test_whoever_comes_back_with_something_else_is_not_signed_in(met: Met, said: dict[str, str | None]) -> None:
    with browser(met.home) as client:
        assert met.comes_back(client, **said).status_code == 403 and not is_in(client)


def test_a_provider_that_names_itself_always_does(met: Met) -> None:
    met.provider.facts = {"authorization_response_iss_parameter_supported": True}
    with browser(met.home) as client:
        assert met.comes_back(client).status_code == 403
        assert met.comes_back(client, iss=met.provider.issuer).status_code == 303 and is_in(client)


def test_an_answer_is_of_one_browser_and_works_once(met: Met) -> None:
    with browser(met.home) as client, browser(met.home) as thief:
        sent = client.get("/sign-in/openid").headers["location"]
        asked = parse_qs(urlsplit(sent).query)
        met.provider.nonce = asked["nonce"][0]
        back = {"code": "c", "state": asked["state"][0]}
        assert thief.get("/openid", params=back).status_code == 403
        thief.get("/sign-in/openid")
        assert thief.get("/openid", params=back).status_code == 403, "its own state is another"
        key = client.cookies["openid"]
        assert client.get("/openid", params=back).status_code == 303
        with browser(met.home) as later:
            later.cookies.set("openid", key)
            assert later.get("/openid", params=back).status_code == 403
        assert not is_in(thief)


def test_who_went_to_be_connected_is_who_comes_back(met: Met) -> None:
    """Another has signed in at the same computer meanwhile."""
    ivo, jana = account(met.home, "Ivo"), account(met.home, "Jana")
    met.provider.claims = {"sub": "ivo"}
    with signed_in(met.home, ivo) as client:
        sent = client.get("/me/keys/openid").headers["location"]
        asked = parse_qs(urlsplit(sent).query)
        assert asked["prompt"] == ["login"]
        met.provider.nonce = asked["nonce"][0]
        client.cookies.clear()
        client.cookies.set("signin", met.accounts.sign_in(jana.id, datetime.now(UTC)))
        assert client.get("/openid", params={"code": "c", "state": asked["state"][0]}).status_code == 403
    assert met.accounts.identities(ivo.id) == met.accounts.identities(jana.id) == []
    with browser(met.home) as nobody:
        assert nobody.get("/me/keys/openid").status_code == 404
        assert nobody.get("/welcome/openid").status_code == 404
        assert nobody.post("/me/keys/disconnect", data={"subject": "eva"}).status_code == 404
    with signed_in(met.home, met.eva) as eva:
        other_site = eva.get("/me/keys/openid", headers={"Sec-Fetch-Site": "cross-site"})
        assert other_site.status_code == 403


@pytest.mark.parametrize(
    "facts",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://evil.example"},
        {"jwks_uri": None},
        {"token_endpoint": 5},
    ],
)
def test_a_provider_that_is_another_than_it_should_be_is_not_gone_to(met: Met, facts: dict[str, Any]) -> None:
    met.provider.facts = facts
    with browser(met.home) as client:
        answer = client.get("/sign-in/openid")
        assert answer.status_code == 403 and "nepotvrzuje" in plain(answer) and 'name="password"' in answer.text


def test_keys_that_it_has_changed_are_asked_for_again(met: Met, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_the_issuer, "_ANEW", 0.0)
    with browser(met.home) as client:
        assert met.comes_back(client).status_code == 303
    new = RSAKey.generate_key(2048, {"kid": "two"})
    met.provider.published, met.provider.signs_with, met.provider.head = [new], new, {"kid": "two"}
    with browser(met.home) as client:
        assert met.comes_back(client).status_code == 303 and is_in(client)


def test_one_that_is_silent_is_waited_for_a_little_and_passwords_work(
    met: Met, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(at_the_issuer, "SECONDS", 0.2)
    met.provider.sleeps = 2.0
    with browser(met.home) as client:
        began = time.monotonic()
        slow = client.get("/sign-in/openid")
        assert slow.status_code == 502 and "teď neodpovídá" in plain(slow) and time.monotonic() - began < 2
        assert 'name="password"' in slow.text
        met.provider.sleeps = 0.0
        sent = client.get("/sign-in/openid").headers["location"]
        met.provider.sleeps = 2.0
        state = parse_qs(urlsplit(sent).query)["state"][0]
        assert client.get("/openid", params={"code": "c", "state": state}).status_code == 502
    site: Site = met.home.app.state.site
    assert site.issuer is not None
    nobody = Provider(f"http://localhost:{free_port()}", CLIENT, SECRET, "Úřad")
    gone = Issuer(nobody, "http://localhost/openid", site.clock)
    monkeypatch.setattr(site.issuer, "_provider", nobody)
    monkeypatch.setattr(site.issuer, "issuer", gone.issuer)
    monkeypatch.setattr(site.issuer, "_known", None)
    with browser(met.home) as client:
        assert client.get("/sign-in/openid").status_code == 502


def test_where_there_is_no_provider_there_is_no_button_and_no_road(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        account(home, "Eva")
        with browser(home) as client:
            assert "openid" not in client.get("/sign-in").text
            assert client.get("/sign-in/openid").status_code == client.get("/openid").status_code == 404
