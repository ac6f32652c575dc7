# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery: rates by definition, their errors, yields along the chain, circularity indicators.

Every name here is public as ``huishou.recovery.<name>``.
"""

from __future__ import annotations

from .cascade import Loop, cascade, input_needed, loop, target_mass
from .definition_makers import household_resource_rate, municipal_rate_with_losses
from .indicators import CMU, MCI, Metals, Rate, cmu, mci, metals, sdg_12_5_1, weee_collection
from .intervals import Estimate, part_of_whole, ratio_estimate, rounded, wilson
from .published import Published, published
from .rates import recovery_rate

__all__ = ["CMU", "Estimate", "Loop", "MCI", "Metals", "Published", "Rate", "cascade", "cmu", "household_resource_rate", "input_needed", "loop", "mci",
           "metals", "municipal_rate_with_losses", "part_of_whole", "published", "ratio_estimate", "recovery_rate", "rounded", "sdg_12_5_1", "target_mass",
           "weee_collection", "wilson"]
