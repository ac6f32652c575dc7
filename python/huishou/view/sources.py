# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What a report is about: sources read, and which parts of the page each of them supports."""

from __future__ import annotations

import difflib
import glob
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import frames
from ..errors import InputError
from ..policy import situation, steel

__all__ = ["Source", "gather", "spare"]


@dataclass(frozen=True)
class Source:
    """One source read: a dataset of the package, files that form one ledger, or a frame."""

    id: str
    title: tuple[str, str]
    origin: str
    licence: str
    intake: Any

    @property
    def ledger(self) -> Any:
        return self.intake.ledger

    @property
    def national(self) -> bool:
        """Totals of the ten categories that are not unverified are in it."""
        table = self.ledger.table
        if not {"scope", "evidence", "period"} <= set(table.column_names):
            return False
        rows = table.select(["scope", "evidence", "period"]).to_pylist()
        return any(r["scope"] == situation.TOTAL and r["evidence"] != "unverified" and len(r["period"] or "") == 4 for r in rows)

    @property
    def cycle(self) -> bool:
        """The arrows of the steel cycle are in it."""
        return steel.supports(self.ledger)


def spare(sources: Any, written: list[Path]) -> None:
    """Refuse to write over a file that is read: a corrected table of rejected rows would be lost.

    Raises
    ------
    InputError
        ``would_overwrite``.
    """
    items = list(sources) if isinstance(sources, (list, tuple)) else [sources]
    patterns = [str(i) for i in items if isinstance(i, (str, Path))]
    read = {Path(p).resolve() for name in patterns for p in (glob.glob(name) if glob.has_magic(name) and not Path(name).exists() else [name])}
    for path in written:
        if path.resolve() in read:
            raise InputError(f"'{path.name}' is a source and would be overwritten.", code="would_overwrite", value=path.name,
                             hint="Write to another place, or rename the source.")


def gather(sources: Any, mapping: Any = None, units: dict[str, str] | None = None, encoding: str | None = None,
           sheet: str | int | None = None) -> list[Source]:
    """Read what was named.

    Each dataset of the package is a source of its own. Files are read together into one ledger, because a national ledger comes in many files; each frame
    and each ``Intake`` is a source of its own.

    Parameters
    ----------
    sources
        Names of datasets, paths, patterns, frames, ``Intake`` objects, or a list of these. A file that exists goes before a dataset of that name.
    mapping, units, encoding, sheet
        As ``hs.ingest``, for files and frames.

    Raises
    ------
    InputError
        ``source_not_found`` when nothing is named; whatever ``hs.ingest`` raises.
    """
    from ..ledger import datasets
    from ..ledger.ingest import ingest
    from ..ledger.intake import Intake

    items = list(sources) if isinstance(sources, (list, tuple)) else [sources]
    if not items:
        raise InputError("No source is given.", code="source_not_found", hint="Name a file or a dataset, for example china-recyclables.")
    known = set(frames.to("dict", datasets.list())["id"])
    files = [i for i in items if isinstance(i, (str, Path)) and (str(i) not in known or Path(i).exists())]
    for name in files:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.7)
        if near and not Path(name).exists():
            raise InputError(f"There is no file and no dataset '{name}'.", code="source_not_found", value=str(name), hint=f"Nearest dataset: {near[0]}.")
    out: list[Source] = []
    for item in dict.fromkeys(items) if all(isinstance(i, (str, Path)) for i in items) else items:
        if isinstance(item, Intake):
            out.append(_own(item))
        elif not isinstance(item, (str, Path)):
            out.append(_own(ingest(item, mapping=mapping, units=units, encoding=encoding, sheet=sheet)))
        elif item not in files:
            out.append(_dataset(str(item)))
        elif files and item is files[0]:
            out.append(_own(ingest(files, mapping=mapping, units=units, encoding=encoding, sheet=sheet)))
    return _named(out)


def _dataset(id: str) -> Source:
    from ..ledger import datasets

    about = tomllib.loads((datasets.path(id) / "dataset.toml").read_text("utf-8"))
    return Source(id, (about["title_zh"], about["title_en"]), about["source"], about["licence"], datasets.intake(id))


def _own(intake: Any) -> Source:
    names = ", ".join(dict.fromkeys(s["path"] for s in intake.provenance["sources"]))
    return Source("ledger", (names, names), names, "", intake)


def _named(sources: list[Source]) -> list[Source]:
    """Ids that tell sources apart, for anchors and file names."""
    seen: dict[str, int] = {}
    out = []
    for s in sources:
        seen[s.id] = seen.get(s.id, 0) + 1
        out.append(s if seen[s.id] == 1 else Source(f"{s.id}-{seen[s.id]}", s.title, s.origin, s.licence, s.intake))
    return out
