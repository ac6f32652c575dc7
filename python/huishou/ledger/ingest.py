# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The reading call: sources in, a ledger in tonnes out, and an account of every row."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import frames, progress
from ..errors import InputError
from . import aliases as aliases_
from . import mapping as mapping_
from . import outliers, plan_cities
from .block import Block, read
from .export import unguarded
from .intake import Intake, account
from .judge import ACCEPTED, OUTSIDE
from .layout import is_report, lay_out, overrides
from .ledger import Ledger, select
from .parted import parted
from .readers import open_sources
from .repeats import reject_repeated
from .split import split
from .stack import stack
from .wide import names_something

__all__ = ["ingest"]

_OPENED, _JUDGED = 0.6, 0.95                                    # shares of a reading, as text files spend them


def ingest(source: Any, mapping: Any = None, units: dict[str, str] | None = None, aliases: Any = None, encoding: str | None = None,
           sheet: str | int | None = None, where: dict[str, Any] | None = None, history: list[str] | str | None = None,
           periods: tuple[str, str] | list[str] | None = None) -> Intake:
    """Read tables of flows into a ledger.

    Headers are recognised in Chinese and English (``schema()`` lists the names), with the unit they state: ``回收量（万吨）``, ``mass_kg``,
    ``value / 亿元``. The ten categories become their ids (废钢铁: ``steel_scrap``), Chinese provinces their short names, periods one form; every other
    name is kept as it is. Columns that are a year, a month or a category of their own are turned long, with the value or the pieces of the same year
    beside the mass. In a workbook, title rows, a unit above the table, headers of several rows, merged cells and notes below are understood; in text,
    title lines and headers of two or three lines. Rows that cannot be used are rejected with every reason; totals and blanks are ignored with a count,
    and totals are compared with the sum of their parts. A number in words (约120万吨, 超过1.3万亿元) is taken with its qualifier (``mass_qualifier``), and a
    plan city beside a province that holds it is said: such rows are in ``warnings``. ``accepted + rejected + ignored == read``, always; ``notes`` of the
    answer tell every decision.

    Parameters
    ----------
    source
        Path of a ``csv``, ``tsv`` (also ``.gz``, ``.zst``), ``parquet``, ``xlsx``, ``xls`` or ``ods`` file, a pattern such as ``"2023/*.csv"``, a frame, or a
        list of these. The ledger's frames are of the kind of the first frame given.
    mapping
        Dict or TOML path that turns a foreign layout into ledger columns, with the tables ``split`` (a packed column = names of its parts), ``rename``
        (ledger column = source column), ``join``, ``constant``, ``melt``, ``units``, ``recode``, ``set`` and ``options``: ``totals`` (``ignore``, ``keep``),
        ``drop`` and ``carry`` (source columns left out, or kept whatever their name means), ``rows`` (first and last row of the table, where a sheet holds
        several), ``flags`` (letters that hang on numbers), ``history``, ``periods``,
        ``materials`` (``categories``: a name that is none of the ten categories is rejected, with the nearest; ``any`` keeps it).
    units
        Ledger column to unit, where a header does not say or says it wrongly: ``{"mass": "short_ton"}``. Stands above mapping and header.
    aliases
        Further words, a dict or the path of a TOML file: ``{"净重": "mass", "黄板纸": "waste_paper"}``, the word of the source and a ledger column,
        material, provincial unit or word of a closed list.
    encoding
        Of text files; None tries UTF-8, then GB18030.
    sheet
        Name or position (from 0) of a workbook's sheet; None takes the first.
    where
        Ledger column to value or list of values: only accepted rows that match enter the ledger, the others are counted as ignored, ``outside_where``.
    history
        Columns that tell series apart, for example ``["region", "material"]``: a mass far from the history of its own series is warned of (``outlier``):
        a robust score of its logarithm beyond 3.5 and more than a factor of 2 from the median; formula and source at ``huishou.ledger.outliers.scores``.
        None takes the mapping's option ``history``.
    periods
        First and last period that may be: ``("2013", "2024-06")``. A row that is not wholly inside is rejected (``period_outside``). None takes the mapping's
        option ``periods``; without one, every period that can be read may be.

    Returns
    -------
    Intake
        ``ledger``, ``rejected``, ``warnings``, ``ignored``, ``counts``, ``notes``.

    Raises
    ------
    InputError
        Unreadable sources (``source_not_found``, ``source_is_folder``, ``source_empty``, ``encoding_unreadable``, ``unknown_format`` …), ``missing_column``,
        ``ambiguous_columns``, ``bad_mapping``, ``bad_periods``, ``bad_history``, ``bad_where``, ``bad_units`` and the other errors of a wrong call.
        Bad rows never raise.
    UnitError
        ``unit_missing``: a mass or value without a unit; ``ambiguous_unit``: a bare ``ton``; ``unknown_unit``.

    Examples
    --------
    >>> import huishou as hs
    >>> intake = hs.ingest({"省份": ["浙江省", "广东", "合计"], "品种": ["废钢铁", "废纸", None], "回收量（万吨）": ["1,234.5", "-3", "1231.5"]})
    >>> intake
    <Intake: 3 rows read = 1 accepted + 1 rejected + 1 ignored; negative 1; total_row 1>
    >>> float(hs.frames.to("dict", intake.ledger)["mass_t"][0])
    12345000.0
    """
    plan, words = mapping_.load(mapping), aliases_.load(aliases)
    if periods is not None:
        plan = dataclasses.replace(plan, periods=mapping_.period_range(periods))
    with progress.watched("ingest"):
        return _ingested(source, plan, words, units, encoding, sheet, where, history)


def _ingested(source, plan, words, units, encoding, sheet, where, history) -> Intake:
    chosen = overrides(units, words.headers)
    with progress.part(0.0, _OPENED):
        raws = open_sources(source, encoding, sheet, lambda text: text in plan.needs() or names_something(text, words.headers, words.values),
                            plan.rows)
    for raw in raws:
        if is_report(raw):
            raw.table = unguarded(raw.table)
        split(raw, plan.split)
    raws = [part for raw in raws for part in parted(raw, words)]
    blocks = []
    for k, raw in enumerate(raws):
        progress.tell(_OPENED + (_JUDGED - _OPENED) * k / len(raws), raw.name)
        blocks.append(read(raw, lay_out(raw, plan, chosen, words), plan, words))
    reject_repeated(blocks)
    plan_cities.warn(blocks)
    series = _series(history, plan)
    if series:
        outliers.warn(blocks, series)
    tables = _tables(blocks, where)
    counts = account(blocks, sum(t.num_rows for t in tables), where is not None)
    provenance = _provenance(blocks, counts, plan, chosen, words, where) | {"history": series, "periods": plan.periods and list(plan.periods)}
    kind = _kind(source)
    progress.tell(1.0, "")
    return Intake(Ledger(stack(tables), kind, provenance), blocks, counts, provenance)


def _series(history, plan) -> list[str]:
    given = [history] if isinstance(history, str) else list(plan.history) if history is None else history
    if not isinstance(given, (list, tuple)) or not all(isinstance(n, str) for n in given):
        raise InputError("history is a list of columns.", code="bad_history", value=history, hint='For example history=["region", "material"].')
    return list(given)


def _tables(blocks: list[Block], where) -> list:
    import numpy as np

    out = []
    if where is not None and not isinstance(where, dict):
        raise InputError("where is a dict of column and value.", code="bad_where", value=where, hint='For example where={"period": "2023"}.')
    known = {n for b in blocks for n in b.ledger(np.array([], np.int64)).column_names} if where else set()
    for block in blocks:
        at = np.flatnonzero(block.became == ACCEPTED)
        table = block.ledger(at)
        if where:
            kept = _matching(table, where, known)
            block.became[np.delete(at, kept)] = OUTSIDE
            table = table.take(kept)
        out.append(table)
    return out


def _matching(table, where, known):
    """Positions of the rows of ``table`` that match; a column that only another source has is blank here."""
    import numpy as np
    import pyarrow as pa

    for column in where:
        if column in known and column not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, pa.string()))
    position = pa.table({"": np.arange(table.num_rows)})
    return np.asarray(select(table.append_column("\x00", position.column(0)), where).column("\x00"))


def _kind(source) -> str:
    items = source if isinstance(source, (list, tuple)) else [source]
    for item in items:
        try:
            return frames.kind_of(item)
        except InputError:
            continue
    return frames.default_kind()


def _provenance(blocks, counts, plan, chosen, words, where) -> dict[str, Any]:
    from .._version import __version__

    return {
        "call": "ingest", "version": __version__, "sources": [dict(b.raw.about) for b in blocks], "counts": counts,
        "mapping": {"id": plan.id, "sha256": plan.sha256} if plan.sha256 else None,
        "units": [{"source": b.raw.name} | _units(b, plan.melt_value) for b in blocks],
        "units_given": {c: u.id for c, u in chosen.items()}, "aliases": words.headers | words.values,
        "where": None if where is None else {str(c): [str(v) for v in (w if isinstance(w, (list, tuple, set, frozenset)) else [w])] for c, w in where.items()},
        "notes": [n for b in blocks for n in b.notes],
    }


def _units(block: Block, melted: str) -> dict[str, Any]:
    layout = block.layout
    ids = [u.id for u in layout.cell_units]
    cells = {melted: ids[0] if len(set(ids)) == 1 else ids} if layout.cells else {}
    cells |= {c: ", ".join(dict.fromkeys(u.id for u in us if u)) for c, us in layout.partner_units.items() if any(us)}
    by_row = {"mass": f"by row, column '{layout.unit_column}'"} if layout.unit_column else {}
    return {c: u.id for c, u in layout.units.items()} | cells | by_row
