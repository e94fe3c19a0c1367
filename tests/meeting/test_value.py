"""Commands, events and values are what dataclasses are, though they are made in half of the time."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from server.meeting.commands import AmendPerson, InvitePerson, OpenPage
from server.meeting.events import PageOpened
from server.meeting.value import value


@value
class Told:
    who: str
    words: tuple[str, ...] = ()


def test_it_says_what_it_is_as_a_dataclass_does() -> None:
    assert repr(Told("petra", ("a",))) == "Told(who='petra', words=('a',))"
    assert [field.name for field in fields(Told)] == ["who", "words"]


def test_equal_is_what_says_the_same_and_is_of_the_same_kind() -> None:
    assert Told("petra") == Told("petra", ()) != Told("pavel")
    assert hash(Told("petra")) == hash(Told("petra", ()))
    assert len({Told("petra"), Told("petra", ()), Told("pavel")}) == 2
    assert OpenPage("home") != PageOpened("home")
    assert InvitePerson("a", "Petra", frozenset()) != AmendPerson("a", "Petra", frozenset())


def test_nobody_changes_it_but_by_another_one() -> None:
    told = Told("petra")
    with pytest.raises(FrozenInstanceError):
        told.who = "pavel"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        told.more = 1  # type: ignore[attr-defined]
    assert replace(told, who="pavel") == Told("pavel")
