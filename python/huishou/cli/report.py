# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou report``: from sources to a page."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .options import Encoding, Lang, MappingFile, Sheet, Sources, Units, lang_of, units_of
from .text import account

__all__ = ["make", "report"]


_Out = Annotated[str, typer.Option("--out", metavar="DIR", help="输出文件夹 / folder to write to", show_default=False)]


def report(sources: Sources, out: _Out, lang: Lang = "zh", mapping: MappingFile = None, units: Units = None,
           encoding: Encoding = None, sheet: Sheet = None) -> None:
    """一页报告：读入、核算、回收率、减排 / one page with tables, rejected rows and a manifest."""
    make(sources, out, lang, mapping, units_of(units), encoding, sheet)


def make(sources: list[str], out: str, lang: str, mapping: str | None = None, units: dict[str, str] | None = None, encoding: str | None = None,
         sheet: str | None = None) -> Any:
    """Make a report and say where it is."""
    from .progress import steps

    lang_of(lang)
    with steps() as step:
        step("read")
        from ..view.report import report as build

        made = build(sources, out, lang=lang, mapping=mapping, units=units, encoding=encoding, sheet=sheet, step=step)
    typer.echo(account(made.manifest["counts"]))
    typer.echo(f"报告 report: {made.path.resolve()}")
    if not made.manifest["counts"]["accepted"]:
        typer.echo("No row can be used; the page says why.", err=True)
        raise typer.Exit(1)
    return made
