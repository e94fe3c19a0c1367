"""TLS by ourselves: what is wrong with a certificate is one sentence; what is right is spoken well, and renewed."""

import asyncio
import os
import re
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
import websockets
from click.testing import CliRunner

from server import serving
from server.cli import main
from server.doctor import Weight, examine
from server.settings import BadSettings, Settings, load
from server.tls import Tls
from tests.afternoon import House, house
from tests.hosts import issued, trusting


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[House]:
    cert, key = issued(tmp_path / "tls", "localhost")
    with house(tmp_path / "data", tls_cert=str(cert), tls_key=str(key)) as running:
        yield running


# What is wrong ------------------------------------------------------------------------------------------------------


def refused(*files: Path, base_url: str = "") -> str:
    """The sentence that `setkani serve` ends with."""
    flags = ["--tls-cert", str(files[0]), "--tls-key", str(files[1]), "--data-dir", str(files[0].parent / "d")]
    flags += ["--base-url", base_url] if base_url else []
    ended = CliRunner().invoke(main, ["serve", "--port", "0", *flags])
    assert ended.exit_code == 2, ended.output
    assert "Traceback" not in ended.output
    return ended.output.strip()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return issued(tmp_path / "tls", "setkani.example.cz")


def test_files_that_are_not_there_or_hold_something_else(files: tuple[Path, Path], tmp_path: Path) -> None:
    cert, key = files
    assert f"{tmp_path / 'nikde'}, cannot be read: No such file" in refused(tmp_path / "nikde", key)
    assert f"{tmp_path / 'nikde'}, cannot be read: No such file" in refused(cert, tmp_path / "nikde")
    other = tmp_path / "dopis.txt"
    other.write_text("Milá babičko")
    other.chmod(0o600)
    assert "There is no certificate (PEM) in" in refused(other, key)
    assert "There is no key (PEM) in" in refused(cert, other)


def test_a_key_of_another_certificate(files: tuple[Path, Path], tmp_path: Path) -> None:
    _, other = issued(tmp_path / "other", "setkani.example.cz", key="secp256r1/another host")
    assert "does not belong to the certificate" in refused(files[0], other)


def test_a_certificate_that_has_ended_or_not_begun(tmp_path: Path) -> None:
    ended = refused(*issued(tmp_path / "old", "setkani.example.cz", since=-90, days=-1))
    assert f"was valid until {datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}; a new one is needed" in ended
    assert "is valid only from" in refused(*issued(tmp_path / "new", "setkani.example.cz", since=1))


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_a_key_that_everybody_can_read(files: tuple[Path, Path]) -> None:
    files[1].chmod(0o644)
    assert "Everybody on this computer can read the key" in refused(*files)


def test_a_key_under_a_password(tmp_path: Path) -> None:
    assert "under a password" in refused(*issued(tmp_path / "tls", "setkani.example.cz", password="heslo"))


def test_a_certificate_for_another_host_or_for_none(files: tuple[Path, Path], tmp_path: Path) -> None:
    said = refused(*files, base_url="https://jine.example.cz")
    assert "is for setkani.example.cz, not for jine.example.cz of the base URL" in said
    assert "is for no host" in refused(*issued(tmp_path / "none"))
    assert "say with --base-url" in refused(*issued(tmp_path / "star", "*.example.cz"))


def test_half_of_the_settings_and_a_base_url_without_tls(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="tls_key is missing"):
        load({"tls_cert": "cert.pem"})
    with pytest.raises(BadSettings, match="begins with https"):
        load({"tls_cert": "cert.pem", "tls_key": "key.pem", "base_url": "http://setkani.example.cz"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"proxy": "127.0.0.1"}, "no base_url"),
        ({"proxy": "proxy.example.cz"}, "not “proxy.example.cz”"),
        ({"proxy": "127.0.0.1, *"}, "not “*”"),
        ({"proxy": "0.0.0.0/0"}, "would believe everybody"),
        ({"proxy": "::/0"}, "would believe everybody"),
        ({"proxy": "10.0.0.7/24"}, "not “10.0.0.7/24”"),
    ],
)
def test_a_proxy_is_named_so_that_nobody_else_is_believed(given: dict[str, str], said: str) -> None:
    with pytest.raises(BadSettings, match=re.escape(said)):
        load({**given, **({} if said == "no base_url" else {"base_url": "https://setkani.example.cz"})})


# What is right ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "base_url", "phones"),
    [
        (["setkani.example.cz", "www.example.cz"], "", "https://setkani.example.cz:{port}"),
        (["*.example.cz", "example.cz"], "", "https://example.cz:{port}"),
        (["*.example.cz"], "https://setkani.example.cz", "https://setkani.example.cz"),
        (["192.0.2.7"], "", "https://192.0.2.7:{port}"),
        (["2001:db8::7"], "", "https://[2001:db8::7]:{port}"),
    ],
)
def test_links_and_qr_codes_lead_to_a_name_of_the_certificate(
    tmp_path: Path, names: list[str], base_url: str, phones: str
) -> None:
    cert, key = issued(tmp_path / "tls", *names)
    settings = Settings(tmp_path, host="127.0.0.1", port=0, base_url=base_url, tls_cert=str(cert), tls_key=str(key))
    with serving.listen(settings) as listening:
        found = serving.addresses(settings, listening, serving.tls_of(settings))
        assert found.phones == found.here == phones.format(port=listening.getsockname()[1])


def test_the_port_that_browsers_take_by_themselves_is_not_said() -> None:
    assert serving.url_of("setkani.example.cz", 443) == "https://setkani.example.cz"


async def test_pages_and_sockets_over_tls_with_cookies_that_stay_there(secure: House) -> None:
    met = secure.open()
    assert secure.url.startswith("https://localhost:")
    async with httpx2.AsyncClient(base_url=secure.url, verify=trusting()) as petra:
        answer = await petra.get(f"/k/{met.tokens['petra']}")
        assert answer.headers["set-cookie"].startswith(f"__Host-seat.{met.id}.petra=")
        page = await petra.get(answer.headers["location"])
        assert page.status_code == 200
        assert page.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        cookie = answer.headers["set-cookie"].partition(";")[0]
    where = secure.url.replace("https", "wss", 1) + f"/meetings/{met.id}/socket?seat=petra"
    async with websockets.connect(where, ssl=trusting(), additional_headers={"Cookie": cookie}) as socket:
        assert '"hello"' in str(await socket.recv())


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_nothing_older_than_tls_1_2_is_spoken_and_only_with_forward_secrecy(secure: House) -> None:
    port = secure.listening.getsockname()[1]

    def spoken(version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> tuple[str, str]:
        client = trusting()
        client.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        client.maximum_version = version
        client.set_ciphers(ciphers)
        with (
            socket.create_connection(("127.0.0.1", port)) as raw,
            client.wrap_socket(raw, server_hostname="localhost") as wrapped,
        ):
            cipher = wrapped.cipher()
            assert cipher is not None
            return str(wrapped.version()), cipher[0]

    assert spoken(ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3"
    version, cipher = spoken(ssl.TLSVersion.TLSv1_2)
    assert version == "TLSv1.2" and cipher.startswith("ECDHE-")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        spoken(ssl.TLSVersion.TLSv1_1)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        spoken(ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA")


async def test_whoever_speaks_plain_http_is_sent_to_tls(secure: House) -> None:
    plain = secure.url.replace("https", "http", 1)
    async with httpx2.AsyncClient() as somebody:
        answer = await somebody.get(f"{plain}/join")
    assert answer.status_code == 307
    assert answer.headers["location"] == secure.url + "/"
    async with httpx2.AsyncClient(base_url=secure.url, verify=trusting()) as petra:
        assert (await petra.get("/join")).status_code == 200, "the others are not disturbed"


async def test_a_renewed_certificate_is_taken_without_a_restart_and_a_broken_one_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cert, key = issued(tmp_path, "localhost")
    tls = Tls(cert, key)
    shown = await served_by(tls)
    assert not tls.renew()
    issued(tmp_path, "localhost", "setkani.example.cz", key="secp256r1/renewed host")
    assert tls.renew()
    renewed = await served_by(tls)
    assert renewed != shown
    key.write_text("half a k")
    assert not tls.renew() and "cannot be used" in caplog.text
    assert await served_by(tls) == renewed
    assert not tls.renew() and caplog.text.count("cannot be used") == 1


async def served_by(tls: Tls) -> bytes:
    """The certificate that somebody is shown who connects now."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=tls.context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting(), server_hostname="localhost")
        shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return shown


@pytest.mark.parametrize(
    ("days", "weight", "said"),
    [(3, Weight.WRONG, "nothing has renewed it"), (60, Weight.GOOD, "is valid until"), (-0.5, Weight.WRONG, "new one")],
)
def test_the_doctor_tells_of_a_certificate_that_is_about_to_end(
    tmp_path: Path, days: float, weight: Weight, said: str
) -> None:
    cert, key = issued(tmp_path / "tls", "setkani.example.cz", days=days)
    found = list(examine(Settings(tmp_path, tls_cert=str(cert), tls_key=str(key)), datetime.now(UTC)))
    assert [each.weight for each in found if said in each.sentence and "certificate" in each.sentence] == [weight]


def test_links_of_a_new_meeting_lead_to_the_certificate_s_host(tmp_path: Path) -> None:
    cert, key = issued(tmp_path / "tls", "setkani.example.cz")
    file = tmp_path / "m.toml"
    file.write_text(
        'format = "pripadova-konference"\ntitle = "Setkání"\n[[people]]\nname = "Eva"\nroles = ["facilitator"]\n'
    )
    flags = ["--tls-cert", str(cert), "--tls-key", str(key), "--data-dir", str(tmp_path / "d"), "--port", "8443"]
    made = CliRunner().invoke(main, ["new", str(file), *flags])
    assert "https://setkani.example.cz:8443/k#" in made.output, made.output
