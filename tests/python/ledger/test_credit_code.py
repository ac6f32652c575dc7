# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Credit codes: GB 32100-2015 outside, GB 11714 inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huishou.ledger.credit_code import _ALPHABET, valid_credit_code

GOOD = ["91350100M000100Y43", "91110000101623741K", "91440300MA5DRECY8L", "91120116MABCD3E9X1", "91510100MA60000320", "91510100MA6000219Y"]


@pytest.mark.parametrize("code", GOOD)
def test_valid(code):
    assert valid_credit_code(code)


@pytest.mark.parametrize("code", [
    "91310115MA1K3ABC98", "91440300MA5DREYC8L", "91310115MA1H8R7C6D", "9151010OMA60000320",
    "91330110MA2CQ7X15Q",                                       # outer check holds, the organisation code's does not
    "91350100m000100y43", " 91350100M000100Y43", "91350100M000100Y4", "91350100M000100Y433", "110108001234567", "", "９1350100M000100Y43",
])
def test_invalid(code):
    assert not valid_credit_code(code)


@pytest.mark.parametrize("thing", [None, 913501, 9.0, b"91350100M000100Y43", float("nan")])
def test_what_is_no_text_is_no_code(thing):
    assert not valid_credit_code(thing)


@given(st.sampled_from(GOOD), st.integers(0, 17), st.sampled_from(_ALPHABET))
def test_every_single_slip_is_caught(code, at, letter):
    slip = code[:at] + letter + code[at + 1:]
    assert valid_credit_code(slip) == (slip == code)


@given(st.sampled_from(GOOD), st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(code, at):
    swap = code[:at] + code[at + 1] + code[at] + code[at + 2:]
    assert valid_credit_code(swap) == (swap == code)


@given(st.text())
def test_no_text_breaks_it(text):
    assert valid_credit_code(text) in (True, False)
