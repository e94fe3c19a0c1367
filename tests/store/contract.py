"""What every store promises. A new store is one more subclass of StoreContract; the tests' names are the rules."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, Protocol

import pytest

from server.meeting.events import Entry, MeetingAmended, PlanSigned, RecordWritten
from server.ports import Conflict, Damaged, EventLog, Fault, Keyring, NoSuchMeeting, NotSaved, Why
from server.store.keys import ALPHABET
from server.store.rows import lost_of
from tests.store.lines import START, a_line, entry, erasure, letters, opened, outcome, typed, write


class Store(EventLog, Keyring, Protocol):
    def close(self) -> None: ...


class StoreContract:
    """Subclasses say how their store is made, how a row of it is damaged and how its disk is made to refuse."""

    def make(self, folder: Path) -> Store:
        raise NotImplementedError

    def damage(self, store: Store, meeting: str, version: int, **columns: Any) -> None:
        """Change columns of a row behind the store's back; without any, take the row away."""
        raise NotImplementedError

    def refusing(self, store: Store) -> AbstractContextManager[Fault]:
        """Nothing longer than a few bytes can be saved within; says with which fault."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = self.make(tmp_path / "data")
        yield store
        store.close()

    # The log: what was written is there ------------------------------------------------------------------------------

    async def test_what_was_appended_is_read_back_equal_and_in_order(self, store: Store) -> None:
        entries = [opened("m"), *letters(2, 5)]
        await write(store, "m", entries)
        assert store.read("m") == entries

    async def test_a_second_append_goes_behind_the_first(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        await write(store, "m", letters(2, 3))
        assert store.read("m") == [opened("m"), *letters(2, 3)]

    async def test_reading_after_a_version_leaves_out_what_came_before(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 5)])
        assert store.read("m", 3) == letters(4, 5)
        assert store.read("m", 5) == []

    async def test_words_are_found_in_whatever_meeting_they_stand(self, store: Store) -> None:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting), *letters(2, 3)])
        digest = "5e" * 32
        events = (RecordWritten("zapis.docx", digest), RecordWritten("zapis-2.docx", digest))
        await write(store, "n", [entry(version, event) for version, event in enumerate(events, 4)])
        assert store.mentioning(digest) == ["n"]
        assert store.mentioning("%") == store.mentioning("5f" * 32) == []

    async def test_a_meeting_nobody_opened_has_no_entries(self, store: Store) -> None:
        assert store.read("nowhere") == []

    async def test_meetings_do_not_see_each_others_entries(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2, "a")])
        await write(store, "n", [opened("n"), typed(2, "b")])
        assert store.read("n") == [opened("n"), typed(2, "b")]

    async def test_a_big_entry_comes_back_whole(self, store: Store) -> None:
        strokes = tuple(tuple(range(n, n + 300)) for n in range(60))
        await write(store, "m", [opened("m"), entry(2, PlanSigned("jana", "d" * 64, strokes))])
        assert store.read("m")[1].event == PlanSigned("jana", "d" * 64, strokes)

    async def test_thousands_of_entries_can_be_appended_at_once(self, store: Store) -> None:
        entries = [opened("m"), *letters(2, 6000)]
        await write(store, "m", entries)
        assert store.read("m") == entries

    # The log: in order, or not at all --------------------------------------------------------------------------------

    async def test_whoever_comes_second_is_told_of_the_conflict(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2)])
        with pytest.raises(Conflict) as caught:
            await store.append("m", 1, [typed(2, "too late")])
        assert (caught.value.meeting, caught.value.after, caught.value.version) == ("m", 1, 2)

    async def test_nothing_of_a_conflicting_append_is_kept(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2)])
        assert await outcome(store.append("m", 1, letters(2, 9))) is Conflict
        assert store.read("m") == [opened("m"), typed(2)]

    async def test_one_cannot_append_behind_a_version_that_is_not_there_yet(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        assert await outcome(store.append("m", 4, [typed(5)])) is Conflict
        assert await outcome(store.append("nowhere", 1, [typed(2)])) is Conflict

    async def test_after_a_conflict_one_may_read_on_and_try_again(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2)])
        assert await outcome(store.append("m", 1, [typed(2, "mine")])) is Conflict
        await write(store, "m", [typed(3, "mine")])
        assert store.read("m", 2) == [typed(3, "mine")]

    async def test_a_conflict_in_one_meeting_does_not_touch_the_others(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        futures = [
            store.append("n", 0, [opened("n")]),
            store.append("m", 0, [opened("m")]),
            store.append("o", 0, [opened("o")]),
        ]
        assert [await outcome(future) for future in futures] == [None, Conflict, None]

    async def test_a_room_need_not_wait_between_two_appends(self, store: Store) -> None:
        futures = [store.append("m", 0, [opened("m")])]
        futures += [store.append("m", version - 1, [typed(version)]) for version in range(2, 200)]
        await asyncio.gather(*futures)
        assert store.read("m") == [opened("m"), *letters(2, 199)]

    async def test_what_is_on_disk_is_told_in_the_order_of_the_calls(self, store: Store) -> None:
        told: list[int] = []
        futures = [store.append("m", 0, [opened("m")])]
        futures += [store.append("m", version - 1, [typed(version)]) for version in range(2, 50)]
        numbers = {future: number for number, future in enumerate(futures)}
        for future in futures:
            future.add_done_callback(lambda future: told.append(numbers[future]))
        await asyncio.gather(*futures)
        await asyncio.sleep(0)
        assert told == list(range(len(futures)))

    async def test_what_was_made_on_a_failed_append_fails_with_it_even_if_the_version_fits(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        # Made on an empty meeting, reaching version 1: too late. The next is made on that, and its version is right.
        late = store.append("m", 0, [opened("m", "another")])
        on_it = store.append("m", 1, [typed(2)])
        on_that = store.append("m", 2, [typed(3)])
        assert [await outcome(future) for future in (late, on_it, on_that)] == [Conflict, Conflict, Conflict]
        assert store.read("m") == [opened("m")]

    async def test_what_is_made_on_it_before_anyone_could_know_fails_with_it_too(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        late = store.append("m", 0, [opened("m", "another")])
        on_it: list[asyncio.Future[None]] = []
        # Somebody else's turn in the loop, however little lies between the end of the one and the news of it.
        asyncio.get_running_loop().call_soon(lambda: on_it.append(store.append("m", 1, [typed(2)])))
        assert await outcome(late) is Conflict
        assert await outcome(on_it[0]) is Conflict
        assert store.read("m") == [opened("m")]

    async def test_what_was_not_made_on_a_failed_append_does_not_fail_with_it(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        late = store.append("m", 0, [opened("m", "another"), typed(2)])
        in_time = store.append("m", 1, [typed(2)])
        assert [await outcome(late), await outcome(in_time)] == [Conflict, None]

    async def test_once_the_failure_is_known_the_next_append_stands_for_itself(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        late = store.append("m", 0, [opened("m", "another")])
        tried_again: list[asyncio.Future[None]] = []
        late.add_done_callback(lambda future: tried_again.append(store.append("m", 1, [typed(2)])))
        assert await outcome(late) is Conflict
        assert await outcome(tried_again[0]) is None

    @pytest.mark.parametrize(
        ("after", "entries"),
        [
            (0, []),
            (0, [typed(2)]),
            (1, [typed(3)]),
            (1, [typed(2), typed(4)]),
            (1, [typed(2), typed(2)]),
            (1, [Entry(2, START.replace(tzinfo=None), "jana", typed(2).event)]),
            (1, [Entry(2, START.astimezone(timezone(timedelta(hours=1))), "jana", typed(2).event)]),
        ],
        ids=["none", "not from one", "a gap", "a gap inside", "twice the same", "no time zone", "not in UTC"],
    )
    async def test_entries_that_cannot_belong_there_are_refused_at_once(
        self, store: Store, after: int, entries: list[Entry]
    ) -> None:
        await write(store, "m", [opened("m")])
        with pytest.raises(ValueError):
            store.append("m", after, entries)
        assert store.read("m") == [opened("m")]

    async def test_a_thing_that_is_no_event_is_refused_at_once(self, store: Store) -> None:
        with pytest.raises(TypeError):
            store.append("m", 0, [entry(1, "not an event")])  # type: ignore[arg-type]

    async def test_half_an_emoji_is_refused_at_once_and_hinders_nobody(self, store: Store) -> None:
        before = store.append("m", 0, [opened("m")])
        with pytest.raises(UnicodeEncodeError):
            store.append("m", 1, [typed(2, "\ud83d")])
        after = store.append("m", 1, [typed(2)])
        assert [await outcome(before), await outcome(after)] == [None, None]

    async def test_whoever_stops_waiting_stops_nothing(self, store: Store) -> None:
        store.append("m", 0, [opened("m")]).cancel()
        await write(store, "m", [typed(2)])
        assert store.read("m") == [opened("m"), typed(2)]

    # The log: when the disk refuses ----------------------------------------------------------------------------------

    async def test_when_the_disk_refuses_one_is_told_and_nothing_is_there(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        with self.refusing(store) as fault, pytest.raises(NotSaved) as caught:
            await store.append("m", 1, [typed(2, "x" * 100_000)])
        assert caught.value.reason is fault
        assert store.read("m") == [opened("m")]

    async def test_when_the_disk_takes_again_the_store_goes_on(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        with self.refusing(store):
            assert await outcome(store.append("m", 1, [typed(2, "x" * 100_000)])) is NotSaved
        await write(store, "m", [typed(2)])
        await write(store, "n", [opened("n")])
        assert store.read("m") == [opened("m"), typed(2)]

    async def test_what_was_made_on_something_not_saved_is_not_saved_either(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        with self.refusing(store):
            futures = [store.append("m", 1, [typed(2, "x" * 100_000)]), store.append("m", 2, [typed(3)])]
            assert [await outcome(future) for future in futures] == [NotSaved, NotSaved]
        assert store.read("m") == [opened("m")]

    async def test_after_closing_nothing_is_saved_and_closing_again_is_harmless(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        store.close()
        with pytest.raises(NotSaved) as caught:
            await store.append("m", 1, [typed(2)])
        assert caught.value.reason is Fault.CLOSED
        store.close()

    # The log: damage -------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "columns",
        [
            {"kind": "HouseBurnt"},
            {"kind": "GoalAdded"},
            {"body": '{"cell":"step:a:what"'},
            {"body": "{}"},
            {"body": ""},
            {"by": "petr"},
            {"at": "2027-03-12T13:00:09+00:00"},
            {"at": "yesterday"},
            {"crc": 1},
            {},
        ],
        ids=lambda columns: next((f"{name} {value}" for name, value in columns.items()), "a missing row"),
    )
    async def test_a_damaged_entry_is_named_and_the_others_can_be_read(
        self, store: Store, columns: dict[str, Any]
    ) -> None:
        await write(store, "m", [opened("m"), *letters(2, 4)])
        self.damage(store, "m", 3, **columns)
        found = store.read("m")
        assert lost_of(found) == (3,) and [entry.version for entry in found] == [1, 2, 3, 4]
        assert [entry for entry in found if entry.version != 3] == [opened("m"), typed(2), typed(4)]

    async def test_one_changed_letter_in_what_somebody_wrote_is_noticed(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2, "nesmí")])
        body = '{"cell":"step:a:what","tab":"tabtabtab","id":2,"change":[3,[1,"nesmí"],4]}'
        self.damage(store, "m", 2, body=body)
        assert store.read("m") == [opened("m"), typed(2, "nesmí")], "the body as it was"
        self.damage(store, "m", 2, body=body.replace("nesmí", "nes mí"))
        assert lost_of(store.read("m")) == (2,)

    async def test_what_is_not_even_text_is_damaged(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2)])
        self.damage(store, "m", 2, body=b'{"cell":"\xff\xfe"}')
        assert lost_of(store.read("m")) == (2,)

    async def test_all_damaged_entries_are_named(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 6)])
        for version in (2, 5):
            self.damage(store, "m", version, body="{}")
        assert lost_of(store.read("m")) == (2, 5)
        assert lost_of(store.read("m", 3)) == (5,)

    async def test_without_its_first_entry_a_meeting_cannot_be_read(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 3)])
        self.damage(store, "m", 1, body="{}")
        with pytest.raises(Damaged) as caught:
            store.read("m")
        assert (caught.value.meeting, caught.value.version, caught.value.versions) == ("m", 1, (1,))
        assert caught.value.readable == letters(2, 3)

    async def test_damage_says_nothing_of_what_people_wrote(self, store: Store) -> None:
        await write(store, "m", [opened("m"), typed(2, "tajemství")])
        self.damage(store, "m", 1, body="{}")
        self.damage(store, "m", 2, body='{"cell":7,"tab":"tajemství","id":2,"change":[]}')
        with pytest.raises(Damaged) as caught:
            store.read("m")
        assert "tajemství" not in str(caught.value)

    async def test_a_damaged_meeting_does_not_hinder_the_others_nor_itself(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 3)])
        await write(store, "n", [opened("n")])
        self.damage(store, "m", 2, body="{}")
        await write(store, "n", [typed(2)])
        await write(store, "m", [typed(4)])
        assert store.read("n") == [opened("n"), typed(2)]
        assert store.read("m", 2) == [typed(3), typed(4)]
        assert {line.id: line.version for line in store.meetings()} == {"m": 4, "n": 2}

    # The list of meetings --------------------------------------------------------------------------------------------

    async def test_the_list_has_every_meeting_the_latest_first(self, store: Store) -> None:
        assert store.meetings() == []
        await write(store, "m", [opened("m", "Jakub"), *letters(2, 7)])
        await write(store, "n", [opened("n", "Eliška", START + timedelta(days=1))])
        lines = [(line.id, line.title, line.opened, line.version, line.damaged) for line in store.meetings()]
        assert lines == [
            ("n", "Eliška", START + timedelta(days=1), 1, False),
            ("m", "Jakub", START, 7, False),
        ]

    async def test_the_list_says_whose_a_meeting_is(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        await write(store, "n", [opened("n", office="tabor"), typed(2)])
        assert {line.id: line.office for line in store.meetings()} == {"m": "", "n": "tabor"}

    async def test_a_meeting_renamed_stands_in_the_list_with_its_new_title(self, store: Store) -> None:
        await write(store, "m", [opened("m", "Jakub")])
        await write(store, "m", [entry(2, MeetingAmended("Jakubovo druhé", "", "", None, "", False)), typed(3)])
        assert [line.title for line in store.meetings()] == ["Jakubovo druhé"]

    async def test_a_line_that_was_reckoned_is_kept_as_it_was(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 4)])
        assert store.lines() == {}
        line = a_line("m", version=4)
        store.keep_lines([line])
        assert store.lines() == {"m": line}
        newer = replace(line, title="Jakubovo druhé")
        store.keep_lines([newer])
        assert store.lines() == {"m": newer}

    async def test_no_line_is_kept_of_what_is_not_in_the_log(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        store.keep_lines([a_line("nowhere", version=1), a_line("m", version=2)])
        assert store.lines() == {}

    async def test_lines_that_the_disk_does_not_take_are_not_there(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        with self.refusing(store) as fault:
            with pytest.raises(NotSaved) as no:
                store.keep_lines([replace(a_line("m", version=1), title="x" * 200_000)])
            assert no.value.reason is fault
        assert store.lines() == {}

    # The keyring -----------------------------------------------------------------------------------------------------

    async def test_a_token_leads_to_its_seat(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        tokens = {seat: store.issue("m", seat) for seat in ("jana", "owner", "projector")}
        assert {seat: store.find(token) for seat, token in tokens.items()} == {seat: ("m", seat) for seat in tokens}

    async def test_a_token_is_long_enough_and_safe_in_an_url(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        tokens = [store.issue("m", "jana") for _ in range(20)]
        assert len(set(tokens)) == 20
        for token in tokens:
            assert len(token) == 22
            assert token.replace("-", "").replace("_", "").isalnum()
            assert store.find(token) == ("m", "jana"), "earlier ones stay valid"

    async def test_a_strange_token_leads_nowhere(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        token = store.issue("m", "jana")
        for strange in ("", "x", token[:-1], token + "A", token.swapcase(), "\ud83d", "\0", "'; DROP TABLE tokens"):
            assert store.find(strange) is None

    async def test_a_token_may_have_an_end_that_the_keyring_tells(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        for_ever, ending = (
            store.issue("m", "jana"),
            store.issue("m", "jana", START.astimezone(timezone(timedelta(hours=2)))),
        )
        assert (store.ends(for_ever), store.ends(ending), store.ends("x" * 22)) == (None, START, None)
        assert store.find(ending) == ("m", "jana"), "what time it is the keyring does not know"
        store.withdraw("m", "jana")
        assert store.ends(ending) is None
        with pytest.raises(ValueError, match="zone"):
            store.issue("m", "jana", START.replace(tzinfo=None))

    async def test_a_token_may_be_made_for_an_account(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        link, key = store.issue("m", "jana"), store.issue("m", "jana", account="e1")
        assert store.account(link) == "" and store.account(key) == "e1" and store.account("x" * 22) == ""
        store.withdraw("m", "jana")
        assert store.account(key) == ""

    async def test_withdrawing_ends_all_tokens_of_the_seat_and_no_others(self, store: Store) -> None:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting)])
        gone = [store.issue("m", "jana"), store.issue("m", "jana")]
        stay = {store.issue("m", "petr"): ("m", "petr"), store.issue("n", "jana"): ("n", "jana")}
        store.withdraw("m", "jana")
        store.withdraw("m", "jana")
        assert [store.find(token) for token in gone] == [None, None]
        assert {token: store.find(token) for token in stay} == stay
        assert store.find(store.issue("m", "jana")) == ("m", "jana"), "a seat may get a new link"

    async def test_a_code_is_eight_clear_characters_and_stays_the_same(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        code = store.code("m")
        assert len(code) == 8
        assert set(code) <= set(ALPHABET)
        assert not set(ALPHABET) & set("0O1IL")
        assert store.code("m") == code
        assert store.meeting_of(code) == "m"

    async def test_codes_differ_from_meeting_to_meeting(self, store: Store) -> None:
        for number in range(30):
            await write(store, f"m{number}", [opened(f"m{number}")])
        codes = {store.code(f"m{number}"): f"m{number}" for number in range(30)}
        assert len(codes) == 30
        assert {code: store.meeting_of(code) for code in codes} == codes

    async def test_a_code_that_is_taken_is_not_given_again(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn = iter(["AAAAAA", "AAAAAA", "AAAAAA", "BBBBBB"])
        monkeypatch.setattr("server.store.keys.new_code", lambda: next(drawn))
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting)])
        assert [store.code("m"), store.code("n")] == ["AAAAAA", "BBBBBB"]

    async def test_a_code_may_be_typed_in_any_way(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        code = store.code("m")
        for as_typed in (code.lower(), f"{code[:3]} {code[3:]}", f" {code[:3]}-{code[3:].lower()}\n", " ".join(code)):
            assert store.meeting_of(as_typed) == "m"

    async def test_a_wrong_code_leads_nowhere(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        await write(store, "uncoded", [opened("uncoded")])
        code = store.code("m")
        for wrong in ("", " ", "-", "%", code[:5], code + "A", "\0", "\ud83d"):
            assert store.meeting_of(wrong) is None

    async def test_a_renewed_code_replaces_the_old_one(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        old = store.code("m")
        new = store.renew_code("m")
        assert new != old
        assert store.code("m") == new
        assert [store.meeting_of(old), store.meeting_of(new)] == [None, "m"]

    async def test_every_meeting_has_an_epoch_of_its_own_that_stays(self, store: Store) -> None:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting)])
        epoch = store.epoch("m")
        await write(store, "m", [typed(2)])
        assert store.epoch("m") == epoch
        assert store.epoch("n") != epoch

    async def test_a_meeting_nobody_opened_has_no_keys(self, store: Store) -> None:
        for ask in (store.code, store.renew_code, store.epoch, lambda meeting: store.issue(meeting, "jana")):
            with pytest.raises(NoSuchMeeting):
                ask("nowhere")
        store.withdraw("nowhere", "jana")

    async def test_keys_can_be_asked_for_while_a_meeting_is_being_written(self, store: Store) -> None:
        future = store.append("m", 0, [opened("m")])
        token = store.issue("m", "jana")
        assert store.find(token) == ("m", "jana")
        await future

    async def test_keys_may_be_asked_for_in_any_thread(self, store: Store) -> None:
        await write(store, "m", [opened("m")])

        def one(number: int) -> bool:
            seat = f"seat{number}"
            return store.find(store.issue("m", seat)) == ("m", seat) and len(store.read("m")) >= 1

        asked = [asyncio.to_thread(one, number) for number in range(40)]
        written = [store.append("m", version - 1, [typed(version)]) for version in range(2, 40)]
        assert all(await asyncio.gather(*asked))
        await asyncio.gather(*written)

    # Erasing ----------------------------------------------------------------------------------------------------------

    async def test_an_erased_meeting_has_no_entries_no_links_and_no_code(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 9)])
        token, code = store.issue("m", "jana"), store.code("m")
        store.begin_erasing(erasure("m"))
        store.erase("m")
        assert store.read("m") == [] and store.meetings() == []
        assert store.find(token) is None and store.meeting_of(code) is None and store.links("m") == 0
        with pytest.raises(NoSuchMeeting):
            store.issue("m", "jana")

    async def test_other_meetings_are_as_they_were(self, store: Store) -> None:
        for meeting in ("m", "n"):
            await write(store, meeting, [opened(meeting), *letters(2, 9)])
        token, code = store.issue("n", "jana"), store.code("n")
        store.begin_erasing(erasure("m"))
        store.erase("m")
        assert store.read("n") == [opened("n"), *letters(2, 9)]
        assert (store.find(token), store.meeting_of(code), store.links("n")) == (("n", "jana"), "n", 1)
        await write(store, "n", [typed(10)])
        assert [line.id for line in store.meetings()] == ["n"]

    async def test_what_comes_late_for_an_erased_meeting_is_not_kept(self, store: Store) -> None:
        await write(store, "m", [opened("m"), *letters(2, 9)])
        store.begin_erasing(erasure("m"))
        store.erase("m")
        assert await outcome(store.append("m", 9, [typed(10)])) is Conflict
        assert store.read("m") == [] and store.meetings() == []

    async def test_one_line_remains_of_it(self, store: Store) -> None:
        await write(store, "m", [opened("m")])
        assert store.erasures() == []
        store.begin_erasing(erasure("m"))
        assert store.erasures() == [erasure("m")]
        store.begin_erasing(replace(erasure("m"), why=Why.MISTAKE))
        store.erase("m")
        store.erase("m")
        at = START + timedelta(days=30)
        store.end_erasing("m", at)
        store.end_erasing("m", at + timedelta(days=1))
        assert store.erasures() == [replace(erasure("m"), done=at)]

    async def test_the_last_erased_stands_first(self, store: Store) -> None:
        for number, meeting in enumerate("mno"):
            await write(store, meeting, [opened(meeting)])
            store.begin_erasing(replace(erasure(meeting), asked=START + timedelta(days=number)))
        assert [line.meeting for line in store.erasures()] == ["o", "n", "m"]
