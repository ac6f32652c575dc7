# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Networks: balances, reconciliation, gross errors, coverage, paths.

Every name here is public as ``huishou.network.<name>``; ``huishou.Network`` adds the drawings.
"""

from __future__ import annotations

from .flow_network import Network
from .network_questions import NORM_2012
from .reconcile import Plan, reconcile, reconcile_batch
from .reconciliation import GlobalTest, Reconciliation
from .suspects import Elimination, sidak

__all__ = ["NORM_2012", "Elimination", "GlobalTest", "Network", "Plan", "Reconciliation", "reconcile", "reconcile_batch", "sidak"]
