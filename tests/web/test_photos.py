"""A photo of a signed paper: nothing but the picture is kept, only under a signature, and only the table sees it."""

import asyncio
import struct
import zlib
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path
from random import Random

import httpx2
import pytest
from PIL import Image, PngImagePlugin

from server.meeting.commands import Person
from server.ports import Fault, NotSaved
from server.web import photos
from server.web.errors import Sorry
from server.web.photos import MOST_BYTES, looked_at, no_photo
from server.web.redrawing import LONGER_SIDE, MOST_PIXELS, NoPhoto, redrawn
from tests.afternoon import PEOPLE, House, Open, Phone, house, phone, until

DESPITE = "Krátký den."
PAVEL = Person("pavel", "Pavel Říha", frozenset({"ucastnik"}), aided=True)


def cleaned(upload: bytes) -> bytes:
    """The same as `photos.cleaned`, without a process for each."""
    looked_at(upload)
    try:
        return redrawn(upload)
    except NoPhoto as no:
        raise no_photo(no.ends) from no


def jpeg(size: tuple[int, int] = (120, 80), **also: object) -> bytes:
    """A paper that is red in its left upper corner."""
    return written(corner(size), "JPEG", quality=95, **also)


def corner(size: tuple[int, int], mode: str = "RGB", ground: str = "white") -> Image.Image:
    paper = Image.new(mode, size, ground)
    paper.paste("red", (0, 0, size[0] // 3, size[1] // 3))
    return paper


def written(picture: Image.Image, kind: str, **also: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **also)
    return out.getvalue()


def seen(photo: bytes) -> Image.Image:
    picture = Image.open(BytesIO(photo))
    assert picture.format == "JPEG" and picture.mode == "RGB"
    return picture


def segments(photo: bytes) -> list[int]:
    """The markers of a JPEG's segments up to the picture itself, read from its bytes."""
    assert photo[:2] == b"\xff\xd8"
    found, at = [], 2
    while photo[at + 1] != 0xDA:
        assert photo[at] == 0xFF
        found.append(photo[at + 1])
        at += 2 + int(struct.unpack(">H", photo[at + 2 : at + 4])[0])
    return found


def a_phone_s_exif(orientation: int = 1) -> Image.Exif:
    """Where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "Fairphone", "FP5 of Petra"
    exif[0x9003] = "2027:03:12 14:41:07"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 5.0, 17.0), 3: "E", 4: (14.0, 25.0, 9.0)})
    return exif


APP0, APP1, APP2, COM = 0xE0, 0xE1, 0xE2, 0xFE
OTHER_APPS = {*range(0xE1, 0xF0)}

# The picture ---------------------------------------------------------------------------------------------------------


def test_where_when_and_with_what_it_was_taken_does_not_stay() -> None:
    sent = jpeg(
        exif=a_phone_s_exif(), comment=b"u Horakovych doma", icc_profile=b"profile" * 40, xmp=b"<x:xmpmeta>Petra</x>"
    )
    assert {APP1, APP2, COM} <= set(segments(sent)) and b"Fairphone" in sent
    kept = cleaned(sent)
    assert not {*OTHER_APPS, COM} & set(segments(kept))
    for trace in (b"Exif", b"Fairphone", b"Petra", b"2027:03", b"Horak", b"profile", b"xmp"):
        assert trace not in kept
    assert not seen(kept).getexif() and seen(kept).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_lies_behind_the_end_of_the_picture_does_not_stay() -> None:
    kept = cleaned(jpeg() + b"a thumbnail, a film, a note" * 100)
    assert b"thumbnail" not in kept


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_words_in_pictures_of_other_kinds_do_not_stay(kind: str) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Petra")
    words.add_itxt("Where", "doma", zip=True)
    also = {"pnginfo": words} if kind == "PNG" else {"xmp": b"<x>Petra</x>"}
    sent = written(corner((90, 60)), kind, exif=a_phone_s_exif(), icc_profile=b"profile" * 40, **also)
    assert b"Fairphone" in sent and b"Petra" in sent
    kept = cleaned(sent)
    assert not {*OTHER_APPS, COM} & set(segments(kept))
    assert b"Petra" not in kept and b"Fairphone" not in kept


@pytest.mark.parametrize(
    ("orientation", "red"),
    [
        (1, "left upper"),
        (2, "right upper"),
        (3, "right lower"),
        (4, "left lower"),
        (5, "left upper"),
        (6, "right upper"),
        (7, "right lower"),
        (8, "left lower"),
    ],
)
def test_the_paper_stands_upright_however_the_phone_was_held(orientation: int, red: str) -> None:
    picture = seen(cleaned(jpeg((120, 60), exif=a_phone_s_exif(orientation))))
    width, height = picture.size
    assert (width, height) == ((120, 60) if orientation < 5 else (60, 120))
    corners = {
        "left upper": (5, 5),
        "right upper": (width - 6, 5),
        "left lower": (5, height - 6),
        "right lower": (width - 6, height - 6),
    }
    for name, at in corners.items():
        green = picture.getpixel(at)[1]
        assert (green < 100) == (name == red), name


@pytest.mark.parametrize(
    ("size", "kept"),
    [((4000, 3000), (1600, 1200)), ((900, 4500), (320, 1600)), ((1600, 1600), (1600, 1600)), ((80, 50), (80, 50))],
)
def test_it_is_made_smaller_and_never_larger(size: tuple[int, int], kept: tuple[int, int]) -> None:
    assert seen(cleaned(jpeg(size))).size == kept
    assert max(kept) <= LONGER_SIDE


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_is_white_paper(mode: str) -> None:
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 20, 20))
    picture = seen(cleaned(written(clear.convert(mode), "PNG")))
    assert min(picture.getpixel((50, 50))) > 250
    assert max(picture.getpixel((5, 5))[1:]) < 120


@pytest.mark.parametrize("mode", ["L", "CMYK", "1", "I;16"])
def test_pictures_of_scanners_are_taken_too(mode: str) -> None:
    kind = "JPEG" if mode in ("L", "CMYK") else "PNG"
    grey = Image.new("L", (60, 60), 255).convert(mode) if mode != "I;16" else Image.new(mode, (60, 60), 65535)
    assert min(seen(cleaned(written(grey, kind))).getpixel((30, 30))) > 250


def test_of_pictures_that_move_the_first_is_kept() -> None:
    frames = [corner((60, 60)), Image.new("RGB", (60, 60), "blue")]
    sent = written(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert min(seen(cleaned(sent)).getpixel((50, 50))) > 250


# What is no photo ---------------------------------------------------------------------------------------------------


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def refused(upload: bytes) -> Sorry:
    with pytest.raises(Sorry) as sorry:
        cleaned(upload)
    return sorry.value


@pytest.mark.parametrize("size", [(8000, 5001), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(size: tuple[int, int]) -> None:
    sent = bomb(*size)
    assert len(sent) < 20_000 and size[0] * size[1] > MOST_PIXELS
    assert refused(sent).code == "too-many-pixels"


def test_more_bytes_than_a_photo_has_are_refused() -> None:
    assert refused(jpeg() + bytes(MOST_BYTES)).status == 413


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xd8",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        b"<!doctype html><html><body><script>alert(1)</script></body></html>",
        b"GIF89a" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    ],
    ids=["nothing", "two bytes", "svg", "pdf", "html", "gif", "zip", "postscript"],
)
def test_what_is_no_photo_is_refused_with_a_sentence(sent: bytes) -> None:
    assert refused(sent).code == "unreadable"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO"])
def test_a_picture_of_a_kind_no_phone_takes_is_refused(kind: str) -> None:
    assert refused(written(corner((60, 60)), kind)).code == "unreadable"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_an_iphone_s_own_format_is_refused_by_its_name(brand: bytes) -> None:
    assert refused(b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + bytes(200)).code == "heic"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_did_not_come_whole_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    whole = written(noise, kind)
    assert seen(cleaned(whole)).size == (300, 200)
    for part in (0.1, 0.5, 0.9):
        assert refused(whole[: int(len(whole) * part)]).code == "unreadable"


async def test_a_picture_that_has_itself_drawn_for_ever_is_given_up_and_the_server_answers_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A few hundred kilobytes of a progressive JPEG whose last scan comes thousands of times."""
    sent = written(corner((4000, 3000)), "JPEG", progressive=True)
    scan, end = sent.rindex(b"\xff\xda"), sent.rindex(b"\xff\xd9")
    sent = sent[:end] + sent[scan:end] * 5000 + sent[end:]
    monkeypatch.setattr(photos, "REDRAWING", 1)
    giving_up = asyncio.ensure_future(photos.cleaned(sent))
    ticks = 0
    while not giving_up.done():
        await asyncio.sleep(0.05)
        ticks += 1
    with pytest.raises(Sorry) as sorry:
        await giving_up
    assert sorry.value.code == "unreadable" and ticks > 3


async def test_what_the_process_apart_says_of_a_picture_is_what_is_said_here() -> None:
    assert await photos.cleaned(jpeg()) == cleaned(jpeg())
    with pytest.raises(Sorry) as sorry:
        await photos.cleaned(bomb(12_000, 12_000))
    assert sorry.value.code == "too-many-pixels"


def test_behind_a_picture_that_is_a_page_or_an_archive_as_well_nothing_of_those_is_left() -> None:
    comment = b"<script>alert(1)</script>"
    both = jpeg(comment=comment) + b"PK\x03\x04<html><script>alert(1)</script>" + bytes(50)
    assert comment in both
    for kept in (cleaned(both), cleaned(written(corner((60, 60)), "PNG") + comment)):
        assert b"<" not in kept[-40:] and b"script" not in kept and b"PK\x03" not in kept


@pytest.mark.parametrize("size", [(1, 40_000_000), (40_000_001, 1), (1, 65_000)])
def test_a_picture_that_is_a_line_is_a_line_or_a_sentence(size: tuple[int, int]) -> None:
    try:
        assert max(seen(cleaned(bomb(*size))).size) <= LONGER_SIDE
    except Sorry as sorry:
        assert sorry.code in ("too-many-pixels", "unreadable")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_broken_in_it_the_answer_is_a_picture_or_a_sentence(kind: str) -> None:
    noise = Image.effect_noise((60, 40), 80).convert("RGB")
    whole = written(noise, kind, exif=a_phone_s_exif(6))
    chance, answers = Random(7), {"picture": 0, "sentence": 0}
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            # More often in the head, where the sizes and the tables are.
            at = chance.randrange(len(broken) if chance.random() < 0.3 else min(len(broken), 400))
            broken[at] = chance.randrange(256)
        try:
            seen(cleaned(bytes(broken)))
            answers["picture"] += 1
        except Sorry:
            answers["sentence"] += 1
    # Checksums let hardly any broken PNG through.
    assert answers["sentence"] > 20 and (answers["picture"] > 20 or kind == "PNG"), answers


# Over the web ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(home: House) -> Open:
    return home.open(people=(*PEOPLE, PAVEL))


async def frozen(eva: Phone) -> str:
    """Pavel has no phone and says yes to the frozen plan through Eva's hand; the digest."""
    await eva.did("begin-meeting")
    await eva.did("arrive", seat="pavel")
    for stage in (await eva.state())["stages"][:-1]:
        await eva.did("advance-stage", leaving=stage, despite=DESPITE)
    await eva.did("freeze-plan", despite=DESPITE)
    digest: str = (await eva.state())["frozen"]["digest"]
    await eva.did("approve", **{"as": "pavel", "digest": digest, "verdict": "agree"})
    return digest


async def signs(person: Phone, digest: str, photo: bytes | None, seat: str = "pavel") -> httpx2.Response:
    files = {} if photo is None else {"photo": ("paper.jpg", photo, "image/jpeg")}
    async with httpx2.AsyncClient(base_url=person.url, headers=bearer(person)) as client:
        return await client.post(
            f"/meetings/{person.meeting}/sign-on-paper", data={"digest": digest, "as": seat}, files=files
        )


def bearer(person: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


async def asked(person: Phone, photo: str, seat: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=person.url, headers=bearer(person)) as client:
        return await client.get(f"/meetings/{person.meeting}/photos/{photo}.jpg", params={"seat": seat})


def photo_files(home: House) -> list[Path]:
    return sorted(file for file in (home.settings.data_dir / "photos").rglob("*") if file.is_file())


def photo_of(home: House, met: Open) -> str:
    freeze = home.meeting(met.id).freeze
    assert freeze is not None
    return freeze.signatures["pavel"].photo


async def test_a_signature_on_paper_with_its_photo_stands_and_the_table_sees_it(home: House, table: Open) -> None:
    async with AsyncExitStack() as stack:
        eva, jana = [
            await stack.enter_async_context(phone(home.url, table.id, table.tokens[seat])) for seat in ("eva", "jana")
        ]
        digest = await frozen(eva)
        sent = jpeg((2400, 1800), exif=a_phone_s_exif())
        answer = await signs(eva, digest, sent)
        assert answer.status_code == 200, answer.text
        photo = photo_of(home, table)
        assert [file.name for file in photo_files(home)] == [f"{photo}.jpg"]
        shown = await asked(jana, photo, "jana")
        assert shown.status_code == 200 and shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.content == cleaned(sent) == photo_files(home)[0].read_bytes()


async def test_a_signature_on_paper_needs_no_photo(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        assert (await eva.do("sign-on-paper", **{"as": "pavel", "digest": digest})).status_code == 200
        signature = home.meeting(table.id).freeze.signatures["pavel"]  # type: ignore[union-attr]
        assert (signature.paper, signature.photo) == (True, "")
        assert photo_files(home) == []


async def test_a_page_names_a_photo_of_its_own_choosing_in_vain(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        await eva.did("sign-on-paper", **{"as": "pavel", "digest": digest, "photo": "a" * 32})
        assert photo_of(home, table) == ""


async def test_strangers_those_at_the_door_and_other_meetings_see_no_photo(home: House, table: Open) -> None:
    other = home.open("jine")
    async with AsyncExitStack() as stack:
        eva = await stack.enter_async_context(phone(home.url, table.id, table.tokens["eva"]))
        await signs(eva, await frozen(eva), jpeg())
        photo = photo_of(home, table)
        elsewhere = await stack.enter_async_context(phone(home.url, other.id, other.tokens["eva"]))
        screen = await stack.enter_async_context(phone(home.url, table.id, table.tokens["projector"]))
        assert (await asked(eva, photo, "eva")).status_code == 200
        for who, seat, name in (
            (elsewhere, "eva", photo),
            (screen, "eva", photo),
            (eva, "jana", photo),
            (eva, "eva", "0" * 32),
            (eva, "eva", "..%2F..%2Forganiser"),
        ):
            assert (await asked(who, name, seat)).status_code == 404
        async with httpx2.AsyncClient(base_url=home.url) as somebody:
            path = f"/meetings/{table.id}/photos/{photo}.jpg"
            assert (await somebody.get(path)).status_code == 404
            await somebody.post(f"/join/{table.code}", data={"name": "Babička Marie"})
            assert (await somebody.get(path)).status_code == 404
            sent = await somebody.post(f"/meetings/{other.id}/sign-on-paper", files={"photo": ("a.jpg", jpeg())})
            assert sent.status_code == 404


async def test_a_file_that_is_there_but_under_no_signature_is_not_shown(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        stray = home.app.state.site.photos.keep(table.id, cleaned(jpeg()))
        assert (await asked(eva, stray, "eva")).status_code == 404


@pytest.mark.parametrize("wrong", ["another version", "not their hand", "has not said yes", "closed"])
async def test_a_photo_of_a_signature_that_is_refused_does_not_stay(home: House, table: Open, wrong: str) -> None:
    async with AsyncExitStack() as stack:
        eva, jana = [
            await stack.enter_async_context(phone(home.url, table.id, table.tokens[seat])) for seat in ("eva", "jana")
        ]
        digest = await frozen(eva)
        if wrong == "closed":
            await eva.did("close-meeting", despite=DESPITE)
        who, seat = (jana, "jana") if wrong == "has not said yes" else (eva, "pavel")
        who = jana if wrong == "not their hand" else who
        answer = await signs(who, "0" * 64 if wrong == "another version" else digest, jpeg(), seat)
        assert answer.status_code in (403, 404, 409, 422), answer.text
        assert answer.json()["sentence"]
        assert photo_files(home) == []


async def test_of_several_photos_of_one_signature_the_one_that_stands_is_kept(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        for photo, version in ((jpeg((120, 80)), digest), (jpeg((90, 50)), digest), (jpeg((80, 40)), "0" * 64)):
            await signs(eva, version, photo)
            assert [file.stem for file in photo_files(home)] == [photo_of(home, table)]


async def test_photos_of_a_version_that_was_opened_again_stay_with_it(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        await signs(eva, await frozen(eva), jpeg((120, 80)))
        first = photo_of(home, table)
        await eva.did("reopen-plan", number="1", why="Zapomněli jsme na terapii.")
        await eva.did("freeze-plan", despite=DESPITE)
        digest = (await eva.state())["frozen"]["digest"]
        await eva.did("approve", **{"as": "pavel", "digest": digest, "verdict": "agree"})
        await signs(eva, digest, jpeg((90, 50)))
        assert {file.stem for file in photo_files(home)} == {first, photo_of(home, table)} != {first}
        assert (await asked(eva, first, "eva")).status_code == 200


async def test_two_taps_at_once_with_the_same_photo_keep_it(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        await asyncio.gather(*(signs(eva, each, jpeg()) for each in ("0" * 64, digest, "1" * 64, digest)))
        assert [file.stem for file in photo_files(home)] == [photo_of(home, table)]


async def test_a_photo_the_disk_does_not_take_is_no_signature(
    home: House, table: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(meeting: str, jpeg: bytes) -> str:
        raise NotSaved(Fault.FULL)

    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        monkeypatch.setattr(home.app.state.site.photos, "keep", full)
        assert (await signs(eva, digest, jpeg())).status_code == 503
        assert "pavel" not in home.meeting(table.id).freeze.signatures  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        (bytes(MOST_BYTES + 1), 413),
        (bytes(MOST_BYTES + 2_000_000), 413),
        (bomb(12_000, 12_000), 422),
    ],
    ids=["svg", "a little too large", "much too large", "bomb"],
)
async def test_a_photo_that_cannot_be_taken_is_one_sentence_and_no_signature(
    home: House, table: Open, sent: bytes, status: int
) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        digest = await frozen(eva)
        answer = await signs(eva, digest, sent)
        assert answer.status_code == status
        assert "{" not in answer.json()["sentence"]
        assert photo_files(home) == []
        assert "pavel" not in home.meeting(table.id).freeze.signatures  # type: ignore[union-attr]


async def test_a_form_that_is_none_is_one_sentence(home: House, table: Open) -> None:
    async with phone(home.url, table.id, table.tokens["eva"]) as eva:
        path, kind = f"/meetings/{table.id}/sign-on-paper", "multipart/form-data"
        async with httpx2.AsyncClient(base_url=home.url, headers=bearer(eva)) as client:
            for head, body in (
                (kind, b"--x\r\n"),
                (f"{kind}; boundary=x", b"not a form"),
                (
                    f"{kind}; boundary=x",
                    b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nabc',
                ),
            ):
                answer = await client.post(path, content=body, headers={"Content-Type": head})
                assert answer.status_code in (400, 422), head
            two = [("photo", ("a.jpg", jpeg())), ("photo", ("b.jpg", jpeg()))]
            assert (await client.post(path, data={"digest": "0"}, files=two)).status_code == 400


async def test_a_photo_whose_signature_a_crash_took_is_gone_after_the_next_start(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        met = home.open(people=(*PEOPLE, PAVEL))
        async with phone(home.url, met.id, met.tokens["eva"]) as eva:
            await signs(eva, await frozen(eva), jpeg((120, 80)))
        stands = photo_of(home, met)
        stray = home.app.state.site.photos.keep(met.id, cleaned(jpeg((70, 50))))
    with house(tmp_path) as home:
        await until(lambda: home.app.state.site.photos.read(met.id, stray) is None)
        assert [file.stem for file in photo_files(home)] == [stands]
