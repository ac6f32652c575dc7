# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Errors say what, where and what to do, and cross process borders."""

import copy
import pickle

import pytest

from huishou import errors

KINDS = [getattr(errors, n) for n in errors.__all__]


@pytest.mark.parametrize("kind", KINDS)
def test_fields_text_and_pickle(kind):
    e = kind("Wrong.", code="c", column="col", row=3, value={"a": 1}, hint="Do this.")
    assert str(e) == "Wrong. Do this." and isinstance(e, errors.HuishouError) and isinstance(e, ValueError)
    for back in (pickle.loads(pickle.dumps(e)), copy.copy(e)):
        assert type(back) is kind
        assert (back.message, back.code, back.column, back.row, back.value, back.hint) == ("Wrong.", "c", "col", 3, {"a": 1}, "Do this.")
    assert str(kind("Wrong.", code="c")) == "Wrong."


def test_a_code_is_demanded():
    with pytest.raises(TypeError):
        errors.InputError("Wrong.")


def test_a_missing_extra_is_an_import_error_too():
    assert issubclass(errors.MissingExtraError, ImportError)
