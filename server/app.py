"""The only place that knows every name: builds the program and wires it together."""

import asyncio
import gc
import logging
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from exports.comments import appendix, appendix_name
from exports.content import file_name
from exports.files import write
from exports.pdf import office_program
from exports.seal.key import BadKey
from exports.seal.own import is_stamped
from exports.seal.stamp import NoStamp
from exports.word import record

from . import places
from .accounts.passwords import Passwords
from .accounts.tries import Tries
from .following import MOST_RECORD
from .live import ended
from .live.erasing import Erasing
from .live.forgetting import Forgetting
from .live.lines import Lines
from .live.owing import AGAIN, Doing, NotNow, Owing
from .live.room import Room
from .live.rooms import Rooms
from .meeting.commands import (
    COMMANDS,
    AskReminder,
    AskStepReminder,
    Command,
    EndStepReminding,
    LockComments,
    NoteAppendix,
    NoteRecord,
)
from .meeting.due import (
    CloseComments,
    Effect,
    EraseRoom,
    Remind,
    RemindOfSteps,
    SendMail,
    StampRecord,
    WriteAppendix,
    WriteRecord,
)
from .meeting.events import HOUSE
from .meeting.mail import Matter
from .meeting.mails import addressee
from .meeting.model import RECORD_ENDS, SEALED, STAMPED, TO_STAMP, Meeting
from .meeting.refusals import Refused
from .office import NO_OFFICE, Office
from .opening import places_of
from .ports import Accounts, Act, Clock, EventLog, Keyring, NotSaved, Why
from .post.outbox import Outbox
from .settings import Settings
from .store.accounts import SqliteAccounts
from .store.agenda import FileAgenda
from .store.lane import SqliteLane
from .store.photos import FilePhotos
from .store.ratings import SqliteRatings
from .web import (
    actions,
    again,
    assistant,
    cards,
    cases,
    child,
    comments,
    desk,
    errors,
    filing,
    from_record,
    home,
    invitations,
    inviting,
    lane,
    letters,
    mails,
    me,
    openid,
    organiser,
    pages,
    passkeys,
    people,
    persons,
    photos,
    preparing,
    ratings,
    records,
    sending,
    signing_in,
    sockets,
    tablet,
    verifying,
)
from .web import erasing as erasing_page
from .web.body import MOST, bounded
from .web.entry import Door, organiser_key
from .web.issuer import Issuer
from .web.language import translations
from .web.origin import from_elsewhere, from_this_machine, to_us
from .web.security_log import Happened
from .web.site import Site
from .web.turns import dear

_TIDY = 60.0
_UNHURRIED = 30.0
TRIES_KEPT = 5.0
"""Seconds after which wrong tries to sign in are kept for the next start."""
SEAL_AGAIN = 600.0
"""Seconds after which a record is tried again that could not be sealed for its certificate."""
STAMP_AGAIN = 300.0
"""Seconds after which an authority is asked again for a time stamp that it did not give."""

log = logging.getLogger(__name__)


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def ticks(self) -> float:
        # Linux counts on while the lid is closed under this name, macOS under the other; Windows does so anyway.
        for kind in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
            if hasattr(time, kind):
                return time.clock_gettime(getattr(time, kind))
        return time.monotonic()


def build(
    settings: Settings,
    log: EventLog,
    keyring: Keyring,
    base_url: str,
    clock: Clock | None = None,
    office: Office = NO_OFFICE,
    passwords: Passwords | None = None,
    offices: Mapping[str, Office] | None = None,
) -> Starlette:
    """The program on a store. base_url: how phones reach it, for links and QR codes; passwords: hashed by another hand
    than the usual one; offices: what each office of a shared server sets for itself, by its id. Raises CannotOpen.
    """
    clock = clock or WallClock()
    rooms = Rooms(log, keyring, clock)
    accounts = SqliteAccounts(settings.data_dir)
    door = Door(
        keyring,
        organiser_key(settings.data_dir),
        secure=base_url.startswith("https://"),
        clock=clock,
        accounts=accounts,
    )
    private = SqliteLane(settings.data_dir)
    photographs = FilePhotos(settings.data_dir)
    answers = SqliteRatings(settings.data_dir)
    writing, printing = asyncio.Lock(), asyncio.Lock()
    erasing = Erasing(
        rooms, log, clock, places_of(settings.data_dir, log, private, photographs, answers), (writing, printing)
    )
    lines = Lines(rooms, log)
    filing.tidy(settings.data_dir)
    site = Site(
        settings,
        log,
        keyring,
        clock,
        rooms,
        door,
        base_url,
        photographs,
        private,
        office,
        lines,
        erasing,
        writing,
        printing,
        answers,
        accounts,
        office_program(settings.soffice),
        offices=offices or {},
        passwords=passwords or Passwords(),
        tries=Tries(accounts.tries(clock.now())),
        issuer=Issuer(provider, f"{base_url}/openid", clock) if (provider := settings.provider) else None,
    )

    async def write_record(room: Room, effect: WriteRecord) -> None:
        async with writing:
            # Of a meeting that has been taken away meanwhile no file may come back.
            if not room.over:
                note = await asyncio.to_thread(_write_record, site, room.told)
                await room.ask(note, HOUSE)

    async def close_comments(room: Room, effect: CloseComments) -> None:
        await room.ask(LockComments(), HOUSE)

    async def write_appendix(room: Room, effect: WriteAppendix) -> None:
        async with writing:
            if not room.over:
                note = await asyncio.to_thread(_write_appendix, site, room.told)
                await room.ask(note, HOUSE)

    async def erase_room(room: Room, effect: EraseRoom) -> None:
        keep = room.told.keeping.record == RECORD_ENDS[0]
        line = await asyncio.to_thread(erasing_page.erasure_of, site, room.told, Act.RULE, Why.RULE, keep)
        await erasing.erase(line)

    async def stamp_record(room: Room, effect: StampRecord) -> None:
        # An authority may take its time: meanwhile records of others are written.
        content = await asyncio.to_thread(_stamped, site, room.told)
        async with writing:
            if content and not room.over:
                note = await asyncio.to_thread(_keep_stamped, site, room.told, content)
                await room.ask(note, HOUSE)

    outbox = Outbox(settings.mail_server)

    async def send_mail(room: Room, effect: SendMail) -> None:
        mail = room.told.mails[effect.mail]
        address = addressee(room.told, mail.seat, mail.matter).email

        async def ask(command: Command) -> None:
            await room.ask(command, HOUSE)

        if mail.matter is Matter.STEPS and await site.replaced(room.told):
            await room.ask(EndStepReminding(), HOUSE)
            return
        # It was taken back in this moment, or is perhaps on its way already.
        with suppress(Refused):
            try:
                await outbox.send(mail, address, partial(mails.prepare, site, room), ask)
            except errors.Sorry as sorry:
                # The record that goes with it waits for its seal.
                raise NotNow(sorry.sentence.format_map(sorry.words), AGAIN) from sorry

    async def remind(room: Room, effect: Remind) -> None:
        await room.ask(AskReminder(secrets.token_hex(8), effect.seat), HOUSE)

    async def remind_of_steps(room: Room, effect: RemindOfSteps) -> None:
        if await site.replaced(room.told):
            await room.ask(EndStepReminding(), HOUSE)
            return
        await room.ask(AskStepReminder(secrets.token_hex(8), effect.seat, effect.steps), HOUSE)

    agenda = FileAgenda(settings.data_dir, places.rules())
    doing: dict[type[Effect], Doing] = {
        WriteRecord: write_record,
        StampRecord: stamp_record,
        CloseComments: close_comments,
        WriteAppendix: write_appendix,
        EraseRoom: erase_room,
        SendMail: send_mail,
        Remind: remind,
        RemindOfSteps: remind_of_steps,
    }
    owing = Owing(rooms, log, clock, agenda, doing)
    forgetting = Forgetting(rooms, private, photographs, answers)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # What was made at start lives as long as the program; the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        tasks = [
            asyncio.create_task(work)
            for work in (
                owing.run(),
                forgetting.run(),
                erasing.run(),
                ended.watch(rooms, accounts, clock),
                _tidy(rooms, accounts),
                _read_the_rest(),
                _keep_tries(site),
            )
        ]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(ToUs)],
        exception_handlers={
            errors.Sorry: _say_sorry,
            HTTPException: _say_http,
            Exception: _say_broken,
        },
    )
    app.state.site = site
    return app


def _write_record(site: Site, meeting: Meeting) -> NoteRecord:
    photo = partial(site.photos.read, meeting.id)
    now, own = site.clock.now(), replace(site.office_of(meeting.office).paper, seal=site.office_of(meeting.office).seal)
    try:
        content = record(meeting, translations(meeting.language), now, site.settings.zone, own, photo)
    except BadKey as error:
        raise NotNow(f"the record cannot be sealed. {error}", SEAL_AGAIN) from error
    name = file_name(meeting, translations(meeting.language))
    file = write(records.exports_folder(site.settings.data_dir), name, content)
    seal = (TO_STAMP if own.seal.stamps else SEALED) if own.seal else ""
    return NoteRecord(file.name, sha256(content).hexdigest(), seal)


def _write_appendix(site: Site, meeting: Meeting) -> NoteAppendix:
    words, own = translations(meeting.language), site.office_of(meeting.office).paper
    try:
        content = appendix(meeting, words, site.clock.now(), site.settings.zone, own)
    except BadKey as error:
        raise NotNow(f"the comments cannot be sealed. {error}", SEAL_AGAIN) from error
    file = write(records.exports_folder(site.settings.data_dir), appendix_name(meeting, words), content)
    return NoteAppendix(file.name, sha256(content).hexdigest())


def _stamped(site: Site, meeting: Meeting) -> bytes:
    """The sealed file of a meeting with its time stamp; nothing where there is nothing to stamp, now or later."""
    seal, noted = site.office_of(meeting.office).seal, meeting.record
    if seal is None or not seal.stamps or noted is None:
        return b""
    file = records.exports_folder(site.settings.data_dir) / noted.file
    content = file.read_bytes() if file.is_file() else b""
    # The program may have died after the file was replaced and before that was noted.
    if is_stamped(content):
        return content
    if sha256(content).hexdigest() != noted.sha256:
        log.warning("the record of meeting %s is not what was sealed any more: it gets no time stamp", meeting.id)
        return b""
    try:
        return seal.stamp(content)
    except NoStamp as error:
        raise NotNow(str(error), STAMP_AGAIN) from error


def _keep_stamped(site: Site, meeting: Meeting, content: bytes) -> NoteRecord:
    assert meeting.record is not None
    file = write(records.exports_folder(site.settings.data_dir), meeting.record.file, content)
    return NoteRecord(file.name, sha256(content).hexdigest(), STAMPED)


async def _read_the_rest() -> None:
    """What nobody needs to come back is read when everybody is; who needs it first is not to wait for it either."""
    await asyncio.sleep(_UNHURRIED)
    await asyncio.to_thread(import_module, "icalendar")


async def _tidy(rooms: Rooms, accounts: Accounts) -> None:
    while True:
        await asyncio.sleep(_TIDY)
        rooms.put_away()
        try:
            await asyncio.to_thread(accounts.note_uses)
        except NotSaved as failure:
            # Somebody may have to sign in once more.
            log.warning("when people used their accounts last could not be kept: %s", failure.reason)


async def _keep_tries(site: Site) -> None:
    """Whoever guesses passwords does not begin anew when the program does."""
    try:
        while True:
            await asyncio.sleep(TRIES_KEPT)
            if (kept := site.tries.to_keep()) is not None:
                await asyncio.to_thread(_kept, site, kept)
    finally:
        if (kept := site.tries.to_keep()) is not None:
            _kept(site, kept)


def _kept(site: Site, tries: Mapping[int, tuple[int, float]]) -> None:
    try:
        if site.accounts.shared():
            site.accounts.keep_tries(tries, site.clock.now())
    except NotSaved as failure:
        log.warning("wrong tries to sign in could not be kept: %s", failure.reason)


async def _say_sorry(request: Request, sorry: Exception) -> Response:
    assert isinstance(sorry, errors.Sorry)
    site: Site = request.app.state.site
    if sorry.status in _REFUSALS and sorry.code not in _NOTED_ELSEWHERE:
        site.note_refusal(request, sorry.status, sorry.code, _command_of(request))
    response = errors.answer(request, sorry, site.tongue(request))
    meeting = request.path_params.get("meeting", "")
    if sorry.code == errors.GONE:
        site.door.forget_meeting(request, response, meeting)
    elif sorry.status == 404 and meeting:
        site.door.forget_ended(request, response, meeting)
    return response


_REFUSALS = frozenset({403, 404, 429})
_NOTED_ELSEWHERE = frozenset({"", "wrong-code", "link-ended", "unknown-passkey", "not-right"})
"""Refusals of which the place where they are made says more, and addresses at which nothing ever was."""


def _command_of(request: Request) -> str:
    """What was asked for, where it has a name of ours."""
    asked = request.url.path.rpartition("/")[2]
    return asked if request.method == "POST" and asked in COMMANDS else ""


async def _say_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = {404: errors.STRANGER, 405: errors.STRANGER, 413: errors.TOO_LARGE}
    response = await _say_sorry(
        request, errors.Sorry(error.status_code, known.get(error.status_code, errors.MALFORMED))
    )
    # Such as which ways of asking there are.
    response.headers.update(error.headers or {})
    return response


async def _say_broken(request: Request, error: Exception) -> Response:
    return await _say_sorry(request, errors.Sorry(500, errors.BROKEN, "broken"))


async def healthz(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """The database can be read."""
    site: Site = request.app.state.site
    await asyncio.to_thread(site.log.meetings)
    return PlainTextResponse("ready\n")


async def metrics(request: Request) -> Response:
    """Numbers for whoever looks after the machine, and for nobody who is not on it; nobody's names."""
    if not from_this_machine(request):
        raise errors.stranger()
    site: Site = request.app.state.site
    rooms = site.rooms.opened()
    connections = sum(len(room.connections) for room in rooms)
    return PlainTextResponse(
        f"# TYPE setkani_rooms gauge\nsetkani_rooms {len(rooms)}\n"
        f"# TYPE setkani_connections gauge\nsetkani_connections {connections}\n"
    )


class ToUs:
    """ASGI middleware: answers only under names of ours, and only what is read in one way. Before anything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            asked = HTTPConnection(scope)
            site: Site = scope["app"].state.site
            sorry = None
            if not to_us(asked.headers.get("host", ""), site.base_url):
                sorry = errors.Sorry(421, errors.NOT_US, "not-us", address=site.base_url)
            elif {"content-length", "transfer-encoding"} <= set(asked.headers):
                # Whoever says in two ways where a request ends wants two programs to disagree about it.
                sorry = errors.Sorry(400, errors.MALFORMED, "malformed")
            if sorry is not None:
                if scope["type"] == "websocket":
                    await WebSocket(scope, receive, send).send_denial_response(Response(status_code=sorry.status))
                else:
                    site.security.note(Happened.REFUSED, why=sorry.code, status=f"{sorry.status}")
                    hung_up = {"Connection": "close"}
                    await errors.answer(Request(scope), sorry, site.tongue(asked), hung_up)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def ours(endpoint: object, most: int) -> object:
    """A route that writes: refused to forms of other sites; most: bytes of what is sent."""

    async def checked(request: Request) -> Response:
        site: Site = request.app.state.site
        if from_elsewhere(request, site.base_url):
            raise errors.Sorry(403, errors.FOREIGN, "foreign")
        return await endpoint(bounded(request, most))  # type: ignore[operator,no-any-return]

    return checked


def _get(path: str, endpoint: object) -> Route:
    return Route(path, endpoint, methods=["GET"])  # type: ignore[arg-type]


def _post(path: str, endpoint: object, most: int = MOST) -> Route:
    return Route(path, ours(endpoint, most), methods=["POST"])  # type: ignore[arg-type]


ROUTES = [
    _get("/", cases.meetings),
    _get("/cases/{case}", cases.case),
    _get("/cases/{case}/summary.docx", cases.summary_of),
    _post("/cases/{case}", cases.label),
    _get("/enter/{key}", organiser.enter),
    _get("/sign-in", signing_in.page),
    _post("/sign-in", signing_in.sign_in),
    _post("/sign-out", signing_in.sign_out),
    _get("/me", me.page),
    _post("/me/password", me.change_password),
    _post("/me/elsewhere", me.sign_out_elsewhere),
    _get("/people", people.page),
    _post("/people", people.add),
    _post("/people/link", people.link),
    _post("/people/rights", people.rights),
    _post("/people/end", people.end),
    _get("/welcome", signing_in.welcome),
    _post("/welcome", signing_in.hand_in_link),
    _get("/welcome/choose", signing_in.choosing),
    _post("/welcome/choose", signing_in.choose),
    _post("/welcome/ask-passkey", passkeys.ask_by_link),
    _post("/welcome/passkey", passkeys.choose_by_link),
    _post("/sign-in/ask-passkey", passkeys.ask_to_sign_in),
    _post("/sign-in/passkey", passkeys.sign_in),
    _get("/sign-in/openid", openid.to_sign_in),
    _get("/welcome/openid", openid.by_link),
    _get("/me/keys/openid", openid.to_connect),
    _post("/me/keys/disconnect", openid.disconnect),
    _get("/openid", openid.back),
    _get("/me/keys", passkeys.page),
    _post("/me/again", again.by_password),
    _post("/me/again/ask-passkey", passkeys.ask_again),
    _post("/me/again/passkey", passkeys.again),
    _get("/me/again/openid", openid.again),
    _post("/me/keys/ask-passkey", passkeys.ask_to_add),
    _post("/me/keys/passkey", passkeys.add),
    _post("/me/keys/rename", passkeys.rename),
    _post("/me/keys/remove", passkeys.remove),
    _get("/erased", erasing_page.erased),
    _get("/choose", assistant.page),
    _get("/new", organiser.new),
    _get("/new/from-record", from_record.page),
    _post("/new/from-record", from_record.create, most=MOST_RECORD + 64 * 1024),
    _post("/new", organiser.create),
    _get("/join", pages.join),
    _get("/join/{code}", pages.join),
    _post("/join", pages.ask_to_enter),
    _post("/join/{code}", pages.ask_to_enter),
    _get("/k", pages.key),
    _post("/k", pages.hand_in_key),
    _get("/k/{token}", pages.personal_link),
    _post("/language", pages.language),
    _get("/verify", verifying.page),
    _post("/verify", verifying.check, most=2 * verifying.MOST_SENT),
    _get("/healthz", healthz),
    _get("/readyz", readyz),
    _get("/metrics", metrics),
    _post("/meetings/{meeting}/enter", organiser.enter_meeting),
    _get("/meetings/{meeting}/links", organiser.links),
    _post("/meetings/{meeting}/links", organiser.make_links),
    _post("/meetings/{meeting}/code", organiser.renew_code),
    _get("/meetings/{meeting}/cards", cards.cards),
    _post("/meetings/{meeting}/cards", cards.with_codes),
    _get("/meetings/{meeting}/waiting", pages.waiting),
    _get("/meetings/{meeting}/projector", pages.projector),
    _get("/meetings/{meeting}/tablet", tablet.tablet),
    _post("/meetings/{meeting}/tablet", tablet.pass_on),
    _get("/meetings/{meeting}/paper", tablet.paper),
    _get("/meetings/{meeting}/seat/{seat}", pages.phone),
    _get("/meetings/{meeting}/console/{seat}", pages.console),
    _get("/meetings/{meeting}/child/{seat}", child.page),
    _post("/meetings/{meeting}/child/{seat}", child.here),
    _get("/meetings/{meeting}/panels/{name}", pages.panel),
    _get("/meetings/{meeting}/state.json", pages.state),
    _get("/meetings/{meeting}/record.docx", dear(records.download)),
    _get("/meetings/{meeting}/record.pdf", dear(filing.download)),
    _get("/meetings/{meeting}/record.json", dear(records.for_machines)),
    _get("/meetings/{meeting}/copies/{recipient}.docx", dear(records.for_recipient)),
    _get("/meetings/{meeting}/desk", desk.page),
    _post("/meetings/{meeting}/desk/invite", preparing.invite),
    _get("/meetings/{meeting}/mails", mails.page),
    _post("/meetings/{meeting}/mails", mails.send),
    _post("/meetings/{meeting}/eml", mails.save),
    _post("/meetings/{meeting}/told", mails.note),
    _get("/meetings/{meeting}/invitations", invitations.page),
    _get("/meetings/{meeting}/calls", inviting.calls),
    _post("/meetings/{meeting}/invitations", invitations.with_links),
    _get("/meetings/{meeting}/home/{seat}", home.page),
    _get("/meetings/{meeting}/copy/{recipient}", sending.copy_page),
    _get("/meetings/{meeting}/copy/{recipient}/record.docx", dear(sending.copy_file)),
    _get("/meetings/{meeting}/home/{seat}/calendar.ics", inviting.calendar_file),
    _post("/meetings/{meeting}/home/{seat}", home.come),
    _get("/meetings/{meeting}/home/{seat}/data.json", dear(persons.own)),
    _get("/meetings/{meeting}/person.json", dear(persons.at_desk)),
    _get("/meetings/{meeting}/comments.docx", dear(comments.download)),
    _get("/meetings/{meeting}/ratings", ratings.page),
    _get("/meetings/{meeting}/child/{seat}/rating", ratings.childs),
    _get("/meetings/{meeting}/letter", letters.page),
    _get("/meetings/{meeting}/letter.docx", dear(letters.download)),
    _get("/meetings/{meeting}/photos/{photo}.jpg", photos.show),
    _get("/meetings/{meeting}/book/{page}/{photo}.jpg", photos.show_of_page),
    WebSocketRoute("/meetings/{meeting}/socket", sockets.socket),
    _post("/meetings/{meeting}/sign-on-paper", dear(photos.sign_on_paper), most=2 * photos.MOST_SENT),
    _post("/meetings/{meeting}/put-photo", dear(photos.put_photo), most=2 * photos.MOST_SENT),
    _post("/meetings/{meeting}/remove-page", photos.remove_page),
    _post("/meetings/{meeting}/add-comment", comments.add),
    _post("/meetings/{meeting}/note-comment", comments.add),
    _post("/meetings/{meeting}/rate", ratings.rate),
    _post("/meetings/{meeting}/erase", erasing_page.erase),
    _post("/meetings/{meeting}/note", lane.note),
    _post("/meetings/{meeting}/ask-break", lane.ask_break),
    _post("/meetings/{meeting}/take-back-break", lane.take_back_break),
    _post("/meetings/{meeting}/answer-break", lane.answer_break),
    _post("/meetings/{meeting}/{command}", actions.act),
    Mount("/static", StaticFiles(directory=places.BUNDLE, check_dir=False)),
]
