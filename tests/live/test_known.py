"""Whether a file is one of ours: its log knows, and what is left of an erased meeting."""

from hashlib import sha256
from pathlib import Path

from server.live.known import written_here
from tests.afternoon import house, until
from tests.live.test_owing import close_at


async def test_the_log_knows_the_record_that_it_has_noted_and_no_other_file(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.open()
        await close_at(home, home.app.state.site.clock.now())
    with house(tmp_path) as home:
        await until(lambda: home.meeting().record)
        record = home.meeting().record
        assert record is not None
        content = (tmp_path / "exports" / record.file).read_bytes()
        assert written_here(home.store, sha256(content).hexdigest()) == record.at
        assert written_here(home.store, sha256(content + b".").hexdigest()) is None
        # Words that somebody has typed are no digest of a file.
        assert written_here(home.store, "Konec.") is None
