# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The grouped statistics once more, in rational arithmetic and straight from the documented byte format: no line of it is shared with the package.

``canonical`` writes the bytes that ``Aggregator.digest`` hashes, from plain rows; ``unseal`` and ``decode`` read what ``Aggregator.to_bytes`` wrote.
"""

import hashlib
import struct
import zlib
from collections import Counter
from fractions import Fraction

import numpy as np

DIGIT = 40                                                      # bits of a digit
SUM, PRODUCT = (-10, -27), (-20, -54)                           # grids: exponent of digit 0, lowest digit
KINDS = {"none": 0, "integer": 1, "text": 2, "boolean": 3, "date": 4, "timestamp": 5, "timestamp_utc": 6}


class State:
    """What is kept of one value column in one group; sums as integers, in units of the smallest subnormal and of its square."""

    UNIT = 1074

    def __init__(self):
        self.count = self.missing = self._sum = self._squares = 0
        self.values = []

    def add(self, x):
        if x is None or x != x:
            self.missing += 1
            return
        numerator, denominator = x.as_integer_ratio()           # the denominator of a double is a power of two
        whole = numerator << (self.UNIT + 1 - denominator.bit_length())
        self.count += 1
        self._sum += whole
        self._squares += whole * whole
        self.values.append(float(x) + 0.0)

    @property
    def sum(self):
        return Fraction(self._sum, 2**self.UNIT)

    @property
    def squares(self):
        return Fraction(self._squares, 2**(2 * self.UNIT))

    @property
    def bins(self):
        """Bin -> count. Sign, then the top bits of the double: 128 bins an octave; 0 has bin 0."""
        bits = np.array(self.values).view(np.uint64)
        top = ((bits & np.uint64(2**63 - 1)) >> np.uint64(45)).astype(np.int64) + 1
        return Counter(np.where(bits == 0, 0, np.where(bits >> np.uint64(63) == 1, -top, top)).tolist())

    def mean(self):
        return rounded(self.sum / self.count) if self.count else None

    def var(self):
        n = self.count
        return rounded((n * self.squares - self.sum**2) / (n * (n - 1))) if n > 1 else None


def rounded(exact):
    """The nearest double, ties to even; no negative zero; None beyond the largest."""
    try:
        return exact.numerator / exact.denominator + 0.0        # true division of integers is rounded correctly
    except OverflowError:
        return None


def states(rows, width):
    """``rows`` of (key tuple, value tuple) as key tuple -> one ``State`` a value column."""
    groups = {}
    for keys, values in rows:
        own = groups.setdefault(keys, [State() for _ in range(width)])
        for state, x in zip(own, values, strict=True):
            state.add(x)
    return groups


def order(keys):
    """Numbers by value, strings by UTF-8 bytes, null last."""
    return tuple((1, b"") if k is None else (0, k.encode() if isinstance(k, str) else int(k)) for k in keys)


def text(words):
    data = words.encode()
    return struct.pack("<I", len(data)) + data


def names(words):
    return struct.pack("<H", len(words)) + b"".join(text(w) for w in words)


def digits(exact, grid):
    """Sign, lowest digit, number of digits, digits of five bytes; zero digits trimmed at both ends."""
    if exact == 0:
        return struct.pack("<BhH", 0, 0, 0)
    origin, low = grid
    scaled = abs(exact) * Fraction(2) ** -(DIGIT * low + origin)
    assert scaled.denominator == 1
    whole, out = scaled.numerator, []
    while whole:
        out.append(whole & (2**DIGIT - 1))
        whole >>= DIGIT
    first = next(i for i, d in enumerate(out) if d)
    return struct.pack("<BhH", 2 if exact < 0 else 1, low + first, len(out) - first) + b"".join(d.to_bytes(5, "little") for d in out[first:])


def wants(statistics):
    """Which parts the statistics of a column need: sum, squares, extrema, bins."""
    s = set(statistics)
    return bool(s & {"sum", "mean", "var"}), "var" in s, bool(s & {"min", "max"}), any(x[0] == "q" for x in s)


def canonical(by, values, rows):
    """The bytes behind the digest. ``by``: name -> kind; ``values``: name -> statistics; ``rows``: (keys in the order of by, values in the order of values)."""
    groups = states(rows, len(values))
    positions = sorted(range(len(values)), key=lambda i: list(values)[i].encode())
    out = [text("huishou.aggregate.1"), struct.pack("<H", len(by))]
    for k, (name, kind) in enumerate(by.items()):
        out += [text(name), struct.pack("<B", KINDS[kind] if any(key[k] is not None for key in groups) else 0)]
    out.append(struct.pack("<H", len(values)))
    for i in positions:
        out += [text(list(values)[i]), names(sorted(list(values.values())[i]))]
    out.append(struct.pack("<Q", len(groups)))
    for keys in sorted(groups, key=order):
        for key in keys:
            out.append(b"\0" if key is None else b"\1" + (text(key) if isinstance(key, str) else struct.pack("<q", int(key))))
        for i in positions:
            state = groups[keys][i]
            sums, squares, extrema, bins = wants(list(values.values())[i])
            out.append(struct.pack("<qq", state.count, state.missing))
            if sums:
                out.append(digits(state.sum, SUM))
            if squares:
                out.append(digits(state.squares, PRODUCT))
            if extrema and state.count:
                out.append(struct.pack("<dd", min(state.values), max(state.values)))
            if bins:
                own = sorted(state.bins.items())
                out.append(struct.pack("<I", len(own)) + b"".join(struct.pack("<iq", *entry) for entry in own))
    return b"".join(out)


def digest(by, values, rows):
    return hashlib.sha256(canonical(by, values, rows)).hexdigest()


class Reader:
    """Little-endian numbers and texts, one after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        assert self.at + n <= len(self.data)
        self.at += n
        return self.data[self.at - n:self.at]

    def __call__(self, form):
        out = struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))
        return out[0] if len(out) == 1 else out

    def text(self):
        return self.take(self("I")).decode()

    def names(self):
        return [self.text() for _ in range(self("H"))]

    def digits(self, grid):
        sign, low, count = self("BhH")
        exact = Fraction(0)
        for i in range(count):
            exact += int.from_bytes(self.take(5), "little") * Fraction(2) ** (DIGIT * (low + i) + grid[0])
        return -exact if sign == 2 else exact


def unseal(data):
    """Names as given, kinds of the values and canonical bytes behind ``Aggregator.to_bytes``."""
    read = Reader(data)
    assert read.take(8) == b"HSAGG001"
    content = Reader(read.take(read("Q")))
    assert read("I") == zlib.crc32(data[:-4]) and read.at == len(data)
    by = content.names()
    values = {content.text(): content.names() for _ in range(content("H"))}
    kinds = [content("B") for _ in values]
    canonical_bytes = content.take(content("Q"))
    assert content.at == len(content.data)
    return by, values, kinds, canonical_bytes


def decode(canonical_bytes):
    """Canonical bytes as names, kinds and groups: key tuple -> value name -> parts."""
    read = Reader(canonical_bytes)
    assert read.text() == "huishou.aggregate.1"
    by = {read.text(): read("B") for _ in range(read("H"))}
    values = {read.text(): read.names() for _ in range(read("H"))}
    groups = {}
    for _ in range(read("Q")):
        keys = tuple((read.text() if kind == KINDS["text"] else read("q")) if read("B") else None for kind in by.values())
        own = groups[keys] = {}
        for name, statistics in values.items():
            sums, squares, extrema, bins = wants(statistics)
            part = own[name] = dict(zip(("count", "missing"), read("qq"), strict=True))
            if sums:
                part["sum"] = read.digits(SUM)
            if squares:
                part["squares"] = read.digits(PRODUCT)
            if extrema and part["count"]:
                part["min"], part["max"] = read("dd")
            if bins:
                part["bins"] = dict(read("iq") for _ in range(read("I")))
    assert read.at == len(canonical_bytes)
    return by, values, groups
