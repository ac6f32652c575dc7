# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou validate``: what reading makes of a source, and whether too much of it is rejected."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from ..errors import InputError
from .options import Encoding, MappingFile, Sheet, Sources, Units, units_of
from .text import account

__all__ = ["validate"]

_SHOWN = 5
_Rejects = Annotated[str | None, typer.Option("--rejects", metavar="FILE", help="把拒绝的行写入 CSV / write the rejected rows as CSV", show_default=False)]
_Allowed = Annotated[str, typer.Option("--max-rejects", metavar="SHARE", help="允许的拒绝比例或行数 / share (1%) or number of rows allowed")]


def validate(sources: Sources, rejects: _Rejects = None, max_rejects: _Allowed = "1%", mapping: MappingFile = None, units: Units = None,
             encoding: Encoding = None, sheet: Sheet = None) -> None:
    """检查数据：读入、接受、拒绝、忽略 / the account of a source, its doubts; exit code 1 when more rows are rejected than allowed."""
    allowed = _allowed(max_rejects)
    chosen = units_of(units)
    from pathlib import Path

    from ..view.sources import gather, spare
    from .progress import steps

    spare(sources, [Path(rejects)] if rejects else [])
    with steps() as step:
        step("read")
        read = gather(sources, mapping, chosen, encoding, sheet)
    for source in read:
        _show(source)
    if rejects:
        from .. import files
        from ..view.rejected import to_csv

        files.write(Path(rejects), to_csv((s.id, s.intake) for s in read))
        typer.echo(f"拒绝的行 rejected rows: {Path(rejects).resolve()}")
    counts = [s.intake.counts for s in read]
    usable, rejected = (sum(c[k] for c in counts) for k in ("accepted", "rejected"))
    limit = allowed[0] * (usable + rejected) if allowed[1] else allowed[0]
    if rejected > limit or not usable:
        typer.echo(f"{rejected:,} of {usable + rejected:,} rows rejected, more than {max_rejects} allowed." if usable else "No row can be used.", err=True)
        raise typer.Exit(1)


def _allowed(text: str) -> tuple[float, bool]:
    """``1%`` -> (0.01, True), a share; ``10`` -> (10, False), rows."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*", text)
    if found is None or (found[2] and float(found[1]) > 100):
        raise InputError(f"--max-rejects {text} is neither a share nor a number of rows.", code="wrong_use", value=text, hint="Write for example 1% or 10.")
    return (float(found[1]) / 100, True) if found[2] else (float(found[1]), False)


def _show(source: Any) -> None:
    from .. import frames
    from ..schema import RULES, WARNINGS

    c = source.intake.counts
    typer.echo(f"{source.title[0]}: {account(c)}")
    for rule, n in c["rules"].items():
        typer.echo(f"  {rule} {n:,}: {' / '.join(RULES.get(rule, (rule, rule)))}")
    for reason, n in c["ignored"].items():
        if n:
            typer.echo(f"  ignored, {reason} {n:,}")
    _rows(frames.table(source.intake.rejected))
    if c["warnings"]:
        typer.echo("  存疑但已接受 accepted, with doubts:")
        for rule, n in c["warnings"].items():
            typer.echo(f"  {rule} {n:,}: {' / '.join(WARNINGS[rule])}")
        _rows(frames.table(source.intake.warnings))


def _rows(table: Any) -> None:
    for row in table.slice(0, _SHOWN).to_pylist():
        place = f"{row['_source']}, row {row['_row']}" + (f", {row['_column']}" if row.get("_column") else "")
        typer.echo(f"  {place}: {row['_message']}")
    if table.num_rows > _SHOWN:
        typer.echo(f"  … {table.num_rows - _SHOWN:,} more")
