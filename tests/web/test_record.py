"""The record as it leaves the room: with the pictures of signatures on paper, and without what is nobody else's."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from exports.portable.part import enclosed
from exports.portable.written import read
from server.opening import record_of
from tests.afternoon import House, Open, until
from tests.web.test_hands import KAREL, MARIE, PEOPLE, a_photo, freeze, go_to, table

NOTE = "Paní Petra pláče, dát jí čas."
ASIDE = "Co bylo před lety kvůli bytu."
GOOD = "Tomáš umí vařit."
VIEW = "Bojím se, že to nezvládnu."


@pytest.fixture
def met(home: House) -> Open:
    return home.open(people=(*PEOPLE, MARIE, KAREL))


def pictures(record: bytes) -> list[bytes]:
    with ZipFile(BytesIO(record)) as package:
        return [package.read(name) for name in package.namelist() if name.endswith((".jpg", ".jpeg"))]


def letters(record: bytes) -> str:
    with ZipFile(BytesIO(record)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


async def test_every_way_to_the_record_brings_the_picture_of_a_signature_on_paper(home: House, met: Open) -> None:
    async with table(home, met) as (eva, _jana, _petra):
        digest = await freeze(eva, home, met)
        await eva.does("marie", "approve", digest=digest, verdict="agree")
        signed = await eva.client.post(
            f"/meetings/{met.id}/sign-on-paper",
            data={"as": "marie", "digest": digest},
            files={"photo": ("podpis.jpg", a_photo(), "image/jpeg")},
            headers={"HX-Request": "true", "X-Seat": "marie"},
        )
        assert signed.status_code == 204
        freezing = home.meeting(met.id).freeze
        assert freezing
        kept = home.app.state.site.photos.read(met.id, freezing.signatures["marie"].photo)
        assert kept
        draft = await eva.page("record.docx")
        assert pictures(draft.content) == [kept]
        too_early = await eva.page("record.json")
        assert too_early.status_code == 409 and enclosed(draft.content) is None
        _name, from_the_command_line = record_of(met.id, home.store, home.store, home.settings)
        assert pictures(from_the_command_line) == [kept]
        await eva.does("eva", "close-meeting", despite="Ostatní se podepíšou později.")
        await until(lambda: home.meeting(met.id).record)
        written = home.meeting(met.id).record
        assert written is not None
        final = (home.settings.data_dir / "exports" / written.file).read_bytes()
        assert pictures(final) == [kept]
        assert (await eva.page("record.docx")).content == final
        machines = await eva.page("record.json")
        assert machines.content == enclosed(final) and ".json" in machines.headers["content-disposition"]
        assert machines.headers["content-type"] == "application/json"
        assert read(machines.content).content.title == "Jakubovo setkání"


async def test_what_stays_in_the_room_is_in_no_record(home: House, met: Open) -> None:
    """A private note, a quiet request, a card that was set aside, a view nobody has seen."""
    async with table(home, met) as (eva, _jana, petra):
        await go_to(eva, home, met, "prace-na-cilech")
        noted = await eva.client.post(
            f"/meetings/{met.id}/note", data={"words": NOTE}, headers={"HX-Request": "true", "X-Seat": "eva"}
        )
        assert noted.status_code == 204 and home.app.state.site.lane.note(met.id, "eva") == NOTE
        await petra.does("petra", "ask-break")
        await petra.does("petra", "add-card", card="stranou", board="parking")
        await petra.does("petra", "add-card", card="silna", board="strengths")
        async with petra.socket("petra") as page:
            for cell, words in (("card:stranou", ASIDE), ("card:silna", GOOD), ("view:petra", VIEW)):
                await page.write(cell, words)
        await until(lambda: home.meeting(met.id).text("view:petra") == VIEW)
        downloaded = (await eva.page("record.docx")).content
        _name, from_the_command_line = record_of(met.id, home.store, home.store, home.settings)
        for record in (downloaded, from_the_command_line):
            said = letters(record)
            assert GOOD in said and not [words for words in (NOTE, ASIDE, VIEW) if words in said]
