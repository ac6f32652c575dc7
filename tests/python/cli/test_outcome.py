# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which error ends with which code."""

import pytest

pytest.importorskip("typer")

from huishou import errors  # noqa: E402
from huishou.cli.outcome import UNREADABLE, WRONG_USE, exit_code  # noqa: E402


@pytest.mark.parametrize(("kind", "code", "want"), [
    (errors.InputError, "source_empty", UNREADABLE), (errors.InputError, "source_is_folder", UNREADABLE), (errors.InputError, "missing_column", UNREADABLE),
    (errors.InputError, "encoding_unreadable", UNREADABLE), (errors.UnitError, "unit_missing", UNREADABLE), (errors.UnitError, "ambiguous_unit", UNREADABLE),
    (errors.InputError, "cannot_write", WRONG_USE), (errors.InputError, "mapping_not_found", WRONG_USE), (errors.InputError, "bad_mapping", WRONG_USE),
    (errors.MatchError, "unknown_pack", WRONG_USE), (errors.MissingExtraError, "missing_extra", WRONG_USE), (errors.InputError, "wrong_use", WRONG_USE)])
def test_codes(kind, code, want):
    assert exit_code(kind("x", code=code)) == want
