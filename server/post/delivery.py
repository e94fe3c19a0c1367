"""Handing one mail over to the mail server, word by word: what has gone wrong is known, and whether it may have left.

The standard library's client is driven step by step, because the one question that matters is asked by no client: was
it before or after the last dot that the line broke? Until then the mail has not left, afterwards nobody knows.
"""

import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from io import BytesIO

from ..meeting.mail import Hitch
from ..settings import MailServer

STEP = 20.0
"""Seconds the server may take for one answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """hitch: None where the server has taken the mail. said: the server's own words."""

    hitch: Hitch | None = None
    said: str = ""


class Delivery:
    """One try. `hand_over` blocks; `cut` may be called in another thread and ends it soon."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def hand_over(self, message: EmailMessage, address: str) -> Outcome:
        """Give the server a mail for one address. Raises nothing that the server or the line can be blamed for."""
        try:
            smtp = self._connected()
            self._sign_in(smtp)
            return self._give(smtp, message, address)
        except _Stopped as stopped:
            return stopped.outcome
        except smtplib.SMTPResponseException as error:
            return _answered(error.smtp_code, error.smtp_error, Hitch.UNREACHABLE)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Hitch.UNREACHABLE, _words(error))
        finally:
            self._leave()

    def cut(self) -> None:
        """Hang up."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    # One step after the other -----------------------------------------------------------------------------------------

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        # Not the name of this computer, which would stand in every mail and is nobody's business.
        name = server.sender.rpartition("@")[2]
        try:
            if server.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=STEP, context=self._context())
            else:
                smtp = smtplib.SMTP(local_hostname=name, timeout=STEP)
            self._smtp = smtp
            # The name the certificate has to be for; smtplib knows it only where it connects by itself.
            smtp._host = server.host  # type: ignore[attr-defined]
            code, answer = smtp.connect(server.host, server.port)
            if code != 220:
                raise _Stopped(*_temporary(code, answer, Hitch.UNREACHABLE))
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                if not smtp.has_extn("starttls"):
                    # Never unencrypted instead: perhaps somebody in between has taken the offer away.
                    raise _Stopped(Hitch.NO_TLS)
                code, answer = smtp.docmd("STARTTLS")
                if code != 220:
                    raise _Stopped(Hitch.NO_TLS, _said(code, answer))
                self._encrypt(smtp)
        except ssl.SSLCertVerificationError as error:
            raise _Stopped(Hitch.CERTIFICATE, error.verify_message) from error
        except ssl.SSLError as error:
            raise _Stopped(Hitch.NO_TLS, _words(error)) from error
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        assert smtp.sock is not None
        smtp.sock = self._context().wrap_socket(smtp.sock, server_hostname=self._server.host)
        # What was said before, and what may have been slipped in behind it, counts no more.
        smtp.file = None
        smtp.helo_resp = smtp.ehlo_resp = None
        smtp.esmtp_features = {}
        smtp.does_esmtp = False
        smtp.ehlo_or_helo_if_needed()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._server.authority or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        if not self._server.user:
            return
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        user, password = self._server.user.encode(), self._server.password.encode()
        # By hand, because the standard library knows passwords of ASCII letters alone.
        if "PLAIN" in offered:
            code, answer = smtp.docmd("AUTH", "PLAIN " + _base64(b"\0" + user + b"\0" + password))
        elif "LOGIN" in offered:
            code, answer = smtp.docmd("AUTH", "LOGIN " + _base64(user))
            if code == 334:
                code, answer = smtp.docmd(_base64(password))
        else:
            raise _Stopped(Hitch.LOGIN, " ".join(offered))
        if code not in (235, 503):
            raise _Stopped(*_temporary(code, answer, Hitch.LOGIN))

    def _give(self, smtp: smtplib.SMTP, message: EmailMessage, address: str) -> Outcome:
        utf8 = not address.isascii()
        if utf8 and not smtp.has_extn("smtputf8"):
            raise _Stopped(Hitch.LETTERS)
        data = _bytes(message, utf8)
        most = smtp.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < len(data):
            raise _Stopped(Hitch.TOO_LARGE, f"SIZE {most}")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        smtp.command_encoding = "utf-8" if utf8 else "ascii"
        self._expect(*smtp.mail(self._server.sender, options), hitch=Hitch.SENDER)
        self._expect(*smtp.rcpt(address), hitch=Hitch.ADDRESS)
        code, answer = smtp.docmd("DATA")
        if code != 354:
            raise _Stopped(*_temporary(code, answer, Hitch.CONTENT))
        smtp.send(_dotted(data))
        return self._the_last_dot(smtp)

    def _the_last_dot(self, smtp: smtplib.SMTP) -> Outcome:
        try:
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Hitch.UNCLEAR, _words(error))
        if code == 250:
            return Outcome(None, _said(code, answer))
        return _answered(code, answer, Hitch.TOO_LARGE if code == 552 else Hitch.CONTENT)

    def _expect(self, code: int, answer: bytes, hitch: Hitch) -> None:
        if code not in (250, 251):
            raise _Stopped(*_temporary(code, answer, hitch))

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()


class _Stopped(Exception):
    """It goes no further, and nothing has left."""

    def __init__(self, hitch: Hitch, said: str = "") -> None:
        super().__init__(hitch)
        self.outcome = Outcome(hitch, said)


def _temporary(code: int, answer: bytes | str, hitch: Hitch) -> tuple[Hitch, str]:
    """4xx: the server asks to be asked again."""
    return (Hitch.LATER if 400 <= code < 500 else hitch, _said(code, answer))


def _answered(code: int, answer: bytes | str, hitch: Hitch) -> Outcome:
    return Outcome(*_temporary(code, answer, hitch))


def _said(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {words}"


def _base64(words: bytes) -> str:
    return b64encode(words).decode("ascii")


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _bytes(message: EmailMessage, utf8: bool) -> bytes:
    written = BytesIO()
    BytesGenerator(written, policy=SMTPUTF8 if utf8 else SMTP).flatten(message)
    return written.getvalue()


def _dotted(data: bytes) -> bytes:
    """With CRLF at every end of line, one at the very end, and a second dot where a line begins with one."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
