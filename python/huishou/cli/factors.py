# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou factors``: the factor packs of the package."""

from __future__ import annotations

from typing import Annotated

import typer

from .text import columns

__all__ = ["app"]

app = typer.Typer(help="减排因子包 / factor packs", no_args_is_help=False)
_Pack = Annotated[str, typer.Argument(metavar="PACK[:YEAR]", help="因子包名，可加年份 / for example cn, or uk-defra:2023", show_default=False)]


def _load(word: str):
    """The pack, narrowed to a year where one is named."""
    from ..metrics import factors

    name, _, year = word.partition(":")
    found = factors.load(name)
    return found.where(year=year) if year else found


@app.command("list")
def list_() -> None:
    """列出因子包 / the packs that come with the package."""
    from .. import frames
    from ..metrics import factors

    rows = frames.table(factors.packs()).to_pylist()
    typer.echo(columns(("id", "version", "type", "factors", "offered", "region", "year", "valid_until", "title"), rows))


@app.command("show")
def show(pack: _Pack, every: Annotated[bool, typer.Option("--all", help="也列出不参与匹配的因子 / also factors that are listed only")] = False,
         factor: Annotated[str | None, typer.Option("--id", help="只看一个因子及其出处 / one factor with its pedigree")] = None) -> None:
    """一个因子包：说明与因子 / one pack: its card, and the factors offered for matching (all of them where none is)."""
    found = _load(pack)
    if factor is not None:
        row = found.factor(factor)
        width = max(map(len, row))
        typer.echo("\n".join(f"{n.ljust(width)}  {v}" for n, v in row.items() if v is not None))
        return
    typer.echo(str(found.card()))
    typer.echo("")
    rows = [r for r in found.table.to_pylist() if r["match"] or every or not found.offered]
    shown = ("factor_id", "material", "pathway", "factor_co2e_per_t", "low", "high", "value", "unit", "per", "region", "year", "match")
    typer.echo(columns(tuple(n for n in shown if any(r[n] is not None for r in rows)), rows))


@app.command("diff")
def diff(a: _Pack, b: _Pack) -> None:
    """两个因子包（或同一包的两个年份）的差异 / factors that differ between two packs, or two years of one (uk-defra:2022 uk-defra:2023)."""
    from .. import frames
    from ..metrics import factors

    rows = frames.table(factors.diff(_load(a), _load(b))).to_pylist()
    if not rows:
        typer.echo("没有差异 / no difference")
        return
    names = ("key", "change", "a_factor", "a_low", "a_high", "a_value", "b_factor", "b_low", "b_high", "b_value")
    typer.echo(columns(tuple(n for n in names if any(r[n] is not None for r in rows)), rows))
