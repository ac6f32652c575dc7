# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The pedigree a result carries: call, inputs, parameters, versions. Plain JSON, no clock and no path, so equal inputs give equal records."""

from __future__ import annotations

from typing import Any

__all__ = ["of_input", "record"]


def of_input(frame: Any, rows: int, columns: list[str]) -> dict[str, Any]:
    """What is known of an input: its rows, the columns used, and the sources of a ledger with their hashes."""
    known = getattr(frame, "provenance", None)
    return {"rows": rows, "columns": list(columns), "ledger": known if isinstance(known, dict) else None}


def record(call: str, inputs: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    """One record: ``call`` as a user types it, inputs, parameters, package version.

    Examples
    --------
    >>> from huishou.provenance import record
    >>> sorted(record("aggregate", {"rows": 3}, by=["region"]))
    ['call', 'inputs', 'parameters', 'version']
    """
    from ._version import __version__

    return {"call": call, "inputs": inputs, "parameters": parameters, "version": __version__}
