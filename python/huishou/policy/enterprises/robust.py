# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How sure a list is: the years reviewed again under uncertain weights and reports, and each rule changed a little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import _native, frames, provenance
from ...errors import InputError
from ...metrics.avoided_draws import stream
from ...metrics.checks import seed_of
from ...results import Result
from . import facts, standing
from .reasons import ON_LIST
from .review import rule_codes
from .rules import Rules
from .trail import periods_of, replay
from .weights import draws_of

__all__ = ["membership", "sensitivity"]


def membership(reports: Any, rules: Rules, current: Any = None, weights: Any = "uncertain", draws: int = 1000, rng: Any = None, report_sd: Any = 0.0,
               threads: int | None = None) -> Result:
    """Probability that a firm is on the list after each review, when weights and reports are uncertain.

    Every draw is a whole history: its weights hold in every year, and a low it makes is remembered in the next review. Rule variants run with one seed
    share their draws, so their difference is the rules'. Panel decisions are not drawn: what a panel would say of another list is not known.

    Parameters
    ----------
    reports
        Frame with one or several periods, as ``replay``.
    rules
        With the weights to vary in ``score``; a single score column has none, and only ``report_sd`` is drawn.
    current
        The list before the first period.
    weights
        As ``Score.robust_ranks``.
    draws, rng
        Number of draws; seed or generator (None draws a seed and records it).
    report_sd
        Standard deviation of a firm's score that comes from its report: a number, or a column of the reports. One stream a firm and period.
    threads
        None for all cores. Never changes a bit of the result.

    Returns
    -------
    Result
        ``period, enterprise, listed`` (under the rules' own weights), ``listed_share`` of draws, ``status``: ``sure`` (0 or 1), ``likely`` or ``unsure``
        (between 0.1 and 0.9). Firms that are on the list in no draw and reported nothing are left out. ``provenance`` holds the quartiles of seats,
        entries and exits over draws.

    Raises
    ------
    InputError
        As ``review``; ``bad_weights``, ``bad_draws``; ``negative_sd`` where ``report_sd`` is missing or below 0.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["A", "B"], "period": [2023, 2023], "volume": [0.9, 0.8], "purity": [0.9, 0.4]}
    >>> rules = hs.enterprises.Rules(score={"volume": 0.5, "purity": 0.5}, enter=0.7, exit=0.5)
    >>> [(r["enterprise"], r["listed"], r["status"]) for r in hs.enterprises.membership(rows, rules, draws=400, rng=1).rows()]
    [('A', True, 'sure'), ('B', False, 'unsure')]
    """
    import numpy as np
    import pyarrow as pa

    table = frames.table(reports)
    seed = seed_of(rng)
    periods = periods_of(table)
    before = standing.read(current, rules.groups)
    frames.need_columns(table.column_names, ["enterprise"])
    ids = sorted({*(n for n in table.column("enterprise").to_pylist() if isinstance(n, str)), *before.rows})       # any other is refused with its row below
    years, argument = _years(table, periods, rules, before, ids, report_sd)
    names = list(rules.criteria)
    drawn = draws_of(weights, np.array([rules.criteria[n] for n in names]), names, draws, seed)
    start = before.arrays(ids)
    codes = rule_codes(rules)
    found = _native.list_membership(codes, argument, start, drawn, seed, _native.worker_count(threads))
    own = _native.list_membership(codes, [(f, (c[0], c[1], np.zeros(0), np.zeros(0, np.uint64))) for f, c in argument], start,
                                  np.array([[rules.criteria[n] for n in names]]), seed, 1)
    share = found["listed"].reshape(len(years), -1) / draws
    base = own["listed"].reshape(len(years), -1) > 0
    shown = np.stack([(y.reported > 0) | y.late for y in years]) | (share > 0) | base
    y, i = np.nonzero(shown)
    part = share[y, i]
    status = np.where((part == 0) | (part == 1), "sure", np.where((part < 0.1) | (part > 0.9), "likely", "unsure"))
    out = pa.table({"period": pa.array(np.array(periods, object)[y], pa.string()), "enterprise": pa.array(np.array(ids, object)[i], pa.string()),
                    "listed": pa.array(base[y, i]), "listed_share": pa.array(part), "status": pa.array(status.tolist(), pa.string())})
    moves = {k: [[float(q) for q in np.quantile(found[k].reshape(len(years), draws)[n], (0.25, 0.5, 0.75), method="inverted_cdf")] for n in range(len(years))]
             for k in ("seats", "entered", "left")}
    record = provenance.record("enterprises.membership", provenance.of_input(reports, table.num_rows, table.column_names), rules=rules.to_dict(),
                               rules_hash=rules.hash, weights=weights, draws=draws, seed=seed, report_sd=report_sd, quartiles=moves)
    return Result(out, frames.kind_of(reports), record, f"membership under {draws:,} draws")


def _years(table: Any, periods: list[str], rules: Rules, before: standing.Standing, ids: list[str], report_sd: Any):
    """Facts of every period aligned to all firms, and the kernel's argument. A firm's groups are those of its latest report, as a list remembers them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    known: dict[str, dict[str, Any]] = {i: dict(r) for i, r in before.rows.items()}
    column = table.column("period").cast(pa.string())
    years, argument = [], []
    for period in periods:
        part = table.filter(pc.equal(column, period))
        year = facts.read(part, rules, known, ids)
        names = part.column("enterprise").to_pylist()
        sd, streams = _errors(part, names, ids, period, report_sd)
        place = {name: i for i, name in enumerate(ids)} if rules.groups else {}
        for name in names if rules.groups else ():
            known.setdefault(name, {}).update({g: year.groups[g][place[name]] for g in rules.groups})
        years.append(year)
        argument.append((year.facts(), facts.kernel_criteria(rules, [np.ascontiguousarray(c) for c in year.criteria], sd, streams)))
    return years, argument


def _errors(part: Any, names: list[str], ids: list[str], period: str, report_sd: Any):
    import numpy as np

    if not isinstance(report_sd, str) and not report_sd:
        return None, None
    place = {name: i for i, name in enumerate(ids)}
    at = np.fromiter((place[n] for n in names), np.int64, len(names))
    given = facts.numbers(part, report_sd) if isinstance(report_sd, str) else np.full(len(names), float(report_sd))
    if not (given >= 0).all():
        raise InputError("report_sd holds a value that is missing or below 0.", code="negative_sd", column=str(report_sd),
                         hint="Give 0 where a report is exact.")
    sd = np.zeros(len(ids))
    sd[at] = given
    return sd, np.array([stream(f"report {period}", i) for i in ids], np.uint64)


def sensitivity(reports: Any, rules: Rules, current: Any = None, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Result:
    """What each rule does: the years reviewed again with one rule changed, against the list under the rules as they are.

    Parameters
    ----------
    reports
        Frame with one or several periods, as ``replay``.
    rules
        The rules to vary.
    current
        The list before the first period.
    changes
        ``{name: {rule: value}}``; None takes thresholds ± 0.05, one low and one grace review more, each must and aspect dropped, each weight dropped, each
        quota dropped.

    Returns
    -------
    Result
        ``change, listed`` after the last review, ``changed`` firms whose membership differs, ``gained, lost``, ``turnover`` (entries and exits over all
        reviews).

    Raises
    ------
    InputError
        As ``replay``; ``bad_rule`` where a change is none the rules allow.

    Examples
    --------
    >>> from huishou import enterprises
    >>> rows = {"enterprise": ["A", "B", "C"], "period": [2023] * 3, "score": [0.9, 0.72, 0.66]}
    >>> found = enterprises.sensitivity(rows, enterprises.Rules(enter=0.7, exit=0.5))
    >>> [(r["change"], r["gained"], r["lost"]) for r in found.rows() if r["changed"]]
    [('enter + 0.05', 0, 1), ('enter - 0.05', 1, 0)]
    """
    import pyarrow as pa

    reported, kind = frames.table(reports), frames.kind_of(reports)     # read once: a stream can be asked once

    def last(variant: Rules):
        done = replay(reported, variant, current)
        listed = {r["enterprise"] for r in done[-1].rows() if r["decision"] in ON_LIST} if done else set()
        return listed, sum(d.counts["entered"] + d.counts["left"] for d in done)

    base, moves = last(rules)
    rows = [{"change": "as they are", "listed": len(base), "changed": 0, "gained": 0, "lost": 0, "turnover": moves}]
    for name, change in (changes or _changes(rules)).items():
        listed, moves = last(rules.but(**change))
        rows.append({"change": name, "listed": len(listed), "changed": len(listed ^ base), "gained": len(listed - base), "lost": len(base - listed),
                     "turnover": moves})
    table = pa.table({n: pa.array([r[n] for r in rows], pa.string() if n == "change" else pa.int64()) for n in rows[0]})
    record = provenance.record("enterprises.sensitivity", provenance.of_input(reports, len(reported), []), rules_hash=rules.hash)
    return Result(table, kind, record, f"sensitivity of rules {rules.id}")


def _changes(rules: Rules) -> dict[str, dict[str, Any]]:
    """One change a rule; only those the rules allow."""
    out: dict[str, dict[str, Any]] = {"enter + 0.05": {"enter": rules.enter + 0.05}, "exit - 0.05": {"exit": rules.exit - 0.05},
                                      "exit_after + 1": {"exit_after": rules.exit_after + 1}, "grace + 1": {"grace": rules.grace + 1}}
    if rules.enter - 0.05 >= rules.exit:
        out |= {"enter - 0.05": {"enter": rules.enter - 0.05}, "exit + 0.05": {"exit": rules.exit + 0.05}}
    if rules.exit_after > 1:
        out["exit_after - 1"] = {"exit_after": rules.exit_after - 1}
    for rule in ("must_enter", "must_stay", "exit_now"):
        for name in getattr(rules, rule):
            out[f"{rule} without {name}"] = {rule: tuple(n for n in getattr(rules, rule) if n != name)}
    for rule in ("aspects", "quota"):
        for name in getattr(rules, rule):
            out[f"{rule} without {name}"] = {rule: {k: v for k, v in getattr(rules, rule).items() if k != name}}
    if not isinstance(rules.score, str) and len(rules.score) > 1:
        for name in rules.score:
            rest = {k: v for k, v in rules.score.items() if k != name}
            if sum(rest.values()) > 0:
                out[f"score without {name}"] = {"score": rest, "scale": {k: v for k, v in rules.scale.items() if k != name}}
    return out
