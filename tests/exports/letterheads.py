"""Letterheads as offices have them, made piece by piece: of Word, of LibreOffice, and some nobody would make."""

import subprocess
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image, ImageDraw

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
A4 = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2268" w:right="1134" w:bottom="1701" w:left="1418" ' + (
    'w:header="567" w:footer="567" w:gutter="0"/>'
)
LANDSCAPE_LETTER = (
    '<w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
    'w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
)


def logo(colour: str = "#8a1f4d", words: str = "LOGO") -> bytes:
    """A picture with something on it that can be seen on a page."""
    picture = Image.new("RGB", (400, 160), colour)
    ImageDraw.Draw(picture).text((140, 60), words, fill="white", font_size=48)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def p(words: str = "", properties: str = "", inside: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>' if words else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}{inside}</w:p>"


def picture(relation: str = "rId1", attribute: str = "r:embed", wide: int = 1440000, number: int = 1) -> str:
    """A logo as Word draws it today."""
    high = wide * 160 // 400
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="Logo" '
        'descr="Znak města"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="logo.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip {attribute}="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def old_picture(relation: str = "rId1", source: str = "") -> str:
    """A logo as Word 2003 drew it."""
    return (
        '<w:r><w:pict><v:shape style="width:113pt;height:45pt" type="#_x0000_t75">'
        f'<v:imagedata r:id="{relation}" o:title="logo"{source}/></v:shape></w:pict></w:r>'
    )


def text_box(words: str) -> str:
    """A box at the right edge of the page, drawn twice: for Word of today and for older programs."""
    paragraph = p(words)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>5200000</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>300000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="1900000" cy="500000"/><wp:wrapNone/><wp:docPr id="77" name="Box"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1900000" cy="500000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{paragraph}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
        '</a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="position:absolute;'
        'margin-left:409pt;margin-top:24pt;width:150pt;height:39pt;mso-position-horizontal-relative:page">'
        f"<v:textbox><w:txbxContent>{paragraph}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def field(instruction: str, shows: str = "1") -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shows}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def style(id: str, name: str, *, based: str = "Normln", paragraph: str = "", run: str = "", more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" {more} w:styleId="{id}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


CZECH_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/>'
    '<w:sz w:val="24"/><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + style(
        "Normln",
        "Normal",
        based="",
        paragraph='<w:spacing w:line="360" w:lineRule="auto"/><w:ind w:firstLine="567"/><w:jc w:val="both"/>',
        more='w:default="1"',
    )
    + style(
        "Nadpis1",
        "heading 1",
        paragraph='<w:keepNext/><w:pageBreakBefore/><w:ind w:firstLine="0"/>',
        run='<w:b/><w:color w:val="8A1F4D"/><w:sz w:val="32"/>',
    )
    + style("Label", "Label", run='<w:caps/><w:color w:val="00FF00"/>')
    + '<w:style w:type="table" w:default="1" w:styleId="Normlntabulka"><w:name w:val="Normal Table"/></w:style>'
)
"""As Word writes them in Czech: only what is used, translated ids, and a Normal made for letters."""


@dataclass(frozen=True)
class Paper:
    """headers, footers: (kind, their XML); relations: of those and of the text: id -> (kind of relation, target)."""

    body: str = p()
    page: str = A4
    headers: tuple[tuple[str, str], ...] = ()
    footers: tuple[tuple[str, str], ...] = ()
    section: str = ""
    styles: str | None = CZECH_STYLES
    settings: str | None = ""
    main: str = MAIN
    relations: Mapping[str, tuple[str, str]] = member(default_factory=dict)
    more: Mapping[str, bytes] = member(default_factory=dict)

    def file(self, folder: Path, name: str = "papir.docx") -> Path:
        (folder / name).write_bytes(self.content())
        return folder / name

    def content(self) -> bytes:
        parts: dict[str, bytes] = {"word/media/logo.png": logo()}
        about = {"word/document.xml": self.main}
        relations = {"rId1": ("image", "media/logo.png"), **self.relations}
        own = dict(relations)
        references = ""
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
        for which, stories in (("header", self.headers), ("footer", self.footers)):
            for number, (kind, xml) in enumerate(stories, 1):
                name = f"word/{which}{number}.xml"
                tag = "hdr" if which == "header" else "ftr"
                parts[name] = f"<w:{tag} {NAMES}>{xml}</w:{tag}>".encode()
                parts[f"word/_rels/{which}{number}.xml.rels"] = _relations(relations)
                about[name] = f"{word}{which}+xml"
                own[f"{which}{number}"] = (which, f"{which}{number}.xml")
                references += f'<w:{which}Reference w:type="{kind}" r:id="{which}{number}"/>'
        for name, inside in (("styles", self.styles), ("settings", self.settings)):
            if inside is not None:
                parts[f"word/{name}.xml"] = f"<w:{name} {NAMES}>{inside}</w:{name}>".encode()
                about[f"word/{name}.xml"] = f"{word}{name}+xml"
                own[name] = (name, f"{name}.xml")
        parts["word/_rels/settings.xml.rels"] = _relations(relations)
        section = f"<w:sectPr>{references}{self.page}{self.section}</w:sectPr>"
        parts["word/document.xml"] = f"<w:document {NAMES}><w:body>{self.body}{section}</w:body></w:document>".encode()
        parts["word/_rels/document.xml.rels"] = _relations(own)
        parts["_rels/.rels"] = _relations({"rId1": ("officeDocument", "word/document.xml")})
        types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in about.items())
        parts["[Content_Types].xml"] = (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
            f"{types}</Types>"
        ).encode()
        written = BytesIO()
        with ZipFile(written, "w", ZIP_DEFLATED) as package:
            for name, blob in {**parts, **self.more}.items():
                package.writestr(name, blob)
        return written.getvalue()


def _relations(relations: Mapping[str, tuple[str, str]]) -> bytes:
    lines = ""
    for known, (kind, target) in relations.items():
        outside = ' TargetMode="External"' if "://" in target else ""
        lines += f'<Relationship Id="{known}" Type="{R}/{kind}" Target="{target}"{outside}/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'.encode()


ADDRESS = p("Městský úřad Kolín, odbor sociálních věcí, Karlovo náměstí 78", '<w:jc w:val="center"/>')
TOWN = Paper(
    headers=(
        ("first", p("Město Kolín", inside=picture())),
        ("default", p("Město Kolín, pokračování")),
    ),
    footers=(("first", ADDRESS),),
    section="<w:titlePg/>",
)
"""A town hall: a logo on the first page, one line on the others, an address below the first page only."""
TABLE_HEAD = (
    '<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/>'
    f'<w:gridCol w:w="6000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>{p(inside=old_picture())}</w:tc><w:tc><w:tcPr/>'
    f"{p('Pomáháme společně, z. s.')}</w:tc></w:tr></w:tbl>"
)
PAPERS: dict[str, Paper] = {
    "town": TOWN,
    "nothing at all": Paper(styles=None, settings=None, body=""),
    "both sides": Paper(
        headers=(("default", p("lichá strana")), ("even", p("sudá strana"))),
        footers=(("default", p(inside=field("PAGE"))),),
        settings="<w:evenAndOddHeaders/>",
    ),
    "landscape": Paper(
        page=LANDSCAPE_LETTER, headers=(("default", TABLE_HEAD + p()),), footers=(("default", ADDRESS),)
    ),
    "box": Paper(
        headers=(("default", p("Charita", inside=text_box("IČO 123 45 678"))),), footers=(("default", ADDRESS),)
    ),
    "controls": Paper(
        headers=(
            (
                "default",
                "<w:sdt><w:sdtPr><w:alias w:val='Firma'/><w:dataBinding w:xpath='/x' w:storeItemID='{1}'/></w:sdtPr>"
                f"<w:sdtContent>{p('SAS Ke schodům')}</w:sdtContent></w:sdt>",
            ),
        ),
        body=p("Vyřizuje: Bc. Petr Svoboda")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('{ZÁPIS}')}{p('uvnitř')}</w:sdtContent></w:sdt>"
        + p("S pozdravem odbor sociálních věcí"),
    ),
    "sections": Paper(
        body=p("Titulní strana")
        + p(properties=f'<w:sectPr>{A4}<w:cols w:num="2"/></w:sectPr>')
        + p("{zapis}", properties=f'<w:sectPr>{LANDSCAPE_LETTER}<w:cols w:num="2"/></w:sectPr>')
        + p("Poslední strana"),
        footers=(("default", ADDRESS),),
    ),
}


def from_libreoffice(folder: Path, soffice: str, name: str = "libreoffice") -> Path:
    """A letterhead that LibreOffice wrote: first page different, a logo, an address, a heading of its own."""
    (folder / f"{name}.fodt").write_text(FODT.format(logo=b64encode(logo("#1d5c3f")).decode()), "utf-8")
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            soffice,
            own,
            "--headless",
            "--convert-to",
            "docx:Office Open XML Text",
            "--outdir",
            folder,
            folder / f"{name}.fodt",
        ],
        check=True,
        capture_output=True,
    )
    return folder / f"{name}.docx"


FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
 <office:styles>
  <style:style style:name="Standard" style:family="paragraph" style:class="text">
   <style:text-properties fo:font-family="'Liberation Sans'" fo:font-size="11pt" fo:language="cs" fo:country="CZ"/>
  </style:style>
  <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"
   style:parent-style-name="Standard" style:default-outline-level="1">
   <style:text-properties fo:font-size="18pt" fo:color="#1d5c3f" fo:font-style="italic"/>
  </style:style>
  <style:style style:name="Header" style:family="paragraph" style:parent-style-name="Standard"/>
  <style:style style:name="Footer" style:family="paragraph" style:parent-style-name="Standard"/>
  <style:style style:name="Graphics" style:family="graphic"/>
 </office:styles>
 <office:automatic-styles>
  <style:style style:name="fr1" style:family="graphic" style:parent-style-name="Graphics"/>
  <style:page-layout style:name="pm1">
   <style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="15mm"
    fo:margin-bottom="15mm" fo:margin-left="25mm" fo:margin-right="20mm"/>
   <style:header-style>
    <style:header-footer-properties fo:min-height="10mm" fo:margin-bottom="5mm"/></style:header-style>
   <style:footer-style>
    <style:header-footer-properties fo:min-height="10mm" fo:margin-top="5mm"/></style:footer-style>
  </style:page-layout>
 </office:automatic-styles>
 <office:master-styles>
  <style:master-page style:name="Standard" style:page-layout-name="pm1">
   <style:header><text:p text:style-name="Header">Nadace Most, další strana</text:p></style:header>
   <style:header-first><text:p text:style-name="Header"><draw:frame draw:style-name="fr1" draw:name="Logo"
    text:anchor-type="as-char" svg:width="40mm" svg:height="16mm">
    <draw:image><office:binary-data>{logo}</office:binary-data></draw:image></draw:frame>
    Nadace Most</text:p></style:header-first>
   <style:footer><text:p text:style-name="Footer">www.example.org ·
    strana <text:page-number>1</text:page-number></text:p></style:footer>
   <style:footer-first><text:p text:style-name="Footer">Nadace Most, Brno, IČO 876 54 321</text:p></style:footer-first>
  </style:master-page>
 </office:master-styles>
 <office:body><office:text><text:h text:style-name="Heading_20_1" text:outline-level="1">Spis</text:h>
 <text:p>{{zápis}}</text:p><text:p>Konec.</text:p></office:text></office:body>
</office:document>
"""
