"""Whether the next meeting may be opened from a record, said to people; and the record that lies here already."""

import asyncio
from collections.abc import Sequence

from ..following import Accepted, No, NotFollowed, accepted, plan_of, read_record
from ..meeting.commands import Person
from ..meeting.model import Meeting
from ..meeting.previous import Previous
from .language import Tongue
from .records import exports_folder
from .site import Site
from .words import N_

NOT_FOLLOWED = {
    No.UNREADABLE: N_(
        "This file cannot be read as a Word record; take the .docx that was written when the meeting closed."
    ),
    No.NO_RECORD: N_("There is no record for machines in this file: it is a draft, or another program made it."),
    No.ALTERED: N_("This record was altered after it was sealed: {parts}."),
    No.NOT_WHOLE: N_("Something is in this file that was not sealed with it: {parts}."),
    No.UNKNOWN_CERTIFICATE: N_(
        "This record is sealed by “{name}”, whose certificate is not trusted here. Have the office add it, or name it."
    ),
    No.UNKNOWN_FILE: N_(
        "This record has no seal and is not, letter for letter, one that was written on this computer. It may have "
        "been saved anew or altered; take the file that was written here, or a sealed one."
    ),
    No.NEWER: N_("A newer version of this program made this record; install that one here too."),
    No.EXTRACT: N_("This is an extract for one recipient; the whole record is needed."),
    No.OTHER_CASE: N_("It belongs to another case than the records before it."),
    No.TWICE: N_("The record of that meeting is among them already."),
    No.NO_FORMAT: N_("There is no kind of meeting “{name}” here any more."),
}
"""Why a record is not believed, or no meeting is opened from it -> sentence."""
ROLE_GONE = N_("{name}: the role “{role}” is not in this kind of meeting any more; they have that of a participant.")


def why_not(no: NotFollowed, tongue: Tongue) -> str:
    return tongue._(NOT_FOLLOWED[no.why]).format(**no.places)


async def accept(site: Site, file: bytes, office: str) -> Accepted:
    """As this office believes others. Raises NotFollowed."""
    return await asyncio.to_thread(accepted, file, site.office_of(office).known_seals, site.log)


async def plan_here(site: Site, meeting: Meeting, people: Sequence[Person]) -> Previous | None:
    """The plan of a meeting that was held here, for those people in their new seats; None where it has no record yet.

    It is read from the record and not from the meeting: what people have signed is on that paper. Raises NotFollowed.
    """
    if meeting.closed is None or meeting.record is None:
        return None
    file = exports_folder(site.settings.data_dir) / meeting.record.file
    try:
        content = await asyncio.to_thread(read_record, file)
    except OSError as error:
        raise NotFollowed(No.UNREADABLE) from error
    found = await accept(site, content, meeting.office)
    seats = {person.name: person.seat for person in people}
    return plan_of(found, {each.id: seats[each.name] for each in found.record.people if each.name in seats})
