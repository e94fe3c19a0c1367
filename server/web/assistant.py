"""The page that helps with choosing a kind of meeting: one question after the other, then what it comes to."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..formats import formats
from .choosing import KINDS, Answer, Question, choosing, way
from .drawing import draw
from .organiser import organiser_only
from .site import site_of


async def page(request: Request) -> Response:
    """/choose: the next question, or what it comes to. The answers stand in the address and are kept nowhere."""
    site = site_of(request)
    organiser_only(site, request)
    found = way(choosing(), dict(request.query_params))
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
