"""Signing in without a password, in a browser whose device has a finger reader: the link, the way back in, the list."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect

from server.accounts.people import new_account
from tests.afternoon import house
from tests.e2e.test_accessible import Inspection
from tests.hosts import issued

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_made_at_the_link_is_all_one_needs(browser: Browser, tmp_path: Path) -> None:
    inspection = Inspection()
    certificate, key = issued(tmp_path / "tls", "localhost")
    with house(tmp_path / "data", tls_cert=str(certificate), tls_key=str(key)) as home:
        site = home.app.state.site
        assert site.base_url.startswith("https://localhost:")
        account, at = new_account("Eva Dvořáková", "tabor", True, False, datetime.now(UTC)), datetime.now(UTC)
        site.accounts.add(account, "", "OSPOD Tábor")
        link = f"/welcome#{site.accounts.link(account.id, at, at + timedelta(days=1), '')}"
        with browser.new_context(
            viewport={"width": 390, "height": 844}, reduced_motion="reduce", ignore_https_errors=True
        ) as context:
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            device = context.new_cdp_session(page)
            device.send("WebAuthn.enable")
            finger = device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})["authenticatorId"]
            page.goto(site.base_url + link)
            inspection.look(page, "welcome")
            page.get_by_role("button", name="Vytvořit přístupový klíč a přihlásit se").click()
            page.wait_for_url(site.base_url + "/")
            page.goto(site.base_url + "/me/keys")
            expect(page.get_by_role("heading", level=3)).to_contain_text("Přístupový klíč z")
            page.locator("summary").first.click()
            page.get_by_label("Jméno", exact=True).fill("Můj notebook")
            page.get_by_role("button", name="Uložit").click()
            expect(page.get_by_role("heading", name="Můj notebook")).to_be_visible()
            inspection.look(page, "keys")
            inspection.narrow(page, "keys")
            # The same device a second time: it says so itself, and the page in its own words.
            page.get_by_role("button", name="Přidat přístupový klíč").click()
            expect(page.get_by_role("alert")).to_contain_text("Nepovedlo se to")
            context.clear_cookies()
            page.goto(site.base_url + "/sign-in")
            inspection.look(page, "sign-in")
            button = page.get_by_role("button", name="Přihlásit se přístupovým klíčem")
            # A finger that is not recognised.
            device.send("WebAuthn.setUserVerified", {"authenticatorId": finger, "isUserVerified": False})
            button.click()
            expect(page.get_by_role("alert")).to_contain_text("Nepovedlo se to")
            device.send("WebAuthn.setUserVerified", {"authenticatorId": finger, "isUserVerified": True})
            button.press("Enter")
            page.wait_for_url(site.base_url + "/")
            (kept,) = site.accounts.passkeys(account.id)
            assert kept.uses > 0 and kept.name == "Můj notebook"
            assert not said
    assert not inspection.found
