# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rows in: sources read, checked and carried as a ledger in tonnes. Parts load when first used.

The reading call itself is ``huishou.ledger.ingest.ingest``; it is not repeated here, where it would hide its own module.
"""

from __future__ import annotations

import importlib

__all__ = ["Intake", "Ledger", "valid_credit_code"]

_HOME = {"Intake": "intake", "Ledger": "ledger", "valid_credit_code": "credit_code"}


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *__all__})
