# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""反向开票 watch: what each natural seller was paid by all buyers in any twelve calendar months, against the limit; exact to the fen, at 10⁷ invoices."""

from __future__ import annotations

from typing import Any

from ... import _native, frames, provenance
from ...errors import InputError
from ...results import Result

__all__ = ["LIMIT_CNY", "reverse_invoicing"]

LIMIT_CNY = 5_000_000                                           # excluding VAT: 税务总局公告2024年第5号, articles 1 and 3, from 2024-04-29
MONTHS = 12                                                     # 自然月, calendar months, the same
_FEN = 100


def reverse_invoicing(frame: Any, seller: str = "seller", date: str = "date", amount: str = "amount_cny", buyer: str = "buyer", limit_cny: float = LIMIT_CNY,
                      months: int = MONTHS, nearing: float = 0.8, asof: Any = None, only: tuple[str, ...] | None = ("over", "nearing")) -> Result:
    """Sellers by their largest total in any ``months`` consecutive calendar months, over all buyers together.

    Parameters
    ----------
    frame
        One row an invoice. ``seller``: identity of the natural person (text or integer), the same at every buyer. ``date``: day of issue. ``amount``: CNY
        without VAT, at most two decimals; red invoices (冲红) negative. ``buyer``: counted where the column is there.
    seller, date, amount, buyer
        Column names.
    limit_cny
        Limit; the total may reach it and not exceed it.
    months
        Length of the window, calendar months: an invoice of March 2025 counts with those from April 2024.
    nearing
        Share of the limit from which a seller is ``nearing``.
    asof
        Day whose month ends ``current_cny``; None takes the last invoice. Later invoices are not read.
    only
        Status of the sellers listed; None lists all.

    Returns
    -------
    Result
        ``seller, status`` (``over``, ``nearing``, ``within``), ``largest_cny`` total of a window and the month it ends, ``first_over`` (month whose window
        first exceeds the limit), ``current_cny`` (window that ends with ``asof``), ``left_cny`` (limit less that; negative where it is exceeded), ``invoices,
        buyers``. Rows without seller, date or amount are rejected: ``provenance["counts"]`` holds ``read = accepted + rejected``, by reason, and sellers by
        status.

    Raises
    ------
    InputError
        ``missing_column``, ``bad_date``, ``not_a_number``; ``too_fine`` where an amount has a part of a fen; ``not_finite`` where one is
        above 10^10 CNY; ``bad_limit``.

    Notes
    -----
    Amounts are added as integers of fen, so a seller at 5,000,000.00 is within and one at 5,000,000.01 is over; the order of rows changes nothing. The window
    of a month holds that whole month, so the answer does not depend on the order of invoices within it.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"seller": ["P1", "P1", "P2"], "buyer": ["A", "B", "A"], "date": ["2024-05-02", "2025-04-30", "2024-06-01"],
    ...         "amount_cny": [3e6, 2000000.01, 4e6]}
    >>> [(r["seller"], r["status"], r["first_over"]) for r in hs.enterprises.reverse_invoicing(rows).rows()]
    [('P1', 'over', '2025-04'), ('P2', 'nearing', None)]
    """
    import numpy as np
    import pyarrow as pa

    if not limit_cny > 0 or not 0 < nearing <= 1 or isinstance(months, bool) or not isinstance(months, int) or months < 1:
        raise InputError(f"limit_cny is {limit_cny!r}, nearing {nearing!r}, months {months!r}.", code="bad_limit", value=limit_cny,
                         hint="Give a positive limit, a share up to 1, and whole months from 1.")
    table = frames.table(frame)
    frames.need_columns(table.column_names, [seller, date, amount])
    read = table.num_rows
    month, day = _months(table.column(date), date)
    fen, blank = _fen(table.column(amount), amount)
    codes, names = _codes(table.column(seller), seller)
    reasons = {"no_seller": codes < 0, "no_date": month < 0, "no_amount": blank}
    rejected = np.logical_or.reduce(list(reasons.values()))
    last = _asof(asof, day, rejected)
    later = ~rejected & (day > last[1])
    keep = ~(rejected | later)
    counts = {"read": read, "accepted": int(keep.sum()), "rejected": {k: int(v.sum()) for k, v in reasons.items() if v.any()},
              "rejected_rows": int(rejected.sum()), "later": int(later.sum())}
    found = _windows(codes[keep], month[keep], fen[keep], len(names), months, last[0])
    limit = round(limit_cny * _FEN)
    status = np.where(found["largest"] > limit, 2, np.where(found["largest"] >= nearing * limit, 1, 0))
    status[found["invoices"] == 0] = -1
    counts["sellers"] = {w: int((status == k).sum()) for k, w in enumerate(("within", "nearing", "over"))}
    over = _first_over(found, limit)
    words = np.array(["within", "nearing", "over"])
    chosen = np.flatnonzero((status >= 0) & (True if only is None else np.isin(words[status], only)))
    chosen = chosen[np.lexsort((_names_order(names)[chosen], -found["largest"][chosen]))]
    buyers = _buyers(table, buyer, codes, keep, chosen, len(names))
    out = pa.table({"seller": names.take(pa.array(chosen)), "status": pa.array(words[status[chosen]].tolist(), pa.string()),
                    "largest_cny": pa.array(found["largest"][chosen] / _FEN), "largest_ends": pa.array(_month_text(found["ends"][chosen]), pa.string()),
                    "first_over": pa.array(_month_text(over[chosen]), pa.string()), "current_cny": pa.array(found["current"][chosen] / _FEN),
                    "left_cny": pa.array((limit - found["current"][chosen]) / _FEN), "invoices": pa.array(found["invoices"][chosen]),
                    **({"buyers": pa.array(buyers)} if buyers is not None else {})})
    record = provenance.record("enterprises.reverse_invoicing", provenance.of_input(frame, read, [seller, date, amount]), limit_cny=limit_cny, months=months,
                               nearing=nearing, asof=str(np.datetime64(int(last[1]), "D")) if read else None)
    return Result(out, frames.kind_of(frame), record | {"counts": counts}, f"sellers near {limit_cny:,.0f} CNY in {months} months")


def _months(column: Any, name: str):
    """(months since 1970-01, days since 1970-01-01) of each row, both −1 where the date is blank."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    try:
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            words = pc.dictionary_encode(column)
            days = words.dictionary.cast(pa.date32())
            column = days.take(words.indices)
        days = column.cast(pa.timestamp("us")).cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column.cast(pa.date32())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(f"'{name}' holds no dates: {error}.", code="bad_date", column=name, hint="Give dates, or text as 2024-05-31.") from None
    day = days.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    blank = np.asarray(days.is_null().to_numpy(zero_copy_only=False), bool)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if ((month < 0) & ~blank).any():
        raise InputError(f"'{name}' holds a date before 1970.", code="bad_date", column=name, row=int(np.flatnonzero((month < 0) & ~blank)[0]) + 1,
                         hint="Reverse invoicing began on 2024-04-29.")
    return np.where(blank, -1, month), np.where(blank, -1, day)


def _fen(column: Any, name: str):
    """(amounts in whole fen, which are blank)."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_decimal(column.type):
        whole = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        try:
            whole = whole.cast(pa.decimal128(38, 2))
        except pa.ArrowInvalid:
            bad = [n for n, v in enumerate(whole.to_pylist(), 1) if v is not None and v * _FEN != int(v * _FEN)]
            raise InputError(f"'{name}' holds a part of a fen.", code="too_fine", column=name, row=bad[0] if bad else None,
                             hint="Give amounts without VAT as the invoice prints them, to the fen.") from None
        words = np.frombuffer(whole.buffers()[1], "<i8")[2 * whole.offset:2 * (whole.offset + len(whole))]      # two halves of 128 bits, the lower first
        blank = np.asarray(whole.is_null().to_numpy(zero_copy_only=False), bool)
        fen, good = np.where(blank, 0, words[::2]), blank | (words[1::2] == words[::2] >> 63)
    elif pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        x = np.asarray(column.cast(pa.float64(), safe=False))
        blank = np.isnan(x)
        if np.isinf(x).any() or np.nanmax(np.abs(x), initial=0.0) > 1e10:
            bad = ~(np.abs(x) <= 1e10) & ~blank
            raise InputError(f"'{name}' holds an amount above 10^10 CNY.", code="not_finite", column=name, row=int(np.flatnonzero(bad)[0]) + 1,
                             hint="Check the unit.")
        x = np.where(blank, 0.0, x * _FEN)
        fen = np.rint(x).astype(np.int64)
        good = np.abs(x - fen) <= 1e-3                          # two decimals as a double miss a whole fen by a rounding, parts of a fen by a tenth and more
    else:
        raise InputError(f"'{name}' holds {column.type}, no numbers.", code="not_a_number", column=name, value=str(column.type), hint="Give amounts in CNY.")
    good = np.asarray(good, bool)
    if not good.all():
        raise InputError(f"'{name}' holds a part of a fen.", code="too_fine", column=name, row=int(np.flatnonzero(~good)[0]) + 1,
                         hint="Give amounts without VAT as the invoice prints them, to the fen.")
    return fen, np.asarray(blank, bool)


def _codes(column: Any, name: str):
    """(position among distinct sellers, −1 where blank; the sellers)."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type):
        names, codes = _native.text_codes(column)
        return np.asarray(codes).astype(np.int64), names
    words = pc.dictionary_encode(column)
    return words.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), words.dictionary


def _asof(asof: Any, day: Any, rejected: Any):
    """(month, day) that ends what is read."""
    import numpy as np

    if asof is None:
        known = day[~rejected]
        last = np.datetime64(int(known.max()) if len(known) else 0, "D")
    else:
        try:
            last = np.datetime64(str(asof)[:10], "D")
        except ValueError:
            raise InputError(f"asof is {asof!r}.", code="bad_date", value=str(asof), hint="Give a day, for example 2025-03-31.") from None
    return last.astype("datetime64[M]").astype(np.int64), last.astype(np.int64)


def _windows(codes: Any, month: Any, fen: Any, sellers: int, months: int, last: int):
    """Totals by seller and month, and of the window that ends with each: differences of running sums of integers, so exact.

    Months are laid out as seller × span + month, ``months`` empty ones before the first. A window grows when a month of invoices enters it, or one that red
    invoices made negative leaves it: these are the windows looked at.
    """
    import numpy as np

    first = int(month.min()) if len(month) else 0
    span = (max(int(month.max()), int(last)) - first + 1 if len(month) else 1) + months
    key = codes * span + (month - first) + months
    if sellers * span <= 4 * max(len(key), 1 << 20):            # few cells: counted directly
        totals, seen = _by_cell(key, fen, sellers * span)
        cell = np.flatnonzero(seen)
        total, number = totals[cell], seen[cell]
    else:
        order = np.argsort(key, kind="stable")
        cell, start = np.unique(key[order], return_index=True)
        total, number = np.add.reduceat(fen[order], start) if len(cell) else fen[:0], np.diff([*start, len(key)]) if len(cell) else start
    running = np.concatenate([[0], np.cumsum(total)])
    invoices = np.bincount(cell // span, number, sellers).astype(np.int64)
    red = cell[total < 0]
    cell_ends = _distinct(np.concatenate([cell, red[red % span + months < span] + months])) if len(red) else cell
    window = running[np.searchsorted(cell, cell_ends, side="right")] - running[np.searchsorted(cell, cell_ends - months + 1)]
    who = cell_ends // span
    largest, ends = np.full(sellers, 0, np.int64), np.full(sellers, -1, np.int64)
    if len(cell):
        # Largest window of each seller, the earliest where several are equal.
        best = np.lexsort((cell_ends, -window, who))
        at = best[np.flatnonzero(np.diff(who[best], prepend=-1))]
        largest[who[at]], ends[who[at]] = window[at], cell_ends[at] % span - months + first
    edge = np.arange(sellers) * span + (last - first) + months
    current = running[np.searchsorted(cell, np.minimum(edge, (np.arange(sellers) + 1) * span - 1), side="right")] - running[
        np.searchsorted(cell, np.minimum(edge - months + 1, (np.arange(sellers) + 1) * span))]
    return {"largest": largest, "ends": ends, "current": current, "invoices": invoices, "window": window, "who": who,
            "month": cell_ends % span - months + first}


def _by_cell(key: Any, fen: Any, cells: int):
    """Exact integer sums by cell: two halves of an amount, each exact as a double in bincount."""
    import numpy as np

    low = fen & 0xFFFFF                                         # 20 bits, so 10^9 rows stay below 2^53
    high = fen >> 20
    total = np.bincount(key, high, cells).astype(np.int64) * (1 << 20) + np.bincount(key, low, cells).astype(np.int64)
    return total, np.bincount(key, minlength=cells)


def _first_over(found: dict[str, Any], limit: int):
    import numpy as np

    over = np.full(len(found["largest"]), -1, np.int64)
    beyond = np.flatnonzero(found["window"] > limit)[::-1]
    over[found["who"][beyond]] = found["month"][beyond]         # backwards, so that the first month is what stays
    return over


def _buyers(table: Any, buyer: str, codes: Any, keep: Any, chosen: Any, sellers: int):
    """Distinct buyers of each seller listed."""
    import numpy as np

    if buyer not in table.column_names:
        return None
    place = np.full(sellers + 1, -1)
    place[chosen] = np.arange(len(chosen))
    own, names = _codes(table.column(buyer), buyer)
    known = keep & (own >= 0) & (place[codes] >= 0)
    pairs = _distinct(place[codes[known]] * max(len(names), 1) + own[known])
    return np.bincount(pairs // max(len(names), 1), minlength=len(chosen)).astype(np.int64)


def _distinct(x: Any):
    """Sorted, each once: sorting ten million integers takes a second, hashing them fifteen."""
    import numpy as np

    x = np.sort(x)
    return x[np.flatnonzero(np.diff(x, prepend=x[:1] - 1))]


def _names_order(names: Any):
    """Rank of each name, so that equal totals are listed by name."""
    import numpy as np
    import pyarrow.compute as pc

    rank = np.empty(len(names), np.int64)
    rank[pc.sort_indices(names).to_numpy()] = np.arange(len(names))
    return rank


def _month_text(months: Any) -> list[str | None]:
    import numpy as np

    return [None if m < 0 else str(np.datetime64(int(m), "M")) for m in months]
