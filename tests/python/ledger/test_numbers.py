# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Text as numbers: exactly what float reads, and the reason where there is none."""

import decimal
import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.ledger.numbers import BROKEN, FINE, MISSING, NOT_FINITE, parse
from huishou.schema import PLACEHOLDERS


def one(text):
    values, state = parse(pa.array([text], pa.string()))
    return values[0], state[0]


@pytest.mark.parametrize(("text", "value"), [
    ("1", 1.0), ("+1.5", 1.5), (" -3 ", -3.0), ("1,234.5", 1234.5), ("1,234,567", 1234567.0), ("１２．５", 12.5), ("１，２３４", 1234.0), ("−5", -5.0),
    ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("0", 0.0), ("-0", -0.0), ("　7　", 7.0), ("1E-320", 1e-320),
])
def test_numbers(text, value):
    got, state = one(text)
    assert state == FINE and got == value and math.copysign(1, got) == math.copysign(1, value)


@pytest.mark.parametrize("text", [None, "  ", *PLACEHOLDERS, "N.A.", "NaN", "－"])
def test_placeholders_are_missing(text):
    value, state = one(text)
    assert state == MISSING and math.isnan(value)


@pytest.mark.parametrize("text", ["x", "1,23", "12,3456", "1,2,3", "5%", "1_000", "0x10", "1 000", "1.2.3", "--1", "约5", "5吨", "=1+1", "1e", ".", "true",
                                  "٣"])
def test_words_are_broken(text):
    assert one(text)[1] == BROKEN


@pytest.mark.parametrize("text", ["inf", "-Infinity", "∞", "1e999", "-1e999"])
def test_infinities(text):
    assert one(text)[1] == NOT_FINITE


def test_types():
    assert parse(pa.array([1, None]))[1].tolist() == [FINE, MISSING]
    assert parse(pa.array([1.5, float("nan"), float("inf")]))[1].tolist() == [FINE, MISSING, NOT_FINITE]
    assert parse(pa.nulls(2))[1].tolist() == [MISSING, MISSING]
    assert parse(pa.array([decimal.Decimal("1.25")]))[0].tolist() == [1.25]
    assert parse(pa.array([True]))[1].tolist() == [BROKEN]
    assert parse(pa.chunked_array([pa.array(["1"]), pa.array(["2"])]))[0].tolist() == [1.0, 2.0]
    assert parse(pa.array([], pa.string()))[0].shape == (0,)


@given(st.lists(st.floats(), max_size=20))
def test_written_doubles_come_back_to_the_bit(values):
    got, state = parse(pa.array([repr(v) for v in values], pa.string()))
    for a, b, s in zip(got, values, state, strict=True):
        if s == FINE:
            assert np.float64(a).tobytes() == np.float64(b).tobytes()
        else:
            assert (s == MISSING and math.isnan(b)) or (s == NOT_FINITE and math.isinf(b))


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.text("0123456789.,eE+- ", max_size=10)), max_size=20))
def test_any_text_is_a_number_or_has_a_reason(texts):
    values, state = parse(pa.array(texts, pa.string()))
    assert ((state == FINE) == np.isfinite(values)).all()
    for text, value, s in zip(texts, values, state, strict=True):
        if s == FINE:
            assert text is not None and any(c.isdigit() or c.isnumeric() for c in text)
            assert math.isfinite(value)
