"""Help with choosing: from a situation, by a few questions, to a kind of meeting or to "not now" and what else.

The questions and what comes of them are data (choosing.toml). It never decides: whatever it says, one may go on.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .formats import formats

FILE = "choosing.toml"
KINDS = ("law", "office", "advice")
"""Whose a fact is, in the order in which they are told: of the law, for the office to say, advice of the method."""
ALWAYS = "always"
"""In place of an outcome: whatever it comes to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """to: the id of the next question, or of an outcome."""

    id: str
    words: str
    to: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    words: str
    hint: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """kind: one of KINDS; source: where it was read, as it is called there, or ""; of: the answer to the first question
    for which alone it is told, or "".
    """

    id: str
    kind: str
    words: str
    source: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it comes to. format: the kind of meeting one could make of it; now: is this the time; purpose: what the form
    begins with; instead: what else one can do.
    """

    id: str
    name: str
    format: str
    now: bool
    why: str
    purpose: str
    instead: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """All of it. first: the id of the question that is asked first."""

    first: str
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody has come: what was asked and answered, and then either a question or an outcome."""

    answered: tuple[tuple[Question, Answer], ...]
    question: Question | None
    outcome: Outcome | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is good to know of the outcome, for whom it is about."""
        about = self.answered[0][1].id if self.answered else ""
        return tuple(fact for fact in self.outcome.facts if fact.of in ("", about)) if self.outcome else ()


@cache
def choosing() -> Choosing:
    """The questions and outcomes of this program. Raises ValueError where the file contradicts itself."""
    return read((files(__package__) / FILE).read_text("utf-8"))


def read(toml: str) -> Choosing:
    raw = tomllib.loads(toml)
    facts = {fact["id"]: Fact(**fact) for fact in raw["facts"]}
    for fact in facts.values():
        if fact.kind not in KINDS:
            raise ValueError(f"the fact “{fact.id}”: kind must be one of {', '.join(KINDS)}")
        if fact.kind == "law" and not fact.source:
            raise ValueError(f"the fact “{fact.id}”: what is said to be law needs its source")
    questions = {question["id"]: _question(question) for question in raw["questions"]}
    outcomes = {outcome["id"]: _outcome(outcome, facts) for outcome in raw["outcomes"]}
    for question in questions.values():
        for answer in question.answers:
            if answer.to not in questions.keys() | outcomes.keys():
                raise ValueError(f"the question “{question.id}”: “{answer.id}” leads nowhere")
    for outcome in outcomes.values():
        if outcome.format not in formats():
            raise ValueError(f"the outcome “{outcome.id}”: there is no kind of meeting “{outcome.format}”")
    return Choosing(next(iter(questions)), questions, outcomes)


def _question(raw: Mapping[str, Any]) -> Question:
    answers = tuple(Answer(**answer) for answer in raw["answers"])
    return Question(raw["id"], raw["words"], raw.get("hint", ""), answers)


def _outcome(raw: Mapping[str, Any], facts: Mapping[str, Fact]) -> Outcome:
    known = sorted((facts[fact] for fact in raw["facts"]), key=lambda fact: KINDS.index(fact.kind))
    return Outcome(**{**raw, "instead": tuple(raw["instead"]), "facts": tuple(known)})


def way(choices: Choosing, given: Mapping[str, str]) -> Way:
    """Where the answers lead, from the first question on; one that is not known is asked once more."""
    answered: list[tuple[Question, Answer]] = []
    here = choices.first
    while here in choices.questions:
        question = choices.questions[here]
        answer = next((each for each in question.answers if each.id == given.get(question.id)), None)
        if answer is None:
            return Way(tuple(answered), question, None)
        answered.append((question, answer))
        here = answer.to
    return Way(tuple(answered), None, choices.outcomes[here])
