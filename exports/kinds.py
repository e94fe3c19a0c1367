"""Three kinds of record, zápis, záznam and protokol: how each is called, whom it names, what stands above the names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.meeting.model import Seat

from .letterhead import Letterhead
from .paper import Block, Cell, Column, Paragraph, Table
from .seal.own import OwnSeal
from .wording import Wording

PROTOCOL = "protokol"


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """What an organisation has of its own: its name, its words above the signatures (kind of record -> words), its
    letterhead; what it seals with; verify_at: address of the page where anyone can check a record, "" for none.
    """

    name: str = ""
    clauses: Mapping[str, str] = field(default_factory=dict)
    letterhead: Letterhead | None = None
    seal: OwnSeal | None = None
    verify_at: str = ""


PLAIN = OwnPaper()


def called(wording: Wording) -> str:
    """What the document calls itself, under its title."""
    _ = wording.gettext
    names = {
        "zapis": _("Record of the meeting and plan of steps"),
        "zaznam": _("File note of the meeting and plan of steps"),
        PROTOCOL: _("Protocol of the meeting and plan of steps"),
    }
    return names[wording.meeting.record_kind]


def identities(wording: Wording, came: Sequence[Seat]) -> Iterator[Block]:
    """Who those present are, so that nobody can be taken for somebody else: in a protocol, and nowhere else."""
    _ = wording.gettext
    if wording.meeting.record_kind == PROTOCOL and came:
        yield Table(
            caption=_("Identity of those present"),
            about=_("One row for each person: their name, and who they are by birth and address."),
            columns=(Column(_("Name"), 30), Column(_("Identity"), 70)),
            rows=tuple((Cell(bold=seat.name), Cell(seat.identity or _("not stated"))) for seat in came),
        )


def clause(wording: Wording, own: OwnPaper) -> Iterator[Block]:
    """What a name under this kind of record means, in the office's words if it has some."""
    _ = wording.gettext
    kind = wording.meeting.record_kind
    signed = _("A signature says: I have read this version. What somebody thinks of the plan stands beside it.")
    protocol = _(
        "Everyone present signs the protocol. Where somebody declines, that is recorded with their reason. "
        "Objections are recorded as they were made."
    )
    yield Paragraph(own.clauses.get(kind) or (protocol if kind == PROTOCOL else signed))
