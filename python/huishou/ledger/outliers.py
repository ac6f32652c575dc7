# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A mass that lies far from the history of its own series: a slip of unit or decimal point more often than an event. A doubt, never an error."""

from __future__ import annotations

from ..errors import InputError
from ..schema import COLUMNS
from .block import Block
from .cells import mask, text, together
from .judge import ACCEPTED

__all__ = ["LEAST_FACTOR", "MIN_HISTORY", "THRESHOLD", "scores", "warn"]

# B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers (ASQC Basic References in Quality Control 16, 1993): modified z-score
# 0.6745 (x − median) / MAD, labelled beyond 3.5; 0.6745 is the third quartile of the standard normal, so that MAD / 0.6745 estimates sigma. Where the
# MAD is 0 the mean absolute deviation does: sqrt(pi / 2) = 1.2533 times it is sigma for normal values.
THRESHOLD = 3.5
_QUARTILE = 0.6744897501960817
_MEAN_TO_SIGMA = 1.2533141373155001
# With four values the median deviation is the mean of two numbers, one of which may be the outlier itself.
MIN_HISTORY = 5
# A series counts as at most twice as wild as all series together. Convention of this package: without a limit a series that is wrong in half of its
# years makes its own errors look usual (Denmark's UNU key 0802 in the CBS data is such a one).
_WILDEST = 2.0
# Nor is a mass within a factor of 2 of its median one, however calm the series: what is looked for are slips of unit and decimal point, of which the
# smallest common one is pounds for kilograms (2.2). Convention of this package, too.
LEAST_FACTOR = 2.0

_INPUTS = {n: c.input for c in COLUMNS for n in (c.name, c.input)}
_NAMES = {c.input: c.name for c in COLUMNS}


def scores(x, group):
    """Robust distance of each value from the median of its group.

    Parameters
    ----------
    x
        float64 (n,), finite; logarithms of masses here.
    group
        int64 (n,), the number of each value's group.

    Returns
    -------
    score : float64 (n,)
        (x − median) / sigma, with the sign of the deviation; NaN in groups of fewer than ``MIN_HISTORY`` values, 0 where no group varies.
    median : float64 (n,)
        The median of the value's group.

    Notes
    -----
    With m_g the median of group g, MAD_g the median of ``|x − m_g|`` within it and S the median of ``|x − m_g|`` over the values of all groups::

        sigma_g = min(max(MAD_g, S), 2 S) / 0.6745

    A single group has S = MAD_g, which is the modified z-score of Iglewicz and Hoaglin (1993), label beyond 3.5. S keeps a series that is nearly constant
    from flagging a change of a few per cent, and one that is wrong in many periods from hiding it; where S is 0 it is 0.6745 · 1.253314 times the mean
    absolute deviation.

    Examples
    --------
    >>> import numpy as np
    >>> from huishou.ledger.outliers import scores
    >>> z, median = scores(np.log([90.0, 100.0, 105.0, 110.0, 120.0, 110_000.0]), np.zeros(6, int))
    >>> (np.abs(z) > 3.5).tolist(), round(float(np.exp(median[0])), 1)
    ([False, False, False, False, False, True], 107.5)
    """
    import numpy as np

    x, group = np.asarray(x, np.float64), np.asarray(group)
    if not len(x):
        return np.zeros(0), np.zeros(0)
    centre, size = _medians(x, group)
    away = np.abs(x - centre)
    enough = size >= MIN_HISTORY
    if not enough.any():
        return np.full(len(x), np.nan), centre
    own, _ = _medians(away, group)
    usual = float(np.median(away[enough])) or _QUARTILE * _MEAN_TO_SIGMA * float(away[enough].mean())
    sigma = np.clip(own, usual, _WILDEST * usual) / _QUARTILE
    with np.errstate(over="ignore"):                            # beyond the range of a double is far in any case
        out = np.divide(x - centre, sigma, out=np.zeros(len(x)), where=sigma > 0)
    out[~enough] = np.nan
    return out, centre


def _medians(x, group):
    """Median and size of the group of each value."""
    import numpy as np

    order = np.lexsort((x, group))
    ordered = group[order]
    start = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    size = np.diff(np.append(start, len(x)))
    middle = 0.5 * (x[order[start + (size - 1) // 2]] + x[order[start + size // 2]])
    of = np.empty(len(x), np.int64)
    of[order] = np.repeat(np.arange(len(start)), size)
    return middle[of], size[of]


def warn(blocks: list[Block], history: list[str]) -> None:
    """Warn of accepted masses whose logarithm scores beyond ``THRESHOLD`` and that differ from the median of their series by more than ``LEAST_FACTOR``;
    the columns ``history`` and the kind of period tell series apart, over all sources.

    Raises
    ------
    InputError
        ``missing_column``: no source has a column of that name.
    """
    import numpy as np

    names = [_INPUTS.get(n, n) for n in history]
    _known(blocks, names, history)
    used = [(b, np.flatnonzero(b.became == ACCEPTED)) for b in blocks]
    mass = np.concatenate([b.amounts["mass"].values[at] for b, at in used])
    group = _groups(used, [*names, "period_kind"] if "period_kind" not in names else names, len(mass))
    fit = (mass > 0) & (group >= 0)
    score, median = np.full(len(mass), np.nan), np.full(len(mass), np.nan)
    score[fit], centre = scores(np.log(mass[fit]), group[fit])
    median[fit] = np.exp(centre)
    begin = 0
    for block, at in used:
        here = slice(begin, begin + len(at))
        begin += len(at)
        _say(block, at, score[here], median[here], mass[here], group[here], history)


def _known(blocks, names, history) -> None:
    for name, given in zip(names, history, strict=True):
        if not any(name in b.facts or name in b.layout.extras for b in blocks):
            found = dict.fromkeys(_NAMES[n] for b in blocks for n in b.facts) | dict.fromkeys(n for b in blocks for n in b.layout.extras)
            raise InputError(f"No source has the column '{given}', by which histories are told apart.", code="missing_column", column=given,
                             hint=f"Columns are: {', '.join(found)}.")


def _groups(used, names, length):
    """The number of each row's series; −1 where a column that tells series apart is blank, for blanks are no series."""
    import numpy as np
    import pyarrow as pa

    columns = {name: pa.concat_arrays([_words(block, name, at) for block, at in used]) for name in names}
    out = together([*columns.values()], length)
    for name, column in columns.items():
        if name != "period_kind":
            out = np.where(mask(column.is_null()), -1, out)
    return out


def _words(block: Block, name: str, at):
    import pyarrow as pa

    if name == "period_kind" and name not in block.facts:
        return block.facts["period"].kinds(at) if "period" in block.facts else pa.nulls(len(at), pa.string())
    if name in block.facts:
        return block.facts[name].values(at)
    source = block.layout.extras.get(name)
    return pa.nulls(len(at), pa.string()) if source is None else text(block.raw.table.column(source).take(block.row[at]), name)


def _say(block: Block, at, score, median, mass, group, history) -> None:
    import numpy as np
    import pyarrow as pa

    far = np.abs(score) > THRESHOLD                             # NaN is not
    far[far] = np.abs(np.log(mass[far] / median[far])) > np.log(LEAST_FACTOR)
    hit, place = np.zeros(len(block), bool), np.full(len(block), -1, np.int64)
    hit[at[far]] = True
    place[at] = np.arange(len(at))

    def detail(rows):
        return pa.array([f"{mass[i]:,.6g} t, median {median[i]:,.6g} t, score {score[i]:+.1f}" for i in place[rows]], pa.string())

    block.warned.add("outlier", hit, detail)
    said = [f"{block.raw.name}: {int(far.sum())} of {len(at)} masses are far from the history of their series ({', '.join(history)})"]
    short, zero, blank = int((np.isnan(score) & (mass > 0) & (group >= 0)).sum()), int((mass <= 0).sum()), int(((group < 0) & (mass > 0)).sum())
    said += [f"{block.raw.name}: {n} masses are not compared: {why}" for n, why in (
        (short, f"their series has fewer than {MIN_HISTORY} values"), (zero, "zero or negative, without a logarithm"), (blank, "their series is not named"))
        if n]
    block.notes.extend(said)
