"""The disk fails in the middle of a signing, a closing, an erasing: by kill -9 at every sync, by being full, by errors.

What was acknowledged is there, whole; of what was not, nothing is half done; whoever asked is told in one sentence; and
with the next server, or with room again, it goes on. `just deaths 1000` does the same at random.
"""

import shutil
import sys
from collections.abc import Iterator

import pytest

from server.ports import Fault
from server.web.errors import NOT_SAVED, NOT_SAVED_OTHERWISE
from server.web.language import translations

from .acts import ACTS, Act, Frozen, on_disk, prepared, until
from .deaths import dies_at, syncs_of
from .frail import Fails, Nursery, copied, nursery

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a disk that fails at will is to be had on Linux"),
    pytest.mark.timeout(600),
]
SIGNATURE = ACTS[0]
MANY = 8
"""Syncs from which on only every fourth is tried here; `just deaths` tries them all."""
SENTENCES = {Fails.FULL: NOT_SAVED[Fault.FULL], Fails.SYNC: NOT_SAVED_OTHERWISE, Fails.WRITE: NOT_SAVED_OTHERWISE}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, compiler: str) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("frail"), compiler) as opened:
        yield opened


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return prepared(tmp_path_factory.mktemp("frozen") / "data")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_killed_at_each_of_its_syncs_it_is_there_whole_or_not_at_all_and_goes_on(
    servers: Nursery, pattern: Frozen, act: Act
) -> None:
    syncs = syncs_of(servers, pattern, act)
    assert syncs >= (2 if act is SIGNATURE else 5)
    moments = range(1, syncs + 1, 1 if syncs < MANY else 4)
    ways = (Fails.KILL_BEFORE, Fails.KILL_AFTER)
    died = sum(dies_at(servers, pattern, act, at, ways[at % 2]) for at in moments)
    assert died >= len(moments) * 2 // 3, "hardly ever was it killed in the middle"


@pytest.mark.parametrize(
    ("act", "how"),
    [*((act, how) for act in ACTS for how in (Fails.FULL, Fails.SYNC)), (SIGNATURE, Fails.WRITE)],
    ids=lambda each: each.name.lower(),
)
def test_what_the_disk_does_not_take_is_one_sentence_and_goes_on_with_room(
    servers: Nursery, pattern: Frozen, act: Act, how: Fails
) -> None:
    folder = copied(pattern.folder, servers.folder / f"{act.name} {how.name}")
    before, beside = on_disk(folder), on_disk(folder, "vedle")
    servers.disk.now(Fails.WELL)
    server = servers.server(folder)
    # From its beginning, and once more from the middle.
    for at in (1, 3):
        servers.disk.now(how, at)
        answer = act.do(server.url, pattern)
        assert answer is not None
        if answer.status_code < 400:
            assert at > 1, "it was said to be saved on a disk that takes nothing"
            break
        assert answer.status_code == 503
        assert answer.json()["sentence"] == translations("cs").gettext(SENTENCES[how])
        assert not act.begun(folder, pattern)
        assert on_disk(folder) == before, "nothing is half done"
    servers.disk.now(Fails.WELL)
    answer = act.do(server.url, pattern)
    # What has been erased meanwhile cannot be asked for again.
    assert answer is not None and (answer.status_code < 400 or answer.status_code == 410), answer and answer.text
    until(lambda: act.ended(folder, pattern))
    server.stop()
    again = servers.server(folder)
    assert act.ended(folder, pattern)
    assert on_disk(folder, "vedle") == beside
    again.stop()
    shutil.rmtree(folder)
