# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou template``: a workbook to fill in."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import InputError

__all__ = ["template"]

_File = Annotated[str, typer.Argument(metavar="FILE.xlsx", help="要写出的工作簿 / workbook to write", show_default=False)]
_Force = Annotated[bool, typer.Option("--force", help="覆盖已有文件 / overwrite a file that is there")]


def template(file: _File, force: _Force = False) -> None:
    """空白台账：批注、下拉列表、代码表、示例 / a workbook to fill in, with comments, drop-downs, code lists and an example."""
    from pathlib import Path

    from .. import files
    from ..ledger.template import EXAMPLE_SHEET, workbook

    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"'{path.name}' does not end in .xlsx.", code="wrong_use", value=path.name, hint="Write for example: huishou template ledger.xlsx")
    if path.exists() and not force:
        raise InputError(f"'{path.name}' is there already, and may be filled in.", code="wrong_use", value=path.name,
                         hint="Name another file, or overwrite it with --force.")
    files.write(path, workbook())
    typer.echo(f"模板 template: {path.resolve()}")
    typer.echo(f"填好后 then: huishou validate {path.name} ；示例 example: huishou validate {path.name} --sheet '{EXAMPLE_SHEET}'")
