"""Nobody's words in the log: at the finest level, with asyncio looking for faults, and when everything breaks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.afternoon import phone

ROOT = Path(__file__).resolve().parents[2]
GUEST, TEXT, CODE = "Kanárková Žofie", "Zpívám o kanárkovi.", "KANAREKX"


async def test_nothing_of_a_meeting_stands_in_the_log(tmp_path: Path) -> None:
    loud = {**os.environ, "PYTHONASYNCIODEBUG": "1", "PYTHONPATH": str(ROOT)}
    with (tmp_path / "log").open("wb") as said:
        command = [sys.executable, "-m", "tests.web.chatty", str(tmp_path / "data")]
        process = subprocess.Popen(command, cwd=ROOT, env=loud, stdout=subprocess.PIPE, stderr=said)
    try:
        assert process.stdout is not None
        made = json.loads(process.stdout.readline())
        url, tokens = made["url"], made["tokens"]
        async with (
            httpx2.AsyncClient(base_url=url, timeout=60) as guest,
            phone(url, "setkani", tokens["eva"]) as eva,
            phone(url, "setkani", tokens["petra"]) as petra,
        ):
            knocked = await guest.post(f"/join/{made['code']}", data={"name": GUEST, "guest": "0123456789ab"})
            seat = knocked.headers["location"].rpartition("=")[2]
            await eva.did("admit", seat=seat)
            await eva.did("begin-meeting")
            await eva.did("amend-meeting", title=TEXT, starts="")
            cell = next(cell for cell, right in eva.cells.items() if right == "write")
            await eva.write(cell, TEXT)
            await guest.get(f"/join/{CODE}")
            await guest.get(f"/k/{tokens['jana']}")
            await guest.post("/join", content=b"{" + TEXT.encode(), headers={"Content-Type": "application/json"})
            assert (await guest.get("/broken", params={"words": f"{GUEST}: {TEXT}"})).status_code == 500
            await petra.say(t="planted", cell=TEXT)
            await petra.socket.wait_closed()
        process.terminate()
        rest, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    log = (tmp_path / "log").read_bytes() + rest
    words = log.decode()
    # It has said what it should …
    assert "RuntimeError" in words and "from builtins.KeyError" in words and "in broken" in words
    assert "builtins.ZeroDivisionError" in words and "a frame could not be answered" in words
    assert "a thread has died" in words and words.count("builtins.OSError") >= 2 and "builtins.ValueError" in words
    assert '"WebSocket %s" [accepted]' in words and "< TEXT %r" in words
    # … and nothing that it was told.
    secrets = [GUEST, TEXT, CODE, made["code"], seat, "Kanárkov", "kanárk", "Jakub", "Petra", *tokens.values()]
    for secret in secrets:
        for writing in (secret, ascii(secret)[1:-1], json.dumps(secret)[1:-1], repr(secret.encode())[2:-1]):
            assert writing not in words, f"{writing}:\n{words[max(0, words.find(writing) - 300) :][:400]}"
