# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Key contact enterprises (重点联系企业): rules, recommendation, review, list, in and out. Every name here is public as ``huishou.enterprises.<name>``.

==================  ==========================================================================
part                question
==================  ==========================================================================
``rules``           what decides, as data
``review``          who enters, stays, is watched, waits or leaves, and why
==================  ==========================================================================
"""

from __future__ import annotations

from .concentration import Concentration, concentration, concentration_table
from .disclosure import dominated, hidden_cells, protect
from .multicriteria import topsis, vikor, wsm
from .regularity import facilities, regularity
from .reverse_invoicing import reverse_invoicing
from .review import Review, review
from .robust import membership, sensitivity
from .rules import Rules
from .scoring import Score, score
from .trail import Trail, replay
from .weights import critic, entropy

__all__ = ["Concentration", "Review", "Rules", "Score", "Trail", "concentration", "concentration_table", "critic", "dominated", "entropy", "facilities",
           "hidden_cells", "membership", "protect", "regularity", "replay", "reverse_invoicing", "review", "score", "sensitivity", "topsis", "vikor", "wsm"]
