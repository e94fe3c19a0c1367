"""A mail as it travels: its headers, its text, what is attached to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from ..meeting.mail import BY_ITSELF, Mail


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    kind: str
    """Its media type, such as text/calendar."""
    content: bytes


class NotAnAddress(ValueError):
    """Nothing can be sent to this."""


def envelope(
    mail: Mail,
    of: str,
    to: tuple[str, str],
    sender: tuple[str, str] | None,
    subject: str,
    text: str,
    at: datetime,
    *,
    reply_to: tuple[str, str] | None = None,
    calendar: tuple[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """A message for one person. of: the meeting it comes from; to, sender, reply_to: name and address (sender None for
    a draft); calendar: its method and its text.

    The Message-ID is the same for every try, so that whoever gets it twice can be spared the second. Raises
    NotAnAddress.
    """
    message = EmailMessage()
    if sender:
        message["From"] = _address(*sender)
    else:
        # To be opened as a draft, and sent from whatever address it is opened under.
        message["X-Unsent"] = "1"
    message["To"] = _address(*to)
    if reply_to:
        message["Reply-To"] = _address(*reply_to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.id}.{of}@{_domain(sender)}>"
    if mail.matter in BY_ITSELF:
        # Nobody has pressed a button for this one: whoever is on holiday need not tell us so.
        message["Auto-Submitted"] = "auto-generated"
    # A paragraph is one line: every phone breaks it as wide as it is.
    message.set_content(text, cte="quoted-printable")
    if calendar:
        method, entry = calendar
        message.add_alternative(entry, subtype="calendar", params={"method": method}, cte="base64")
        message.add_attachment(entry.encode(), maintype="application", subtype="ics", filename="setkani.ics")
    for attachment in attachments:
        main, _, sub = attachment.kind.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    # Last of all: what is put in takes such headers away.
    message["Content-Language"] = mail.language
    return message


def travelling(address: str) -> str:
    """An address as mail servers know it: the name of its server in ASCII. Raises NotAnAddress."""
    name, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if at and name else ""
    except UnicodeError as error:
        raise NotAnAddress(address) from error
    if not ascii_domain:
        raise NotAnAddress(address)
    return f"{name}@{ascii_domain}"


def _address(name: str, address: str) -> Address:
    user, _, domain = travelling(address).rpartition("@")
    try:
        return Address(" ".join(name.split()), user, domain)
    except (ValueError, IndexError) as error:
        raise NotAnAddress(address) from error


def _domain(sender: tuple[str, str] | None) -> str:
    return sender[1].rpartition("@")[2] if sender else "setkani.invalid"
