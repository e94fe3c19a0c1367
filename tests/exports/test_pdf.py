"""The PDF for the file: made by LibreOffice, PDF/A with tags, honest about what it is; and a LibreOffice that fails."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from gettext import NullTranslations
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from exports import pdf as made
from exports.filed import NoArchive, declared, language_of, readable, told_apart
from exports.pdf import NotMade, made_from, office_program, pdf, sweep
from server.web.language import translations
from tests.exports.jakub import jakubs_meeting
from tests.exports.seal.files import packed, parts, record, sealed
from tests.exports.test_word import written

NAME = "2027-03-12-jakubovo-setkani-3f9a1c.docx"


@dataclass
class Printed:
    """A Word file, its PDF, and what pdfinfo and pdftotext read in that."""

    docx: bytes
    pdf: bytes
    told: str
    tags: str
    pages: list[str]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, soffice: str, pdftoppm: str) -> Callable[[bytes], Printed]:
    folder = tmp_path_factory.mktemp("pdf")

    def reads(program: str, *words: str) -> str:
        path = Path(pdftoppm).with_name(Path(pdftoppm).name.replace("pdftoppm", program))
        return subprocess.run([path, *words], check=True, capture_output=True).stdout.decode()

    def print_it(docx: bytes) -> Printed:
        content = pdf(docx, NAME, translations(language_of(docx)), soffice, folder / "printing")
        assert list((folder / "printing").iterdir()) == [], "nothing is left behind"
        file = folder / "one.pdf"
        file.write_bytes(content)
        text = reads("pdftotext", "-layout", str(file), "-").replace("\N{NO-BREAK SPACE}", " ")
        tags = reads("pdfinfo", "-struct", str(file))
        return Printed(docx, content, reads("pdfinfo", str(file)), tags, text.split("\f")[:-1])

    return print_it


@pytest.fixture(scope="module")
def final(printed: Callable[[bytes], Printed]) -> Printed:
    return printed(written(jakubs_meeting()))


def test_it_is_pdf_a_with_tags_a_language_and_a_title(final: Printed) -> None:
    assert re.search(r"^Title: +Jakubovo setkání$", final.told, re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", final.told, re.MULTILINE)
    metadata = final.pdf[final.pdf.index(b"<?xpacket begin") : final.pdf.index(b"<?xpacket end")].decode()
    found = re.findall(r"pdf[au]+id:(\w+)>(\w+)<", metadata)
    assert found == [("part", "2"), ("conformance", "A")]
    assert b"/Lang(cs-CZ)" in final.pdf and b"/DisplayDocTitle true" in final.pdf
    assert b"/OutputIntents" in final.pdf


def test_every_page_says_of_which_word_file_it_is_a_copy(final: Printed) -> None:
    digest = sha256(final.docx).hexdigest()
    assert len(final.pages) >= 5
    for page in final.pages:
        said = re.sub(r"\s+", " ", page)
        assert f"Opis v PDF pořízený ze souboru Word {NAME} (SHA-256" in said
        assert digest in re.sub(r"\s", "", page)
    assert made_from(final.pdf, final.docx) and not made_from(final.pdf, final.docx + b" ")
    assert re.search(rf"^Keywords: .*{digest}", final.told, re.MULTILINE), "programs can read it too"


def test_who_hears_it_has_its_headings_tables_and_pictures(final: Printed) -> None:
    """The tags come from the Word file: what is a heading there is one here, and a signature has its words."""
    file = Document(BytesIO(final.docx))
    for level in range(1, 5):
        headings = [one for one in file.paragraphs if one.style and one.style.name == f"Heading {level}"]
        assert len(re.findall(rf"^ *H{level}\b", final.tags, re.MULTILINE)) == len(headings) > 0
    assert len(re.findall(r"^ *Table\b", final.tags, re.MULTILINE)) == len(file.tables)
    headed = [table for table in file.tables if next(table._tbl.iter(qn("w:tblHeader")), None) is not None]
    assert len(re.findall(r"^ *TH\b", final.tags, re.MULTILINE)) == sum(len(table.columns) for table in headed) > 0
    assert len(re.findall(r"^ *Figure\b", final.tags, re.MULTILINE)) == len(file.inline_shapes) == 6
    assert final.pdf.count(b"/Alt<FEFF") == 6


class Listener(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_HEAD = do_PROPFIND = do_OPTIONS = do_GET


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A place in the internet, and who has asked there."""
    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Here", (Listener,), {"asked": asked}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/spy.png", asked
    server.shutdown()
    server.server_close()


def test_a_draft_is_marked_on_every_page_and_nothing_is_fetched_for_it(
    printed: Callable[[bytes], Printed], elsewhere: tuple[str, list[str]]
) -> None:
    address, asked = elsewhere
    draft = printed(with_linked_picture(written(jakubs_meeting(closed=False)), address))
    assert len(draft.pages) > 1
    assert all("KONCEPT – setkání není uzavřené" in page and "Opis v PDF" in page for page in draft.pages)
    assert asked == []


def with_linked_picture(docx: bytes, address: str) -> bytes:
    """The file with a picture in it that lies elsewhere; our own never has one."""
    word = Document(BytesIO(docx))
    shape = word.inline_shapes[0]._inline if word.inline_shapes else None
    if shape is None:
        from PIL import Image

        dot = BytesIO()
        Image.new("RGB", (9, 9), "red").save(dot, "PNG")
        dot.seek(0)
        shape = word.add_paragraph().add_run().add_picture(dot)._inline
    blip = next(shape.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"))
    relation = word.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", is_external=True
    )
    names = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    blip.attrib.pop(f"{names}embed")
    blip.set(f"{names}link", relation)
    saved = BytesIO()
    word.save(saved)
    return saved.getvalue()


def test_the_copy_of_a_sealed_file_carries_no_seal_and_says_where_it_is() -> None:
    for content, seals in ((record(), False), (sealed(), True)):
        copy = told_apart(content, NAME, translations("cs"))
        with ZipFile(BytesIO(copy)) as package:
            assert not [name for name in package.namelist() if name.startswith("_xmlsignatures")]
            foot = "".join(package.read(name).decode() for name in package.namelist() if "footer" in name)
        assert ("Pečeť je v souboru Word" in foot) is seals
        assert sha256(content).hexdigest() in foot


def test_bullets_of_a_font_are_read_out_as_what_they_look_like() -> None:
    """Word's own lists have letters that mean nothing outside of the font Symbol."""
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum '
        'w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{}"/><w:rPr><w:rFonts '
        'w:ascii="Symbol"/></w:rPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>"
    )
    for bullet, said, readable_then in (("\uf0b7", "•", True), ("\uf0a7", "▪", True), ("\uf0ff", "\uf0ff", False)):
        contents = parts(record())
        contents["word/numbering.xml"] = numbering.format(bullet).encode()
        copy = told_apart(packed(contents), NAME, translations("cs"))
        with ZipFile(BytesIO(copy)) as package:
            written = package.read("word/numbering.xml").decode()
        assert f'w:lvlText w:val="{said}"' in written and ("Symbol" in written) is not readable_then
        assert readable(copy) is readable_then
    assert readable(record())


# Whatever LibreOffice does ------------------------------------------------------------------------------------------


def program(folder: Path, *lines: str) -> str:
    """A program that is called soffice and is not."""
    file = folder / "soffice"
    file.write_text("\n".join([f"#!{sys.executable}", "import os, subprocess, sys, time", *lines]), "utf-8")
    file.chmod(0o755)
    return str(file)


def test_one_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "LONGEST", 1.5)
    hanging = program(
        tmp_path,
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid))",
        "time.sleep(600)",
    )
    began = time.monotonic()
    with pytest.raises(NotMade, match="has not ended"):
        pdf(record(), NAME, NullTranslations(), hanging, tmp_path / "printing")
    assert time.monotonic() - began < 60
    child = int((tmp_path / "child").read_text())
    for _ in range(200):
        if gone(child):
            break
        time.sleep(0.05)
    assert gone(child) and list((tmp_path / "printing").iterdir()) == []


def gone(process: int) -> bool:
    """Ended; nobody may have asked after it yet."""
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat")
        return stat.is_file() and stat.read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@pytest.mark.parametrize(
    "lines",
    [
        ("sys.exit(1)",),
        ("os.abort()",),
        ("place = sys.argv[sys.argv.index('--outdir') + 1]", "open(place + '/record.pdf', 'w').write('%PDF-1.4')"),
        (
            "place = sys.argv[sys.argv.index('--outdir') + 1]",
            "open(place + '/record.pdf', 'w').write('<?xpacket begin=\"\"?><a/><?xpacket end=\"w\"?>')",
        ),
    ],
)
def test_one_that_breaks_or_makes_something_else_has_made_nothing(lines: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(NotMade):
        pdf(record(), NAME, NullTranslations(), program(tmp_path, *lines), tmp_path / "printing")
    assert list((tmp_path / "printing").iterdir()) == []


def test_what_a_crash_left_is_taken_away_and_what_is_being_made_is_not(tmp_path: Path) -> None:
    for name, age in ((".setkani-pdf-old", 2 * made.LONGEST + 60), (".setkani-pdf-new", 5)):
        (tmp_path / name / "profile").mkdir(parents=True)
        (tmp_path / name / "record.docx").write_bytes(b"Jakub")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    sweep(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == [".setkani-pdf-new"]
    sweep(tmp_path / "nowhere")


def test_metadata_are_amended_where_they_lie() -> None:
    told = (
        '<x xmlns:a="http://www.aiim.org/pdfa/ns/id/" xmlns:u="http://www.aiim.org/pdfua/ns/id/"><a:part>{}</a:part>'
        "<a:conformance>B</a:conformance><u:part>1</u:part></x>"
    )

    def file(part: int, room: int) -> bytes:
        return f'%PDF<?xpacket begin=""?>{told.format(part)}{" " * room}<?xpacket end="w"?>%%EOF'.encode()

    amended = declared(file(2, 40), "A")
    assert declared(file(2, 40), "U") == amended.replace(b">A<", b">U<")
    assert len(amended) == len(file(2, 40)) and b">A<" in amended and b"u:part" not in amended
    for bad in (file(1, 40), b"%PDF", file(2, 40).replace(b"</x>", b""), file(2, 40).replace(b"u:part", b"u:else")):
        with pytest.raises(NoArchive):
            declared(bad, "A")


def test_libreoffice_is_where_it_is_said_to_be_or_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = program(tmp_path, "sys.exit(0)")
    assert office_program(there) == there
    assert office_program(str(tmp_path / "none")) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office_program() == there
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(made, "_usual_places", list)
    assert office_program() is None
