# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Options several commands share, read and checked before any file is opened."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import HuishouError, InputError

__all__ = ["Encoding", "Lang", "MappingFile", "Sheet", "Sources", "Units", "lang_of", "units_of"]

_SOURCES = "文件、文件模式或自带数据集名 / files, patterns such as '2023/*.csv', or datasets of the package"
_MAPPING = "TOML，把其他版式变成台账列 / turns a foreign layout into ledger columns"
_ENCODING = "文本编码，缺省先试 UTF-8 再试 GB18030 / of text files; when not given UTF-8, then GB18030"
_SHEET = "工作簿的表名，缺省为第一张表 / sheet of workbooks; when not given the first"
_UNITS = "表头未写明的单位 / unit a header does not state, for example mass=short_ton"

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help=_SOURCES, show_default=False)]
Lang = Annotated[str, typer.Option("--lang", help="zh 或 en / language of the page")]
MappingFile = Annotated[str | None, typer.Option("--mapping", metavar="FILE", help=_MAPPING, show_default=False)]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help=_ENCODING, show_default=False)]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=_SHEET, show_default=False)]
Units = Annotated[list[str] | None, typer.Option("--units", metavar="COLUMN=UNIT", help=_UNITS, show_default=False)]


def units_of(given: list[str] | None) -> dict[str, str] | None:
    """``["mass=short_ton"]`` as a dict.

    Raises
    ------
    InputError
        ``wrong_use``: not of the form COLUMN=UNIT, or no unit of that kind.
    """
    from ..units import find

    found = {}
    for text in given or []:
        column, sign, unit = text.partition("=")
        dimension = {"mass": "mass", "value": "money"}.get(column.strip())
        if not sign or dimension is None:
            raise InputError(f"--units {text} is not of the form COLUMN=UNIT.", code="wrong_use", value=text, hint="Write for example --units mass=short_ton.")
        try:
            found[column.strip()] = find(unit.strip(), dimension).id
        except HuishouError as error:
            raise InputError(f"--units {text}: {error}", code="wrong_use", value=text) from None
    return found or None


def lang_of(given: str) -> str:
    """``zh`` or ``en``.

    Raises
    ------
    InputError
        ``wrong_use``.
    """
    if given not in ("zh", "en"):
        raise InputError(f"--lang {given} is not a language of huishou.", code="wrong_use", value=given, hint="Choose zh or en.")
    return given
