"""The page that helps with choosing a kind of meeting: one question after the other, then what it comes to."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..choosing import ALWAYS, Answer, Question, choosing, way
from ..formats import formats
from .drawing import draw
from .organiser import organiser_only
from .site import site_of
from .words import N_

KINDS = {"law": N_("Law"), "office": N_("For the office to say"), "advice": N_("Advice")}
"""Whose a fact is -> what stands before it. Nobody may take one for the other, nor for a rule of the office's own."""


async def page(request: Request) -> Response:
    """/choose: the next question, or what it comes to. The answers stand in the address and are kept nowhere."""
    site = site_of(request)
    organiser_only(site, request)
    found = way(choosing(), dict(request.query_params))
    own = site.office.choosing
    drawn = draw(
        "choose.html",
        site.tongue(request),
        answered=[(question, answer, _address(found.answered[:number])) for number, (question, answer) in
                  enumerate(found.answered)],
        question=found.question,
        outcome=found.outcome,
        facts=found.facts,
        goes=lambda answer: _address(found.answered, found.question, answer),
        kinds=KINDS,
        rules=(*own.get(ALWAYS, ()), *own.get(found.outcome.id, ())) if found.outcome else (),
        kind_names={format.id: format.name for format in formats().values()},
        here=_address(found.answered),
    )  # fmt: skip
    return HTMLResponse(drawn)


def _address(
    answered: Sequence[tuple[Question, Answer]], question: Question | None = None, answer: Answer | None = None
) -> str:
    """The address of a way, or of the way with one more answer."""
    given = {asked.id: said.id for asked, said in answered}
    if question and answer:
        given[question.id] = answer.id
    return f"/choose?{urlencode(given)}" if given else "/choose"
