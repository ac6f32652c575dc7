# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Policy: what a ministry may want to change next year, in code an analyst can read. Parts load when first used.

==============  ==========================================================================
part            question
==============  ==========================================================================
``situation``   how much, at what value and average price, and what of it is known (行业形势)
``targets``     450 and 510 Mt beside the line of the ten categories
``steel``       the steel cycle by home, new and old scrap
``claims``      可说 / 不可说: what the data support and what they do not
``enterprises`` the key contact list: rules, review, in and out (重点联系企业)
``demands``     difficulties and policy demands (困难与诉求)
``printed``     what a printed figure says: the interval it was rounded from
==============  ==========================================================================
"""

from __future__ import annotations

import importlib

__all__ = ["claims", "demands", "enterprises", "printed", "situation", "steel", "targets"]


def __getattr__(name: str):
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f".{name}", __name__)


def __dir__():
    return sorted({*globals(), *__all__})
