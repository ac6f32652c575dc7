# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Weights add up to the frame, and a cell nobody answered for is not passed over."""

import pytest

import huishou as hs
from huishou import demands

ITEMS = {"enterprise": ["A", "A", "B", "C", "D"], "size": ["S", "S", "S", "L", "L"], "region": ["x"] * 5, "code": ["D01", "D05", "D02", "D01", None]}


def test_answers_stand_for_the_frame():
    firms = {"size": ["S"] * 7 + ["L"] * 3}
    weighed = demands.frame_weights(ITEMS, firms, "size")
    assert weighed["weight"].tolist() == [3.5, 3.5, 3.5, 3.0, 3.0]      # D was silent: C stands for its cell
    row = next(r for r in demands.tally(weighed, weights="weight").rows() if r["code"] == "D01")
    assert row["share"] == pytest.approx((3.5 + 3.0) / 10) and row["basis"] == "frame"
    assert demands.frame_weights(weighed, {"size": ["S", "L"], "firms": [7, 3]}, "size")["weight"].tolist() == weighed["weight"].tolist()


@pytest.mark.parametrize(("frame", "code"), [({"size": ["S"]}, "unknown_cell"), ({"size": ["S", "L", "XL"]}, "empty_cell"),
                                             ({"tier": ["S"]}, "missing_column")])
def test_cells_that_do_not_meet(frame, code):
    with pytest.raises(hs.errors.InputError) as error:
        demands.frame_weights(ITEMS, frame, "size")
    assert error.value.code == code
