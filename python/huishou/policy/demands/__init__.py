# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Difficulties and policy demands of firms (困难与诉求): coded, counted, answered. Every name here is public as ``huishou.demands.<name>``.

=============  =================================================================
part           question
=============  =================================================================
``taxonomy``   which difficulties, demands and lead bodies there are
``coding``     what an answer names, with the words that show it
``tally``      how many firms name it
``weights``    how many firms of the frame each answer stands for
``common``     which problems are common, and which rise
``agreement``  whether coders agree
``backlog``    what became of demands, and how long it takes
``model``      suggestions learned from corrections
=============  =================================================================
"""

from __future__ import annotations

from .agreement import Kappa, agreement, kappa
from .backlog import answers, backlog
from .coding import code, items, recode
from .common import common_problems, trend
from .model import Model, train
from .survival import Curve, kaplan_meier
from .tally import tally
from .taxonomy import Taxonomy, taxonomy
from .weights import frame_weights

__all__ = ["Curve", "Kappa", "Model", "Taxonomy", "agreement", "answers", "backlog", "code", "common_problems", "frame_weights", "items", "kaplan_meier",
           "kappa", "recode", "tally", "taxonomy", "train", "trend"]
