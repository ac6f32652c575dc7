# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``huishou demo``: the main job on the data of the package."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Lang
from .report import make

__all__ = ["demo"]

_SOURCES = ["china-recyclables", "china-steel"]


def demo(out: Annotated[str, typer.Option("--out", metavar="DIR", help="输出文件夹 / folder to write to")] = "huishou-demo", lang: Lang = "zh") -> None:
    """用自带数据生成报告 / the report on the data of the package: ten categories and the steel cycle of China."""
    make(_SOURCES, out, lang)
