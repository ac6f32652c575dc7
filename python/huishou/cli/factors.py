# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou factors``: the factor packs of the package."""

from __future__ import annotations

from typing import Annotated

import typer

from .text import columns

__all__ = ["app"]

app = typer.Typer(help="减排因子包 / factor packs", no_args_is_help=False)
_Pack = Annotated[str, typer.Argument(metavar="PACK", help="因子包名 / for example cn", show_default=False)]


@app.command("list")
def list_() -> None:
    """列出因子包 / the packs that come with the package."""
    from .. import frames
    from ..metrics import factors

    rows = frames.table(factors.packs()).to_pylist()
    typer.echo(columns(("id", "version", "type", "factors", "region", "year", "title"), rows))


@app.command("show")
def show(pack: _Pack, every: Annotated[bool, typer.Option("--all", help="也列出不参与匹配的因子 / also factors that are listed only")] = False) -> None:
    """一个因子包：说明与因子 / one pack: its card, and the factors offered for matching."""
    from ..metrics import factors

    found = factors.load(pack)
    typer.echo(str(found.card()))
    typer.echo("")
    rows = [r for r in found.table.to_pylist() if r["match"] or every]
    typer.echo(columns(("factor_id", "material", "pathway", "factor_co2e_per_t", "low", "high", "per", "match"), rows))


@app.command("diff")
def diff(a: _Pack, b: _Pack) -> None:
    """两个因子包的差异 / factors that differ between two packs."""
    from .. import frames
    from ..metrics import factors

    rows = frames.table(factors.diff(factors.load(a), factors.load(b))).to_pylist()
    if not rows:
        typer.echo("没有差异 / no difference")
        return
    typer.echo(columns(("key", "change", "a_factor", "a_low", "a_high", "b_factor", "b_low", "b_high"), rows))
