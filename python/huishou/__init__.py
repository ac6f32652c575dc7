# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""huishou (回收): recovery rates and carbon reduction of recyclable resources, exact and the same bits in any order.

Examples
--------
>>> import huishou as hs
>>> hs.exact_sum([1e15, 1.0, -1e15])
1.0
"""

from __future__ import annotations

import importlib

from . import errors

# name -> (module, attribute); attribute None is the module itself. Loaded at first use, so that `import huishou` costs next to nothing.
_HOME: dict[str, tuple[str, str | None]] = {
    "__version__": ("_version", "__version__"),
    "Aggregator": ("metrics.stats", "Aggregator"),
    "Coefficients": ("metrics.coefficients", "Coefficients"),
    "Definition": ("metrics.definitions", "Definition"),
    "Ledger": ("ledger.ledger", "Ledger"),
    "Network": ("view.network", "Network"),
    "Term": ("metrics.definitions", "Term"),
    "aggregate": ("metrics.stats", "aggregate"),
    "avoided_emissions": ("metrics.carbon", "avoided_emissions"),
    "bridge": ("metrics.bridge", "bridge"),
    "carbon": ("metrics.carbon", None),
    "datasets": ("ledger.datasets", None),
    "decumulate": ("ledger.decumulate", "decumulate"),
    "definitions": ("metrics.definitions", "definitions"),
    "demands": ("policy.demands", None),
    "enterprises": ("policy.enterprises", None),
    "exact_sum": ("metrics.stats", "exact_sum"),
    "factors": ("metrics.factors", None),
    "frames": ("frames", None),
    "ingest": ("ledger.ingest", "ingest"),
    "ledger": ("ledger", None),
    "network": ("metrics.network", None),
    "plot": ("view.plot", None),
    "reconcile": ("metrics.reconcile", "reconcile"),
    "recovery": ("metrics.recovery", None),
    "recovery_rate": ("metrics.recovery", "recovery_rate"),
    "regions": ("ledger.places", "regions"),
    "report": ("view.report", "report"),
    "schema": ("schema", None),
    "show_versions": ("versions", "show_versions"),
    "uncertainty": ("metrics.uncertainty", None),
    "units": ("units", None),
}

__all__ = ["errors", *_HOME]


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOME[name]
    found = importlib.import_module(f".{module}", __name__)
    if attribute is not None:
        found = getattr(found, attribute)
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *_HOME})
