"""A whole case conference over HTTP and sockets, to the Word record, and what is refused on the way."""

import asyncio
import hashlib
import json
from contextlib import AsyncExitStack

import httpx2
import pytest

from tests.afternoon import House, Open, Phone, phone, until

DRAWN = json.dumps([[100, 100, 400, 300, 700, 120]])
SEATS = ("eva", "jana", "petra", "olga")


async def around_the_table(home: House, met: Open, stack: AsyncExitStack) -> dict[str, Phone]:
    return {seat: await stack.enter_async_context(phone(home.url, met.id, met.tokens[seat])) for seat in SEATS}


async def to_the_plan(people: dict[str, Phone]) -> None:
    """Everything up to a plan with one goal and one promised step."""
    eva, jana, petra = people["eva"], people["jana"], people["petra"]
    await eva.did("begin-meeting")
    for person in people.values():
        await person.did("acknowledge-confidentiality")
    await eva.did("advance-stage", leaving="uvod")
    while jana.cells["reason"] != "write":
        await jana.hear("cells")
    await jana.write("reason", "Jakub se vrátil z léčebny a škola neví, jak mu pomoci.")
    await jana.write("aim", "Domluvit se, kdo s čím pomůže.")
    await eva.did("advance-stage", leaving="sdeleni-svolavatele")
    await petra.did("add-goal", goal="g1")
    while "goal:g1:title" not in petra.cells:
        await petra.hear("cells")
    await petra.write("goal:g1:title", "Jakub chodí do školy beze strachu.")
    await petra.did("add-step", step="s1", goal="g1")
    while "step:s1:what" not in petra.cells:
        await petra.hear("cells")
    await petra.write("step:s1:what", "Doprovodit Jakuba k psychiatrovi.")
    await jana.did("give-step", step="s1", owner="petra")
    await jana.did("set-due", step="s1", due="2027-04-01")
    promise = (await petra.state())["steps"][0]["promise"]
    await petra.did("accept-step", step="s1", digest=promise)


async def to_the_signing(people: dict[str, Phone]) -> str:
    """… and on to a frozen plan; its digest."""
    eva = people["eva"]
    await eva.did("advance-stage", leaving="prace-na-cilech")
    await eva.did("set-next-meeting", starts="2027-04-12T14:00", place="ZŠ Komenského")
    await eva.did("freeze-plan")
    frozen: str = (await eva.state())["frozen"]["digest"]
    return frozen


async def test_everyone_signs_and_the_word_record_comes_out_by_itself(home: House, met: Open) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        digest = await to_the_signing(people)
        for seat in ("eva", "jana", "olga"):
            await people[seat].did("approve", digest=digest, verdict="agree")
            await people[seat].did("sign", digest=digest, strokes=DRAWN)
        await people["petra"].did("refuse-to-sign", digest=digest, reason="Nejdřív to chci probrat s Jakubem.")
        await people["eva"].did("close-meeting")
        await until(lambda: home.meeting(met.id).record)
        record = home.meeting(met.id).record
        assert record is not None
        file = home.settings.data_dir / "exports" / record.file
        assert hashlib.sha256(file.read_bytes()).hexdigest() == record.sha256
        headers = {"Authorization": f"Bearer {met.tokens['petra']}"}
        async with httpx2.AsyncClient(base_url=home.url, headers=headers) as client:
            answer = await client.get(f"/meetings/{met.id}/record.docx")
        assert answer.content == file.read_bytes()
        refused = await people["eva"].do("add-goal", goal="g9")
        assert refused.status_code == 409 and refused.json()["error"] == "closed"


async def test_a_letter_after_the_freeze_is_refused_and_the_signatures_stay(home: House, met: Open) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        digest = await to_the_signing(people)
        await people["jana"].did("approve", digest=digest, verdict="agree")
        await people["jana"].did("sign", digest=digest, strokes=DRAWN)
        petra = people["petra"]
        while petra.cells["step:s1:what"] != "read":
            await petra.hear("cells")
        before = home.meeting(met.id)
        await petra.say(t="edit", cell="step:s1:what", epoch=petra.epoch, v=1, id=99, ch=[[0, "x"]])
        assert (await petra.hear("refused"))["code"] == "locked"
        assert home.meeting(met.id) == before
        assert "jana" in before.freeze.signatures  # type: ignore[union-attr]


async def test_whoever_refused_may_sign_after_all(home: House, met: Open) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        digest = await to_the_signing(people)
        petra = people["petra"]
        async with httpx2.AsyncClient(base_url=home.url, headers={"Authorization": f"Bearer {petra.token}"}) as browser:

            async def panel() -> str:
                return (await browser.get(f"/meetings/{met.id}/panels/signing?view=phone&seat=petra")).text

            assert "Přece jen chci podepsat" not in await panel()
            await petra.did("refuse-to-sign", digest=digest, reason="Nejdřív to chci probrat s Jakubem.")
            refused = await panel()
            assert "probrat s" in refused and "Přece jen chci podepsat" in refused
            await petra.did("approve", digest=digest, verdict="agree")
            await petra.did("sign", digest=digest, strokes=DRAWN)
            signed = await panel()
            assert "drawn" in signed and "Přece jen chci podepsat" not in signed


async def test_stepping_back_voids_every_signature_and_keeps_both_versions(home: House, met: Open) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        first = await to_the_signing(people)
        await people["jana"].did("approve", digest=first, verdict="agree")
        await people["jana"].did("sign", digest=first, strokes=DRAWN)
        await people["eva"].did("step-back", leaving="ukonceni")
        meeting = home.meeting(met.id)
        assert meeting.freeze is None and "jana" in meeting.voided[0].signatures
        refused = await people["jana"].do("sign", digest=first, strokes=DRAWN)
        assert refused.status_code == 409
        while people["petra"].cells["step:s1:what"] != "write":
            await people["petra"].hear("cells")


FOR_THE_FACILITATOR_ALONE = {
    "begin-meeting": {},
    "advance-stage": {"leaving": "uvod"},
    "step-back": {"leaving": "uvod"},
    "admit": {"seat": "x"},
    "invite-person": {"seat": "x", "name": "X", "roles": "ucastnik"},
    "amend-meeting": {"title": "Jiné"},
    "freeze-plan": {},
    "close-meeting": {},
}


@pytest.mark.parametrize("command", FOR_THE_FACILITATOR_ALONE)
async def test_a_participant_cannot_lead_the_meeting(home: House, met: Open, command: str) -> None:
    async with phone(home.url, met.id, met.tokens["petra"]) as petra:
        before = home.meeting(met.id)
        answer = await petra.do(command, **FOR_THE_FACILITATOR_ALONE[command])
        assert answer.status_code == 403
        assert answer.json()["sentence"].startswith("Tohle ve své roli na setkání")
        assert home.meeting(met.id) == before


async def test_a_double_tap_moves_one_stage_and_not_two(home: House, met: Open) -> None:
    async with phone(home.url, met.id, met.tokens["eva"]) as eva:
        twice = {"leaving": "uvod", "despite": "Spěcháme."}
        first, second = await asyncio.gather(eva.do("advance-stage", **twice), eva.do("advance-stage", **twice))
        assert (first.status_code, second.status_code) == (200, 200)
        assert home.meeting(met.id).stage_id == "sdeleni-svolavatele"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"step": "s1", "due": "zítra"}, 422),
        ({"step": "s1", "due": "0001-01-01"}, 422),
        ({"due": "2027-01-01"}, 422),
        ({"step": "nikde", "due": "2027-01-01"}, 422),
    ],
)
async def test_a_form_that_makes_no_sense_gets_a_sentence_and_changes_nothing(
    home: House, met: Open, fields: dict[str, str], status: int
) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        before = home.meeting(met.id)
        answer = await people["petra"].do("set-due", **fields)
        assert answer.status_code == status
        assert answer.json()["sentence"]
        assert home.meeting(met.id) == before


@pytest.mark.parametrize(
    "strokes", ["[]", "[[1,2]]", "[[1,2,3]]", "[[0,0,5000,5000]]", "x", "[[0,0,NaN,1]]", "[[[[]]]]"]
)
async def test_a_signature_that_is_none_is_refused(home: House, met: Open, strokes: str) -> None:
    async with AsyncExitStack() as stack:
        people = await around_the_table(home, met, stack)
        await to_the_plan(people)
        digest = await to_the_signing(people)
        await people["petra"].did("approve", digest=digest, verdict="agree")
        before = home.meeting(met.id)
        assert (await people["petra"].do("sign", digest=digest, strokes=strokes)).status_code == 422
        assert home.meeting(met.id) == before


async def test_a_stranger_learns_nothing(home: House, met: Open) -> None:
    other = home.open("jine")
    async with httpx2.AsyncClient(base_url=home.url) as client:
        for headers in (
            {},
            {"Authorization": f"Bearer {other.tokens['eva']}"},
            {"Authorization": "Bearer nonsense-nonsense"},
        ):
            headers["Accept"] = "application/json"
            answers = [
                await client.get(f"/meetings/{met.id}/state.json", headers=headers),
                await client.get(f"/meetings/{met.id}/record.docx", headers=headers),
                await client.get(f"/meetings/{met.id}/panels/plan", headers=headers),
                await client.get(f"/meetings/{met.id}/projector", headers=headers),
                await client.post(f"/meetings/{met.id}/begin-meeting", headers=headers),
                await client.get("/meetings/nikde/state.json", headers=headers),
            ]
            assert {answer.status_code for answer in answers} == {404}
            assert len({answer.text for answer in answers}) == 1
    assert home.meeting(met.id).began is None


async def test_a_form_of_another_site_is_turned_away(home: House, met: Open) -> None:
    headers = {"Authorization": f"Bearer {met.tokens['eva']}", "Origin": "http://evil.example"}
    async with httpx2.AsyncClient(base_url=home.url, headers=headers) as client:
        assert (await client.post(f"/meetings/{met.id}/begin-meeting")).status_code == 403
    assert home.meeting(met.id).began is None
