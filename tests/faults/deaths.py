"""One trial: a server is killed at a sync of what somebody asks for, and started again."""

import shutil
from itertools import count

from .acts import Act, Frozen, on_disk, until
from .frail import Fails, Nursery, copied

_numbers = count()


def syncs_of(servers: Nursery, pattern: Frozen, act: Act) -> int:
    """How many syncs there are until all has come that follows from it."""
    folder = copied(pattern.folder, servers.folder / f"count{next(_numbers)}")
    server = servers.server(folder)
    servers.disk.now(Fails.WELL)
    answer = act.do(server.url, pattern)
    assert answer is not None and answer.status_code < 400, answer and answer.text
    until(lambda: act.ended(folder, pattern))
    found = servers.disk.syncs
    server.stop()
    shutil.rmtree(folder)
    return found


def dies_at(servers: Nursery, pattern: Frozen, act: Act, at: int, how: Fails) -> bool:
    """Whether it died there; sees that it is there whole if it was acknowledged, or else whole or not at all, that the
    next server brings it to its end, and that the meeting beside is as it was."""
    folder = copied(pattern.folder, servers.folder / f"death{next(_numbers)}")
    beside = on_disk(folder, "vedle")
    server = servers.server(folder)
    servers.disk.now(how, at)
    answer = act.do(server.url, pattern)
    acknowledged = answer is not None and answer.status_code < 400
    if acknowledged:
        # What follows from it by itself may be where it is to die.
        until(lambda: server.dies(0) or act.ended(folder, pattern))
    died = server.dies(0 if acknowledged else 5)
    assert died or acknowledged, answer and answer.text
    server.stop()
    servers.disk.now(Fails.WELL)
    # Before anybody tidies up: what was acknowledged is there.
    there = act.begun(folder, pattern)
    assert there or not acknowledged, f"{act.name} was acknowledged and is lost: {how.name} {at}"
    again = servers.server(folder)
    if not there:
        answer = act.do(again.url, pattern)
        assert answer is not None and answer.status_code < 400, answer and answer.text
    until(lambda: act.ended(folder, pattern))
    assert on_disk(folder, "vedle") == beside
    again.stop()
    shutil.rmtree(folder)
    return died
