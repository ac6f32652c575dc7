# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The main job: sources in, one page with its tables, the rejected rows and a manifest out. Everything is made in memory and written whole."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import files
from ..results import Result
from . import rejected
from .blocks import Cards, Note
from .sections import Work
from .words import language

__all__ = ["Report", "report"]

_T = {
    "title": ("再生资源回收分析报告", "Recyclable resources: report"),
    "head": ("数据：{names}", "Data: {names}"),
    "footer": ("由 huishou {version} 生成。估算减排量（非CCER），不得冲减企业排放清单。",
               "Made by huishou {version}. Estimated reductions, no carbon credits; not to be netted into an enterprise's inventory."),
}
_PAGE, _REJECTED, _MANIFEST = "report.html", "rejected.csv", "manifest.json"


class Report:
    """A report that was written.

    Attributes
    ----------
    path : Path
        The page.
    tables : dict
        Name -> frame, as written to ``tables/<name>.parquet``.
    manifest : dict
        Files with their sha256, inputs with theirs, parameters, version.
    """

    __slots__ = ("_manifest", "_page", "_results", "path")

    def __init__(self, path: Path, results: dict[str, Result], manifest: dict[str, Any], page: str):
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "_results", results)
        object.__setattr__(self, "_manifest", manifest)
        object.__setattr__(self, "_page", page)

    def __setattr__(self, name, value):
        raise AttributeError("A Report never changes; make a new one.")

    @property
    def tables(self) -> dict[str, Any]:
        """Name -> frame, as written."""
        return {name: r.frame() for name, r in self._results.items()}

    @property
    def manifest(self) -> dict[str, Any]:
        """Files, inputs, parameters and version; plain JSON."""
        return json.loads(json.dumps(self._manifest))

    def __repr__(self) -> str:
        counts = self._manifest["counts"]
        return f"<Report {self.path}: {counts['accepted']:,} of {counts['read']:,} rows accepted, {len(self._results)} tables>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{html.escape(name)}</td><td style='text-align:right'>{len(r):,}</td><td>{html.escape(r.title)}</td></tr>"
                       for name, r in sorted(self._results.items()))
        return (f"<div class='huishou-card'><p><b>{html.escape(self._manifest['title'])}</b> · <code>{html.escape(str(self.path))}</code></p>"
                f"<table><tbody>{rows}</tbody></table></div>")


def report(sources: Any, out: str | Path, lang: str = "zh", mapping: Any = None, units: dict[str, str] | None = None, encoding: str | None = None,
           sheet: str | int | None = None, step: Callable[[str], None] | None = None) -> Report:
    """Make the page, its tables, the rejected rows and the manifest.

    Parts of the page appear only where a source supports them: the national line, the ten categories and the targets need published totals of scope
    ``mofcom10_total``; the steel cycle needs arrows laid out like ``china-steel``; any other ledger gets its masses, every recovery rate it supports, avoided
    emissions where the pack ``cn`` has a factor, and its account.

    Parameters
    ----------
    sources
        A dataset's name (``"china-steel"``), a path, a pattern, a frame, an ``Intake``, or a list of these. Files given together form one ledger.
    out
        Folder, made where it is absent. Written: ``report.html``, ``tables/*.parquet``, ``rejected.csv``, ``manifest.json``; files of an earlier report that
        this one does not write again are removed if they are unchanged.
    lang
        ``"zh"`` or ``"en"``.
    mapping, units, encoding, sheet
        As ``hs.ingest``, for files and frames.
    step
        Called with a word before each part, for a progress display.

    Returns
    -------
    Report

    Raises
    ------
    InputError, UnitError
        As ``hs.ingest``; ``unknown_language``; ``would_overwrite``; ``cannot_write``. Nothing is written then.
    MissingExtraError
        Without matplotlib.

    Notes
    -----
    No clock and no path enters the page: the same input gives the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> import huishou as hs
    >>> rows = {"material": ["废钢铁", "废纸"], "period": ["2023", "2023"], "stage": ["回收", "回收"], "mass_t": [1000.0, 500.0]}
    >>> made = hs.report(rows, tempfile.mkdtemp())
    >>> made.path.name, sorted(made.manifest["files"])[:2]
    ('report.html', ['rejected.csv', 'report.html'])
    """
    from .._version import __version__
    from . import fonts, page, style
    from .sections import categories, claims, cycle, emissions, masses, national, rates, reading, targets
    from .sources import gather, spare

    n = language(lang)
    style.need()
    say = step or (lambda word: None)
    spare(sources, [Path(out) / name for name in (_PAGE, _REJECTED, _MANIFEST)])
    say("read")
    work = Work(gather(sources, mapping, units, encoding, sheet), lang)
    sections = []
    for name, build in (("national", national.build), ("categories", categories.build), ("masses", masses.build), ("rates", rates.build),
                        ("emissions", emissions.build),
                        ("steel", cycle.build), ("targets", targets.build), ("claims", claims.build), ("reading", reading.build)):
        say(name)
        made = build(work)
        sections += made if isinstance(made, list) else [made] if made is not None else []
    sections.append(reading.provenance(work, __version__))
    cards = [c for c in (national.card(work), emissions.card(work), rates.card(work), masses.card(work)) if c is not None]
    note = fonts.find().note
    head = [*([Cards(cards)] if cards else []), *([Note(note[n])] if note and lang == "zh" else [])]
    names = "；".join(s.title[n] for s in work.sources) if n == 0 else "; ".join(s.title[n] for s in work.sources)
    title = _T["title"][n]
    text = page.render(title, _T["head"][n].format(names=names), head, sections, lang, _T["footer"][n].format(version=__version__))
    say("write")
    contents = {_PAGE: text.encode(), _REJECTED: rejected.to_csv((s.id, s.intake) for s in work.sources)} | {f"tables/{k}.parquet": files.parquet(r.to_arrow())
                                                                                                             for k, r in work.tables.items()}
    manifest = _manifest(work, title, contents, __version__)
    return Report(_write(Path(out), contents, manifest), work.tables, manifest, text)


def _manifest(work: Work, title: str, contents: dict[str, bytes], version: str) -> dict[str, Any]:
    counts = [s.intake.counts for s in work.sources]
    sums = {k: sum(c[k] for c in counts) for k in ("read", "accepted", "rejected")} | {"ignored": sum(sum(c["ignored"].values()) for c in counts)}
    assert sums["read"] == sums["accepted"] + sums["rejected"] + sums["ignored"]
    pack = work.found.get("pack")
    return {
        "title": title, "version": version, "parameters": {"lang": work.lang, "sources": [s.id for s in work.sources]}, "counts": sums,
        "inputs": [{"id": s.id, "licence": s.licence, "origin": s.origin, "counts": s.intake.counts, "provenance": s.intake.provenance} for s in work.sources],
        "beside": {name: intake.provenance for name, intake in work.beside.items()},
        "factor_packs": [{"id": pack.id, "version": pack.version, "licence": pack.licence, "sha256": pack.sha256}] if pack is not None else [],
        "files": {name: files.sha256(content) for name, content in sorted(contents.items())},
        "tables": {name: {"file": f"tables/{name}.parquet", "rows": len(r), "title": r.title, "provenance": r.provenance} for name,
                   r in sorted(work.tables.items())},
        "notes": {_REJECTED: rejected.NOTE},
    }


def _write(out: Path, contents: dict[str, bytes], manifest: dict[str, Any]) -> Path:
    """Every file whole; the manifest last, so that a folder with a matching manifest is a complete report."""
    before = _before(out)
    for name, content in contents.items():
        files.write(out / name, content)
    files.write(out / _MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())
    for name, digest in before.items():
        stale = out / name
        if name not in contents and stale.is_file() and files.sha256(stale.read_bytes()) == digest:
            stale.unlink()
    return out / _PAGE


def _before(out: Path) -> dict[str, str]:
    """Files of an earlier report in this folder, as its manifest names them; only plain names below the folder count."""
    try:
        found = json.loads((out / _MANIFEST).read_text("utf-8"))["files"]
        return {str(n): str(d) for n, d in found.items() if str(n).startswith("tables/") and ".." not in str(n)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
