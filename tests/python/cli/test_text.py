# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns of plain text."""

from huishou.cli.text import columns


def test_chinese_counts_as_two():
    lines = columns(("name", "n"), [{"name": "废纸", "n": 1.5}, {"name": "abcd", "n": None}]).splitlines()
    assert lines == ["name  n", "废纸  1.5", "abcd  —"]
