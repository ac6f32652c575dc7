# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Old Excel workbooks made by hand, for tests: records of [MS-XLS] in a compound file of [MS-CFB]."""

import struct

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def text(row, column, said):
    return record(0x0204, struct.pack("<HHHH", row, column, 0, len(said)) + b"\x01" + said.encode("utf-16-le"))


def number(row, column, value):
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def workbook(cells, pad=0):
    """The stream of a workbook of one sheet, ``pad`` bytes longer than it needs to be."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "表"
    sheet = record(0x0085, struct.pack("<IHBB", 0, 0, len(name), 1) + name.encode("utf-16-le"))
    at = len(begin) + len(sheet) + 4
    sheet = record(0x0085, struct.pack("<IHBB", at, 0, len(name), 1) + name.encode("utf-16-le"))
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(cells) + record(0x000A, b"")
    return begin + sheet + record(0x000A, b"") + page + b"\x00" * pad


def entry(name, kind, first, size, child=FREE):
    raw = name.encode("utf-16-le") + b"\x00\x00"
    return raw.ljust(64, b"\x00") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child) + bytes(36) + struct.pack("<IQ", first, size)


def compound(stream, name="Workbook"):
    """A compound file with one stream: in sectors of 512 bytes, or, below 4096 bytes, in small ones inside the root's."""
    small = len(stream) < 4096
    data = stream.ljust(-(-len(stream) // 512) * 512, b"\x00")
    count = len(data) // 512
    sectors = [data[k * 512:(k + 1) * 512] for k in range(count)]
    chain = [*range(1, count), END]
    directory = count
    root = entry("Root Entry", 5, 0 if small else END, len(data) if small else 0, 1)
    sectors.append((root + entry(name, 2, 0, len(stream))).ljust(512, b"\x00"))
    chain.append(END)
    first_small = END
    if small:
        pieces = -(-len(stream) // 64)
        first_small = len(sectors)
        sectors.append(struct.pack(f"<{pieces}I", *range(1, pieces), END).ljust(512, b"\xff"))
        chain.append(END)
    tables = 1
    while len(sectors) + tables > tables * 128:
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    chain += [TABLE] * tables
    packed = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, first_small, int(small), END, 0)
    header += struct.pack(f"<{tables}I", *places).ljust(436, b"\xff")
    return header + b"".join(sectors) + packed
