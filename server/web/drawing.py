"""Drawing pages and panels: one way for the first load, a refresh, another language and another role."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from hashlib import sha256
from typing import Any

import segno
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from .. import places
from ..live.room import Room, initials
from ..meeting.agreed import short, words_digest
from ..meeting.agreement import acceptance_of, confirmed, promise_digest, written_for
from ..meeting.commands import COMMANDS
from ..meeting.copies import saw, seen
from ..meeting.holes import may_worry, of_step, sides, signers, unmet, warnings
from ..meeting.model import Board, Goal, Meeting, Seat, Signature, Step
from ..meeting.pages import is_child, is_guide
from ..meeting.policy import PROJECTOR, cells_for, lends, may
from ..names import chose, first_name
from ..office import NO_OFFICE, Office
from ..ports import Lane
from .abbreviations import explained
from .boards import seats_by_side, views_written
from .book import NAMES_THE_GUIDE, NAMES_THE_MEETING, Leaf, hearing_order, leaves, may_be_guide, suggested_title
from .confidences import confidences
from .hands import read_through
from .language import LANGUAGES, Tongue, catalogue, nbsp
from .last_plan import last_plan
from .last_plan import state as last_plan_state
from .own_meeting import own_meeting
from .picturing import pictured
from .sealing import is_held_up, record_words
from .sources import how_it_came
from .spoken import spoken
from .words import PRESENCES, VERDICTS, hole_words

INSIDES_AT_ONCE = 15
"""Steps of a plan, or people, of which a page is given everything at once. Of a longer list it has the lines, and what
is behind one when it is opened: for sixty people it was 900 KB, and a quarter of a second in which no letter moved."""


class _Compiled(BytecodeCache):
    """Templates as jinja2 has compiled them once, for all languages; they live as long as the program does."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@cache
def environment(language: str, to_a_child: bool = False) -> Environment:
    """The templates in one language, as they are said to grown-ups or to a child."""
    env = Environment(
        loader=FileSystemLoader(places.TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        # A running program has one version of its pages: asking the disk for a newer one cost a twentieth of a panel.
        auto_reload=False,
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = catalogue(language, to_a_child)
    env.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = _saying(words)
    env.policies["ext.i18n.trimmed"] = True
    env.filters["nbsp"] = nbsp
    env.filters["halves"] = halves
    return env


def _saying(words: NullTranslations) -> Callable[..., Markup]:
    """`_` of the templates, as jinja2 makes it, but for sentences without a name in them, which are looked up once."""

    @lru_cache(maxsize=4096)
    def known(sentence: str) -> Markup:
        return Markup(words.gettext(sentence))  # noqa: S704 - what stands in our templates, and no name in it yet

    @lru_cache(maxsize=4096)
    def whole(sentence: str) -> Markup:
        return known(sentence) % {}

    def say(sentence: str, **names: object) -> Markup:
        return known(sentence) % names if names else whole(sentence)

    return say


def halves(code: str) -> Markup:
    """A code of a door as two groups, which a head can carry from the wall to a phone. Copied, it is one word; programs
    read it whole in the value."""
    middle = len(code) // 2
    groups = Markup('<span class="half">{}</span><span class="half">{}</span>').format(code[:middle], code[middle:])
    return Markup('<data value="{}">{}</data>').format(code, groups)


def draw(template: str, tongue: Tongue, **context: object) -> str:
    """A page without a meeting."""
    return environment(tongue.language, tongue.to_a_child).get_template(template).render(**common(tongue), **context)


def common(tongue: Tongue) -> dict[str, object]:
    """What every template may use."""
    return {
        "lang": tongue.language,
        "languages": LANGUAGES,
        "static": static,
        "t": tongue._,
        "day": tongue.day,
        "clock": tongue.clock,
        "moment": tongue.moment,
        "local": tongue.local,
        "weekday": tongue.weekday,
        "words": spoken(tongue),
        "new_id": new_id,
    }


@cache
def _stamp() -> str:
    stamp = places.BUNDLE / "STAMP"
    return stamp.read_text("ascii").strip()[:12] if stamp.is_file() else "0"


def static(name: str) -> str:
    """The address of a file of the bundle, another one for another build."""
    return f"/static/{name}?v={_stamp()}"


def new_id() -> str:
    """An id for a new goal, step or guest."""
    return secrets.token_hex(6)


@lru_cache(maxsize=256)
def qr(url: str) -> Markup:
    """The QR code of an address as inline SVG of class "qr". Drawn once: every panel of every phone may ask for it."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(
        svgclass="qr", lineclass=None, omitsize=True, border=2, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 - segno draws squares


class View:
    """One meeting as one viewer sees it now. viewer: a seat's id or PROJECTOR; kind: phone | console | projector."""

    def __init__(
        self,
        room: Room,
        viewer: str,
        kind: str,
        tongue: Tongue,
        code: str,
        join_url: str,
        lane: Lane,
        hand: str = "",
        office: Office = NO_OFFICE,
        prints: bool = False,
        insides: Collection[str] = (),
    ) -> None:
        self.meeting = seen(room.told, viewer, hand)
        """What this viewer may have of it; everything that is drawn is drawn from this."""
        self.room = room
        self.viewer = viewer
        self.kind = kind
        self.tongue = tongue
        self.code = code
        self.join_url = join_url
        self._lane = lane
        self._may: dict[str, bool] = {}
        self.hand = hand
        self.office = office
        self.prints = prints
        """There is LibreOffice here, so the record can be had in PDF."""
        self.insides = insides
        """Ids of what stands open on the page ("step-x", "person-x"); of a long list, only their insides are drawn."""

    @property
    def me(self) -> Seat | None:
        return None if self.viewer == PROJECTOR else self.meeting.seat_of(self.viewer)

    def draw(self, template: str, **context: object) -> str:
        """A page or panel of this meeting. Jinja2 errors are ours and raise."""
        return (
            environment(self.tongue.language, self.tongue.to_a_child)
            .get_template(template)
            .render(**{**self.context(), **context})
        )

    def draw_panel(self, name: str, **context: object) -> tuple[str, str]:
        """A panel, and the mark of what it says: the same for whoever has it already, however often it is drawn."""
        ids: list[str] = []

        def an_id() -> str:
            ids.append(new_id())
            return ids[-1]

        drawn = self.draw(f"panels/{name}.html", new_id=an_id, **context)
        says = drawn
        for one in ids:
            says = says.replace(one, "")
        return drawn, f'"{sha256(says.encode()).hexdigest()[:32]}"'

    def context(self) -> dict[str, Any]:
        """Everything the templates of a meeting may use."""
        meeting, translate = self.meeting, self.tongue._
        # Words of cells this viewer may not see (a view before its time) are not there for a template to show.
        rights = cells_for(self.room.told, self.viewer, self.hand)
        return {
            **common(self.tongue),
            **pictured(meeting, self.tongue),
            **last_plan(meeting, self.me, self.hand, self.tongue, self.who, on_the_wall=self.kind == PROJECTOR),
            **own_meeting(meeting, self.me, self.hand, self.tongue, self.who),
            **confidences(self.room.told, meeting, self.viewer, self.hand, self.tongue, self.who),
            "meeting": meeting,
            "version": meeting.version,
            "view": self.kind,
            "viewer": self.viewer,
            "me": self.me,
            "may": self.may,
            "rights": rights,
            "hand": self.hand,
            "text": lambda cell: meeting.text(cell) if cell in rights else "",
            "holes": unmet(meeting, meeting.stage.needs),
            "freeze_holes": unmet(meeting, meeting.format.freeze_needs),
            "close_holes": unmet(meeting, meeting.format.close_needs),
            "holes_of": lambda step: of_step(meeting, step),
            "hole_words": lambda hole: hole_words(meeting, hole, translate, self.who),
            "acceptance": lambda step: acceptance_of(meeting, step).value,
            "promise": lambda step: promise_digest(meeting, step),
            "who": self.who,
            "chose": self.chose,
            "roles": lambda seat: ", ".join(self.role_names(seat)),
            "role_card": lambda role: translate(meeting.format.role(role).card),
            "abbreviations": lambda: explained(self.office.abbreviations, self.tongue),
            "role_name": lambda role: translate(meeting.format.role(role).name),
            "stage_name": lambda stage: translate(stage.name),
            "presence_word": lambda seat: translate(PRESENCES[seat.presence]),
            "verdict_word": lambda verdict: translate(VERDICTS[verdict]),
            "signers": signers(meeting),
            "warnings": warnings(meeting),
            "confirmed": lambda seat: confirmed(meeting, seat),
            "read_through": lambda seat: read_through(meeting, seat, self.tongue),
            "sides": sides(meeting),
            "seats_by_side": seats_by_side(meeting),
            "lends": lambda seat: self.me is not None and lends(meeting, seat.id, self.me.id),
            "may_worry": may_worry(meeting),
            "views_written": views_written(meeting),
            "how_it_came": lambda sent: how_it_came(sent, self.tongue, self.who),
            "short": short,
            "saw": self.saw,
            "strokes_svg": self.strokes_svg,
            "here": self.room.here(),
            "code": self.code,
            "join_url": self.join_url,
            "qr": qr(self.join_url),
            "url": self.url,
            "command_url": self.command_url,
            "note": self.note,
            "breaks": self.breaks,
            "my_break": self.my_break,
            "my_number": self.my_number,
            "leaves": self.leaves,
            "suggested_title": lambda: suggested_title(meeting),
            "may_be_guide": lambda: may_be_guide(meeting),
            "hearing_order": lambda: hearing_order(meeting),
            "NAMES_THE_MEETING": NAMES_THE_MEETING,
            "NAMES_THE_GUIDE": NAMES_THE_GUIDE,
            "child_break": self.child_break,
            "prints": self.prints,
            "insides": self.insides,
            "inside_of": "",
            "INSIDES_AT_ONCE": INSIDES_AT_ONCE,
            "held_up": lambda: is_held_up(meeting, self.office.seal, self.room.now()),
            "record_words": lambda: record_words(meeting, self.office.seal, self.room.now(), self.tongue),
        }

    def may(self, name: str) -> bool:
        if name not in self._may:
            self._may[name] = may(self.meeting, self.viewer, COMMANDS[name])
        return self._may[name]

    def saw(self, seat: Seat | None = None) -> str:
        """What a signature of the viewer's, or one on paper of somebody else, is bound to besides the version."""
        if seat is None:
            return saw(self.room.told, self.viewer, self.hand)
        return saw(self.room.told, seat.id)

    # The private lane is read when a template asks, and never for anybody but whom it concerns.

    def note(self) -> str:
        """The viewer's own private note; "" for everyone who does not lead."""
        return self._lane.note(self.meeting.id, self.viewer) if self._leads() else ""

    def breaks(self) -> dict[str, datetime]:
        """The seats at the table that ask for a break, and since when; the longest waiting first.

        None for who does not lead, and none during a break, which answers them all.
        """
        if not self._leads() or self.meeting.paused:
            return {}
        present = {seat.id for seat in self.meeting.present}
        return {seat: at for seat, at in self._lane.breaks(self.meeting.id).items() if seat in present}

    def child_break(self) -> datetime | None:
        """Since when the child asks for a break: for the child's guide, who sees nobody else's request."""
        meeting, child = self.meeting, self.meeting.child
        if self.me is None or child is None or self.hand or meeting.closed or meeting.paused:
            return None
        if not (is_guide(meeting, self.me) and self.me in meeting.present and child in meeting.present):
            return None
        return self._lane.breaks(meeting.id).get(child.id)

    def my_break(self) -> bool:
        """Has the viewer asked for a break? Not said to the hand that acts for somebody, but for the child's guide."""
        if self.me is None or self.meeting.closed or self.meeting.paused:
            return False
        if self.hand and not is_child(self.meeting, self.me):
            return False
        return self.me.id in self._lane.breaks(self.meeting.id)

    def my_number(self, goal: Goal) -> int | None:
        """The viewer's own answer on the scale of a goal; until all are opened, another hand sees only what it gave."""
        if self.me is None:
            return None
        given_themselves = f"scale:{goal.id}:{self.me.id}" not in self.meeting.hands
        return None if self.hand and given_themselves and not goal.shown else goal.scale.get(self.me.id)

    def leaves(self) -> tuple[Leaf, ...]:
        """The pages of the wish book that this viewer may see now."""
        return leaves(self.meeting, self.viewer, self.hand, self.tongue)

    def _leads(self) -> bool:
        return self.me is not None and leads(self.meeting, self.me) and not self.meeting.closed

    def url(self, path: str) -> str:
        """A path inside this meeting."""
        return f"/meetings/{self.meeting.id}/{path}"

    def command_url(self, name: str) -> str:
        return self.url(_known(name))

    def who(self, seat: Seat | str) -> str:
        """A name as this viewer may see it: initials on the projector, if the meeting says so."""
        found = self.meeting.seat_of(seat) if isinstance(seat, str) else seat
        if found is None:
            return ""
        return initials(found.name) if self.kind == PROJECTOR and self.meeting.initials else found.name

    def chose(self) -> str:
        """ "vybrala Amálka"; "" where no child chooses."""
        child = self.meeting.child
        return chose(self.meeting.title, first_name(self.who(child)), self.tongue._) if child else ""

    def role_names(self, seat: Seat) -> list[str]:
        """Translated, in the order of the format."""
        return [self.tongue._(role.name) for role in self.meeting.format.roles if role.id in seat.roles]

    def strokes_svg(self, signature: Signature) -> Markup:
        """A drawn signature as a picture, named for those who cannot see it."""
        paths = []
        for stroke in signature.strokes:
            points = " ".join(f"{x},{y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True))
            paths.append(f'<polyline points="{points}"/>')
        label = escape(self.tongue._("drawn signature"))
        return Markup(  # noqa: S704 - numbers, and a label that is escaped
            f'<svg class="drawn" viewBox="0 0 1000 400" role="img" aria-label="{label}">{"".join(paths)}</svg>'
        )

    def plan_state(self) -> dict[str, object]:
        """What is on the table, as a program sees it: of what is not opened yet, only the viewer's own."""
        meeting, me = self.meeting, self.me
        words = written_for(meeting, me) if me else ()
        return {
            "turned_to": meeting.turned_to,
            "paused": meeting.paused is not None,
            "broken_off": meeting.broken_off is not None,
            "views_shown": meeting.views_shown is not None,
            "page_open": meeting.page_open,
            "chosen": list(meeting.chosen),
            "hearing": meeting.hearing.value,
            "views_order": list(meeting.views_order),
            "boards": [board.value for board in Board if board in meeting.stage.shows and self.may("add-card")],
            "cards": [
                {"id": card.id, "board": card.board.value, "seat": card.seat, "step": card.step}
                for card in meeting.cards
            ],
            "goals": [
                {
                    "id": goal.id,
                    "area": goal.area,
                    "scale_shown": goal.shown,
                    "scale": {
                        seat: value
                        for seat, value in goal.scale.items()
                        if goal.shown or (me and seat == me.id and self.my_number(goal) is not None)
                    },
                }
                for goal in meeting.goals
            ],
            "steps": [self.step_state(step) for step in meeting.steps],
            "alerts": [{"id": alert.id, "caller": alert.caller, "called": alert.called} for alert in meeting.alerts],
            "confidences": {
                thing: {"subject": mark.subject, "about": mark.about} for thing, mark in meeting.confidences.items()
            },
            "hub": meeting.hub,
            "last_plan": last_plan_state(meeting, me, self.hand),
            "written_for_me": {"digest": words_digest(words), "confirmed": confirmed(meeting, me)}
            if me and words
            else None,
        }

    def step_state(self, step: Step) -> dict[str, object]:
        """A step as a program sees it."""
        meeting: Meeting = self.meeting
        return {
            "id": step.id,
            "goal": step.goal,
            "owner": step.owner,
            "due": step.due.isoformat() if step.due else None,
            "kind": step.kind,
            "after": list(step.after),
            "acceptance": acceptance_of(meeting, step).value,
            "promise": promise_digest(meeting, step),
        }


def leads(meeting: Meeting, seat: Seat) -> bool:
    """Whoever has the role that runs the meeting, and is there."""
    return meeting.format.leads in seat.roles and seat in meeting.present


PRIVATE = frozenset({"note", "ask-break", "take-back-break", "answer-break", "rate"})
"""What is never in the log, on roads of its own: the private lane, and what people say of the meeting afterwards."""


def _known(name: str) -> str:
    if name not in COMMANDS and name not in PRIVATE:
        raise KeyError(name)
    return name
