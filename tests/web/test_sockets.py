"""The socket of a page: who may open one, what it is told, and that told means saved."""

import pytest
import websockets

from tests.afternoon import House, Open, phone


async def test_whoever_comes_in_is_greeted_with_the_cells_they_may_write_and_read(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        hello = petra.heard[0]
        assert hello["protocol"] == 1
        assert hello["seat"] == "petra"
        assert hello["cells"]["rules"] == "write"
        assert hello["cells"]["minutes:uvod"] == "read"
    assert home.meeting(met.id).seats["petra"].arrived


async def test_an_edit_is_acknowledged_when_it_is_on_disk_and_the_others_are_told_who_wrote(
    home: House, met: Open
) -> None:
    async with (
        phone(home.url, met.id, met.tokens["petra"]) as petra,
        phone(home.url, met.id, met.tokens["jana"]) as jana,
    ):
        await jana.sync("rules")
        ack = await petra.write("rules", "Mluví jeden. 👧")
        assert home.meeting(met.id).text("rules") == "Mluví jeden. 👧"
        told = await jana.hear("changes", cell="rules")
        assert told["list"] == [[ack["v"], "petra", ack["id"], [[0, "Mluví jeden. 👧"]]]]


async def test_the_same_edit_sent_twice_is_applied_once_and_acknowledged_twice(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"], tab="petratab1") as petra:
        await petra.write("rules", "ano")
        first = petra.heard[-1]
        await petra.say(t="edit", cell="rules", epoch=petra.epoch, v=0, id=first["id"], ch=[[0, "ano"]])
        assert await petra.hear("ack", cell="rules") == first
    assert home.meeting(met.id).text("rules") == "ano"


@pytest.mark.parametrize(
    ("cell", "ch", "code"),
    [
        ("minutes:uvod", [[0, "x"]], "rights"),
        ("nowhere", [[0, "x"]], "rights"),
        ("reason", [[0, "x"]], "rights"),
        ("rules", [[0, "x\u000b"]], "text"),
        ("rules", [5, [0, "x"]], "range"),
        ("rules", "x", "shape"),
        ("rules", [[0, "x" * 4001]], "size"),
    ],
)
async def test_an_edit_that_may_not_be_is_refused_with_its_reason_and_changes_nothing(
    home: House, met: Open, cell: str, ch: object, code: str
) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        await petra.sync("rules")
        before = home.meeting(met.id)
        await petra.say(t="edit", cell=cell, epoch=petra.epoch, v=0, id=7, ch=ch)
        assert (await petra.hear("refused", cell=cell))["code"] == code
        assert home.meeting(met.id) == before


@pytest.mark.parametrize(
    "frame",
    ["", "{", "[]", "null", '{"t":"nothing"}', '{"t":"edit"}', '{"t":"sync","cell":"rules","n":-1}', '{"t":1}',
     '{"t":"edit","cell":"rules","epoch":"x","v":1e99,"id":1,"ch":[]}', '{"t":"sync","cell":"\\ud800","n":1}',
     '{"t":"edit","cell":"rules","v":NaN}', '{"t":"edit","ch":' + "[" * 2000 + "]" * 2000 + "}"],
)  # fmt: skip
async def test_a_frame_nobody_can_read_ends_the_connection_with_4400(home: House, met: Open, frame: str) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        await petra.socket.send(frame)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await petra.hear("anything")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4400


async def test_a_frame_that_is_too_large_ends_the_connection_with_1009(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        await petra.socket.send('{"t":"ping","x":"' + "y" * 40_000 + '"}')
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await petra.hear("anything")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


@pytest.mark.parametrize(("token", "code"), [("", 4401), ("x" * 22, 4401)])
async def test_a_stranger_is_sent_away(home: House, met: Open, token: str, code: int) -> None:
    url = home.url.replace("http", "ws") + f"/meetings/{met.id}/socket?token={token}"
    async with websockets.connect(url) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == code


async def test_a_token_of_another_meeting_opens_nothing(home: House, met: Open) -> None:
    other = home.open("jine")
    url = home.url.replace("http", "ws") + f"/meetings/{met.id}/socket?token={other.tokens['petra']}"
    async with websockets.connect(url) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401


async def test_a_page_of_another_site_opens_nothing(home: House, met: Open) -> None:
    url = home.url.replace("http", "ws") + f"/meetings/{met.id}/socket?token={met.tokens['petra']}"
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(url, origin=websockets.Origin("http://evil.example"))
    assert refused.value.response.status_code == 403


async def test_the_same_tab_connected_again_replaces_the_link_that_died(home: House, met: Open) -> None:
    token = met.tokens["petra"]
    async with (
        phone(home.url, met.id, token, tab="petratab1") as before,
        phone(home.url, met.id, token, tab="petratab1") as after,
    ):
        with pytest.raises(websockets.ConnectionClosed) as closed:
            while True:
                await before.hear("anything")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 4409
        await after.write("rules", "stále tu")


async def test_two_tabs_of_one_person_both_work(home: House, met: Open) -> None:
    token = met.tokens["petra"]
    async with phone(home.url, met.id, token, tab="petratab1") as one, phone(home.url, met.id, token) as two:
        await two.sync("rules")
        await one.write("rules", "z první")
        assert (await two.hear("changes", cell="rules"))["list"][0][1] == "petra"


async def test_the_projector_sees_everything_and_writes_nothing(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["projector"]) as screen:
        assert set(screen.cells.values()) == {"read"}
        await screen.sync("rules")
        await screen.say(t="edit", cell="rules", epoch=screen.epoch, v=0, id=1, ch=[[0, "x"]])
        assert (await screen.hear("refused"))["code"] == "rights"


async def test_everyone_hears_which_panels_changed_and_who_is_here(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra, phone(home.url, met.id, met.tokens["eva"]) as eva:
        here = await petra.hear("presence")
        while "eva" not in here["people"]:
            here = await petra.hear("presence")
        assert here["people"]["eva"]["name"] == "Eva Dvořáková"
        await eva.did("begin-meeting")
        assert "stage" in (await petra.hear("changed"))["changed"]


async def test_rights_are_told_again_when_the_stage_moves(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["jana"]) as jana, phone(home.url, met.id, met.tokens["eva"]) as eva:
        assert jana.cells["reason"] == "read"
        await eva.did("advance-stage", leaving="uvod", despite="Začínáme bez poučení.")
        while jana.cells["reason"] != "write":
            await jana.hear("cells")
        assert jana.cells["rules"] == "read"


async def test_whoever_is_marked_as_gone_keeps_reading_and_stops_writing(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra, phone(home.url, met.id, met.tokens["eva"]) as eva:
        await eva.did("depart", seat="petra")
        while "write" in petra.cells.values():
            await petra.hear("cells")
        assert "read" in petra.cells.values()
