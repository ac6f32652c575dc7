# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Numbers and words as a reader sees them."""

import pytest

from huishou.errors import InputError
from huishou.view import words


def test_numbers():
    assert words.amount(1234.5, 1) == "1,234.5" and words.amount(None) == "—" and words.amount(float("nan")) == "—"
    assert words.amount(-2.5, 1) == "−2.5" and words.amount(-0.001, 1) == "0.0"
    assert words.percent(0.14636, 3) == "14.636 %" and words.percent(None) == "—"
    assert words.signed(0.066) == "+6.6 %" and words.signed(-0.041) == "−4.1 %" and words.signed(0.0) == "0.0 %"


def test_ranges_never_hide_a_sign_in_a_dash():
    assert words.spread(1.3, 1.6, 1) == "1.3–1.6" and words.spread(None, 1.0) == "—"
    assert words.between("−2.9", "−2.4 %", 0) == "−2.9 ～ −2.4 %" and words.between("+1", "+2", 1) == "+1 to +2"


def test_words_in_both_languages():
    assert words.material("waste_paper", 0) == "废纸" and words.word("collection", 1) == "collection" and words.word("unheard_of", 0) == "unheard_of"
    assert words.status("partial_numerator", 0) == "分子不全" and words.status(None, 0) == "—" and words.word(None, 0) == "—"
    assert all(len(pair) == 2 and all(pair) for pair in words.STATUS.values())
    with pytest.raises(InputError) as error:
        words.language("fr")
    assert error.value.code == "unknown_language"
