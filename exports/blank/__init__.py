"""An empty Word file of our own: styles, one kind of list, settings and nothing else.

The template that comes with python-docx brings a picture, a bibliography and American English along.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

PARTS = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-relationships.xml",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-relationships.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
}
"""Name inside the Word file -> our file."""


def blank(language: str) -> Word:
    """A new document whose words are checked in that language: "cs-CZ", "en-GB"."""
    word = Document(BytesIO(_package()))
    for lang in word.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    return word


def xml(name: str) -> bytes:
    """One of our parts as it is written: "styles", "numbering", "settings", "core"."""
    return files(__name__).joinpath(f"{name}.xml").read_bytes()


@cache
def _package() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name, file in PARTS.items():
            package.writestr(name, files(__name__).joinpath(file).read_bytes())
    return written.getvalue()
