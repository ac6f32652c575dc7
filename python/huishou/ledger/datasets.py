# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Data that come with the package: real ledgers and the tables beside them, each with its licence and source.

A dataset is a folder with ``dataset.toml`` (what it is, files, hashes, known answers), ``mapping.toml`` (how its ledger file becomes ledger
columns), ``SOURCE.md``, the licence, and the data as published. Reading goes through the same ``ingest`` as anybody's file.

Examples
--------
>>> import huishou as hs
>>> hs.datasets.load("nyc-dsny").columns[:2]
['period', 'region']
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .. import frames
from ..errors import InputError, MatchError
from .simulate import simulate

__all__ = ["intake", "list", "load", "path", "simulate", "table"]

_ROOT = Path(__file__).resolve().parent.parent / "data" / "datasets"


def list():                                                     # named as a user types it: hs.datasets.list()
    """What comes with the package, one row a dataset.

    Returns
    -------
    frame
        ``id, title_zh, title_en, rows, licence, source``; ``rows`` counts the rows of the ledger file as published.

    Examples
    --------
    >>> import huishou as hs
    >>> "china-steel" in hs.frames.to("dict", hs.datasets.list())["id"]
    True
    """
    import pyarrow as pa

    about = [_about(i) for i in _ids()]
    columns: dict[str, Any] = {name: [a[name] for a in about] for name in ("id", "title_zh", "title_en")}
    columns["rows"] = pa.array([_ledger_file(a)["rows"] for a in about], pa.int64())
    columns |= {name: [a[name] for a in about] for name in ("licence", "source")}
    return frames.like(frames.default_kind(), pa.table(columns))


def path(id: str) -> Path:
    """The folder of a dataset: data as published, SOURCE.md, licence.

    Parameters
    ----------
    id
        Dataset, for example ``"china-recyclables"``: one of ``list()``.

    Returns
    -------
    pathlib.Path
        Inside the installed package; read only.

    Raises
    ------
    MatchError
        ``unknown_dataset``.

    Examples
    --------
    >>> import huishou as hs
    >>> (hs.datasets.path("nyc-dsny") / "SOURCE.md").is_file()
    True
    """
    if id not in _ids():
        raise _unknown("dataset", id, _ids())
    return _ROOT / id


def intake(id: str):
    """A dataset read through ``ingest``: ledger, rejected rows, counts, what was renamed.

    Parameters
    ----------
    id
        Dataset, for example ``"china-recyclables"``: one of ``list()``.

    Returns
    -------
    Intake
        As ``hs.ingest`` gives it with the mapping of the dataset.

    Raises
    ------
    MatchError
        ``unknown_dataset``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.datasets.intake("scotland-sites").counts["rejected"]
    731
    """
    from .ingest import ingest

    folder, about = path(id), _about(id)
    return ingest(folder / about["ledger"], mapping=folder / about["mapping"])


def load(id: str):
    """The accepted rows of a dataset as a ``Ledger``, masses in tonnes.

    Parameters
    ----------
    id
        Dataset, for example ``"china-recyclables"``: one of ``list()``.

    Returns
    -------
    Ledger
        What ``intake`` accepts.

    Raises
    ------
    MatchError
        ``unknown_dataset``.

    Examples
    --------
    >>> import huishou as hs
    >>> len(hs.datasets.load("china-steel"))
    31513
    """
    return intake(id).ledger


def table(id: str, name: str):
    """One file of a dataset as published: its own columns and units, text where ``dataset.toml`` states no type.

    Parameters
    ----------
    id
        Dataset, for example ``"china-recyclables"``.
    name
        Table, for example ``"targets"``: the file's name without its endings.

    Returns
    -------
    frame
        One row a line of the file, blanks null; pandas if installed.

    Raises
    ------
    MatchError
        ``unknown_dataset``, ``unknown_table``.
    InputError
        ``dataset_corrupt``: the file is not the one the package was built with.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.frames.to("dict", hs.datasets.table("china-recyclables", "targets"))["target_value"][1]
    '5.1'
    """
    import pyarrow as pa
    from pyarrow import csv

    folder, files = path(id), {f["table"]: f for f in _about(id)["files"]}
    if name not in files:
        raise _unknown("table", name, [*files])
    content = _content(folder / files[name]["path"], files[name]["sha256"])
    types = {"float64": pa.float64(), "int64": pa.int64()}
    names = csv.read_csv(pa.BufferReader(content.partition(b"\n")[0] + b"\n"), parse_options=csv.ParseOptions(newlines_in_values=True)).column_names
    schema = {n: types[files[name]["types"][n]] if n in files[name]["types"] else pa.string() for n in names}
    options = csv.ConvertOptions(column_types=schema, null_values=[""], strings_can_be_null=True)
    read = csv.read_csv(pa.BufferReader(content), convert_options=options, parse_options=csv.ParseOptions(newlines_in_values=True))
    return frames.like(frames.default_kind(), read)


def _content(file: Path, sha256: str) -> bytes:
    """The unpacked content of a data file, checked against the hash it was built with."""
    import hashlib

    import pyarrow as pa

    if file.suffix == ".zst":
        with pa.CompressedInputStream(pa.OSFile(str(file)), "zstd") as stream:
            content = stream.read()
    else:
        content = file.read_bytes().replace(b"\r\n", b"\n")     # a checkout may rewrite line ends of plain text
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(f"'{file.name}' is not the file the package was built with.", code="dataset_corrupt", value=file.name,
                         hint="Reinstall the package, or give your own file to hs.ingest.")
    return content


def _ids():
    return sorted(p.parent.name for p in _ROOT.glob("*/dataset.toml"))


def _about(id: str) -> dict[str, Any]:
    return tomllib.loads((_ROOT / id / "dataset.toml").read_text("utf-8"))


def _ledger_file(about: dict[str, Any]) -> dict[str, Any]:
    return next(f for f in about["files"] if f["path"] == about["ledger"])


def _unknown(kind: str, name: str, known) -> MatchError:
    import difflib

    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4) or known
    return MatchError(f"There is no {kind} '{name}'.", code=f"unknown_{kind}", value=name, hint=f"Nearest: {', '.join(near)}.")
