"""The styles of a record on somebody else's paper: theirs where they have one of that name, else ours beside theirs."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from .blank import xml

_THEIRS = frozenset({"title", "subtitle", "heading 1", "heading 2", "heading 3", "heading 4", "list bullet"})
"""What every office may have its own idea of. Names, for the ids are translated: "Nadpis1" is called "heading 1"."""
_LEFT_OUT = frozenset({"normal", "default paragraph font", "normal table", "no list"})


def styles(theirs: BaseOxmlElement, numbering: BaseOxmlElement) -> Mapping[str, str]:
    """Adds what is missing to their styles and lists. Name without spaces ("Heading1") -> id there."""
    known = _by_name(theirs)
    ids = {style.get(qn("w:styleId"), "") for style in theirs.iter(qn("w:style"))}
    chosen: dict[str, str] = {}
    added = []
    for style in parse_xml(xml("styles")).iterchildren(qn("w:style")):
        ours, name = style.get(qn("w:styleId"), ""), _name(style)
        if name in _LEFT_OUT:
            continue
        same = known.get(("paragraph", name)) if name in _THEIRS else None
        if same is not None and _fit(theirs, same) and (name != "list bullet" or _numbered(theirs, same)):
            chosen[ours] = same.get(qn("w:styleId"), "")
            continue
        taken = name not in _THEIRS or ("paragraph", name) in known
        chosen[ours] = _free(f"Record{ours.removeprefix('Record')}" if taken else ours, ids)
        ids.add(chosen[ours])
        if taken:
            style.find(qn("w:name")).set(
                qn("w:val"), _unused_name(f"Record {_told(style).removeprefix('Record ')}", known)
            )
        added.append(style)
    base = {"paragraph": _default(theirs, "paragraph"), "table": _default(theirs, "table")}
    if base["paragraph"]:
        chosen["Normal"] = base["paragraph"]
    for style in added:
        theirs.append(_ours(style, chosen, base))
        if _name(style).endswith("list bullet"):
            style.find(qn("w:pPr")).find(qn("w:numPr")).find(qn("w:numId")).set(qn("w:val"), _list(numbering))
    return chosen


def in_language(styles: BaseOxmlElement, language: str) -> None:
    """The words of the document are checked, and read aloud, in that language: "cs-CZ"."""
    for spoken in styles.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        styles.insert(0, defaults)
    properties = _within(_within(defaults, "w:rPrDefault", 0), "w:rPr", 0)
    if properties.find(qn("w:lang")) is None:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), language)
        after = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
        place = next((n for n, child in enumerate(properties) if child.tag in map(qn, after)), len(properties))
        properties.insert(place, spoken)


def _within(above: BaseOxmlElement, tag: str, place: int) -> BaseOxmlElement:
    found: BaseOxmlElement | None = above.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        above.insert(place, found)
    return found


# Names --------------------------------------------------------------------------------------------------------------


def _told(style: BaseOxmlElement) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"), ""))


def _name(style: BaseOxmlElement) -> str:
    """As names are compared: LibreOffice writes "Heading 1" where Word writes "heading 1"."""
    return " ".join(_told(style).casefold().split())


def _by_name(styles: BaseOxmlElement) -> dict[tuple[str, str], BaseOxmlElement]:
    found: dict[tuple[str, str], BaseOxmlElement] = {}
    for style in styles.iterchildren(qn("w:style")):
        found.setdefault((style.get(qn("w:type"), "paragraph"), _name(style)), style)
    return found


def _free(wanted: str, ids: set[str]) -> str:
    known = {taken.casefold() for taken in ids}
    number = 1
    while (tried := wanted if number == 1 else f"{wanted}{number}").casefold() in known:
        number += 1
    return tried


def _unused_name(wanted: str, known: Mapping[tuple[str, str], BaseOxmlElement]) -> str:
    names = {name for _, name in known}
    number = 1
    while (tried := wanted if number == 1 else f"{wanted} {number}").casefold() in names:
        number += 1
    return tried


def _default(styles: BaseOxmlElement, kind: str) -> str:
    """The id of what everything of that kind is, unless it says otherwise; "" where there is none."""
    for style in styles.iterchildren(qn("w:style")):
        if style.get(qn("w:type")) == kind and style.get(qn("w:default")) in ("1", "true", "on"):
            return str(style.get(qn("w:styleId"), ""))
    # LibreOffice does not say which is the default; Word takes it by its name.
    usual = _by_name(styles).get((kind, {"paragraph": "normal", "table": "normal table"}[kind]))
    return "" if usual is None else str(usual.get(qn("w:styleId"), ""))


def _chain(styles: BaseOxmlElement, style: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """A style and those it is based on."""
    by_id = {each.get(qn("w:styleId")): each for each in styles.iterchildren(qn("w:style"))}
    seen: list[BaseOxmlElement] = []
    step: BaseOxmlElement | None = style
    while step is not None and step not in seen:
        seen.append(step)
        yield step
        based = step.find(qn("w:basedOn"))
        step = None if based is None else by_id.get(based.get(qn("w:val")))


_PALE = 3.0
"""The least contrast of large letters to paper (WCAG 2.2, 1.4.3)."""


def _fit(styles: BaseOxmlElement, style: BaseOxmlElement) -> bool:
    """Can one read it on white paper? Some have white titles for a dark band that is only on their first page."""
    colour = shade = ""
    for each in _chain(styles, style):
        run, paragraph = each.find(qn("w:rPr")), each.find(qn("w:pPr"))
        if run is not None and _is_on(run.find(qn("w:vanish"))):
            return False
        for within, tag, attribute in (
            (run, "w:color", "w:val"),
            (paragraph, "w:shd", "w:fill"),
            (run, "w:shd", "w:fill"),
        ):
            found = None if within is None else within.find(qn(tag))
            said = "" if found is None else str(found.get(qn(attribute), ""))
            if tag == "w:color":
                colour = colour or said
            else:
                shade = shade or said
    return _contrast(colour, shade) >= _PALE


def _is_on(switch: BaseOxmlElement | None) -> bool:
    return switch is not None and switch.get(qn("w:val"), "1") not in ("0", "false", "off")


def _contrast(letters: str, ground: str) -> float:
    """Between two colours as Word writes them, RRGGBB; anything else is black letters or white paper."""
    light, dark = sorted((_luminance(letters, 0.0), _luminance(ground, 1.0)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str, otherwise: float) -> float:
    """From 0, black, to 1, white; by the definition of WCAG 2.2."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return otherwise
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _numbered(styles: BaseOxmlElement, style: BaseOxmlElement) -> bool:
    """Does their list have its points? Word's own template has a List Bullet without any."""
    return any(
        each.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}") is not None for each in _chain(styles, style)
    )


# Ours among theirs --------------------------------------------------------------------------------------------------


def _ours(style: BaseOxmlElement, chosen: Mapping[str, str], base: Mapping[str, str]) -> BaseOxmlElement:
    """Our style under the id it got, on their ground, and proof against what their ground says of paragraphs."""
    style.set(qn("w:styleId"), chosen[style.get(qn("w:styleId"), "")])
    kind = style.get(qn("w:type"), "paragraph")
    for tag in ("w:basedOn", "w:next"):
        named = style.find(qn(tag))
        if named is None:
            continue
        ground = chosen.get(named.get(qn("w:val"), "")) or base[kind]
        if ground:
            named.set(qn("w:val"), ground)
        else:
            style.remove(named)
    if kind == "paragraph":
        _steady(style)
    return style


def _steady(style: BaseOxmlElement) -> None:
    """First lines drawn in, justified or double-spaced letters are for letters, not for the cells of a table."""
    properties = style.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        run = style.find(qn("w:rPr"))
        if run is None:
            style.append(properties)
        else:
            run.addprevious(properties)
    spacing = properties.get_or_add_spacing()
    # Word's "automatic" distances would count before ours.
    usual = {"before": "0", "after": "80", "line": "264", "lineRule": "auto"}
    for name, value in (*usual.items(), ("beforeAutospacing", "0"), ("afterAutospacing", "0")):
        if spacing.get(qn(f"w:{name}")) is None:
            spacing.set(qn(f"w:{name}"), value)
    listed = properties.find(qn("w:numPr")) is not None
    indent = properties.get_or_add_ind()
    for name in () if listed else ("left", "right", "firstLine"):
        if indent.get(qn(f"w:{name}")) is None:
            indent.set(qn(f"w:{name}"), "0")
    if listed:
        properties.remove(indent)
    properties.get_or_add_jc().set(qn("w:val"), "left")


def _list(numbering: BaseOxmlElement) -> str:
    """Our kind of list among theirs; returns its number."""
    ours = parse_xml(xml("numbering"))
    kind = deepcopy(ours.find(qn("w:abstractNum")))
    level = kind.find(qn("w:lvl"))
    level.remove(level.find(qn("w:pStyle")))
    kinds = numbering.findall(qn("w:abstractNum"))
    lists = numbering.findall(qn("w:num"))
    number = 1 + max((_number(each.get(qn("w:abstractNumId"))) for each in kinds), default=0)
    kind.set(qn("w:abstractNumId"), str(number))
    if kinds:
        kinds[-1].addnext(kind)
    elif lists:
        lists[0].addprevious(kind)
    else:
        pictures = numbering.findall(qn("w:numPicBullet"))
        numbering.insert(len(pictures), kind)
    listed = OxmlElement("w:num")
    own = 1 + max((_number(each.get(qn("w:numId"))) for each in lists), default=0)
    listed.set(qn("w:numId"), str(own))
    pointer = OxmlElement("w:abstractNumId")
    pointer.set(qn("w:val"), str(number))
    listed.append(pointer)
    (lists[-1] if lists else kind).addnext(listed)
    return str(own)


def _number(written: str | None) -> int:
    try:
        return int(written or 0)
    except ValueError:
        return 0
