# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The border to the compiled module: nothing is copied, broken producers are reported, Ctrl-C is clean, and the process is left as it was found."""

import ctypes
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import huishou as hs
from huishou import _native
from huishou.errors import HuishouError, InputError

VALUES = {"mass_t": ["count", "sum", "mean", "var", "min", "max", "q50"]}


def address(column):
    return column.chunk(0).buffers()[1].address + column.chunk(0).offset * 8


@pytest.mark.parametrize("kind", ["dict", "pandas", "pyarrow", "polars"])
def test_float64_columns_are_handed_over_in_place(kind):
    x = np.arange(1000.0)
    frame = {"dict": lambda: {"x": x, "k": x}, "pandas": lambda: pd.DataFrame({"x": x, "k": x}, copy=False), "pyarrow": lambda: pa.table({"x": x, "k": x}),
             "polars": lambda: pl.DataFrame({"x": x, "k": x})}[kind]()
    home = {"dict": lambda: x.ctypes.data, "pandas": lambda: frame["x"].to_numpy().ctypes.data, "pyarrow": lambda: address(frame["x"]),
            "polars": lambda: address(frame.to_arrow()["x"])}[kind]()
    table = _native.stream(frame, ["x"])
    assert table.column_names == ["x"] and table.column("x").num_chunks == 1 and address(table.column("x")) == home


METER = """
import json
from pathlib import Path
import numpy as np, pandas as pd, polars as pl, pyarrow as pa
import huishou as hs

rng = np.random.default_rng(1)
rows = {"k": rng.integers(0, 1000, 8_000_000).astype(np.int32), "mass_t": rng.random(8_000_000)}
frames = {"dict": rows, "pandas": pd.DataFrame(rows, copy=False), "pyarrow": pa.table(rows), "polars": pl.DataFrame(rows)}

def resident(mark):
    return int(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(mark)))

def peak(call):
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    call()
    return resident("VmHWM") - before

agg = hs.Aggregator(by=["k"], values={"mass_t": ["count", "sum", "var", "min"]}, threads=2)
for frame in frames.values():
    agg.update(frame[:10] if not isinstance(frame, dict) else {k: v[:10] for k, v in frame.items()})
found = {kind: peak(lambda frame=frame: agg.update(frame)) for kind, frame in frames.items()}
print(json.dumps(found | {"a copy": peak(lambda: rows["mass_t"] + 1.0)}))
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs the memory marks of Linux")
def test_peak_memory_is_not_a_multiple_of_the_rows():
    """In a process of its own: one that has freed memory before would hide a copy in it."""
    done = subprocess.run([sys.executable, "-c", METER], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found.pop("a copy") > 60_000                         # kB: the meter sees the 64 MB of masses
    assert set(found) == {"dict", "pandas", "pyarrow", "polars"} and max(found.values()) < 16_000, found


@pytest.mark.parametrize(("code", "make"), [
    ("unreadable_stream", lambda: pa.RecordBatchReader.from_batches(SCHEMA, breaking())),
    ("not_a_frame", lambda: Stream(pa.chunked_array([[1.0, 2.0]]))),
    ("null_rows", lambda: Stream(pa.chunked_array([pa.array([{"k": 1, "mass_t": 1.0}, None])]))),
    ("missing_column", lambda: pa.table({"k": [1]})),
])
def test_a_broken_stream_is_reported_and_the_state_kept(code, make):
    agg = hs.Aggregator(by=["k"], values=VALUES)
    agg.update({"k": [1], "mass_t": [1.0]})
    before = agg.digest()
    with pytest.raises(InputError) as error:
        agg._core.update(make(), 2)
    assert error.value.code == code and error.value.hint
    if code == "unreadable_stream":
        assert "the disk is gone" in error.value.message
    with pytest.raises(InputError) as error:
        agg.update(make())
    assert error.value.code in (code, "unreadable_stream") and agg.digest() == before


SCHEMA = pa.schema({"k": pa.int64(), "mass_t": pa.float64()})


def breaking():
    yield pa.record_batch({"k": [1], "mass_t": [1.0]})
    raise OSError("the disk is gone")


class Stream:
    def __init__(self, of):
        self.of = of

    def __arrow_c_stream__(self, requested_schema=None):
        if isinstance(self.of, Exception):
            raise self.of
        return self.of.__arrow_c_stream__(requested_schema)


def test_a_producer_without_a_stream_is_reported():
    agg = hs.Aggregator(by=["k"], values=VALUES)
    for producer in (Stream(RuntimeError("closed")), type("Wrong", (), {"__arrow_c_stream__": lambda self, requested_schema=None: 5})()):
        with pytest.raises(InputError) as error:
            agg.update(producer)
        assert error.value.code == "unreadable_stream"
    with pytest.raises(RuntimeError, match="closed"):           # what Python raised is not dressed up by the module
        agg._core.update(Stream(RuntimeError("closed")), 1)


def test_a_stream_is_read_once():
    table = pa.table({"k": [1, 2], "mass_t": [1.0, 2.0]})
    whole = hs.aggregate(table, by=["k"], values=VALUES).rows()
    assert hs.aggregate(table.to_reader(), by=["k"], values=VALUES).rows() == whole
    reader = table.to_reader()
    assert hs.aggregate(Stream(reader), by=["k"], values=VALUES).rows() == whole
    capsule = table.__arrow_c_stream__()
    once = type("Once", (), {"__arrow_c_stream__": lambda self, requested_schema=None: capsule})()
    agg = hs.Aggregator(by=["k"], values=VALUES)
    agg._core.update(once, 1)
    assert agg.result().rows() == whole
    with pytest.raises(InputError) as error:
        agg._core.update(once, 1)
    assert error.value.code == "used_stream" and agg.result().rows() == whole


@pytest.fixture
def interrupts():
    """Ctrl-C as Python handles it: what a shell starts in the background ignores the signal."""
    found = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, found)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals to threads")
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_ends_the_work_and_keeps_the_state(threads, interrupts):
    """The signal is sent by a thread that gets its turn only once the kernel has let the interpreter go, so it falls into the work."""
    n = 3_000_000
    rng = np.random.default_rng(2)
    table = pa.table({"k": rng.integers(0, 50_000, n), "mass_t": np.exp(rng.normal(0, 6, n))})
    main, interval = threading.get_ident(), sys.getswitchinterval()
    for _ in range(20):                                         # on a busy machine the other thread may come too late
        agg = hs.Aggregator(by=["k"], values=VALUES, threads=threads)
        agg.update(table.slice(0, 1000))
        before, go = agg.digest(), threading.Event()

        def press(go=go):
            go.wait()
            signal.pthread_kill(main, signal.SIGINT)

        sys.setswitchinterval(60)
        presser = threading.Thread(target=press)
        presser.start()
        done = False
        try:
            go.set()
            agg._core.update(table, threads)
            done = True
            presser.join()                                      # the interrupt falls here
        except KeyboardInterrupt:
            if not done:
                break
        finally:
            sys.setswitchinterval(interval)
            presser.join()
    else:
        pytest.fail("the work was done before it was told to end, every time")
    assert agg.digest() == before
    agg.update(table)
    again = hs.Aggregator(by=["k"], values=VALUES)
    again.update(table)
    again.update(table.slice(0, 1000))
    assert agg == again


def test_another_rounding_mode_changes_no_bit_and_is_handed_back():
    try:
        libm = ctypes.CDLL("libm.so.6")
        upward, libm_get, libm_set = 0x800, libm.fegetround, libm.fesetround                    # FE_UPWARD of x86-64
    except (OSError, AttributeError):
        pytest.skip("needs the C library of Linux")
    if os.uname().machine != "x86_64":
        pytest.skip("needs x86-64")
    rng = np.random.default_rng(3)
    rows = {"k": rng.integers(0, 9, 200_000), "mass_t": np.exp(rng.normal(0, 12, 200_000))}

    def everything():
        agg = hs.Aggregator(by=["k"], values=VALUES, threads=2)
        agg.update(rows)
        agg.merge(agg)
        return agg.digest(), agg.to_bytes(), [c.to_pylist() for c in agg.result().to_arrow().columns], hs.exact_sum(rows["mass_t"])

    want = everything()
    assert libm_set(upward) == 0
    try:
        got = everything()
        kept = libm_get()
    finally:
        libm_set(0)
    assert got == want and kept == upward


def test_threads_of_the_caller_may_read_one_state():
    agg = hs.Aggregator(by=["k"], values=VALUES)
    agg.update({"k": np.arange(10_000) % 97, "mass_t": np.arange(10_000.0)})
    found = []
    readers = [threading.Thread(target=lambda: found.append((agg.digest(), agg.to_bytes(), len(agg.result())))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [found[0]] * 8 and found[0][2] == 97


def test_errors_cross_the_border_with_their_fields():
    with pytest.raises(InputError) as error:
        hs.aggregate({"k": [1, 2], "mass_t": [1.0, -np.inf]}, by=["k"], values=VALUES)
    for found in (error.value, pickle.loads(pickle.dumps(error.value))):
        assert isinstance(found, HuishouError) and isinstance(found, ValueError)
        assert (found.code, found.column, found.row, found.value) == ("infinite_value", "mass_t", 2, "-inf")
        assert found.hint in str(found)


def test_the_import_prints_nothing_and_changes_nothing():
    script = """
import signal, sys, warnings
import numpy as np, pyarrow

def process():
    return np.geterr(), list(warnings.filters), np.float64(5e-324) / 1.0, sys.stdout, sys.excepthook, signal.getsignal(signal.SIGINT)

before = process()
import huishou, huishou._native, huishou.metrics.stats
huishou.aggregate({"k": [1], "x": [1.0]}, by=["k"], values={"x": ["sum", "var"]})
assert process() == before
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
