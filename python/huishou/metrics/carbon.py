# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Carbon: avoided emissions and the formulas around them.

Every name here is public as ``huishou.carbon.<name>``.
"""

from __future__ import annotations

from .abatement import abatement_cost
from .avoided import avoided_emissions
from .burning import incineration, open_burning
from .cff import CFFResult, cff
from .electricity import electricity
from .ipcc_parameters import landfill_defaults
from .landfill import landfill_committed, landfill_methane
from .transport import kg_per_km, transport

__all__ = ["CFFResult", "abatement_cost", "avoided_emissions", "cff", "electricity", "incineration", "kg_per_km", "landfill_committed", "landfill_defaults",
           "landfill_methane", "open_burning", "transport"]
