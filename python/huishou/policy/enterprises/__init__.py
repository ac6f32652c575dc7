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

from .multicriteria import topsis, vikor, wsm
from .review import Review, review
from .robust import membership, sensitivity
from .rules import Rules
from .scoring import Score, score
from .trail import Trail, replay
from .weights import critic, entropy

__all__ = ["Review", "Rules", "Score", "Trail", "critic", "entropy", "membership", "replay", "review", "score", "sensitivity", "topsis", "vikor", "wsm"]
