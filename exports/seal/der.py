"""The outermost layers of DER (X.690), to put a time stamp in order. What is in them is for libraries to read."""

SEQUENCE, SET, FIRST, SECOND = 0x30, 0x31, 0xA0, 0xA1
"""Tags: of a SEQUENCE, of a SET, and of the fields [0] and [1] of a structure."""


def fields(element: bytes, tag: int) -> list[bytes]:
    """The elements in one of that tag, each with its head. Raises ValueError where it is another or is not filled."""
    if element[:1] != bytes((tag,)):
        raise ValueError("another kind of element")
    found = []
    start, end = _content(element, 0)
    if end != len(element):
        raise ValueError("more bytes than the element has")
    while start < end:
        _, after = _content(element, start)
        if after > end:
            raise ValueError("an element that reaches beyond the one it is in")
        found.append(element[start:after])
        start = after
    return found


def element(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    if len(inside) < 0x80:
        return bytes((tag, len(inside))) + inside
    length = len(inside).to_bytes((len(inside).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + inside


def _content(element: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element that begins at `at` begins and ends."""
    if len(element) < at + 2 or element[at] & 0x1F == 0x1F:
        raise ValueError("no element")
    short = element[at + 1]
    if short < 0x80:
        return at + 2, at + 2 + short
    wide = short & 0x7F
    if not 1 <= wide <= 4 or len(element) < at + 2 + wide:
        raise ValueError("no length")
    start = at + 2 + wide
    return start, start + int.from_bytes(element[at + 2 : start], "big")
