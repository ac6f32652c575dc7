# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou verify``: whether an audit trail is whole, or the files beside a manifest are those it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError

__all__ = ["verify"]

_File = Annotated[str, typer.Argument(metavar="TRAIL.jsonl|manifest.json", help="名单审计记录或清单 / audit trail of a list, or a manifest",
                                      show_default=False)]
_Head = Annotated[str | None, typer.Option("--head", metavar="SHA256", help="另存的末条哈希 / hash of the last entry, kept elsewhere", show_default=False)]
_Reports = Annotated[str | None, typer.Option("--reports", metavar="FILE.parquet",
                                              help="各期报送，逐年重算 / reports of the periods: every review computed again",
                                              show_default=False)]


def verify(file: _File, head: _Head = None, reports: _Reports = None) -> None:
    """核验哈希链与文件 / check the hash chain of a trail, or the hashes of a manifest; exit code 1 when something does not fit."""
    path = Path(file)
    if path.suffix == ".json":
        if head or reports:
            raise InputError("--head and --reports belong to a trail.", code="wrong_use", value=path.name, hint="Give a file ending in .jsonl.")
        wrong, what = _manifest(path)
    else:
        wrong, what = _trail(path, head, reports)
    for line in wrong:
        typer.echo(line)
    if wrong:
        typer.echo(f"{path.name}: {len(wrong)} 处不符 findings.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{path.name}: {what}，无不符 no findings")


def _trail(path: Path, head: str | None, reports: str | None) -> tuple[list[str], str]:
    from ..policy.enterprises.trail import Trail

    trail = Trail.load(path)
    table = None
    if reports:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(reports)
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"'{Path(reports).name}' cannot be read: {error}.", code="unreadable", value=reports, hint="Give a Parquet file.") from None
    return trail.verify(head, table), f"{len(trail)} 次评审 reviews, head {trail.head}"


def _manifest(path: Path) -> tuple[list[str], str]:
    from .. import files

    try:
        named = json.loads(path.read_text("utf-8"))["files"]
        pairs = {str(n): str(d) for n, d in named.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"'{path.name}' is no manifest: {type(error).__name__}.", code="not_a_manifest", value=path.name,
                         hint="Give the manifest.json of a report or of Result.save.") from None
    wrong = []
    for name, digest in sorted(pairs.items()):
        own = path.parent / name
        if not own.is_file():
            wrong.append(f"{name}: 缺失 missing")
        elif files.sha256(own.read_bytes()) != digest:
            wrong.append(f"{name}: 内容已变 changed")
    return wrong, f"{len(pairs)} 个文件 files"
