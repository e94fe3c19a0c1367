"""The zip around a package: read as if its maker were our enemy, and written in one form only.

Nothing that the file says of itself is believed: directory and local headers must agree, entries may not overlap, and
what is in between belongs to something or is named. Python's own zipfile reads what it can and keeps silent about the
rest, which is right for everybody else.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import BinaryIO

from .findings import Finding, Kind, Unreadable, Why

MOST_BYTES = 100 * 1024 * 1024
"""Of a file that is looked at."""
MOST_UNPACKED = 250 * 1024 * 1024
"""Bytes of all its parts together."""
MOST_PARTS = 2000
MOST_DIRECTORY = 1024 * 1024
"""Bytes of the list of parts at the end of a file."""

STORED, DEFLATED = 0, 8
_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_CRC = Struct("<3L")
_VERSION, _UNIX = 20, 3 << 8
_NEWEST = 63
"""The last version of the format (6.3) that an entry can ask for."""
_NO_TIME, _NO_DATE = 0, 1 << 5 | 1
"""Midnight of the first day that a zip can name, 1 January 1980."""
_MODE = 0o600 << 16
_ENCRYPTED, _DESCRIBED_AFTERWARDS, _UTF8 = 1, 1 << 3, 1 << 11
_HOW_HARD = 0b110 | _UTF8
"""How hard a program tried to make it small, and the alphabet of a name that may not need one."""
_HARMLESS = _HOW_HARD | _DESCRIBED_AFTERWARDS
_ZIP64, _OTHER_NAME = 0x0001, 0x7075
_CHUNK = 64 * 1024


class Damaged(ValueError):
    """An entry that does not unpack to what the file says of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry lies: `start` of its header, `begins` and `packed` of its bytes, `end` behind all that is its."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int
    begins: int
    end: int


class Zipped:
    """What is in a zip, in the order of the file. Raises Unreadable.

    parts: how many there may be; unpacked: bytes of all together.
    findings: what is wrong with the zip itself and yet lets its parts be read; plain: every header is as `Zipping`
    writes it and nothing else is in the file.
    """

    def __init__(self, file: BinaryIO, parts: int = MOST_PARTS, unpacked: int = MOST_UNPACKED) -> None:
        self.file = file
        self.most_parts = parts
        self.size = file.seek(0, 2)
        self.findings: list[Finding] = []
        self.plain = True
        if self.size > MOST_BYTES:
            raise Unreadable(Why.TOO_LARGE)
        self._recognised()
        self.entries = self._entries()
        if sum(entry.size for entry in self.entries) > unpacked:
            raise Unreadable(Why.UNPACKS_TOO_FAR)

    def unpacked(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of an entry, piece by piece. Raises Damaged."""
        crc, size = 0, 0
        for piece in self._pieces(entry):
            size += len(piece)
            if size > entry.size:
                break
            crc = zlib.crc32(piece, crc)
            yield piece
        if size != entry.size or crc != entry.crc:
            raise Damaged(entry.name)

    def between(self, start: int, end: int) -> Iterator[bytes]:
        """What lies in the file from `start` to before `end`, piece by piece."""
        self.file.seek(start)
        while start < end:
            piece = self.file.read(min(_CHUNK, end - start))
            if not piece:
                raise Unreadable(Why.CUT)
            start += len(piece)
            yield piece

    def _pieces(self, entry: Entry) -> Iterator[bytes]:
        packed = self.between(entry.begins, entry.begins + entry.packed)
        if entry.method == STORED:
            yield from packed
            return
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in packed:
                left = piece
                while left:
                    yield inflating.decompress(left, _CHUNK)
                    left = inflating.unconsumed_tail
            while not inflating.eof and (rest := inflating.decompress(b"", _CHUNK)):
                yield rest
        except zlib.error as error:
            raise Damaged(entry.name) from error
        if not inflating.eof or inflating.unused_data:
            raise Damaged(entry.name)

    # The directory ---------------------------------------------------------------------------------------------------

    def _recognised(self) -> None:
        begins = self._read(0, min(self.size, 4096))
        if begins.startswith(b"\xd0\xcf\x11\xe0"):
            # A Word file behind a password is a package inside a file of the old kind. Its name stands in the
            # directory of that file, which lies anywhere; 4 MB is where the longest are.
            look = self._read(0, min(self.size, 4 * 1024 * 1024))
            raise Unreadable(Why.LOCKED if "EncryptedPackage".encode("utf-16-le") in look else Why.OLD_WORD)
        if b"mimetypeapplication/vnd.oasis.opendocument" in begins:
            raise Unreadable(Why.OPEN_DOCUMENT)
        if not begins.startswith(b"PK"):
            raise Unreadable(Why.NOT_WORD)

    def _entries(self) -> tuple[Entry, ...]:
        directory, count, offset = self._directory()
        entries: list[Entry] = []
        names: list[bytes] = []
        place = 0
        while place < len(directory):
            if len(entries) == count:
                raise Unreadable(Why.TWO_WAYS)
            if len(directory) - place < _CENTRAL.size:
                raise Unreadable(Why.CUT)
            fields = _CENTRAL.unpack_from(directory, place)
            mark, _, needed, flags, method, _, _, crc, packed, size, name, extra, comment, disk, _, _, start = fields
            behind = place + _CENTRAL.size + name + extra + comment
            if mark != b"PK\1\2" or behind > len(directory) or disk:
                raise Unreadable(Why.CUT)
            behind_name = place + _CENTRAL.size + name
            called = directory[behind_name - name : behind_name]
            self._no_other_name(directory[behind_name : behind_name + extra], called)
            if needed > _NEWEST:
                raise Unreadable(Why.UNKNOWN_PACKING, called.decode("utf-8", "replace"))
            entries.append(self._entry(called, flags, method, crc, packed, size, start))
            names.append(called)
            place = behind
        if len(entries) != count:
            raise Unreadable(Why.TWO_WAYS)
        self.plain = self.plain and directory == b"".join(map(_central, entries))
        return self._apart(entries, offset)

    def _directory(self) -> tuple[bytes, int, int]:
        """The bytes of the directory, how many entries it says it has, where it begins."""
        back = min(self.size, _END.size + 0xFFFF)
        tail = self._read(self.size - back, back)
        fits: list[tuple[int, int, int, int]] = []
        place = tail.rfind(b"PK\5\6")
        while place >= 0:
            if len(tail) - place >= _END.size:
                _, disk, first, here, count, size, offset, comment = _END.unpack_from(tail, place)
                if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset):
                    raise Unreadable(Why.ZIP64)
                end = self.size - back + place
                if offset + size == end and not disk and not first and here == count:
                    fits.append((offset, size, count, end + _END.size + comment))
            place = tail.rfind(b"PK\5\6", 0, place)
        if not fits:
            raise Unreadable(Why.CUT)
        if len(fits) > 1:
            raise Unreadable(Why.TWO_WAYS)
        offset, size, count, end = fits[0]
        if end > self.size:
            raise Unreadable(Why.CUT)
        if count > self.most_parts or size > MOST_DIRECTORY:
            raise Unreadable(Why.TOO_MANY)
        if end < self.size:
            self.findings.append(Finding(Kind.LOOSE_BYTES))
        self.plain = end == self.size and self._read(offset + size, end - offset - size) == _end(count, offset, size)
        return self._read(offset, size), count, offset

    def _entry(self, called: bytes, flags: int, method: int, crc: int, packed: int, size: int, start: int) -> Entry:
        name = called.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        if 0xFFFFFFFF in (packed, size, start):
            raise Unreadable(Why.ZIP64, name)
        if flags & _ENCRYPTED:
            raise Unreadable(Why.LOCKED, name)
        if method not in (STORED, DEFLATED) or flags & ~_HARMLESS:
            raise Unreadable(Why.UNKNOWN_PACKING, name)
        header = self._read(start, _LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
            raise Unreadable(Why.CUT, name)
        _, needed, told_flags, told_method, _, _, *sizes, name_length, extra_length = _LOCAL.unpack(header)
        begins = start + _LOCAL.size + name_length + extra_length
        rest = self._read(start + _LOCAL.size, name_length + extra_length)
        self._no_other_name(rest[name_length:], called)
        afterwards = bool(flags & _DESCRIBED_AFTERWARDS)
        if needed > _NEWEST:
            raise Unreadable(Why.UNKNOWN_PACKING, name)
        unlike = (flags ^ told_flags) & ~(_HOW_HARD if called.isascii() else _HOW_HARD & ~_UTF8)
        if (
            unlike
            or told_method != method
            or rest[:name_length] != called
            or (sizes != [crc, packed, size] and not (afterwards and sizes == [0, 0, 0]))
        ):
            raise Unreadable(Why.TWO_WAYS, name)
        end = begins + packed
        if afterwards:
            end += self._described(end, (crc, packed, size), name)
        entry = Entry(name, method, crc, packed, size, start, begins, end)
        self.plain = self.plain and header + rest == _local(entry)
        return entry

    def _described(self, place: int, told: tuple[int, int, int], name: str) -> int:
        """How long the note behind the bytes is, which repeats what the directory says."""
        note = self._read(place, 4 + _CRC.size)
        for signature in (b"PK\7\x08", b""):
            expected = signature + _CRC.pack(*told)
            if note.startswith(expected):
                return len(expected)
        raise Unreadable(Why.TWO_WAYS, name)

    def _no_other_name(self, extra: bytes, called: bytes) -> None:
        """Extra fields may hold sizes and a name that others would read instead."""
        while len(extra) >= 4:
            kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
            if kind == _ZIP64:
                raise Unreadable(Why.ZIP64, called.decode("utf-8", "replace"))
            if kind == _OTHER_NAME:
                raise Unreadable(Why.TWO_WAYS, called.decode("utf-8", "replace"))
            extra = extra[4 + length :]

    def _apart(self, entries: list[Entry], directory: int) -> tuple[Entry, ...]:
        """In the order of the file, and no byte of it belongs to two of them."""
        ordered = sorted(entries, key=lambda entry: entry.start)
        place = 0
        for entry in ordered:
            if entry.start < place:
                raise Unreadable(Why.TWO_WAYS, entry.name)
            if entry.start > place:
                self.findings.append(Finding(Kind.LOOSE_BYTES))
            place = entry.end
        if place > directory:
            raise Unreadable(Why.TWO_WAYS)
        if place < directory:
            self.findings.append(Finding(Kind.LOOSE_BYTES))
        self.plain = self.plain and ordered == entries and not self.findings
        return tuple(ordered)

    def _read(self, start: int, length: int) -> bytes:
        self.file.seek(start)
        return self.file.read(length)


# The one form -------------------------------------------------------------------------------------------------------


class Zipping:
    """A zip in the one form in which sealed files are written: no clock, no machine, no comment, nothing in between."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._entries: list[Entry] = []

    @property
    def written(self) -> bytes:
        """What is there so far, without the directory."""
        return bytes(self._written)

    def add(self, name: str, content: bytes, *, stored: bool = False) -> None:
        if stored:
            self._put(name, STORED, zlib.crc32(content), content, len(content))
        else:
            deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = deflating.compress(content) + deflating.flush()
            self._put(name, DEFLATED, zlib.crc32(content), packed, len(content))

    def copy(self, zipped: Zipped, entry: Entry) -> None:
        """An entry as it lies in another zip, not unpacked."""
        packed = b"".join(zipped.between(entry.begins, entry.begins + entry.packed))
        self._put(entry.name, entry.method, entry.crc, packed, entry.size)

    def finished(self) -> bytes:
        directory = b"".join(map(_central, self._entries))
        return self.written + directory + _end(len(self._entries), len(self._written), len(directory))

    def _put(self, name: str, method: int, crc: int, packed: bytes, size: int) -> None:
        start = len(self._written)
        begins = start + _LOCAL.size + len(name)
        entry = Entry(name, method, crc, len(packed), size, start, begins, begins + len(packed))
        self._written += _local(entry) + packed
        self._entries.append(entry)


def _local(entry: Entry) -> bytes:
    head = (b"PK\3\4", _VERSION, 0, entry.method, _NO_TIME, _NO_DATE, entry.crc, entry.packed, entry.size)
    name = entry.name.encode("ascii", "replace")
    return _LOCAL.pack(*head, len(name), 0) + name


def _central(entry: Entry) -> bytes:
    head = (b"PK\1\2", _UNIX | _VERSION, _VERSION, 0, entry.method, _NO_TIME, _NO_DATE)
    name = entry.name.encode("ascii", "replace")
    sizes = (entry.crc, entry.packed, entry.size, len(name), 0, 0, 0, 0, _MODE, entry.start)
    return _CENTRAL.pack(*head, *sizes) + name


def _end(count: int, offset: int, size: int) -> bytes:
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, offset, 0)
