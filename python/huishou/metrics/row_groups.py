# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Parquet files larger than memory: each worker decodes one row group at a time into a state of its own, and the states merge exactly."""

from __future__ import annotations

import contextlib
import glob
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import progress as progress_
from ..errors import HuishouError, InputError

__all__ = ["are_paths", "feed"]


def are_paths(source: Any) -> bool:
    """Whether ``source`` names files: a path, a pattern, or a list of them.

    Examples
    --------
    >>> from huishou.metrics.row_groups import are_paths
    >>> are_paths("ledger/*.parquet"), are_paths({"mass_t": [1.0]})
    (True, False)
    """
    return isinstance(source, (str, Path)) or (isinstance(source, (list, tuple)) and len(source) > 0 and all(isinstance(s, (str, Path)) for s in source))


def _files(source: Any) -> list[Path]:
    out: list[Path] = []
    for item in source if isinstance(source, (list, tuple)) else [source]:
        path = Path(os.path.expanduser(item))                     # an unknown user stays as written, and is then no file
        found = [path] if path.is_file() else sorted(Path(p) for p in glob.glob(str(path)) if Path(p).is_file()) if glob.has_magic(str(path)) else []
        if path.is_dir():
            raise InputError(f"'{path.name}' is a folder, not a file.", code="source_is_folder", value=path.name,
                             hint=f"Name the files: {path.name}/*.parquet.")
        if not found:
            raise InputError(f"There is no file '{path.name}'.", code="source_not_found", value=path.name, hint="Check the path and its spelling.")
        out += found
    for path in out:
        if path.suffix != ".parquet":
            raise InputError(f"'{path.name}' is no Parquet file.", code="unknown_format", value=path.name, hint="Read other files with hs.ingest first.")
    return out


def feed(source: Any, columns: list[str], states: list[Any], add: Callable[[Any, Any], None], progress: bool | None = None) -> dict[str, int]:
    """Every row group of the files, each added to one of ``states``; strings are read as dictionaries.

    Parameters
    ----------
    source
        Path, pattern or list of them.
    columns
        Columns to read.
    states
        One a worker thread; which rows a state gets does not matter, since states merge exactly.
    add
        ``add(state, table)``.
    progress
        A bar on standard error; None shows it where that is a terminal and rich is installed.

    Returns
    -------
    dict
        ``files, row_groups, rows``.

    Raises
    ------
    InputError
        ``source_not_found``, ``source_is_folder``, ``unknown_format``, ``unreadable_source``, ``missing_column``, and what the kernel refuses,
        with the file and row group in the message. The states are spoilt then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = _files(source)
    tasks: list[tuple[int, int]] = []
    rows = 0
    for at, path in enumerate(paths):
        try:
            meta = pq.read_metadata(path)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"'{path.name}' is not a readable Parquet file: {str(error).splitlines()[0]}", code="unreadable_source", value=path.name,
                             hint="Write the file again.") from None
        tasks += [(at, group) for group in range(meta.num_row_groups)]
        rows += meta.num_rows
    lock, todo, failed, stop = threading.Lock(), iter(tasks), [], threading.Event()
    done = 0

    def work(state):
        nonlocal done
        opened: tuple[int, Any] = (-1, None)
        while not stop.is_set():
            with lock:
                task = next(todo, None)
            if task is None:
                return
            at, group = task
            try:
                if opened[0] != at:
                    schema = pq.read_schema(paths[at])
                    text = [f.name for f in schema if f.name in columns and (pa.types.is_string(f.type) or pa.types.is_large_string(f.type))]
                    opened = (at, pq.ParquetFile(paths[at], read_dictionary=text, memory_map=True))
                    names = opened[1].schema_arrow.names
                    missing = next((c for c in columns if c not in names), None)
                    if missing is not None:
                        raise InputError(f"There is no column '{missing}'.", code="missing_column", column=missing, hint=f"Columns are: {', '.join(names)}.")
                add(state, opened[1].read_row_group(group, columns=columns, use_threads=False))
            except (HuishouError, pa.ArrowException, OSError) as error:
                with lock:
                    failed.append((task, error))
                stop.set()
                return
            with lock:
                done += 1

    others = [threading.Thread(target=work, args=(s,), daemon=True) for s in states[1:]]
    for thread in others:
        thread.start()
    try:
        with _bar(len(tasks), lambda: done, progress):
            work(states[0])
            for thread in others:
                while thread.is_alive():
                    thread.join(0.1)                            # short waits let Ctrl-C through
    except BaseException:
        stop.set()
        for thread in others:
            thread.join()
        raise
    if failed:
        (at, group), error = min(failed, key=lambda f: f[0])
        where = f"'{paths[at].name}', row group {group + 1}: "
        if isinstance(error, HuishouError):
            raise type(error)(where + error.message, code=error.code, column=error.column, row=error.row, value=error.value, hint=error.hint) from None
        raise InputError(where + str(error).splitlines()[0], code="unreadable_source", value=paths[at].name, hint="Write the file again.") from None
    return {"files": len(paths), "row_groups": len(tasks), "rows": rows}


@contextlib.contextmanager
def _bar(total: int, done: Callable[[], int], wanted: bool | None):
    """A bar that looks every fifth of a second how many row groups are done."""
    with progress_.bar(total, "row groups", wanted) as update:
        ends = threading.Event()

        def watch():
            while not ends.wait(0.2):
                update(done())

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ends.set()
            thread.join()
