"""Every event survives the way to the disk and back; what is none is found out."""

import json
from dataclasses import fields, make_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.meeting.events import EVENTS, Event, GoalAdded, StageAdvanced, TextChanged
from server.store.codec import Unreadable, decode, encode

# Numbers of people and things; JSON has bigger ones, a meeting has not.
st.register_type_strategy(int, st.integers(-(2**53), 2**53))


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=st.data())
def test_every_kind_of_event_comes_back_equal(kind: type[Event], found: st.DataObject) -> None:
    event = found.draw(st.from_type(kind))
    name, body = encode(event)
    assert name == kind.__name__
    assert decode(name, body) == event
    assert isinstance(json.loads(body), dict)


@pytest.mark.parametrize("words", ["👧", "ěščř", "\u2028", "\x0b", "\0", '"\\', "a\nb", "\u202e", "e\u0301"])
def test_no_letter_is_changed_on_the_way(words: str) -> None:
    event = TextChanged("reason", "tab", 1, ((0, words),))
    assert decode(*encode(event)) == event


def test_a_change_lies_in_the_store_as_it_goes_over_the_wire() -> None:
    kind, body = encode(TextChanged("reason", "tab", 1, (5, (2, "a", "b"), 3)))
    assert kind == "TextChanged"
    assert json.loads(body) == {"cell": "reason", "tab": "tab", "id": 1, "change": [5, [2, "a", "b"], 3]}


def test_a_field_that_came_later_and_has_a_default_may_be_missing() -> None:
    assert decode("StageAdvanced", b'{"stage":"uvod"}') == StageAdvanced("uvod")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("GoalBurnt", b'{"goal":"a"}'),
        ("", b"{}"),
        ("goalAdded", b'{"goal":"a"}'),
        ("Entry", b"{}"),
        ("GoalAdded", b""),
        ("GoalAdded", b"{"),
        ("GoalAdded", b"[]"),
        ("GoalAdded", b"null"),
        ("GoalAdded", b"{}"),
        ("GoalAdded", b'{"goal":7}'),
        ("GoalAdded", b'{"goal":null}'),
        ("GoalAdded", b'{"goal":"\xff"}'),
        ("GoalAdded", b'{"goal":"a"} '),
        ("GoalAdded", b'{"goal":"a"}}'),
        ("GoalAdded", b'{"goal":"a","secret":true}'),
        ("GoalMoved", b'{"goal":"a","place":1.5}'),
        ("GoalMoved", b'{"goal":"a","place":"1"}'),
        ("GoalMoved", b'{"goal":"a","place":true}'),
        ("GoalMoved", b'{"goal":"a","place":NaN}'),
        ("TextChanged", b'{"cell":"a","tab":"t","id":1,"change":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else value,
)
def test_what_is_no_event_is_unreadable(kind: str, body: bytes) -> None:
    if body.endswith(b" "):
        assert decode(kind, body) == GoalAdded("a"), "a blank behind it is no damage"
        return
    with pytest.raises(Unreadable):
        decode(kind, body)


@pytest.mark.parametrize("thing", [None, "GoalAdded", {"goal": "a"}, GoalAdded])
def test_what_is_no_event_is_not_stored(thing: Any) -> None:
    with pytest.raises(TypeError):
        encode(thing)


def test_another_class_of_the_same_name_is_not_stored() -> None:
    impostor = make_dataclass("GoalAdded", [("goal", str)])("a")
    with pytest.raises(TypeError):
        encode(impostor)


def test_the_reason_does_not_repeat_what_people_wrote() -> None:
    for kind in (TextChanged, StageAdvanced):
        body = json.dumps({field.name: {"tajemství": "tajemství"} for field in fields(kind)}).encode()
        with pytest.raises(Unreadable) as caught:
            decode(kind.__name__, body)
        assert "tajemství" not in str(caught.value)
