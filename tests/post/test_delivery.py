"""A mail is handed over to a real server: encrypted or not at all, to whom the certificate says, and always known
whether it may have left."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from server.meeting.mail import Hitch
from server.post import delivery
from server.post.delivery import Delivery, Outcome
from server.settings import MailServer
from tests.post_office import PASSWORD, USER, certificates, post_office


def mail(text: str = "Dobrý den,\n\nzveme vás.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "setkani@example.cz", "jana@example.cz", "Pozvánka"
    message.set_content(text, cte="quoted-printable")
    return message


def words(message: EmailMessage) -> str:
    """What stands in it; on the way lines end with CRLF."""
    content: str = message.get_content()
    return content.replace("\r\n", "\n")


def handed(server: MailServer, message: EmailMessage | None = None, address: str = "jana@example.cz") -> Outcome:
    return Delivery(server).hand_over(message or mail(), address)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_password_of_any_letters_however_the_server_asks_for_it(tmp_path: Path, mechanism: str) -> None:
    other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[mechanism]
    with post_office(tmp_path, password=True, auth_exclude_mechanism=[other]) as office:
        assert handed(office.server("starttls", user=USER, password=PASSWORD)).hitch is None
        assert office.seen == [f"{USER} {PASSWORD}"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_and_with_a_password(tmp_path: Path, security: str) -> None:
    with post_office(tmp_path, security, password=security == "starttls") as office:
        signed_in = {"user": USER, "password": PASSWORD} if security == "starttls" else {}
        assert handed(office.server(security, **signed_in)).hitch is None
        assert words(office.to("jana@example.cz")[0]) == "Dobrý den,\n\nzveme vás.\n"


def test_without_encryption_where_one_wants_it_so(tmp_path: Path) -> None:
    with post_office(tmp_path, "none") as office:
        assert handed(office.server("none")).hitch is None


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_never_unencrypted_instead_of_encrypted(tmp_path: Path) -> None:
    """Somebody in between has taken STARTTLS out of what the server offers: neither mail nor password leaves."""
    with post_office(tmp_path, "none", password=True) as office:
        assert handed(office.server("starttls", user=USER, password=PASSWORD)).hitch is Hitch.NO_TLS
        assert not office.arrived and not office.seen


def test_a_server_that_speaks_no_tls_at_all(tmp_path: Path) -> None:
    with post_office(tmp_path, "none") as office:
        assert handed(office.server("tls")).hitch is Hitch.NO_TLS


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path, security: str) -> None:
    strangers, _ = certificates(tmp_path / "strangers")
    with post_office(tmp_path, security) as office:
        office.authority = strangers
        outcome = handed(office.server(security))
        assert outcome.hitch is Hitch.CERTIFICATE and outcome.said and not office.arrived


def test_a_certificate_for_another_name_is_not_trusted(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        assert handed(office.server("starttls", host="127.0.0.1")).hitch is Hitch.CERTIFICATE


def test_a_wrong_password(tmp_path: Path) -> None:
    with post_office(tmp_path, password=True) as office:
        outcome = handed(office.server("starttls", user=USER, password="jiné"))
        assert outcome.hitch is Hitch.LOGIN and "jiné" not in outcome.said
        assert handed(office.server("starttls")).hitch is Hitch.SENDER, "without a name at all"


@pytest.mark.parametrize(
    ("answer", "hitch"), [("550 5.1.1 No such user", Hitch.ADDRESS), ("450 4.2.1 Mailbox busy", Hitch.LATER)]
)
def test_an_address_the_server_does_not_take(tmp_path: Path, answer: str, hitch: Hitch) -> None:
    with post_office(tmp_path) as office:
        office.answers["jana@example.cz"] = answer
        assert handed(office.server("starttls")) == Outcome(hitch, answer)


def test_a_sender_the_server_does_not_take(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        office.mail_says = "553 5.7.1 Not your address"
        assert handed(office.server("starttls")).hitch is Hitch.SENDER


@pytest.mark.parametrize(
    ("says", "hitch"),
    [
        ("554 5.7.1 Looks like spam", Hitch.CONTENT),
        ("552 5.3.4 Too big", Hitch.TOO_LARGE),
        ("451 4.3.0 Try again", Hitch.LATER),
        ("", Hitch.UNCLEAR),
    ],
)
def test_what_is_said_after_the_last_dot(tmp_path: Path, says: str, hitch: Hitch) -> None:
    with post_office(tmp_path) as office:
        office.says = says
        assert handed(office.server("starttls")).hitch is hitch


def test_a_mail_the_server_says_is_too_large_is_not_even_begun(tmp_path: Path) -> None:
    with post_office(tmp_path, data_size_limit=2000) as office:
        assert handed(office.server("starttls"), mail("Dlouhý text. " * 400)).hitch is Hitch.TOO_LARGE
        assert not office.arrived


def test_lines_that_begin_with_a_dot_and_lines_without_end_arrive_as_they_were(tmp_path: Path) -> None:
    written = ".\n..\n.tečka\n" + "ž" * 3000 + "\n\n"
    message = mail(written)
    plain = EmailMessage()
    plain["From"], plain["To"] = "setkani@example.cz", "jana@example.cz"
    plain.set_content(".\r\n..\r\n.x\r\n", cte="7bit")
    with post_office(tmp_path) as office:
        assert handed(office.server("starttls"), message).hitch is None
        assert handed(office.server("starttls"), plain).hitch is None
        first, second = office.to("jana@example.cz")
        assert words(first) == written
        assert words(second) == ".\n..\n.x\n"


def test_an_address_with_letters_beyond_ascii_needs_a_server_that_knows_them(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        assert handed(office.server("starttls"), address="žofie@example.cz").hitch is None
        assert office.to("žofie@example.cz")
    with post_office(tmp_path, enable_SMTPUTF8=False) as office:
        assert handed(office.server("starttls"), address="žofie@example.cz").hitch is Hitch.LETTERS
        assert not office.arrived


def test_no_server_there(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        gone = office.server("starttls")
    assert handed(gone).hitch is Hitch.UNREACHABLE
    nowhere = MailServer("nikde.invalid", 587, "starttls", "", "", "setkani@example.cz", "", "")
    assert handed(nowhere).hitch is Hitch.UNREACHABLE


@contextmanager
def strange(converse: Callable[[socket.socket], None]) -> Iterator[MailServer]:
    """A server that says what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                converse(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield MailServer("127.0.0.1", listening.getsockname()[1], "none", "", "", "setkani@example.cz", "", "")
        thread.join(5)


@pytest.mark.parametrize("before_the_dot", [True, False], ids=["before the last dot", "after it"])
def test_a_line_that_breaks_while_the_mail_is_read(before_the_dot: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the last dot the mail has certainly not left; after it, nobody knows."""
    monkeypatch.setattr(delivery, "STEP", 2.0)

    def converse(line: socket.socket) -> None:
        line.sendall(b"220 here\r\n")
        for answer in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n"):
            line.recv(4096)
            line.sendall(answer)
        line.recv(4096)
        if before_the_dot:
            line.sendall(b"421 closing\r\n")
            return
        line.sendall(b"354 go on\r\n")
        read = b""
        while not read.endswith(b"\r\n.\r\n"):
            read += line.recv(65536)

    with strange(converse) as server:
        assert handed(server).hitch is (Hitch.LATER if before_the_dot else Hitch.UNCLEAR)


def test_a_server_that_says_nothing_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "STEP", 0.2)
    done = threading.Event()
    with strange(lambda line: bool(done.wait(3)) or None) as server:
        assert handed(server).hitch is Hitch.UNREACHABLE
        done.set()


def test_somebody_else_may_hang_up() -> None:
    met, done = threading.Event(), threading.Event()

    def converse(line: socket.socket) -> None:
        line.sendall(b"220 here\r\n")
        line.recv(4096)
        met.set()
        done.wait(5)

    with strange(converse) as server:
        trying = Delivery(server)
        outcomes: list[Outcome] = []
        thread = threading.Thread(target=lambda: outcomes.append(trying.hand_over(mail(), "jana@example.cz")))
        thread.start()
        assert met.wait(5)
        trying.cut()
        thread.join(5)
        done.set()
        assert outcomes[0].hitch is Hitch.UNREACHABLE
