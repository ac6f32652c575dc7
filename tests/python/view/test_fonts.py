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

        fonts.tell.cache_clear()
        with pytest.warns(UserWarning, match="fonts-noto-cjk") as told:
            for _ in range(2):
                with style.context("zh") as lang:
                    assert lang == "en"
        assert len(told) == 1                                         # once in a process
    finally:
        fonts.find.cache_clear()


def test_a_font_installed_after_matplotlib_wrote_its_list_is_found(monkeypatch):
    from matplotlib import font_manager

    if fonts.find().chinese is None:
        pytest.skip("this machine has no Chinese font")
    older = [f for f in font_manager.fontManager.ttflist if "CJK" not in f.name and f.name not in fonts._KNOWN]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", older)
    fonts.find.cache_clear()
    try:
        assert fonts.find().chinese is not None
    finally:
        fonts.find.cache_clear()
