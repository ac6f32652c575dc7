# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Carbon: avoided emissions and the formulas around them.

Every name here is public as ``huishou.carbon.<name>``.
"""

from __future__ import annotations

from .abatement import abatement_cost
from .avoided import avoided_emissions
from .cff import CFFResult, cff
from .landfill import landfill_methane

__all__ = ["CFFResult", "abatement_cost", "avoided_emissions", "cff", "landfill_methane"]
