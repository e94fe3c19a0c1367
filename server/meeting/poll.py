"""Finding a time that suits those invited: whoever leads offers some, each answers alone, one is chosen."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from . import commands as c
from . import events as e
from .checks import known_seat, sensible_start
from .events import Events
from .mails import not_over
from .model import AT_THE_DOOR, Can, Meeting, Poll, Presence, Seat
from .refusals import Reason, Refused

MOST_TIMES = 12
"""Times offered at once; more nobody reads through."""


def offer_times(meeting: Meeting, command: c.OfferTimes) -> Events:
    """None at all takes the question back. What was answered to a time that stays, stays."""
    not_over(meeting)
    times = tuple(sorted({_moment(starts) for starts in command.times}))
    if len(times) > MOST_TIMES:
        raise Refused(Reason.TOO_MANY_TIMES, most=str(MOST_TIMES))
    for starts in times:
        sensible_start(starts)
    poll = meeting.poll
    asked_already = poll is not None and poll.settled is None and poll.times == times
    return () if asked_already or (poll is None and not times) else (e.TimesOffered(times),)


def answer_poll(meeting: Meeting, seat_id: str, given: Mapping[str, str], by: str) -> Events:
    """What somebody says to the times; a time not answered leaves what they said before."""
    not_over(meeting)
    poll = _open(meeting)
    seat = known_seat(meeting, seat_id)
    if not is_asked(seat):
        raise Refused(Reason.NO_SUCH_SEAT)
    if by != seat.id and seat.id in poll.answers and not poll.noted.get(seat.id):
        raise Refused(Reason.NOT_YOUR_CONTRIBUTION, name=seat.name)
    said = tuple(sorted(_said(poll, given).items()))
    before = poll.answers.get(seat.id, {})
    return () if all(before.get(time) is can for time, can in said) else (e.PollAnswered(seat.id, said),)


def settle_time(meeting: Meeting, command: c.SettleTime) -> Events:
    not_over(meeting)
    poll = meeting.poll
    starts = _moment(command.starts) if command.starts else None
    if poll is None or starts is None or starts not in poll.times:
        raise Refused(Reason.NO_SUCH_TIME)
    if poll.settled == starts and meeting.starts == starts:
        return ()
    amended = e.MeetingAmended(
        meeting.title,
        meeting.purpose,
        meeting.place,
        starts,
        meeting.case_number,
        meeting.initials,
        meeting.record_kind,
    )
    return (e.TimeSettled(starts),) if meeting.starts == starts else (amended, e.TimeSettled(starts))


def is_asked(seat: Seat) -> bool:
    """Is this somebody whose time matters?"""
    return seat.presence not in AT_THE_DOOR | {Presence.TAKEN_OUT}


def asked(meeting: Meeting) -> tuple[Seat, ...]:
    return tuple(seat for seat in meeting.seats.values() if is_asked(seat))


def unanswered(meeting: Meeting) -> tuple[Seat, ...]:
    """Who has not said anything yet to some time that is offered; nobody where no question is open."""
    poll = meeting.poll
    if poll is None or poll.settled or not poll.times:
        return ()
    return tuple(seat for seat in asked(meeting) if not poll.answers.get(seat.id, {}).keys() >= set(poll.times))


def best(meeting: Meeting) -> tuple[datetime, ...]:
    """The times that suit best: the fewest cannot, then the most can; none before anybody has answered."""
    poll = meeting.poll
    if poll is None or not poll.answers:
        return ()
    worth = {time: (-len(who(poll, time, Can.NO)), len(who(poll, time, Can.YES))) for time in poll.times}
    return tuple(time for time in poll.times if worth[time] == max(worth.values()))


def who(poll: Poll, time: datetime, can: Can) -> tuple[str, ...]:
    """The seats that have said this to a time."""
    return tuple(seat for seat, said in poll.answers.items() if said.get(time) is can)


def _said(poll: Poll, given: Mapping[str, str]) -> dict[datetime, Can]:
    found = {}
    for written, word in given.items():
        if not word:
            continue
        time = _time(poll.times, written)
        try:
            found[time] = Can(word)
        except ValueError:
            raise Refused(Reason.NO_SUCH_WORD, word=word[:40], words=", ".join(Can)) from None
    if not found:
        raise Refused(Reason.NOTHING_ANSWERED)
    return found


def _time(times: Iterable[datetime], written: str) -> datetime:
    try:
        meant = _moment(datetime.fromisoformat(written))
    except ValueError:
        raise Refused(Reason.NO_SUCH_TIME) from None
    if meant not in times:
        raise Refused(Reason.NO_SUCH_TIME)
    return meant


def _moment(starts: datetime) -> datetime:
    """The same moment always in the same writing."""
    if starts.tzinfo is None:
        raise Refused(Reason.NO_SUCH_TIME)
    return starts.astimezone(UTC)


def _open(meeting: Meeting) -> Poll:
    poll = meeting.poll
    if poll is None or not poll.times:
        raise Refused(Reason.NO_POLL)
    if poll.settled:
        raise Refused(Reason.POLL_OVER)
    return poll
