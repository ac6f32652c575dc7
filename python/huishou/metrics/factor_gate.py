# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Whether a tonne of the ledger is the tonne a factor speaks of: collected, sorted, at the furnace, or of product.

A tonne collected is not a tonne of product: sorting and melting lose 5 to 15 %, so a factor per tonne collected, put on product tonnes, counts the
losses twice, and one per tonne of product, put on collected tonnes, counts what was lost.
"""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..schema import key

__all__ = ["GATES", "PRODUCT", "gate_doubts", "gate_word", "implied"]

GATES = ("collected", "sorted_out", "reprocessor_in", "secondary_out", "product")
_WORDS = {"回收": "collected", "收集": "collected", "回收量": "collected", "分拣后": "sorted_out", "分拣产出": "sorted_out", "入炉": "reprocessor_in",
          "投料": "reprocessor_in", "再生产品": "secondary_out", "再生料": "secondary_out", "产品": "product"} | {key(g): g for g in GATES}
PRODUCT = frozenset(("secondary_out", "product"))
# Stage and flow of a row that states no gate, where they leave no doubt.
_IMPLIED = {("collection", None): "collected", ("collection", "in"): "collected", ("collection", "out"): "collected", ("sorting", "in"): "collected",
            ("sorting", "out"): "sorted_out", ("reprocessing", "in"): "reprocessor_in", ("reprocessing", "out"): "secondary_out"}


def implied(stage: str | None, flow: str | None) -> str | None:
    """The gate that stage and flow leave no doubt of.

    Examples
    --------
    >>> implied("reprocessing", "out"), implied("market", "in")
    ('secondary_out', None)
    """
    return _IMPLIED.get((stage, flow))


def gate_word(word: str | None) -> str | None:
    """The gate a word of the ledger names, in Chinese or English; a word that names none is handed back.

    Examples
    --------
    >>> gate_word("入炉"), gate_word("Sorted out"), gate_word("柜台")
    ('reprocessor_in', 'sorted_out', '柜台')
    """
    return None if word is None else _WORDS.get(key(word), word)


def gate_doubts(factor: dict[str, Any], gate: str | None, stage: str | None, flow: str | None) -> tuple[str, ...]:
    """``("gate_mismatch",)`` where stage and flow of the rows say another gate than the factor's, else nothing.

    Raises
    ------
    InputError
        ``gate_mismatch`` where the rows themselves state another gate; ``unknown_gate`` where they state a word that names none; ``gate_unstated`` where a
        factor per tonne of product meets rows that do not say that they are product.
    """
    own = (factor.get("gate") or "").split()
    if not own:
        return ()
    named = f"Factor '{factor['factor_id']}' is per {factor['per'] or 't'} ({' or '.join(own)})"
    hint = "Count at a gate the factor knows, or say with yield_ which share of the counted tonnes arrives there."
    if gate is not None and gate not in GATES:
        raise InputError(f"{named}, and '{gate}' is no gate.", code="unknown_gate", column="gate", value=gate, hint=f"Write one of {', '.join(GATES)}.")
    if gate is not None and gate not in own:
        raise InputError(f"{named}, and the rows are tonnes at gate '{gate}'.", code="gate_mismatch", column="gate", value=gate, hint=hint)
    said = gate or implied(stage, flow)
    if said is None and PRODUCT.issuperset(own):
        raise InputError(f"{named}, and the rows do not say at which gate their tonnes are weighed.", code="gate_unstated", column="gate",
                         value=factor["factor_id"], hint=f"Add a column 'gate' ({', '.join(GATES)}). " + hint)
    return ("gate_mismatch",) if said is not None and said not in own else ()
