"""The settings of the mail server: every mistake is one sentence before anything starts; the password is nowhere."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.settings import BadSettings, Settings, load
from tests.post_office import certificates

WHOLE = {"smtp_host": "smtp.example.cz", "mail_from": "setkani@example.cz"}


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("SETKANI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def told(given: Mapping[str, object]) -> Settings:
    return load({"data_dir": "data", **given})


def test_without_a_server_mails_are_sent_by_hand() -> None:
    assert told({}).mail_server is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_how_the_server_is_spoken_to(security: str, port: int) -> None:
    server = told({**WHOLE, "smtp_security": security}).mail_server
    assert server is not None and (server.port, server.security) == (port, security)
    other = told({**WHOLE, "smtp_security": security, "smtp_port": 2525}).mail_server
    assert other is not None and other.port == 2525


def test_the_password_comes_from_the_environment_or_a_file_and_is_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "heslo"
    file.write_text("tajné v souboru\n", "utf-8")
    file.chmod(0o600)
    settings = told({**WHOLE, "smtp_user": "setkani", "smtp_password_file": str(file)})
    server = settings.mail_server
    assert server is not None and server.password == "tajné v souboru"
    monkeypatch.setenv("SETKANI_SMTP_PASSWORD", "tajné")
    server = settings.mail_server
    assert server is not None and server.password == "tajné", "the environment counts first"
    assert "tajné" not in repr(server) + repr(settings)


WRONG = {
    "no host": ({"mail_from": "setkani@example.cz"}, "no smtp_host"),
    "an address instead of a host": ({**WHOLE, "smtp_host": "smtp://example.cz:25"}, "the name of a server"),
    "another security": ({**WHOLE, "smtp_security": "ssl"}, "one of starttls, tls, none"),
    "a port that is none": ({**WHOLE, "smtp_port": 70000}, "a number from 0 to 65535"),
    "words for a port": ({**WHOLE, "smtp_port": "pět"}, "not “pět”"),
    "no sender": ({"smtp_host": "smtp.example.cz"}, "mail_from must be the address"),
    "a sender that is no address": ({**WHOLE, "mail_from": "Setkání <a@example.cz>"}, "mail_from must be the address"),
    "a name of two lines": ({**WHOLE, "mail_name": "Setkání\nBcc: a@example.cz"}, "one line"),
    "a user without a password": ({**WHOLE, "smtp_user": "setkani"}, "but no password"),
    "a password file that is not there": (
        {**WHOLE, "smtp_user": "setkani", "smtp_password_file": "nikde"},
        "nikde, cannot be read",
    ),
    "an authority that is not there": ({**WHOLE, "smtp_authority": "nikde.pem"}, "smtp_authority is to be a file"),
    "too many days": ({"link_days": 1000}, "link_days must be a number from 1 to 365"),
}


@pytest.mark.parametrize("given", WRONG)
def test_a_mistake_is_one_sentence(given: str) -> None:
    settings, says = WRONG[given]
    with pytest.raises(BadSettings) as wrong:
        told(settings)
    sentence = str(wrong.value)
    assert says in sentence and sentence.endswith(".") and "\n" not in sentence


def test_a_password_never_travels_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKANI_SMTP_PASSWORD", "tajné")
    with pytest.raises(BadSettings, match="anybody could read it"):
        told({**WHOLE, "smtp_user": "setkani", "smtp_security": "none"})
    assert told({**WHOLE, "smtp_host": "localhost", "smtp_user": "setkani", "smtp_security": "none"}).mail_server


def test_a_password_without_a_user_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKANI_SMTP_PASSWORD", "tajné")
    with pytest.raises(BadSettings, match="no smtp_user") as wrong:
        told(WHOLE)
    assert "tajné" not in str(wrong.value)


def test_a_password_does_not_stand_in_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "setkani.toml").write_text('smtp_password = "tajné"\n', "utf-8")
    with pytest.raises(BadSettings, match="unknown setting “smtp_password”") as wrong:
        told({})
    assert "tajné" not in str(wrong.value)


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps other rights")
def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "heslo"
    file.write_text("tajné", "utf-8")
    file.chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        told({**WHOLE, "smtp_user": "setkani", "smtp_password_file": str(file)})


def test_an_authority_of_ones_own_may_be_trusted(tmp_path: Path) -> None:
    authority, _ = certificates(tmp_path / "certificates")
    assert told({**WHOLE, "smtp_authority": str(authority)}).mail_server
    (tmp_path / "nic.pem").write_text("nic", "utf-8")
    with pytest.raises(BadSettings, match="smtp_authority is to be a file"):
        told({**WHOLE, "smtp_authority": str(tmp_path / "nic.pem")})
