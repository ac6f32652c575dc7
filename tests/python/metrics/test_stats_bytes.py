# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The bytes of a state: as documented, the same for ever, and refused when anything about them is wrong."""

import copy
import datetime
import pickle
import struct
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import huishou as hs
from huishou.errors import InputError

STATES = Path(__file__).resolve().parents[2] / "data" / "states"

# The rows of tests/data/states/aggregate-1.bin. A file there is never changed: a later format adds another and goes on reading this one.
KEYS = {"name": ["废纸", "", None, "废纸", "a", "废纸"], "code": [-5, 2**62, 7, -5, None, -5], "flag": [True, None, False, True, True, True],
        "day": [datetime.date(2021, 10, 28), None, datetime.date(1969, 12, 31), datetime.date(2021, 10, 28), None, datetime.date(2021, 10, 28)],
        "time": [datetime.datetime(2021, 10, 28, 1, 2, 3, 456789), datetime.datetime(1969, 1, 1), None, datetime.datetime(2021, 10, 28, 1, 2, 3, 456789),
                 None, datetime.datetime(2021, 10, 28, 1, 2, 3, 456789)]}
MASS = [0.1, -1e300, 5e-324, 2.0**30, None, -0.0]
COUNT = [1, -(2**53), 3, 2**40, None, 7]
VALUES = {"mass_t": ["count", "sum", "mean", "var", "min", "max", "q05", "q50", "q95"], "count": ["var", "sum"]}
KINDS = {"name": "text", "code": "integer", "flag": "boolean", "day": "date", "time": "timestamp"}


def golden_state(rows=slice(None)):
    agg = hs.Aggregator(by=list(KEYS), values=VALUES)
    agg.update(pa.table({**{k: pa.array(v[rows]) for k, v in KEYS.items()}, "mass_t": pa.array(MASS[rows]), "count": pa.array(COUNT[rows], pa.int64())}))
    return agg


def as_integers(kind, value):
    if value is None or kind in ("text", "integer"):
        return value
    if kind == "boolean":
        return int(value)
    epoch = datetime.date(1970, 1, 1) if kind == "date" else datetime.datetime(1970, 1, 1)
    return (value - epoch).days if kind == "date" else (value - epoch) // datetime.timedelta(microseconds=1) * 1000


def golden_rows():
    columns = [[as_integers(KINDS[k], x) for x in v] for k, v in KEYS.items()]
    return list(zip(zip(*columns, strict=True), zip(MASS, COUNT, strict=True), strict=True))


def seal(content, magic=b"HSAGG001"):
    head = magic + struct.pack("<Q", len(content)) + content
    return head + struct.pack("<I", zlib.crc32(head))


def broken(data, code="broken_bytes"):
    with pytest.raises(InputError) as error:
        hs.Aggregator.from_bytes(data)
    assert error.value.code == code and error.value.hint


def test_golden_bytes_are_what_their_rows_still_give():
    golden = (STATES / "aggregate-1.bin").read_bytes()
    assert golden_state().to_bytes() == golden
    again = hs.Aggregator.from_bytes(golden)
    assert again == golden_state() and again.to_bytes() == golden
    assert again.result().to_arrow() == golden_state().result().to_arrow()
    again.merge(golden_state(slice(2, 4)))                       # and the state lives on
    assert again == golden_state() + golden_state(slice(2, 4))


@pytest.mark.parametrize("path", sorted(STATES.glob("aggregate-*.bin")), ids=lambda p: p.name)
def test_bytes_of_every_release_are_still_read(path):
    assert hs.Aggregator.from_bytes(path.read_bytes()).digest() == golden_state().digest()


def test_bytes_are_as_documented(rationals):
    by, values, kinds, canonical = rationals.unseal((STATES / "aggregate-1.bin").read_bytes())
    assert (by, values, kinds) == (list(KEYS), VALUES, [2, 1])                    # count: integers, mass_t: floats
    assert canonical == rationals.canonical(KINDS, VALUES, golden_rows())
    names, statistics, groups = rationals.decode(canonical)
    assert names == {k: rationals.KINDS[kind] for k, kind in KINDS.items()}
    assert list(statistics.items()) == [(name, sorted(VALUES[name])) for name in sorted(VALUES)]
    want = rationals.states(golden_rows(), 2)
    assert list(groups) == sorted(want, key=rationals.order)
    for keys, own in groups.items():
        mass, count = want[keys]
        assert (own["mass_t"]["count"], own["mass_t"]["missing"], own["count"]["count"]) == (mass.count, mass.missing, count.count)
        assert (own["mass_t"]["sum"], own["mass_t"]["squares"], own["count"]["squares"]) == (mass.sum, mass.squares, count.squares)
        assert own["mass_t"]["bins"] == dict(mass.bins) and "bins" not in own["count"] and "min" not in own["count"]
        assert [own["mass_t"].get("min"), own["mass_t"].get("max")] == ([min(mass.values), max(mass.values)] if mass.values else [None, None])


def test_one_number_has_one_form():
    for values in ([1e15, -1e15, 1.0], [1e300, 1.0, -1e300], [5e-324, 1.0, -5e-324], [2.0**30, 1.0 - 2.0**30]):
        agg = hs.Aggregator(by=[], values={"x": ["sum"]})
        agg.update({"x": values + [0.0] * (5 - len(values))})
        one = hs.Aggregator(by=[], values={"x": ["sum"]})
        one.update({"x": [0.0, 0.0, 1.0, -0.0, 0.0]})
        assert agg.to_bytes() == one.to_bytes() and agg.digest() == one.digest()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_state_travels_by_pickle(protocol):
    agg = golden_state()
    for twin in (pickle.loads(pickle.dumps(agg, protocol)), copy.copy(agg), copy.deepcopy(agg)):
        assert twin == agg and twin.to_bytes() == agg.to_bytes() and twin.result().kind == agg.result().kind
        twin.update(pa.table({**{k: pa.array(v[:1]) for k, v in KEYS.items()}, "mass_t": [1.0], "count": [1]}))
        assert twin != agg


def test_every_cut_and_every_changed_byte_is_refused():
    data = golden_state().to_bytes()
    for n in range(len(data)):
        broken(data[:n])
    broken(data + b"\0")
    for i in range(8 if data[:5] == b"HSAGG" else 0, len(data)):
        for bits in (0x01, 0x80, 0xFF):
            broken(data[:i] + bytes([data[i] ^ bits]) + data[i + 1:])
    for i in range(5):
        broken(data[:i] + bytes([data[i] ^ 1]) + data[i + 1:])
    broken(b"HSAGG002" + data[8:], "unknown_version")


@pytest.mark.parametrize("data", ["text", 5, None, [1, 2], 10**12])
def test_only_bytes_are_bytes(data):
    broken(data)


def test_any_buffer_of_bytes_will_do():
    data = golden_state().to_bytes()
    for form in (bytearray(data), memoryview(data)):
        assert hs.Aggregator.from_bytes(form) == golden_state()


def content(rationals, groups, count=None, statistics=("min", "q50", "var"), kind=1):
    """Content of bytes for one integer key and one value, with groups written by hand."""
    text, names = rationals.text, rationals.names
    body = text("huishou.aggregate.1") + struct.pack("<H", 1) + text("k") + struct.pack("<BH", kind, 1) + text("x") + names(sorted(statistics))
    body += struct.pack("<Q", len(groups) if count is None else count) + b"".join(groups)
    return names(["k"]) + struct.pack("<H", 1) + text("x") + names(list(statistics)) + struct.pack("<BQ", 1, len(body)) + body


def group(key=5, count=2, missing=0, sums=(1, 0, [3072]), squares=(1, 0, [5 << 20]), extrema=(1.0, 2.0), bins=((130945, 1), (131073, 1))):
    """One group; the defaults are the values 1.0 and 2.0."""
    def digits(sign, low, values):
        return struct.pack("<BhH", sign, low, len(values)) + b"".join(v.to_bytes(5, "little") for v in values)
    head = struct.pack("<B", 0) if key is None else struct.pack("<Bq", 1, key)
    tail = struct.pack("<I", len(bins)) + b"".join(struct.pack("<iq", *b) for b in bins)
    return head + struct.pack("<qq", count, missing) + digits(*sums) + digits(*squares) + (struct.pack("<dd", *extrema) if count else b"") + tail


def test_hand_written_bytes_are_read(rationals):
    agg = hs.Aggregator(by=["k"], values={"x": ["min", "q50", "var"]})
    agg.update({"k": [5, 5, None], "x": [1.0, 2.0, None]})
    empty = group(None, 0, 1, (0, 0, []), (0, 0, []), bins=())
    assert hs.Aggregator.from_bytes(seal(content(rationals, [group(), empty]))) == agg


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("wrong", [
    {"sums": (1, -28, [1])}, {"sums": (1, 29, [1])}, {"sums": (1, 28, [1, 1])}, {"sums": (1, -32768, [1])}, {"sums": (1, 32767, [1])},    # outside the grid
    {"squares": (1, -55, [1])}, {"squares": (1, 55, [1])}, {"squares": (1, 54, [1, 1])},
    {"sums": (1, 0, [0, 3072])}, {"sums": (1, 0, [3072, 0])}, {"sums": (0, 3, [])}, {"sums": (1, 0, [])}, {"sums": (0, 0, [1])}, {"sums": (3, 0, [1])},
    {"squares": (2, 0, [5 << 20])},                              # a negative sum of squares
    {"squares": (1, 0, [4 << 20])},                              # n S2 < S1^2
    {"count": -1}, {"missing": -1}, {"count": 0, "bins": ()}, {"count": 1, "bins": ((130945, 1),)},
    {"extrema": (NAN, 2.0)}, {"extrema": (1.0, INF)}, {"extrema": (-INF, 2.0)}, {"extrema": (3.0, 2.0)}, {"extrema": (-0.0, 2.0)},
    {"bins": ((130945, 2), (131073, 1))}, {"bins": ((130945, 1),)}, {"bins": ((130945, 3), (131073, -1))}, {"bins": ((131073, 1), (130945, 1))},
    {"bins": ((130945, 1), (130945, 1))}, {"bins": ((130945, 1), (262017, 1))}, {"bins": ((-262017, 1), (130945, 1))}, {"bins": ((130945, 1), (2**31 - 1, 1))},
    {"bins": ((-(2**31), 1), (130945, 1))}, {"bins": ((130945, 0), (131073, 2))},
])
def test_bytes_that_no_rows_can_give_are_refused(rationals, wrong):
    broken(seal(content(rationals, [group(**wrong)])))


def test_groups_come_once_and_in_order(rationals):
    hs.Aggregator.from_bytes(seal(content(rationals, [group(4), group(5)])))
    for groups in ([group(5), group(4)], [group(5), group(5)], [group(None), group(5)], [group(5), group(6, 0, 0, (0, 0, []), (0, 0, []), bins=())]):
        broken(seal(content(rationals, groups)))
    broken(seal(content(rationals, [group()], count=2)))
    broken(seal(content(rationals, [group()], count=0)))
    broken(seal(content(rationals, [group()], count=2**64 - 1)))
    broken(seal(content(rationals, [group()], kind=0)))          # a key without a kind
    broken(seal(content(rationals, [group()], kind=7)))
    broken(seal(content(rationals, [group(None)], kind=1)))      # a kind without a key
    broken(seal(content(rationals, [group()], statistics=("median",))))
    broken(seal(content(rationals, [group()]) + b"\0"))
    broken(seal(content(rationals, [group()]), b"HSRATE01"))


CONTENT = (STATES / "aggregate-1.bin").read_bytes()[16:-4]
change = st.tuples(st.integers(0, len(CONTENT) - 1), st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b"\xff" * 8, b"\0" * 8, b"\x7f" * 4])))


@settings(max_examples=600, deadline=None)
@given(changes=st.lists(change, min_size=1, max_size=3))
def test_bytes_that_are_taken_are_the_one_form_of_what_they_say(changes):
    """Changed content under a checksum that fits: whatever is accepted comes out as the same bytes, so nothing was misread."""
    whole = bytearray(CONTENT)
    for at, new in changes:
        whole[at:at + len(new)] = new
    sealed = seal(bytes(whole))
    try:
        agg = hs.Aggregator.from_bytes(sealed)
    except InputError as error:
        assert error.code == "broken_bytes"
        return
    assert agg.to_bytes() == sealed
    agg.merge(agg)
    assert len(agg) <= 6
