"""Whether a file is one of ours: its log knows, and what is left of an erased meeting."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from server.live.known import Known, known_here
from tests.afternoon import house, until
from tests.live.test_owing import close_at
from tests.store.lines import erasure


async def test_the_log_knows_the_record_that_it_has_noted_and_no_other_file(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.open()
        await close_at(home, home.app.state.site.clock.now())
    with house(tmp_path) as home:
        await until(lambda: home.meeting().record)
        record = home.meeting().record
        assert record is not None
        content = (tmp_path / "exports" / record.file).read_bytes()
        assert known_here(home.store, sha256(content).hexdigest()) == Known(record.at)
        assert known_here(home.store, sha256(content + b".").hexdigest()) is None
        # Words that somebody has typed are no digest of a file.
        assert known_here(home.store, "Konec.") is None
        # Of an erased meeting the digest of its record is left, and not when it was written.
        home.store.begin_erasing(replace(erasure("jindy"), record="5e" * 32, kept=("5f" * 32,)))
        assert known_here(home.store, "5e" * 32) == known_here(home.store, "5f" * 32) == Known(None)
