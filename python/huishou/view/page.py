# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""One self-contained HTML page: no network, no script, light and dark, screen and paper. Same blocks in, same bytes out."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from .blocks import Bullets, Cards, Cell, Figure, Fold, Lead, Legend, Note, Para, Section, Table
from .words import language

__all__ = ["render"]

_SHORT = 12                                                     # characters that stay on one line in a table
_CSS = Path(__file__).with_name("page.css")
_WORDS = {
    "contents": ("目录", "Contents"), "skip": ("跳到正文", "Skip to the text"), "data": ("完整数据", "full table"), "made": ("生成工具", "Made by"),
    "scroll": ("可左右滚动", "scrolls sideways"),
}


def render(title: str, subtitle: str, head: list[Any], sections: list[Section], lang: str = "zh", footer: str = "") -> str:
    """The page as text.

    Parameters
    ----------
    title, subtitle, footer
        Plain text.
    head
        Blocks above the contents.
    sections
        In reading order.
    lang
        ``"zh"`` or ``"en"``: the language of the page's own words and of its ``lang`` attribute.

    Examples
    --------
    >>> from huishou.view import blocks, page
    >>> text = page.render("标题", "", [], [blocks.Section("a", "一", [blocks.Para("<b>")])])
    >>> "&lt;b&gt;" in text, "<script" in text
    (True, False)
    """
    n = language(lang)
    links = "".join(f'<li><a href="#{_e(s.id)}">{_e(s.title)}</a></li>' for s in sections)
    body = "".join(f'<section id="{_e(s.id)}" aria-labelledby="{_e(s.id)}-h"><h2 id="{_e(s.id)}-h">{_e(s.title)}</h2>{_all(s.blocks, n, s.id)}</section>\n'
                   for s in sections)
    return (f'<!DOCTYPE html>\n<html lang="{"zh-CN" if n == 0 else "en"}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
            f'<title>{_e(title)}</title>\n<style>\n{_CSS.read_text("utf-8")}</style>\n</head>\n<body>\n'
            f'<a class="skip" href="#main">{_WORDS["skip"][n]}</a>\n'
            f'<header><h1>{_e(title)}</h1><p class="subtitle">{_e(subtitle)}</p></header>\n<main id="main">\n{_all(head, n, "head")}\n'
            f'<nav aria-label="{_WORDS["contents"][n]}"><ol>{links}</ol></nav>\n{body}</main>\n<footer>{_e(footer)}</footer>\n</body>\n</html>\n')


def _e(text: Any) -> str:
    return html.escape(str(text), quote=True)


def _lines(text: str) -> str:
    return "<br>".join(_e(line) for line in text.split("\n"))


def _all(blocks: list[Any], n: int, where: str) -> str:
    return "".join(_block(b, n, f"{where}-{i}") for i, b in enumerate(blocks))


def _block(block: Any, n: int, where: str) -> str:
    match block:
        case Lead(text):
            return f'<p class="lead">{_e(text)}</p>'
        case Para(text):
            return f"<p>{_e(text)}</p>"
        case Note(text, strong):
            return f'<p class="note{" strong" if strong else ""}">{_e(text)}</p>'
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{_e(i)}</li>" for i in items) + "</ul>"
        case Legend(items):
            return '<ul class="legend">' + "".join(f'<li class="{_e(kind)}">{_e(text)}</li>' for kind, text in items) + "</ul>"
        case Cards(items):
            return '<dl class="cards">' + "".join(f'<div><dt>{_e(label)}</dt><dd><span class="big">{_e(number)}</span> <span class="unit">{_e(unit)}</span>'
                                                  f'<span class="sub">{_e(sub)}</span></dd></div>' for label, number, unit, sub in items) + "</dl>"
        case Figure(svg, caption, wide):
            scroll = f' class="scroll{" wide" if wide else ""}" tabindex="0" role="region" aria-label="{_e(caption)} ({_WORDS["scroll"][n]})"'
            return f"<figure><div{scroll}>{svg}</div><figcaption>{_e(caption)}</figcaption></figure>"
        case Fold(summary, inner):
            return f"<details><summary>{_e(summary)}</summary>{_all(inner, n, where)}</details>"
        case Table():
            return _table(block, n, where)
    raise TypeError(f"not a block: {type(block).__name__}")


def _table(table: Table, n: int, where: str) -> str:
    kinds = [kind for _, kind in table.head]
    head = "".join(f'<th scope="col" class="{_e(kind)}">{_lines(text)}</th>' for text, kind in table.head)
    body = "".join("<tr>" + "".join(_cell(c, kind, i == 0) for i, (c, kind) in enumerate(zip(row, kinds, strict=True))) + "</tr>" for row in table.rows)
    data = f' <span class="data">{_WORDS["data"][n]}: {_e(table.data)}</span>' if table.data else ""
    notes = "".join(f"<p>{_e(t)}</p>" for t in table.notes)
    return (f'<div class="table"><div class="scroll" tabindex="0" role="region" aria-labelledby="{_e(where)}-c"><table class="{_e(table.kind)}">'
            f'<caption id="{_e(where)}-c">{_e(table.caption)}{data}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
            + (f'<div class="notes">{notes}</div>' if notes else "") + "</div>")


def _cell(cell: Any, kind: str, first: bool) -> str:
    own = cell if isinstance(cell, Cell) else Cell("—" if cell is None else str(cell))
    short = kind == "text" and max(map(len, own.text.split("\n"))) <= _SHORT
    classes = _e(" ".join(c for c in (kind, own.kind, "word" if short else "") if c))
    title = f' title="{_e(own.title)}"' if own.title else ""
    text = _lines(own.text)
    return f'<th scope="row" class="{classes}"{title}>{text}</th>' if first else f'<td class="{classes}"{title}>{text}</td>'
