# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery: rates by definition, their errors, yields along the chain, circularity indicators.

Every name here is public as ``huishou.recovery.<name>``.
"""

from __future__ import annotations

from .intervals import Estimate, part_of_whole, ratio_estimate, rounded, wilson
from .rates import recovery_rate

__all__ = ["Estimate", "part_of_whole", "ratio_estimate", "recovery_rate", "rounded", "wilson"]
