"""Help with choosing: every way ends with something one can do, law is told from advice, and nothing is decided."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import httpx2
import pytest

from server.choosing import KINDS, Way, choosing, read, way
from server.formats import formats
from server.web.language import translations
from tests.afternoon import House, house
from tests.web.test_cases import laptop
from tests.web.test_contributions import plain

CHOICES = choosing()
MOST_QUESTIONS = 7
"""More than that nobody answers who only wants to know which form to take."""


def every_way(given: Mapping[str, str] | None = None) -> Iterator[tuple[dict[str, str], Way]]:
    """Every way there is from the first question to an outcome, with the answers that lead there."""
    given = dict(given or {})
    found = way(CHOICES, given)
    if found.question is None:
        yield given, found
        return
    assert len(given) < 20, f"a way without end: {given}"
    for answer in found.question.answers:
        yield from every_way({**given, found.question.id: answer.id})


WAYS = list(every_way())


def answers(**given: str) -> str:
    found = way(CHOICES, {key.replace("_", "-"): said for key, said in given.items()})
    assert found.outcome is not None, found.question
    return found.outcome.id


def test_every_way_ends_with_something_to_do_after_a_few_questions() -> None:
    assert len(WAYS) > 30
    for given, found in WAYS:
        assert found.outcome is not None and len(given) <= MOST_QUESTIONS, given
        outcome = found.outcome
        assert outcome.format in formats() and outcome.why and outcome.facts, outcome.id
        assert outcome.now or outcome.instead, f"“not now” says what instead: {outcome.id}"


def test_nothing_is_written_that_no_way_leads_to() -> None:
    reached = {found.outcome.id for _, found in WAYS if found.outcome}
    asked = {question.id for _, found in WAYS for question, _ in found.answered}
    assert reached == CHOICES.outcomes.keys() and asked == CHOICES.questions.keys()


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"who": "child", "danger_child": "yes"}, "safety-first"),
        ({"who": "adult", "danger_adult": "yes"}, "safety-first"),
        ({"who": "nobody"}, "network"),
        ({"who": "adult", "danger_adult": "no", "one_adult": "yes"}, "one-is-enough"),
    ],
)
def test_short_ways(given: dict[str, str], outcome: str) -> None:
    assert answers(**given) == outcome


CHILD = {"who": "child", "danger_child": "no", "one_child": "no"}
ADULT = {"who": "adult", "danger_adult": "no", "one_adult": "no"}


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"willing_child": "help", "consent_child": "yes", "child_wants": "guide"}, "childs-meeting"),
        ({"willing_child": "help", "consent_child": "some", "child_wants": "no-guide"}, "guide-first"),
        ({"willing_child": "help", "consent_child": "yes", "child_wants": "no"}, "conference-help"),
        ({"willing_child": "help", "consent_child": "yes", "child_wants": "harm"}, "harm"),
        ({"willing_child": "help", "consent_child": "no"}, "consent-first"),
        ({"willing_child": "control", "assessors": "yes"}, "conference-expert"),
        ({"willing_child": "control", "assessors": "no"}, "experts-first"),
        ({"willing_child": "refuse", "duty": "yes", "bound": "yes"}, "conference-motivating"),
        ({"willing_child": "refuse", "duty": "yes", "bound": "no"}, "not-bound"),
        ({"willing_child": "refuse", "duty": "no"}, "refused"),
        ({"willing_child": "unasked"}, "ask-first"),
    ],
)
def test_a_family_at_the_table(given: dict[str, str], outcome: str) -> None:
    assert answers(**CHILD, aim_child="plan", **given) == outcome


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"aim_adult": "plan", "willing_adult": "help", "consent_adult": "some"}, "conference-help"),
        ({"aim_adult": "check", "agree_check": "yes"}, "professionals"),
        ({"aim_adult": "check", "agree_check": "no", "bound_check": "yes"}, "professionals-bound"),
        ({"aim_adult": "check", "agree_check": "no", "bound_check": "no"}, "not-bound"),
        ({"aim_adult": "family"}, "family-conference"),
    ],
)
def test_a_grown_up_or_the_professionals(given: dict[str, str], outcome: str) -> None:
    assert answers(**ADULT, **given) == outcome


def test_what_is_said_to_be_law_names_where_it_was_read_and_advice_never_quotes_a_paragraph() -> None:
    told = {fact.id: fact for outcome in CHOICES.outcomes.values() for fact in outcome.facts}
    for fact in told.values():
        assert fact.kind in KINDS
        if fact.kind == "law":
            assert re.search(r"(?:§|čl\.) \d", fact.source) and "(" in fact.source, fact.id
        else:
            assert "§" not in fact.words + fact.source, fact.id
            assert "law" not in fact.words.replace("lawyer", ""), fact.id


def test_of_a_grown_up_no_law_about_children_is_told() -> None:
    for given, found in WAYS:
        told = " ".join(fact.words + fact.source for fact in found.facts)
        assert found.facts, given
        if given["who"] != "child":
            assert not re.search(r"359/1999|pupil|child protection office may|plan of protection", told), given
    assert any("359/1999" in fact.source for given, found in WAYS if given["who"] == "child" for fact in found.facts)


def test_without_consent_nobody_is_sent_to_a_table_with_people_not_bound_by_confidentiality() -> None:
    for given, found in WAYS:
        no_consent = "no" in (given.get("agree-check"), given.get("consent-child"), given.get("consent-adult"))
        if no_consent and found.outcome and found.outcome.now:
            assert given.get("bound-check") == "yes", given


def test_before_a_child_in_danger_no_other_question_is_asked() -> None:
    for given, found in WAYS:
        if "yes" in (given.get("danger-child"), given.get("danger-adult")):
            assert found.outcome and found.outcome.id == "safety-first" and len(given) == 2


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ('to = "danger-child"', "leads nowhere"),
        ('source = "čl. 9 odst. 2 písm. h) a odst. 3 GDPR (výklad: zoou.cz)"', "needs its source"),
        ('format = "interaktivni-konference"', "no kind of meeting"),
        ('kind = "office"', "kind must be one of"),
    ],
)
def test_data_that_contradict_themselves_are_refused(written: str, sentence: str) -> None:
    text = (files("server") / "choosing.toml").read_text("utf-8")
    key = written.split(" = ")[0]
    with pytest.raises(ValueError, match=sentence):
        read(text.replace(written, f'{key} = ""' if key == "source" else f'{key} = "nikam"', 1))


def test_one_goes_through_it_by_links_changes_an_answer_and_ends_in_the_form(home: House) -> None:
    with laptop(home) as eva:
        page = plain(eva.get("/choose").text)
        given: list[str] = []
        for words in (
            "Dítě a jeho rodina", "Teď hned ne", "Ne, je jich potřeba víc", "Domluvit se s rodinou",
            "Ano, žádají o pomoc", "Ano, se všemi", "Chce u toho být",
        ):  # fmt: skip
            link = next(
                link for link in re.findall(r'<a class="button wide" href="([^"]+)">([^<]+)', page) if words in link[1]
            )
            given.append(link[0].replace("&amp;", "&"))
            page = plain(eva.get(given[-1]).text)
        assert "Setkání, které patří dítěti" in page and "Zákon" in page and "Rada" in page
        assert "§ 10 odst. 3 písm. e) zákona č. 359/1999 Sb." in page
        back = re.findall(r'<dd>[^<]*<a href="([^"]+)"', page)
        assert back[0] == "/choose" and back[-1].replace("&amp;", "&") == given[-2]
        form = re.search(r'href="(/new\?format=interaktivni-konference[^"]*)"', page)
        assert form and 'value="dite"' in eva.get(form[1].replace("&amp;", "&")).text


def test_what_the_meeting_is_for_is_in_the_form_already(home: House) -> None:
    with laptop(home) as eva:
        page = eva.get("/new", params={"format": "pripadova-konference", "chosen": "conference-help"}).text
        purpose = translations("cs").gettext(CHOICES.outcomes["conference-help"].purpose)
        assert purpose in page and purpose != CHOICES.outcomes["conference-help"].purpose
        assert eva.get("/new", params={"chosen": "neco"}).status_code == 200


def test_not_now_still_leaves_the_decision_to_whoever_asks(home: House) -> None:
    with laptop(home) as eva:
        page = plain(eva.get("/choose", params={"who": "child", "danger-child": "yes"}).text)
        assert "112" in page and "/new?format=" in page and "Nic nerozhoduje" in page
        strange = eva.get("/choose", params={"who": "<script>", "danger-child": "x" * 3000})
        assert strange.status_code == 200 and "O koho jde?" in plain(strange.text)


def test_it_is_for_whoever_runs_the_meetings(home: House) -> None:
    with httpx2.Client(base_url=home.url) as somebody:
        assert somebody.get("/choose").status_code == 404


def test_a_rule_of_the_office_is_called_so_and_stands_only_where_it_belongs(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(
        '[choosing]\nalways = "Řekněte to <vedoucí>."\nsafety-first = ["Voláme Ivě."]\nharm = ["Jinde."]\n', "utf-8"
    )
    with house(tmp_path) as home, laptop(home) as eva:
        page = plain(eva.get("/choose", params={"who": "child", "danger-child": "yes"}).text)
        rules = re.findall(r'fact-rule"><dt>([^<]*)</dt><dd>([^<]*)</dd>', page)
        assert rules == [
            ("Pravidlo vašeho úřadu", "Řekněte to &lt;vedoucí&gt;."), ("Pravidlo vašeho úřadu", "Voláme Ivě."),
        ]  # fmt: skip
        assert page.index("fact-rule") < page.index("fact-advice") and "Jinde." not in page
        assert "fact-rule" not in eva.get("/choose").text
