"""From a file's members to its bytes, in steps that another process can take up.

A ZIP is written here and not by `zipfile`, because that cannot go on where a process was killed:
it keeps what it knows of half a member in memory. Here each piece is compressed by itself and
flushed to a whole byte (RFC 1951 allows any number of such blocks in one stream), so all that
the next process has to know are a few numbers, which go into the job's row.
"""

import struct
import zlib
from datetime import datetime
from typing import Any, Protocol

# APPNOTE.TXT 6.3.10, 4.3: signatures, and what is common to all our members.
LOCAL, DESCRIPTOR, CENTRAL, END = 0x04034B50, 0x08074B50, 0x02014B50, 0x06054B50
VERSION = 20  # deflate
MADE_BY = 3 << 8 | VERSION  # Unix, so that the mode below counts
# Sizes and checksum follow the data (bit 3); names are UTF-8 (bit 11).
FLAGS = 1 << 3 | 1 << 11
DEFLATED = 8
MODE = 0o100600 << 16
RAW = -15  # zlib's word for a deflate stream without a header
LIMIT = 2**32 - 1


class TooBigForZip(Exception):
    """A member or the whole would need ZIP64, which some programs cannot open."""


class Packing(Protocol):
    """How members become a file. Each call returns the bytes to append."""

    def begin(self, name: str) -> bytes:
        """Begin a member."""

    def write(self, data: bytes) -> bytes:
        """Add to the member."""

    def end(self) -> bytes:
        """End the member."""

    def close(self) -> bytes:
        """End the file."""

    @property
    def state(self) -> Any:
        """What another process needs to go on from here, as JSON can hold it."""


class Plain:
    """A file of one member, as it is."""

    def begin(self, name: str) -> bytes:
        """Begin without a word: the file has the member's name."""
        return b""

    def write(self, data: bytes) -> bytes:
        """Return the data."""
        return data

    def end(self) -> bytes:
        """End without a word."""
        return b""

    def close(self) -> bytes:
        """End without a word."""
        return b""

    @property
    def state(self) -> None:
        """Nothing has to be known."""
        return None


class Zip:
    """A ZIP file. `moment` is when its members were made, as the reader's clock showed it."""

    def __init__(self, moment: datetime, state: Any = None) -> None:
        self._when = _dos_time(moment)
        known = state or {"at": 0, "members": []}
        self._at: int = known["at"]
        # Of each member: name, place of its header, checksum, packed and unpacked size.
        self._members: list[list[Any]] = [list(member) for member in known["members"]]

    @property
    def state(self) -> dict[str, Any]:
        """How many bytes there are so far, and the members."""
        return {"at": self._at, "members": self._members}

    def begin(self, name: str) -> bytes:
        """Begin a member. Raises TooBigForZip where its place could not be told."""
        self._members.append([name, _within(self._at), 0, 0, 0])
        encoded = name.encode()
        head = struct.pack("<IHHH", LOCAL, VERSION, FLAGS, DEFLATED)
        sizes = struct.pack("<IIIHH", 0, 0, 0, len(encoded), 0)
        return self._count(head + self._when + sizes + encoded)

    def write(self, data: bytes) -> bytes:
        """Add to the member."""
        packer = zlib.compressobj(wbits=RAW)
        packed = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
        self._grow(data, packed)
        return self._count(packed)

    def end(self) -> bytes:
        """End the member with an empty last block. Raises TooBigForZip for a member too big."""
        last = zlib.compressobj(wbits=RAW).flush(zlib.Z_FINISH)
        self._grow(b"", last)
        _, _, checksum, packed, unpacked = self._members[-1]
        tail = struct.pack("<IIII", DESCRIPTOR, checksum, _within(packed), _within(unpacked))
        return self._count(last + tail)

    def close(self) -> bytes:
        """End the file with the list of members. Raises TooBigForZip for a file too big."""
        entries = b"".join(self._entry(*member) for member in self._members)
        count, start = len(self._members), _within(self._at)
        end = struct.pack("<IHHHHIIH", END, 0, 0, count, count, len(entries), start, 0)
        return self._count(entries + end)

    def _entry(self, name: str, place: int, checksum: int, packed: int, unpacked: int) -> bytes:
        encoded = name.encode()
        head = struct.pack("<IHHHH", CENTRAL, MADE_BY, VERSION, FLAGS, DEFLATED)
        sizes = struct.pack("<IIIHHHHHII", checksum, packed, unpacked, len(encoded),
                            0, 0, 0, 0, MODE, place)  # fmt: skip
        return head + self._when + sizes + encoded

    def _grow(self, data: bytes, packed: bytes) -> None:
        member = self._members[-1]
        member[2] = zlib.crc32(data, member[2])
        member[3] += len(packed)
        member[4] += len(data)

    def _count(self, data: bytes) -> bytes:
        self._at += len(data)
        return data


def _within(number: int) -> int:
    if number > LIMIT:
        raise TooBigForZip(f"{number} bytes are more than {LIMIT}")
    return number


def _dos_time(moment: datetime) -> bytes:
    """Return time and date as MS-DOS knew them, in steps of two seconds."""
    clock = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    day = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return struct.pack("<HH", clock, day)
