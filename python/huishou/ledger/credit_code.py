# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Unified social credit codes (GB 32100-2015) and the organisation code inside them (GB 11714)."""

from __future__ import annotations

import re

__all__ = ["valid_credit_code"]

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"                   # 31 characters: no I, O, S, V, Z
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_FORM = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{8}}[0-9X][{_ALPHABET}]")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def valid_credit_code(text: str) -> bool:
    """Whether both check characters of an 18-character credit code hold.

    Character 18 is (31 − Σ vᵢ·3^(i−1) mod 31) mod 31 over the first 17, so a remainder of 0 gives "0" (GB 32100-2015, 4.5). Characters 9 to 17 are an
    organisation code: 11 − Σ vᵢ·wᵢ mod 11 over its first eight, 10 written X and 11 written 0 (GB 11714-1997, 4.3).
    Lower case, spaces and the 15-digit registration numbers of old are refused; normalise first.

    Parameters
    ----------
    text
        18 characters; what is not text is no code.

    Returns
    -------
    bool
        True where form and both check characters are right.

    Examples
    --------
    >>> from huishou.ledger import valid_credit_code
    >>> valid_credit_code("91350100M000100Y43"), valid_credit_code("91350100M000100Y34")
    (True, False)
    """
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        return False
    outer = -sum(_ALPHABET.index(c) * w for c, w in zip(text, _WEIGHTS, strict=False)) % 31
    inner = 11 - sum(int(c, 36) * w for c, w in zip(text[8:16], _INNER_WEIGHTS, strict=True)) % 11
    return text[17] == _ALPHABET[outer] and text[16] == {10: "X", 11: "0"}.get(inner, str(inner))
