# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A Chinese font, or one note with the remedy."""

import pytest

pytest.importorskip("matplotlib")

from huishou.view import fonts  # noqa: E402


def test_a_font_or_a_note_never_both():
    found = fonts.find()
    assert (found.chinese is None) == (found.note is not None)
    assert found.families[-1] == "DejaVu Sans"


def test_without_a_chinese_font_labels_are_english(monkeypatch):
    monkeypatch.setattr(fonts, "_KNOWN", ("No Such Font",))
    fonts.find.cache_clear()
    try:
        found = fonts.find()
        assert found.chinese is None and found.usable("zh") == "en" and found.usable("en") == "en"
        assert "fonts-noto-cjk" in found.note[0] and "fonts-noto-cjk" in found.note[1]
        from huishou.view import style

        with style.context("zh") as lang:
            assert lang == "en"
    finally:
        fonts.find.cache_clear()
