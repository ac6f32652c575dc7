# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The page: well formed, closed in itself, everything escaped."""

import re
from html.parser import HTMLParser

import pytest

from huishou.view import page
from huishou.view.blocks import Bullets, Cards, Cell, Figure, Fold, Lead, Legend, Note, Para, Section, Table

HOSTILE = "<script>alert(1)</script>\"'&"
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Balance(HTMLParser):
    """Every element that opens closes, in order; links and anchors are collected."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.hrefs, self.tags = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        for name in ("href", "src", "xlink:href", "aria-labelledby"):
            if name in found:
                self.hrefs.append((name, found[name]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag


def checked(text):
    """A page that a browser shows without network and without script."""
    parser = Balance()
    parser.feed(text)
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(parser.tags)
    for name, value in parser.hrefs:
        for one in value.split() if name == "aria-labelledby" else [value]:
            assert one.removeprefix("#") in parser.ids, (name, value)
            assert name == "aria-labelledby" or one.startswith("#")
    style = text[text.index("<style>"):text.index("</style>")]
    assert "url(" not in style and "@import" not in style
    assert not re.search(r"\bon\w+=", re.sub(r">[^<]*<", "><", text))
    return parser


def everything():
    table = Table(HOSTILE, [("a", "text"), ("b\nc", "num")], [[Cell(HOSTILE, "key", HOSTILE), None], ["x\ny", "1"]], [HOSTILE], "tables/a.parquet")
    blocks = [Lead(HOSTILE), Para(HOSTILE), Note(HOSTILE, True), Bullets([HOSTILE]), Cards([(HOSTILE,) * 4]), Legend([("published", HOSTILE)]), table,
              Fold(HOSTILE, [table]), Figure("<svg></svg>", HOSTILE, True)]
    return [Section("one", HOSTILE, blocks), Section("two", "二", [])]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_closed_and_escaped(lang):
    text = page.render(HOSTILE, HOSTILE, [Cards([(HOSTILE,) * 4])], everything(), lang, HOSTILE)
    parser = checked(text)
    assert "<script>" not in text and text.count("&lt;script&gt;") > 10
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert parser.tags.count("h1") == 1 and parser.tags.count("h2") == 2 and parser.tags.count("caption") == 2


def test_page_is_for_screen_dark_paper_and_keyboard():
    text = page.render("t", "", [], everything(), "zh")
    assert "prefers-color-scheme: dark" in text and "@media print" in text and "max-width: 40rem" in text and "focus-visible" in text
    assert 'class="skip" href="#main"' in text and 'tabindex="0" role="region"' in text


def test_same_blocks_same_bytes():
    assert page.render("t", "", [], everything()) == page.render("t", "", [], everything())


def test_what_is_no_block_is_refused():
    with pytest.raises(TypeError):
        page.render("t", "", ["text"], [])
