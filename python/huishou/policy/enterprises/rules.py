# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rules of a contact list as data: what a firm must be, what it is scored by, who enters, who leaves and when. Readable, versioned, hashed."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ... import files
from ...cards import card
from ...errors import InputError

__all__ = ["Rules"]

_DEFAULT = Path(__file__).with_name("rules.toml")
_FORMS = ("linear", "log", "rank")
_CHOICES = {"missing_report": ("low", "watch", "leave"), "late_report": ("accept", "missing"), "missing_criterion": ("no_score", "renormalise")}


def _bad(name: str, value: Any, hint: str) -> InputError:
    return InputError(f"The rule '{name}' is {value!r}.", code="bad_rule", column=name, value=value, hint=hint)


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _bad(name, value, "Give a finite number.")
    return float(value)


def _count(value: Any, name: str, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise _bad(name, value, f"Give a whole number from {least} on.")
    return value


def _names(value: Any, name: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(v, str) and v for v in value) or len(set(value)) != len(value):
        raise _bad(name, value, "Give a list of different column names.")
    for word in value:
        _plain(word, name)
    return tuple(value)


def _plain(word: str, name: str) -> None:
    """A name that can stand in a reason, which is words apart by spaces."""
    if re.search(r"[\s:]", word):
        raise _bad(name, word, "Name conditions without spaces and colons: they stand in reasons.")


@dataclass(frozen=True, repr=False)
class Rules:
    """Rules of one contact list. Nothing in them is law: the published system names the aims and the steps, no threshold.

    Parameters
    ----------
    must_enter, must_stay
        Columns that must be true to enter, and to stay. To enter, both lists must hold; a blank is neither true nor false.
    score
        The column that holds the score, or ``{criterion: weight}``; weights are scaled to add up to 1.
    enter, exit
        An outsider enters from ``enter`` on; an insider below ``exit`` has a low. Between the two nobody moves.
    exit_after
        Lows in a row, one a review, that end a membership.
    exit_now
        Columns that end a membership at once where true (closed, listed offence).
    aspects
        ``{aspect: {"items": [columns], "at_least": k, "when": "enter" | "stay" | "both"}}``: k of n items must be true, as in the typical-city scheme of
        2024. Blanks that could decide make the aspect unknown.
    scale
        ``{criterion: {"worst": a, "best": b, "form": "linear" | "log" | "rank"}}`` puts a criterion on 0 to 1, held at the ends; ``worst`` above ``best``
        is a cost. ``rank`` is the share of reporting firms that are worse, ties halved. A criterion without scale is taken as it is.
    missing_criterion
        ``"no_score"``: one missing criterion, no score. ``"renormalise"``: the weights of those present are scaled up.
    thresholds
        ``[{"where": {column: value or list}, "enter": …, "exit": …}]`` for categories and regions; a later entry overrules an earlier one.
    grace
        Reviews after entry in which a low is watched, not counted.
    missing_report, late_report
        What a missing report or score counts as for an insider: ``"low"``, ``"watch"``, ``"leave"``; whether a report after ``calendar["reports_due"]`` is
        accepted or counts as ``"missing"``.
    quota
        ``{column: seats}`` for each value of a column, ``{column: {value: seats}}`` (``"*"`` for all others), ``{"total": seats}``. ``{"credit_code": 1}`` is
        one seat a legal person, ``{"parent": 1}`` one a group; a blank stands in no quota.
    full
        Who gets the seats of a full quota: ``"insider_keeps"``, ``"best_score"``, or ``("swap", margin)``.
    coverage
        ``{column: n}`` or ``{column: {value: n}}``: listed firms wanted for each value. Reported beside the list; it moves nobody.
    calendar
        Dates as text, for example ``{"reports_due": "04-15"}`` (month-day of the year after the period).
    id, version, dated, note
        Name, edition, date and reason of the rules.

    Raises
    ------
    InputError
        ``bad_rule``, with the name of the rule.

    Examples
    --------
    >>> import huishou as hs
    >>> rules = hs.enterprises.Rules(must_enter=["filed"], score="score", enter=0.7, exit=0.5, quota={"region": 5})
    >>> rules.exit_after, rules.full, len(rules.hash)
    (2, 'insider_keeps', 64)
    """

    must_enter: tuple[str, ...] = ()
    must_stay: tuple[str, ...] = ()
    score: Any = "score"
    enter: float = 0.7
    exit: float = 0.5
    exit_after: int = 2
    exit_now: tuple[str, ...] = ()
    aspects: Mapping[str, Any] = field(default_factory=dict)
    scale: Mapping[str, Any] = field(default_factory=dict)
    missing_criterion: str = "no_score"
    thresholds: tuple[Mapping[str, Any], ...] = ()
    grace: int = 0
    missing_report: str = "low"
    late_report: str = "accept"
    quota: Mapping[str, Any] = field(default_factory=dict)
    full: Any = "insider_keeps"
    coverage: Mapping[str, Any] = field(default_factory=dict)
    calendar: Mapping[str, str] = field(default_factory=dict)
    id: str = "own"
    version: str = "1"
    dated: str = ""
    note: str = ""

    def __post_init__(self):
        put = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        for name in ("must_enter", "must_stay", "exit_now"):
            put(name, _names(getattr(self, name), name))
        for name in ("enter", "exit"):
            put(name, _number(getattr(self, name), name))
        put("exit_after", _count(self.exit_after, "exit_after", 1))
        put("grace", _count(self.grace, "grace", 0))
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise _bad(name, getattr(self, name), f"Choose one of {', '.join(choices)}.")
        if self.exit > self.enter:
            raise _bad("exit", self.exit, f"An exit above the enter threshold {self.enter:g} would throw out who has just entered.")
        put("score", _score(self.score))
        put("aspects", {name: _aspect(name, a) for name, a in _mapping(self.aspects, "aspects").items()})
        if twice := set(self.aspects) & {*self.must_enter, *self.must_stay, *self.exit_now}:
            raise _bad("aspects", min(twice), "Give an aspect another name than a must.")
        put("scale", {name: _scale(name, s, self.criteria) for name, s in _mapping(self.scale, "scale").items()})
        put("thresholds", tuple(_threshold(t, self) for t in self.thresholds))
        put("quota", {c: _per_value(s, f"quota.{c}", 0) for c, s in _mapping(self.quota, "quota").items()})
        if isinstance(self.quota.get("total"), Mapping):
            raise _bad("quota.total", self.quota["total"], "Give one number of seats.")
        put("coverage", {c: _per_value(s, f"coverage.{c}", 1) for c, s in _mapping(self.coverage, "coverage").items()})
        put("full", _full(self.full))
        put("calendar", {k: str(v) for k, v in _mapping(self.calendar, "calendar").items()})
        if self.late_report == "missing" and "reports_due" not in self.calendar:
            raise _bad("late_report", "missing", 'Give the date: calendar={"reports_due": "04-15"}.')

    def __repr__(self) -> str:
        lines = f"enter {self.enter:g}, exit {self.exit:g} after {self.exit_after}"
        return f"<Rules {self.id} {self.version}: {lines}, {len(self.criteria)} criteria; hash {self.hash[:12]}>"

    @property
    def criteria(self) -> dict[str, float]:
        """Criterion -> weight; weights add up to 1."""
        return {self.score: 1.0} if isinstance(self.score, str) else dict(self.score)

    @property
    def groups(self) -> tuple[str, ...]:
        """Columns a list must remember of a firm: those of quotas, thresholds and coverage."""
        where = (c for t in self.thresholds for c in t["where"])
        return tuple(sorted({c for c in (*self.quota, *where, *self.coverage) if c != "total"}))

    def to_dict(self) -> dict[str, Any]:
        """The rules as plain JSON."""
        return json.loads(json.dumps({f.name: getattr(self, f.name) for f in fields(self)}, default=list))

    @property
    def hash(self) -> str:
        """sha256 of the rules in canonical JSON: the same rules, the same hash."""
        return files.sha256(files.canonical_json(self.to_dict()).encode())

    def but(self, **changes: Any) -> Rules:
        """A variant: the same rules with some changed.

        Parameters
        ----------
        **changes
            Rules by name, as ``Rules`` takes them.

        Returns
        -------
        Rules
            A new object, with a hash of its own.

        Raises
        ------
        InputError
            ``bad_rule``.
        """
        known = {f.name for f in fields(self)}
        for name in changes:
            if name not in known:
                raise _bad(name, changes[name], f"There is no such rule. Rules are: {', '.join(sorted(known))}.")
        return replace(self, **changes)

    @classmethod
    def load(cls, path: str | Path = "default") -> Rules:
        """Rules from a TOML file; ``"default"`` are those of the package, each with date and reason in its comment.

        Parameters
        ----------
        path
            A file, or ``"default"``.

        Returns
        -------
        Rules

        Raises
        ------
        InputError
            ``rules_not_found``, ``bad_rule``.

        Examples
        --------
        >>> import huishou as hs
        >>> hs.enterprises.Rules.load().id
        'cn-key-contact-default'
        """
        file = _DEFAULT if path == "default" else Path(path)
        try:
            given = tomllib.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            raise InputError(f"There is no file '{file.name}'.", code="rules_not_found", value=str(path), hint="Give a TOML file, or \"default\".") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise InputError(f"'{file.name}' cannot be read: {error}.", code="bad_rule", value=str(path), hint="Write TOML, as in Rules.load().") from None
        return cls.from_dict(given)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Rules:
        """Rules from what ``to_dict`` or a TOML file holds.

        Parameters
        ----------
        given
            Rules by name, as ``Rules`` takes them.

        Returns
        -------
        Rules

        Raises
        ------
        InputError
            ``bad_rule``.
        """
        known = {f.name for f in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise _bad(name, value, f"There is no such rule. Rules are: {', '.join(sorted(known))}.")
        return cls(**given)

    _repr_html_ = card


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(k, str) for k in value):
        raise _bad(name, value, "Give a table with text as keys.")
    return dict(sorted(value.items()))                                # the same table written in another order is the same rules, to the last bit of a score


def _score(value: Any):
    if isinstance(value, str) and value:
        return value
    weights = {c: _number(w, f"score.{c}") for c, w in _mapping(value, "score").items()}
    total = math.fsum(weights.values())
    if not weights or min(weights.values()) < 0 or not total > 0:
        raise _bad("score", value, "Give a column, or weights from 0 on that are not all 0.")
    return {c: w / total for c, w in weights.items()}


def _aspect(name: str, value: Any) -> dict[str, Any]:
    given = _mapping(value, f"aspects.{name}")
    _plain(name, "aspects")
    if set(given) - {"items", "at_least", "when"} or not {"items", "at_least"} <= set(given):
        raise _bad(f"aspects.{name}", value, "Give items, at_least and, if you like, when.")
    items = _names(given["items"], f"aspects.{name}.items")
    least = _count(given["at_least"], f"aspects.{name}.at_least", 1)
    when = given.get("when", "enter")
    if least > len(items) or when not in ("enter", "stay", "both"):
        raise _bad(f"aspects.{name}", value, "at_least is not above the number of items, and when is enter, stay or both.")
    return {"items": list(items), "at_least": least, "when": when}


def _scale(name: str, value: Any, criteria: Mapping[str, float]) -> dict[str, Any]:
    given = dict(_mapping(value, f"scale.{name}"))
    form = given.pop("form", "linear")
    if form not in _FORMS or name not in criteria:
        raise _bad(f"scale.{name}", value, f"Scale a criterion of score; form is one of {', '.join(_FORMS)}.")
    if form == "rank":
        better = given.pop("better", "high")
        if given or better not in ("high", "low"):
            raise _bad(f"scale.{name}", value, "rank takes only better: high or low.")
        return {"form": form, "better": better}
    if set(given) != {"worst", "best"}:
        raise _bad(f"scale.{name}", value, "Give worst and best.")
    worst, best = (_number(given[k], f"scale.{name}.{k}") for k in ("worst", "best"))
    if worst == best or (form == "log" and min(worst, best) <= 0):
        raise _bad(f"scale.{name}", value, "worst and best differ, and are above 0 on a log scale.")
    return {"form": form, "worst": worst, "best": best}


def _threshold(value: Any, rules: Rules) -> dict[str, Any]:
    given = _mapping(value, "thresholds")
    if set(given) - {"where", "enter", "exit"} or not given.get("where"):
        raise _bad("thresholds", value, "Give where, and enter or exit or both.")
    where = {c: list(v) if isinstance(v, (list, tuple)) else [v] for c, v in _mapping(given["where"], "thresholds.where").items()}
    enter = _number(given.get("enter", rules.enter), "thresholds.enter")
    exit_ = _number(given.get("exit", min(rules.exit, enter)), "thresholds.exit")
    if exit_ > enter:
        raise _bad("thresholds", value, "The exit threshold is not above the enter threshold.")
    return {"where": where, "enter": enter, "exit": exit_}


def _per_value(value: Any, name: str, least: int):
    if isinstance(value, Mapping):
        return {k: _count(v, f"{name}.{k}", least) for k, v in _mapping(value, name).items()}
    return _count(value, name, least)


def _full(value: Any):
    if value in ("insider_keeps", "best_score"):
        return value
    if isinstance(value, (list, tuple)) and len(value) == 2 and value[0] == "swap":
        margin = _number(value[1], "full")
        if margin >= 0:
            return ("swap", margin)
    raise _bad("full", value, 'Choose "insider_keeps", "best_score" or ("swap", margin) with a margin from 0 on.')
