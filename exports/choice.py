"""What the child alone has chosen, what came of it in the plan, and how much the plan adds to a family's week."""

from collections.abc import Iterator

from server.meeting.agreed import Agreed, AgreedGoal
from server.names import chose, first_name

from .hands import sentence
from .paper import Block, Cell, Column, Heading, Paragraph, Table
from .wording import Wording


def chosen_topics(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """The topics in the child's order, who chose them and whose hand tapped."""
    _ = wording.gettext
    if wording.meeting.child is None:
        return
    yield Heading(1, _("What the child chose"))
    if not agreed.chosen:
        yield Paragraph(_("The child has chosen nothing this time. Nobody has chosen in the child's stead."))
        return
    order = _("in this order")
    yield Paragraph(sentence(f"{_who(wording, agreed)}, {order}"))
    if agreed.chosen_hand:
        yield Paragraph(tapped(wording, agreed), tone="quiet")
    goals = {goal.topic: number for number, goal in enumerate(agreed.goals, 1) if goal.topic}
    yield Table(
        caption=_("What the child chose"),
        about=_("One row for each topic, the most important first: its place, its words, the goal that came of it."),
        columns=(Column(_("Order"), 12), Column(_("Topic"), 66), Column(_("In the plan"), 22)),
        rows=tuple(
            (
                Cell(f"{place}."),
                Cell(bold=words),
                Cell(_("Goal {number}").format(number=goals[words]) if words in goals else "–"),
            )
            for place, words in enumerate(agreed.chosen, 1)
        ),
    )


def tapped(wording: Wording, agreed: Agreed) -> str:
    """Whose hand tapped for the child, in a sentence."""
    return sentence(wording.gettext("for the child tapped {hand}").format(hand=agreed.chosen_hand))


def origin(wording: Wording, agreed: Agreed, goal: AgreedGoal) -> str:
    """Whose a goal is: "vybrala Amálka: „…“"; "" at meetings where no child chooses."""
    _ = wording.gettext
    if wording.meeting.child is None:
        return ""
    if not goal.topic:
        return _("added by the others at the table")
    return _("{who}: “{topic}”").format(who=_who(wording, agreed), topic=" ".join(goal.topic.split()))


def _who(wording: Wording, agreed: Agreed) -> str:
    child = wording.meeting.child
    return chose(agreed.title, first_name(child.name) if child else "", wording.gettext)


def loads(wording: Wording, agreed: Agreed) -> Iterator[Block]:
    """What everyone of the family has in a week, without the plan and with it."""
    _ = wording.gettext
    if not agreed.loads:
        return
    yield Heading(1, _("What the family carries"))
    yield Table(
        caption=_("What the family carries"),
        about=_("One row for each of the family: how many meetings, visits and tasks in a week, before and after."),
        columns=(Column(_("Name"), 40), Column(_("In a week until now"), 30), Column(_("In a week with the plan"), 30)),
        rows=tuple((Cell(bold=load.name), Cell(str(load.before)), Cell(str(load.after))) for load in agreed.loads),
    )
    yield Paragraph(
        _("Counted are meetings, visits and tasks. Steps of the plan are spread over the weeks to the next meeting."),
        tone="quiet",
    )


def said_of_loads(agreed: Agreed) -> str:
    """The same in a line for each."""
    return "\n".join(f"{load.name}: {load.before} → {load.after}" for load in agreed.loads)
