# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Figures as inline SVG: the same bytes, ids of their own, colours of the theme."""

import re
import sys
import xml.etree.ElementTree as ET

import pytest

from huishou.errors import MissingExtraError
from huishou.view import style


def drawn(lang="zh"):
    pytest.importorskip("matplotlib")
    with style.context(lang):
        figure, ax = style.new(4, 2)
        ax.plot([1, 2], [1, 3])
        ax.set_title("CO₂ <b>")
    return figure


def test_svg_is_well_formed_and_the_same_twice():
    one = style.svg(drawn(), "a", "标题 <x>", "说明 & 更多")
    assert one == style.svg(drawn(), "a", "标题 <x>", "说明 & 更多")
    root = ET.fromstring(one)
    assert root.attrib["role"] == "img" and "标题 &lt;x&gt;" in one and "说明 &amp; 更多" in one
    assert "<style" not in one and "<metadata" not in one and "<!--" not in one and "<script" not in one


def test_svg_ids_are_its_own_and_resolve():
    one = style.svg(drawn(), "f7", "t", "d")
    ids = re.findall(r'\bid="([^"]+)"', one)
    assert ids and all(i.startswith("f7-") for i in ids)
    assert set(re.findall(r'href="#([^"]+)"', one)) | set(re.findall(r"url\(#([^)]+)\)", one)) <= set(ids)


def test_svg_follows_the_theme():
    one = style.svg(drawn(), "a", "t", "d")
    assert "var(--ink)" in one and "var(--muted)" in one and style.INK not in one


def test_evidence_is_told_by_mark_as_well_as_by_colour():
    marks = [mark for _, mark, *_ in style.EVIDENCE.values()]
    assert len(set(marks)) == len(marks)
    assert len({colour for colour, *_ in style.EVIDENCE.values()}) == len(style.EVIDENCE)


def test_nothing_global_is_left_behind():
    matplotlib = pytest.importorskip("matplotlib")
    before = dict(matplotlib.rcParams)
    drawn()
    assert dict(matplotlib.rcParams) == before


def test_a_missing_extra_names_itself(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError) as error:
        style.need()
    assert error.value.value == "plot" and 'pip install "huishou[plot]"' in str(error.value)
