# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How far the cells of an old Excel workbook (``.xls``) reach, read without laying anything out.

Readers follow the chains of sectors without asking whether they end, so a chain that comes back to itself or leaves the file is refused here.

Two formats in one another: a compound file ([MS-CFB]: sectors of 512 or 4096 bytes, chained by a table; streams below 4096 bytes lie in sectors of 64 bytes
inside the root's stream), and in its stream ``Workbook`` or ``Book`` a sequence of records ([MS-XLS]: type, length, content). A cell's content begins with
its row and column, 16 bits each, so one record may name the cell (65535, 65535).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["MAGIC", "extent"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST, _CHAIN_ENDS = 0xFFFFFFFA, 0xFFFFFFFE                     # sector numbers from the first on are marks; the second ends a chain
_SMALL, _CUTOFF = 64, 4096                                      # bytes of a small sector; streams below the cut-off lie in small sectors
_ENTRY = 128
_CELLS = frozenset((0x0003, 0x0004, 0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406))
_MULRK, _SHEET = 0x00BD, 0x0085


def extent(content: bytes) -> tuple[int, int]:
    """Rows and columns up to the last cell with a value, over all sheets.

    Raises
    ------
    ValueError
        Where the content has no such structure.
    """
    try:
        stream = _workbook(content)
        rows = columns = 0
        starts = [0]
        met = bytearray(len(stream))                            # where a record was read: what follows it is known then
        for start in starts:
            for kind, data in _records(stream, start, met):
                if kind == _SHEET and len(data) >= 4 and not start:
                    starts.append(struct.unpack_from("<I", data)[0])
                if kind in _CELLS and len(data) >= 4:
                    row, column = struct.unpack_from("<HH", data)
                    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MULRK else column
                    rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
        return rows, columns
    except (struct.error, IndexError) as error:
        raise ValueError(f"its structure is damaged ({error})") from None


def _records(stream: bytes, at: int, met: bytearray) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream) and not met[at]:
        met[at] = 1
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4:at + 4 + size]
        at += 4 + size


def _workbook(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if content[:8] != MAGIC or size not in (512, 4096):
        raise ValueError("it is no compound file")
    first_directory, = struct.unpack_from("<I", content, 48)
    first_small, smalls = struct.unpack_from("<II", content, 60)
    first_more, = struct.unpack_from("<I", content, 68)

    sectors = -(-len(content) // size) - 1                      # the last one may be cut short

    def sector(k: int) -> bytes:
        return content[(k + 1) * size:(k + 2) * size]

    def words(k: int) -> tuple[int, ...]:
        return struct.unpack(f"<{size // 4}I", sector(k))

    # Where the chain table lies: 109 sectors in the header, further ones in a list of sectors whose last word names the next.
    table = list(struct.unpack_from("<109I", content, 76))
    seen: set[int] = set()
    while first_more < _LAST:
        if first_more in seen:
            raise ValueError("the list of its chains has no end")
        seen.add(first_more)
        *found, first_more = words(first_more)
        table += found
    chain = [next_ for k in dict.fromkeys(table) if k < _LAST for next_ in words(k)][:sectors]

    def stream(first: int) -> bytes:
        return b"".join(sector(k) for k in _chained(first, chain))

    directory = stream(first_directory)
    # Of the entries only streams (2) have chains; a storage (1) has none, and the root's (5) holds the small sectors.
    entries = [_entry(directory, at) for at in range(0, len(directory) - _ENTRY + 1, _ENTRY) if at == 0 or directory[at + 66] == 2]
    name, first, length = next((e for e in entries if e[0] == "workbook"), None) or next((e for e in entries if e[0] == "book"), ("", _LAST, 0))
    if not name:
        raise ValueError("it holds no workbook")
    small = stream(entries[0][1]) if smalls else b""
    small_chain = [w for k in _chained(first_small, chain) for w in words(k)] if smalls else []
    for _, start, held in entries[1:]:
        for _ in _chained(start, chain if held >= _CUTOFF else small_chain) if held else ():
            pass                                                # each chain is walked, for a reader may follow any
    if length >= _CUTOFF:
        return stream(first)[:length]
    return b"".join(small[k * _SMALL:(k + 1) * _SMALL] for k in _chained(first, small_chain))[:length]


def _chained(first: int, chain: list[int]) -> Iterator[int]:
    seen = 0
    while first != _CHAIN_ENDS:
        if seen > len(chain) or first >= len(chain):
            raise ValueError("a chain of its sectors has no end")
        yield first
        first, seen = chain[first], seen + 1


def _entry(directory: bytes, at: int) -> tuple[str, int, int]:
    length, = struct.unpack_from("<H", directory, at + 64)
    first, size = struct.unpack_from("<II", directory, at + 116)
    return directory[at:at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").casefold(), first, size
