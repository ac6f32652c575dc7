# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Key contact enterprises (重点联系企业): rules, recommendation, review, list, in and out. Every name here is public as ``huishou.enterprises.<name>``.

=====================  ==========================================================================
part                   question
=====================  ==========================================================================
``rules``              what decides, as data
``nominations``        whether a local recommendation is complete, and names a firm once
``review``             who enters, stays, is watched, waits or leaves, and why
``trail``              whether the list of every year is what its rules and reports give
``scoring, weights``   scores by several criteria, and their ranks under uncertain weights
``robust, compare``    how sure a list is, what each rule does, variants side by side
``concentration``      CR_n and HHI as bounds
``regularity``         share of volume through compliant sites, filing, sorting centres
``reverse_invoicing``  natural sellers near the limit of reverse invoicing
``tasks``              what listed firms promised, and how far it is
``registers``          entries, stays and absences of lists others keep
``disclosure``         tables for the public that tell nothing of a single firm
=====================  ==========================================================================
"""

from __future__ import annotations

from .cell_network import hidden_cells
from .compare import compare
from .concentration import Concentration, concentration, concentration_table
from .disclosure import dominated, protect
from .multicriteria import topsis, vikor, wsm
from .nominations import nominations, recommend
from .registers import dynamics, turnover
from .regularity import facilities, regularity
from .reverse_invoicing import reverse_invoicing
from .review import Review, review
from .robust import membership, sensitivity
from .rules import Rules
from .scoring import Score, score
from .tasks import commitments, tasks
from .trail import Trail, replay
from .weights import critic, entropy

__all__ = ["Concentration", "Review", "Rules", "Score", "Trail", "commitments", "compare", "concentration", "concentration_table", "critic", "dominated",
           "dynamics", "entropy", "facilities", "hidden_cells", "membership", "nominations", "protect", "recommend", "regularity", "replay",
           "reverse_invoicing",
           "review", "score", "sensitivity", "tasks", "topsis", "turnover", "vikor", "wsm"]
