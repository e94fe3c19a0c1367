"""The meeting as one viewer may have it: what is withheld is nowhere in it, under no name, and numbers close over it.

Everything in this meeting has a word of its own that stands nowhere else, so that one can look for it.
"""

import random
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import pytest

from server.meeting import commands as c
from server.meeting.agreed import Agreed, digest, words_digest
from server.meeting.agreement import agreement, confirmed, written_for
from server.meeting.confidences import of_the_record, withheld, withheld_from
from server.meeting.copies import copy_of, saw, seen
from server.meeting.events import Entry
from server.meeting.model import PROJECTOR, Board, Freeze, Meeting, Verdict
from server.meeting.refusals import Reason
from tests.meeting.table import DESPITE, DRAWN, LEADS, NEXT, Table, planned

GOALS = {"g1": ("s1", "s2"), "g2": ("s3",), "g3": ("s4", "s5")}
WORDS = {
    "reason": "kanarekreason", "aim": "kanarekaim", "minutes:uvod": "kanarekminutes",
    "view:tomas": "kanarekview", "contribution:filip": "kanarekcontribution",
    "reflection:tomas": "kanarekreflection", "alert:a1": "kanarekalert",
    "card:silna": "kanareksilna", "card:nabidka": "kanareknabidka", "card:odlozeno": "kanarekodlozeno",
    "opinion:jana": "kanarekopinion", "opinion:karel": "kanarekrefusal",
    **{f"goal:{goal}": f"kanarek-{goal}-" for goal in GOALS},
    **{f"step:{step}": f"kanarek-{step}-" for steps in GOALS.values() for step in steps},
}  # fmt: skip
"""Thing -> the word that stands in it alone."""


def full() -> Table:
    return Table(_full())


@cache
def _full() -> tuple[Entry, ...]:
    table = planned("uvod")
    table.ask("filip", c.Contribute(WORDS["contribution:filip"]))
    table.ask(LEADS, c.NameConcerned(frozenset({"jana", "alena"})))
    table.write("zdena", "minutes:uvod", WORDS["minutes:uvod"])
    table.go_to("sdeleni-svolavatele")
    table.write("olga", "reason", WORDS["reason"])
    table.write("olga", "aim", WORDS["aim"])
    table.go_to("prace-na-cilech")
    for card, board in (("silna", Board.STRENGTHS), ("nabidka", Board.OFFERS), ("odlozeno", Board.PARKING)):
        table.ask("jana", c.AddCard(card, board))
        table.write("jana", f"card:{card}", WORDS[f"card:{card}"])
    table.write("tomas", "view:tomas", WORDS["view:tomas"])
    table.ask(LEADS, c.ShowViews())
    table.ask(LEADS, c.OpenWorries(DESPITE))
    for goal, steps in GOALS.items():
        if goal != "g1":
            table.ask("karel", c.AddGoal(goal))
        for field in ("title", "strengths", "worries", "indicator"):
            table.write("karel", f"goal:{goal}:{field}", f"{WORDS[f'goal:{goal}']}{field}")
        for step in steps:
            if step != "s1":
                table.ask("karel", c.AddStep(step, goal))
            for field in ("what", "how", "with", "signal"):
                table.write("karel", f"step:{step}:{field}", f"{WORDS[f'step:{step}']}{field}")
    table.ask("karel", c.SetAfter("s5", frozenset({"s1", "s4"})))
    table.ask("karel", c.GiveStep("s5", "tomas"))
    table.ask("karel", c.AddAlert("a1"))
    table.write("karel", "alert:a1:when", WORDS["alert:a1"])
    table.ask("karel", c.SetAlert("a1", "jana", "olga"))
    table.go_to("ukonceni")
    table.write("tomas", "reflection:tomas", WORDS["reflection:tomas"])
    table.ask(LEADS, c.SetNextMeeting(NEXT))
    # One version that was signed and opened again, and one that holds.
    table.ask(LEADS, c.FreezePlan(DESPITE))
    answered(table)
    table.ask(LEADS, c.ReopenPlan(1, DESPITE))
    table.ask(LEADS, c.FreezePlan(DESPITE))
    answered(table)
    return tuple(table.log)


def answered(table: Table) -> None:
    table.ask("jana", c.Approve(table.digest, Verdict.RESERVATION, WORDS["opinion:jana"]))
    table.ask("jana", c.Sign(table.digest, DRAWN))
    table.ask("karel", c.RefuseToSign(table.digest, WORDS["opinion:karel"]))


def canaries(meeting: Meeting) -> set[str]:
    """The things whose words are anywhere in it, whatever they are kept under."""
    everything = repr(meeting)
    return {thing for thing, word in WORDS.items() if word in everything}


def frozen_in(meeting: Meeting) -> Freeze:
    assert meeting.freeze is not None
    return meeting.freeze


@pytest.mark.parametrize("thing", WORDS)
def test_what_is_withheld_is_nowhere_in_it(thing: str) -> None:
    table = full()
    table.ask(LEADS, c.MarkConfidential(thing, "health"))
    for who in (*table.meeting.seats, PROJECTOR):
        hidden, shown = withheld(table.meeting, who), seen(table.meeting, who)
        assert canaries(shown) == WORDS.keys() - hidden, who
    assert any(thing in withheld(table.meeting, who) for who in ("filip", "karel", PROJECTOR))


def test_random_marks_and_consents() -> None:
    extracts = 0
    for seed in range(40):
        table = full()
        at_random(random.Random(seed), table)
        for who in table.meeting.seats:
            hidden = withheld_from(table.meeting, table.meeting.seats[who])
            copy = copy_of(table.meeting, who)
            if copy is not table.meeting:
                extracts += 1
                assert canaries(copy) == WORDS.keys() - hidden, (seed, who)
            else:
                assert not any(of_the_record(table.meeting, thing) for thing in hidden)
            shown = frozen_in(seen(table.meeting, who)).agreed
            assert saw(table.meeting, who) == ("" if shown == frozen_in(table.meeting).agreed else digest(shown))
    assert extracts > 50


def at_random(chance: random.Random, table: Table) -> None:
    subjects = ("health", "addiction", "relationships")
    for thing in chance.sample(sorted(WORDS), chance.randint(1, 6)):
        table.ask(LEADS, c.MarkConfidential(thing, chance.choice(subjects), chance.choice(["", "", "jana"])))
    for number, giver in enumerate(chance.choices(["jana", "alena"], k=chance.randint(0, 5))):
        to = tuple(chance.sample(["tomas", "karel", "filip"], chance.randint(1, 3)))
        given = tuple(chance.sample(subjects, chance.randint(1, 3)))
        own, agreed = chance.random() < 0.3, chance.random() < 0.8
        table.ask(giver, c.SayConsent(f"k{number}", given, to, own=own, agreed=agreed))


CUT = {
    "goals", "steps", "cards", "alerts", "pages", "page_open", "chosen", "contributions", "progress", "requests",
    "cells", "confidences", "passed", "closed_despite", "freeze", "voided", "seats", "previous", "evaluated", "helped",
    "nearer", "reports",
}  # fmt: skip
"""Fields of a meeting that `seen` cuts. `copy_of` leaves out consents and grounds as well."""
LEFT = {
    "id", "version", "format", "title", "purpose", "place", "starts", "language", "initials", "case_number", "case",
    "occasion", "stage_id", "record_kind", "planned", "skipped", "focus", "became", "hearing", "views_order", "loads",
    "letter", "hub", "views_shown", "worries_opened", "hands", "wrote", "concerned", "consents", "grounds", "bound",
    "recipients", "listed", "removed", "next_starts", "next_place", "next_weeks", "began", "sat_down", "sittings",
    "broken_off", "continues", "paused", "floor", "speaking", "spoken", "handovers", "stage_began", "spent", "running",
    "closed", "record", "latest", "clock_back", "clock_moved", "damages", "hurt", "aside", "stopped",
}  # fmt: skip
"""Fields that hold nothing of a thing that can be confidential, or only its id."""
AWAY = {
    "called", "label", "labelled", "moves", "invitations", "cancelled", "cancelled_why", "bring", "contact", "mails",
    "told", "agenda", "preparation", "reminding", "step_reminding", "step_reminding_days", "handed_over", "erasing",
    "held", "keeping", "office", "poll", "news",
    "comments", "comments_day", "comments_locked", "appendix",
}  # fmt: skip
"""Fields of what is done away from the table: read at the desk, or by whom they are addressed to."""


def test_whoever_gives_a_meeting_something_new_says_from_whom_it_is_withheld() -> None:
    known = CUT | LEFT | AWAY
    new = {field.name for field in fields(Meeting)} - known
    assert not new, f"say in copies.py what of {new} is withheld from somebody who may not have all, then put it here"
    cut, left = {field.name for field in fields(Agreed)} - NOT_CUT, NOT_CUT
    assert cut == CUT_OF_WHAT_IS_SIGNED, f"the same of what is signed: {cut ^ CUT_OF_WHAT_IS_SIGNED}"
    assert left <= {field.name for field in fields(Agreed)}


CUT_OF_WHAT_IS_SIGNED = {
    "reason", "aim", "minutes", "goals", "reflections", "holes", "despite", "parts", "strengths", "offers", "views",
    "alerts", "praise", "chosen", "loads", "contributions", "strength_ids", "offer_ids", "chosen_ids",
    "evaluation",
}  # fmt: skip
NOT_CUT = {
    "title",
    "purpose",
    "place",
    "rules",
    "next_starts",
    "next_place",
    "next_weeks",
    "hub",
    "chosen_hand",
    "called",
}


# Nothing betrays it -------------------------------------------------------------------------------------------------


def test_numbers_close_up_and_no_step_waits_for_one_that_is_not_there() -> None:
    table = full()
    table.ask(LEADS, c.MarkConfidential("step:s1", "health"))
    table.ask(LEADS, c.MarkConfidential("goal:g2", "health"))
    shown = seen(table.meeting, "filip")
    assert [goal.id for goal in shown.goals] == ["g1", "g3"]
    assert [step.id for step in shown.steps] == ["s2", "s4", "s5"]
    last = shown.step("s5")
    assert last and last.after == ("s4",)
    agreed = frozen_in(shown).agreed
    assert [[step.id for step in goal.steps] for goal in agreed.goals] == [["s2"], ["s4", "s5"]]
    assert agreed.goals[1].steps[1].after == ("s4",)
    assert digest(agreement(shown, agreed.holes, agreed.despite)) == digest(agreed)


def test_who_has_a_step_under_a_goal_that_is_not_for_them_has_it_under_a_goal_without_words() -> None:
    table = full()
    table.ask(LEADS, c.MarkConfidential("goal:g3", "health"))
    shown = seen(table.meeting, "tomas")
    assert [step.id for step in shown.steps] == ["s1", "s2", "s3", "s5"]
    assert shown.text("goal:g3:title") == "" and frozen_in(shown).agreed.goals[2].title == ""
    assert canaries(shown) == WORDS.keys() - {"goal:g3", "step:s4"}


def test_what_was_decided_to_be_left_open_tells_nothing_of_it() -> None:
    table = full()
    assert frozen_in(table.meeting).agreed.holes
    table.ask(LEADS, c.MarkConfidential("step:s4", "health"))
    agreed = frozen_in(seen(table.meeting, "filip")).agreed
    assert agreed.despite == "" and "s4" not in {about for _, about in agreed.holes}
    assert {about for _, about in agreed.holes} >= {"s2", "s3"}, "what else was left open stands there"
    shown = seen(table.meeting, "filip")
    assert not any(passed.words for passed in shown.passed) and not any(past.why for past in shown.voided)


def test_a_copy_of_the_record_holds_no_version_that_does_not_hold_any_more() -> None:
    table = full()
    assert copy_of(table.meeting, "filip").voided == table.meeting.voided
    table.ask(LEADS, c.MarkConfidential("step:s4", "health"))
    assert not copy_of(table.meeting, "filip").voided
    assert copy_of(table.meeting, "jana") is table.meeting


def test_a_consent_is_no_more_told_than_what_it_is_about() -> None:
    table = full()
    table.ask("jana", c.SayConsent("k1", ("addiction",), ("karel",)))
    table.ask(LEADS, c.NoteGround("d1", "Rozhodl úřad.", ("relationships",), ("karel",)))
    assert copy_of(table.meeting, "filip").consents == () == copy_of(table.meeting, "filip").grounds
    assert copy_of(table.meeting, "karel").consents and copy_of(table.meeting, "karel").grounds
    assert copy_of(table.meeting, "alena") is table.meeting


# Signing a part -----------------------------------------------------------------------------------------------------


def test_who_is_shown_a_part_signs_the_version_without_the_rest_and_that_stays_with_it() -> None:
    table = full()
    table.ask(LEADS, c.MarkConfidential("step:s4", "health"))
    part = saw(table.meeting, "tomas")
    assert part and not saw(table.meeting, "jana") and not saw(table.meeting, LEADS)
    for old in ("", "0" * 64):
        table.refuses("tomas", c.Approve(table.digest, Verdict.AGREE, "", old), Reason.OTHER_VERSION)
    table.ask("tomas", c.Approve(table.digest, Verdict.AGREE, "", part))
    table.refuses("tomas", c.Sign(table.digest, DRAWN), Reason.OTHER_VERSION)
    table.ask("tomas", c.Sign(table.digest, DRAWN, part))
    signed = frozen_in(table.meeting).signatures
    assert (signed["tomas"].digest, signed["tomas"].saw) == (table.digest, part)
    assert (signed["jana"].digest, signed["jana"].saw) == (table.digest, "")


def test_what_becomes_confidential_while_somebody_reads_is_not_signed_unseen() -> None:
    table = full()
    table.ask("tomas", c.Approve(table.digest, Verdict.AGREE))
    table.ask(LEADS, c.MarkConfidential("goal:g1", "health"))
    table.refuses("tomas", c.Sign(table.digest, DRAWN), Reason.OTHER_VERSION)
    table.refuses("tomas", c.RefuseToSign(table.digest, "Nevím, co v tom je."), Reason.OTHER_VERSION)
    table.ask("tomas", c.RefuseToSign(table.digest, "Nevím, co v tom je.", saw(table.meeting, "tomas")))
    assert frozen_in(table.meeting).signatures["tomas"].saw


def test_on_paper_one_signs_what_was_printed_for_oneself() -> None:
    table = full()
    table.ask(LEADS, c.MarkConfidential("goal:g1", "health"))
    table.ask(LEADS, c.AidPerson("tomas", True))
    part = saw(table.meeting, "tomas")
    table.ask("tomas", c.Approve(table.digest, Verdict.AGREE, "", part), LEADS)
    table.refuses("tomas", c.SignOnPaper(table.digest, "ab" * 16), Reason.OTHER_VERSION, LEADS)
    table.ask("tomas", c.SignOnPaper(table.digest, "ab" * 16, part), LEADS)
    seats: Iterator[str] = (seat for seat in table.meeting.seats if seat not in ("tomas", LEADS, "olga"))
    photos = {who: frozen_in(seen(table.meeting, who)).signatures["tomas"].photo for who in seats}
    assert photos["jana"] and not photos["karel"], "a photo of a paper may show more than somebody may have"


def test_who_has_confirmed_what_was_written_for_them_has_confirmed_the_part_that_others_see() -> None:
    table = planned()
    table.ask(LEADS, c.NameConcerned(frozenset({"jana"})))
    table.ask(LEADS, c.AidPerson("jana", True, "karel"))
    for card in ("c1", "c2"):
        table.ask("jana", c.AddCard(card, Board.STRENGTHS), "karel")
        table.write("jana", f"card:{card}", f"Slova {card}", "karel")
    table.ask("jana", c.ConfirmWords(_shown_for("jana", table.meeting)), "karel")
    table.ask(LEADS, c.MarkConfidential("card:c1", "health"))
    for who in ("tomas", LEADS, PROJECTOR):
        shown = seen(table.meeting, who)
        assert _confirmed(shown, "jana"), who
    table.write("jana", "card:c2", "Jinak", "karel")
    assert not _confirmed(seen(table.meeting, "tomas"), "jana")


def _shown_for(seat: str, meeting: Meeting) -> str:
    return words_digest(written_for(seen(meeting, seat), meeting.seats[seat]))


def _confirmed(meeting: Meeting, seat: str) -> bool:
    return confirmed(meeting, meeting.seats[seat])
