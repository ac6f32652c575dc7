# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The audit trail of a contact list: every review with its rules, input hashes and changes, each entry chained to the one before by sha256."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ... import files, frames
from ...cards import card
from ...errors import InputError, StateError
from . import standing
from .review import Review, review
from .rules import Rules

__all__ = ["Trail", "periods_of", "replay"]

_FIRST = "0" * 64
FORMAT = "huishou-list-trail-1"


def _hash(entry: Mapping[str, Any]) -> str:
    return files.sha256(files.canonical_json({k: v for k, v in entry.items() if k != "hash"}).encode())


class Trail:
    """Reviews in their order, never changed, only appended to.

    Entry n holds the hash of entry n − 1, so a changed, dropped or inserted entry breaks the chain from there on. What the chain cannot show by itself is that
    its last entries were cut off: keep ``head`` elsewhere (printed in the notice, for example) and give it to ``verify``.

    Parameters
    ----------
    entries
        Entries as dicts, as the property ``entries`` gives them; none for a new trail. They are taken as they are: ``verify`` judges them.

    Examples
    --------
    >>> import huishou as hs
    >>> rules = hs.enterprises.Rules(enter=0.7, exit=0.5)
    >>> first = hs.enterprises.review(None, {"enterprise": ["A"], "period": [2023], "score": [0.9]}, rules)
    >>> trail = hs.enterprises.Trail().append(first)
    >>> len(trail), trail.verify()
    (1, [])
    """

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[Mapping[str, Any]] = ()):
        object.__setattr__(self, "_entries", tuple(files.canonical_json(e) for e in entries))

    def __setattr__(self, name, value):
        raise AttributeError("A Trail never changes; append gives a longer one.")

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries as dicts."""
        return [json.loads(e) for e in self._entries]

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return json.loads(self._entries[-1])["hash"] if self._entries else _FIRST

    def append(self, done: Review) -> Trail:
        """A trail with one review more.

        Parameters
        ----------
        done
            A review that started from the list this trail ends with.

        Returns
        -------
        Trail
            A new one; this one stays as it is.

        Raises
        ------
        StateError
            ``trail_gap``: the review did not start from the list this trail ends with.
        """
        record = done.provenance["parameters"]
        last = json.loads(self._entries[-1]) if self._entries else None
        if last is not None and record["current"] != last["list"]:
            raise StateError(f"The review of {done.period} did not start from the list of {last['period']}.", code="trail_gap", value=done.period,
                             hint="Append reviews in their order, each from the list of the one before.")
        entry = {"format": FORMAT, "n": len(self) + 1, "previous": self.head, "period": done.period, "rules": done.rules.to_dict(),
                 "rules_hash": done.rules.hash, "reports": record["reports"], "current": record["current"], "list": done.list_digest(),
                 "decisions": done.digest(), "counts": done.counts, "changes": done.changes(), "version": done.provenance["version"]}
        return Trail([*(json.loads(e) for e in self._entries), entry | {"hash": _hash(entry)}])

    def verify(self, head: str | None = None, reports: Any = None, overrides: Any = None) -> list[str]:
        """What is wrong with the trail; an empty list where nothing is.

        Parameters
        ----------
        head
            Hash of the last entry, kept elsewhere: shows a trail that was cut off or rewritten as a whole.
        reports
            Reports of the periods; every review is then computed again and compared.
        overrides
            Panel decisions of the periods, with a column ``period``; needed where a review had any.

        Returns
        -------
        list of str
            A sentence a finding, with the entry it is about.

        Raises
        ------
        InputError
            As ``replay``, where reports are given.
        """
        wrong = []
        before = {"hash": _FIRST, "list": None, "period": None, "n": 0}
        for entry in self.entries:
            name = f"entry {entry.get('n')} ({entry.get('period')})"
            try:
                rules_hash, period = Rules.from_dict(entry["rules"]).hash, entry["period"]
                checks = ((entry["n"] == before["n"] + 1, "is out of order"), (entry["previous"] == before["hash"], "is not chained to the entry before"),
                          (entry["hash"] == _hash(entry), "was changed: its hash does not fit"),
                          (entry["rules_hash"] == rules_hash, "names rules of another hash"),
                          (before["list"] in (None, entry["current"]), "does not start from the list before"),
                          (standing.later(period, before["period"]), "is not of a later period"))
            except (KeyError, TypeError, InputError) as error:
                wrong.append(f"{name} cannot be read: {error}")
                continue
            wrong += [f"{name} {words}" for good, words in checks if not good]
            before = entry
        if head is not None and head != before["hash"]:
            wrong.append(f"the trail ends with {before['hash'][:12]}, not with {head[:12]}")
        return wrong if wrong or reports is None else self._computed_again(reports, overrides)

    def _computed_again(self, reports: Any, overrides: Any) -> list[str]:
        wrong = []
        entries = self.entries
        done = replay(reports, {e["period"]: Rules.from_dict(e["rules"]) for e in entries}, overrides=overrides)
        found = {r.period: r for r in done}
        for entry in entries:
            own = found.get(entry["period"])
            if own is None:
                wrong.append(f"there are no reports of {entry['period']}")
            elif own.provenance["parameters"]["reports"] != entry["reports"]:
                wrong.append(f"the reports of {entry['period']} are not those of the trail")
            elif own.digest() != entry["decisions"]:
                wrong.append(f"{entry['period']} computed again gives other decisions")
        return wrong

    def write(self, path: str | Path) -> Path:
        """One entry a line (JSON Lines), appended to what stands in the file.

        Parameters
        ----------
        path
            A file; a new one, or one that holds the first entries of this trail.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        StateError
            ``trail_rewritten``: the file does not begin this trail.
        InputError
            ``cannot_write``.
        """
        path = Path(path)
        kept = Trail.load(path)._entries if path.exists() else ()
        if kept != self._entries[:len(kept)]:
            raise StateError(f"'{path.name}' holds other entries than this trail begins with.", code="trail_rewritten", value=path.name,
                             hint="A trail is only appended to; write to another file.")
        return files.write(path, "".join(e + "\n" for e in self._entries).encode())

    @classmethod
    def load(cls, path: str | Path) -> Trail:
        """A trail from its file.

        Parameters
        ----------
        path
            A file that ``write`` wrote.

        Returns
        -------
        Trail

        Raises
        ------
        InputError
            ``not_a_trail``.
        """
        path = Path(path)
        try:
            entries = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        except (OSError, ValueError) as error:
            raise InputError(f"'{path.name}' cannot be read: {error}.", code="not_a_trail", value=path.name,
                             hint="Give a file written by Trail.write.") from None
        if not all(isinstance(e, dict) and e.get("format") == FORMAT for e in entries):
            raise InputError(f"'{path.name}' is no trail of a list.", code="not_a_trail", value=path.name, hint="Give a file written by Trail.write.")
        return cls(entries)

    def __repr__(self) -> str:
        periods = [e["period"] for e in self.entries]
        return f"<Trail of {len(self)} reviews{f', {periods[0]} to {periods[-1]}' if periods else ''}; head {self.head[:12]}>"

    _repr_html_ = card


def replay(reports: Any, rules: Rules | Mapping[str, Rules], current: Any = None, overrides: Any = None) -> list[Review]:
    """Reviews of many periods in their order, each from the list of the one before: the years again, the same list.

    Parameters
    ----------
    reports
        Frame with several periods.
    rules
        Rules of all periods, or ``{period: Rules}``; periods without rules are left out.
    current
        The list before the first period.
    overrides
        Panel decisions with a column ``period``.

    Returns
    -------
    list of Review
        One a period, in their order.

    Raises
    ------
    InputError
        As ``review``.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": ["A", "A", "A"], "period": [2021, 2023, 2022], "score": [0.9, 0.4, 0.4]}
    >>> [r.counts["left"] for r in hs.enterprises.replay(rows, hs.enterprises.Rules(exit_after=2))]
    [0, 0, 1]
    """
    table = frames.table(reports)
    panel = None if overrides is None else frames.table(overrides)
    kind = frames.kind_of(reports)
    done: list[Review] = []
    for period in periods_of(table):
        own = rules if isinstance(rules, Rules) else rules.get(period)
        if own is not None:
            said = None if panel is None else _of_period(panel, period)
            done.append(review(done[-1] if done else current, frames.like(kind, _of_period(table, period)), own, said))
    return done


def periods_of(table: Any) -> list[str]:
    """Periods of reports in their order, as text."""
    frames.need_columns(table.column_names, ["period"])
    return sorted({str(p) for p in table.column("period").unique().to_pylist()}, key=lambda p: (0, int(p), "") if p.isdigit() else (1, 0, p))


def _of_period(table: Any, period: str):
    import pyarrow as pa
    import pyarrow.compute as pc

    return table.filter(pc.equal(table.column("period").cast(pa.string()), period))


