# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Recovery rates by definition: one exact pass over the rows for any number of definitions and groups."""

from __future__ import annotations

from typing import Any

from .. import _native
from ..errors import InputError
from ..ledger import periods
from ..provenance import of_input, record
from ..results import Result
from ..schema import COLUMNS
from .cells import CHAIN, COMPARED, UNITS, UNLIKE, Cells, cells, checked_by, conditions
from .coefficients import Coefficients
from .definitions import Definition, Term, catalogue
from .definitions import definition as by_name
from .rate_interval import Sample, intervals
from .rate_words import Detail, citation, text

__all__ = ["recovery_rate"]

_LEDGER = {c.name for c in COLUMNS}


def recovery_rate(frame: Any, definition: str | Definition, by: list[str] = (), interval: str | None = None, unit: str | None = None, pairing: str = "all",
                  level: float = 0.95, *, weights: str | None = None, strata: str | None = None, population: Any = None,
                  threads: int | None = None) -> RateResult:
    """Recovery rates of a ledger under a definition, or under all that are known.

    ``rate = Σ coef · mass (numerator) / Σ coef · mass (denominator)``: sums are exact, the quotient is rounded once, so the same rows give the same bits in
    any order.

    Parameters
    ----------
    frame
        Rows with ``mass_t`` in tonnes and the columns the definition asks for: any frame, or a ``Ledger``.
    definition
        An id of ``hs.definitions()``, a ``Definition`` of your own, or ``"all"`` for every shipped one side by side.
    by
        Columns of the answer: one row a group and definition.
    interval
        None, ``"delta"`` (linearised) or ``"fieller"``: sampling error of a ratio over the units of a sample. A census has none.
    unit
        The column whose values were sampled (``"enterprise"``, ``"site"``), with an interval only.
    pairing
        ``"all"`` uses every row; ``"complete"`` only reporting units (period × region × site × enterprise, as far as every row states them and both
        sides meet there) that report a denominator and every numerator material.
    level
        Confidence level of the interval.
    weights, strata, population
        Survey design: column of sampling weights, column of strata, number of units in the population (one number, or a dict stratum -> number).
    threads
        None for all cores. Never changes a bit.

    Returns
    -------
    RateResult
        ``by…, numerator_t, denominator_t`` (tonnes), ``denominator_covered`` (share of the denominator in complete units), ``rate, rate_low, rate_high``
        (1), ``status, flags, definition``. ``explain(row)`` gives the formula with its numbers. What is undefined is missing, with its reason as status; a
        rate above 1 or below 0 stands.

    Raises
    ------
    MatchError
        ``unknown_definition``.
    InputError
        ``mixed_basis``, ``mixed_period_kind``, ``mixed_scope``, ``mixed_measure``, ``mixed_vintage``: rows of one side differ in a column that is neither in
        ``by`` nor in the filter (a status with ``"all"``); ``missing_column``, ``wrong_type``, ``bad_by``, ``bad_pairing``, ``bad_interval``,
        ``bad_level``, ``no_unit``, ``bad_design`` (a unit without one weight or stratum), ``no_period`` (a definition that compares periods, and an answer
        that is not by period), and those of ``ratio_estimate``.

    Examples
    --------
    >>> import huishou as hs
    >>> own = hs.Definition(id="msw", numerator={"fate": ["recycled", "composted"]}, denominator={"stage": ["generation"]})
    >>> rows = {"stage": ["generation", "reprocessing", "reprocessing"], "fate": ["unknown", "recycled", "composted"], "mass_t": [292.4e6, 69e6, 25e6]}
    >>> print(hs.recovery_rate(rows, own).explain(0, "en").splitlines()[1])
    rate = numerator / denominator = 94,000,000.0 t / 292,400,000.0 t = 32.15 %
    """
    by = checked_by(by)
    chosen = list(catalogue().values()) if definition == "all" else [by_name(definition)]
    if pairing not in ("all", "complete"):
        raise InputError(f"pairing is {pairing!r}.", code="bad_pairing", value=pairing, hint='Choose "all" or "complete".')
    if definition != "all" and chosen[0].lags:
        _refuse_lags(chosen[0], by, pairing)
    sample = Sample.checked(interval, unit, level, weights, strata, population)
    asked = [unit] if unit else []
    asked += [*UNITS, "material", *UNLIKE, "stage", "flow", *(c for d in chosen for c in d.columns)]
    found = cells(frame, by, asked, threads)
    answer = _evaluate(found, len(by), chosen, pairing)
    if definition != "all":
        _refuse_unlike(answer, found, chosen[0])
    low, high = intervals(frame, found, answer, chosen, sample, lambda further: _evaluate(found, further, chosen, pairing))
    table = _table(found, answer, chosen, low, high)
    details = _Details(found, answer, chosen, pairing, interval)
    parameters = {"definition": [d.id for d in chosen], "by": by, "interval": interval, "unit": unit, "pairing": pairing, "level": level}
    parameters["terms"] = {d.id: [t.text() for t in d.terms] for d in chosen if d.own}
    tables = [t.coef.record() for d in chosen for t in d.terms if isinstance(t.coef, Coefficients)]
    if tables:
        parameters["coefficients"] = tables
    result = RateResult(table, found.kind, record("recovery_rate", of_input(frame, found.rows, found.keys), **parameters), "recovery rates",
                        lambda row, lang: text(row, details[tuple(row[k] for k in [*by, "definition"])], lang))
    object.__setattr__(result, "_cite", lambda row, lang: citation(row, details[tuple(row[k] for k in [*by, "definition"])], _stated(found), lang))
    return result


class RateResult(Result):
    """Recovery rates that can be quoted."""

    __slots__ = ("_cite",)

    def cite(self, row: int = 0, lang: str = "zh") -> str:
        """One sentence to paste beside the number (口径说明): definition, calculation point, scope of the rows, coverage, status, source.

        Parameters
        ----------
        row
            Position in the table, 0-based.
        lang
            ``"zh"`` or ``"en"``.

        Returns
        -------
        str
            One sentence.

        Raises
        ------
        InputError
            ``no_such_row``, ``unknown_language``.

        Examples
        --------
        >>> import huishou as hs
        >>> rows = {"stage": ["generation", "reprocessing"], "fate": ["unknown", "recycled"], "mass_t": [100.0, 32.0]}
        >>> hs.recovery_rate(rows, "us-epa-msw").cite(lang="en")[:82]
        '32 % by us-epa-msw (US EPA recycling and composting rate of municipal solid waste;'
        """
        return self._cite(self._one(row, lang), lang)


def _refuse_lags(d: Definition, by: list[str], pairing: str) -> None:
    if "period" not in by:
        raise InputError(f"'{d.id}' compares periods, and the answer is not by period.", code="no_period", value=d.id, hint='Add "period" to by.')
    if pairing == "complete":
        raise InputError(f"'{d.id}' compares periods, whose reports are not those of one unit.", code="bad_pairing", value=d.id, hint='Take pairing="all".')


def _stated(found: Cells) -> dict[str, list[Any]]:
    """What the rows say of basis, kind of period, scope, measure and vintage."""
    out = {}
    for column in (c for c in UNLIKE if c in found.keys):
        values = _native.key_column(_native.cell_classes(found.core, [found.position(column)])["keys"][0]).to_pylist()
        out[column] = sorted({str(v) for v in values if v is not None})
    return {c: v for c, v in out.items() if v}


def _absent(found: Cells, d: Definition, pairing: str) -> list[str]:
    """What keeps a definition from being computed: columns the rows lack, and ways of asking that it does not allow."""
    absent = [c for c in d.columns if c not in found.names]
    foreign = [c for c in absent if c not in _LEDGER]
    if foreign:
        raise InputError(f"Definition '{d.id}' asks for column '{foreign[0]}'.", code="missing_column", column=foreign[0],
                         hint=f"It is no column of a ledger, and the frame has {', '.join(found.names)}.")
    if d.lags and "period" not in found.keys[:found.by]:
        absent.append("period in by")
    if d.lags and pairing == "complete":
        absent.append('pairing="all"')
    return absent


def _evaluate(found: Cells, by: int, chosen: list[Definition], pairing: str) -> dict[str, Any]:
    columns = _native.RateColumns()
    columns.units = [found.position(c) for c in UNITS if c in found.keys]
    columns.unlike = [found.position(c) for c in UNLIKE if c in found.keys[found.by:]]
    columns.compared = [found.position(c) for c in COMPARED if c in found.keys]
    columns.material, columns.stage, columns.flow = (found.position(c) for c in ("material", "stage", "flow"))
    columns.chain, columns.ways = list(CHAIN), ["in", "out"]
    arguments = []
    lags = sorted({0, *(n for d in chosen for n in d.lags if not _absent(found, d, pairing))})
    for d in chosen:
        computable = not _absent(found, d, pairing)
        sides = [[_term(t, found, lags) if computable else (0.0, [], [], [0], False) for t in side] for side in (d.numerator, d.denominator)]
        arguments.append((*sides, computable))
    return _native.rates(found.core, by, arguments, columns, pairing == "complete", _earlier(found, by, lags))


def _term(t: Term, found: Cells, lags: list[int]) -> tuple:
    """A term as the kernel reads it."""
    table = []
    if isinstance(t.coef, Coefficients):
        table = [(coef, conditions({c: (v,) for c, v in zip(t.coef.columns, key, strict=True)}, found)) for key, coef in t.coef.rows.items()]
    return 1.0 if table else t.coef, conditions(t.where, found), table, [lags.index(n) for n in t.lags], t.agg == "mean"


def _earlier(found: Cells, by: int, lags: list[int]) -> list[list[int]]:
    """For each lag the group so many periods before each group, -1 where there is none; nothing is looked up for lag 0."""
    if lags == [0]:
        return []
    keys = list(zip(*(_native.key_column(k).to_pylist() for k in _native.group_keys(found.core, by)), strict=True))
    at, place = found.position("period"), {key: g for g, key in enumerate(keys)}

    def before(key: tuple, count: int) -> int:
        period = None if key[at] is None else periods.earlier(key[at], count)
        return -1 if period is None else place.get((*key[:at], period, *key[at + 1:]), -1)

    return [[before(key, n) for key in keys] if n else [] for n in lags]


def _refuse_unlike(answer: dict[str, Any], found: Cells, d: Definition) -> None:
    if not answer["unlike"]:
        return
    _, key, side, values = answer["unlike"][0]
    column, listed = found.keys[key], ", ".join("unstated" if v is None else str(v) for v in values)
    raise InputError(f"Rows of the {('numerator', 'denominator')[side]} of '{d.id}' differ in '{column}': {listed}.", code=f"mixed_{column}", column=column,
                     value=listed, hint=f"Put '{column}' in by, or choose one value (ledger.where, or the definition's filter): unlike tonnes are never added.")


def _table(found: Cells, answer: dict[str, Any], chosen: list[Definition], low: list[float | None], high: list[float | None]):
    import pyarrow as pa

    arrays = {n: _native.key_column(parts).take(pa.array(answer["group"])) for n, parts in zip(found.keys, answer["keys"], strict=False)}
    arrays |= {n: _native.column(answer[n]) for n in ("numerator_t", "denominator_t", "denominator_covered", "rate")}
    arrays |= {"rate_low": pa.array(low, pa.float64()), "rate_high": pa.array(high, pa.float64())}
    arrays |= {n: pa.array(v, pa.string()) for n, v in _native.flag_columns(answer["reasons"]).items()}
    arrays["definition"] = pa.array([chosen[i].id for i in answer["definition"]], pa.string())
    return pa.table(arrays)


class _Details:
    """The detail of each row, made when first asked for."""

    def __init__(self, found: Cells, answer: dict[str, Any], chosen: list[Definition], pairing: str, interval: str | None):
        self._found, self._answer, self._chosen, self._pairing, self._interval = found, answer, chosen, pairing, interval
        self._row: dict[tuple, tuple[int, int]] = {}

    def __getitem__(self, key: tuple) -> Detail:
        import pyarrow as pa

        answer, found = self._answer, self._found
        if not self._row:
            keys = [_native.key_column(parts).take(pa.array(answer["group"])).to_pylist() for parts in answer["keys"]]
            offset = 0
            for row, d in enumerate(answer["definition"].tolist()):
                self._row[(*(k[row] for k in keys), self._chosen[d].id)] = (row, offset)
                offset += 0 if _absent(found, self._chosen[d], self._pairing) else len(self._chosen[d].terms)
        row, offset = self._row[key]
        which = int(answer["definition"][row])
        d = self._chosen[which]
        absent = _absent(found, d, self._pairing)
        count = 0 if absent else len(d.terms)
        unlike = [(found.keys[k], ("numerator", "denominator")[side], values) for r, k, side, values in answer["unlike"] if r == row]
        return Detail(d, answer["term_values"][offset:offset + count].tolist(), answer["term_mass"][offset:offset + count].tolist(), int(answer["units"][row]),
                      int(answer["complete_units"][row]), [found.keys[k] for k in answer["unit_columns"][which]], unlike, absent, self._pairing == "complete",
                      self._interval)
