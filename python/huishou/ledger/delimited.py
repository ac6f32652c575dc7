# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Delimited text as rows of text cells, each with the line it begins on.

Records are found first, on the bytes: a line end or delimiter counts only where the number of quotes before it is even (RFC 4180). So blank lines and rows
of the wrong width are known by line before any cell is cut, and the rest goes to Arrow's reader in one piece. A file whose quotes do not stand at the
edges of cells is read by the slower reader of the standard library, which raises where the file cannot be cut in one way only.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

from ..errors import InputError

__all__ = ["Cells", "read"]


@dataclass
class Cells:
    """``rows[i]`` is the line (1-based) of row i; ``wrong`` says of row positions how their width differs; ``blank`` are lines without any cell."""

    names: list[str]
    table: object
    rows: object
    wrong: dict[int, str] = field(default_factory=dict)
    blank: int = 0


def read(content: bytes, name: str, delimiter: str = ",", head: tuple[int, list[str]] | None = None) -> Cells:
    """All cells of ``content`` (UTF-8) as text.

    Parameters
    ----------
    content
        The whole file, UTF-8, no byte order mark.
    name
        File name for messages.
    head
        How many records stand before the rows, and the names of the columns; None takes the first record that is not blank for the header.

    Raises
    ------
    InputError
        ``source_empty``, ``unknown_delimiter``, ``bad_quotes``.
    """
    if not content.strip():
        raise InputError(f"'{name}' is empty.", code="source_empty", value=name, hint="Give a file with a header and at least one row.")
    frame = _frame(content, delimiter)
    if frame is None:
        return _slow(content, name, delimiter, head)
    starts, ends, lines, width = frame
    if head is None:
        first = next(i for i in range(len(starts)) if content[starts[i]:ends[i]].strip())
        head = first + 1, _header(content[starts[first]:ends[first]].decode(), name, delimiter)
    skip, names = head
    return _fast(content, name, delimiter, names, starts[skip:], ends[skip:], lines[skip:], width[skip:])


def _frame(content: bytes, delimiter: str):
    """(start, end, line, delimiters) of each record, or None where quotes are not at the edges of cells."""
    import numpy as np

    data = np.frombuffer(content, np.uint8)
    feed = data == 10
    # A lone carriage return ends a line as well (old exports); before a line feed it belongs to that line end.
    back = data == 13
    lone = back.any() and (back & ~np.append(feed[1:], False))
    stop = feed | lone if back.any() else feed
    cut = data == ord(delimiter)
    all_stops = np.flatnonzero(stop)
    if b'"' in content:
        quote = data == 34
        inside = (np.cumsum(quote, dtype=np.uint8) & 1).astype(bool)
        if inside[-1]:
            return None
        edge = stop | cut | back | quote
        opens, closes = np.flatnonzero(quote & inside), np.flatnonzero(quote & ~inside)
        if not edge[opens[opens > 0] - 1].all() or not edge[closes[closes < len(data) - 1] + 1].all():
            return None
        stop, cut = stop & ~inside, cut & ~inside
    stops, cuts = np.flatnonzero(stop), np.flatnonzero(cut)
    starts = np.append(0, stops + 1)
    ends = np.append(stops, len(data))
    if starts[-1] == len(data):
        starts, ends = starts[:-1], ends[:-1]
    lines = np.searchsorted(all_stops, starts) + 1
    width = np.searchsorted(cuts, ends) - np.searchsorted(cuts, starts)
    crlf = (ends > starts) & (data[np.maximum(ends - 1, 0)] == 13)
    return starts, ends - crlf, lines, width


def _header(line: str, name: str, delimiter: str) -> list[str]:
    names = [n.strip() for n in _split(line, delimiter)]
    if len(names) == 1:
        other = next((d for d in ",;\t|" if d != delimiter and d in line), None)
        if other is not None:
            raise InputError(f"The header of '{name}' is not cut by {delimiter!r} but seems to be by {other!r}.", code="unknown_delimiter", value=line,
                             hint="Save it with commas as .csv, or with tabs as .tsv.")
    return names


def _fast(content, name, delimiter, names, starts, ends, lines, width) -> Cells:
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    good = (width == len(names) - 1) & (ends > starts)
    wrong_at = np.flatnonzero(~good)
    texts = {int(i): content[starts[i]:ends[i]].decode() for i in wrong_at}
    blank = [i for i, t in texts.items() if not t.strip()]
    wrong = {i: t for i, t in texts.items() if t.strip()}
    keep = np.ones(len(starts), bool)
    keep[blank] = False
    if len(starts) == 0 or not good.any():
        body = b""
    elif good.all():
        body = memoryview(content)[int(starts[0]):]
    else:
        # Good records stand in runs between the others; each run is one slice.
        edge = np.flatnonzero(np.diff(np.concatenate(([0], good.view(np.int8), [0]))))
        body = b"\n".join(content[starts[a]:ends[b - 1]] for a, b in zip(edge[::2], edge[1::2], strict=True)) + b"\n"
    count = int(good.sum())
    longest = int((ends - starts).max()) if len(starts) else 0
    ids = [f"c{i}" for i in range(len(names))]
    if count:
        # A block must hold the longest record; 2**20 is Arrow's own default.
        table = arrow_csv.read_csv(
            pa.py_buffer(body), arrow_csv.ReadOptions(column_names=ids, block_size=max(1 << 20, 2 * longest + 2)),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(ids, pa.string()), strings_can_be_null=False, null_values=[], check_utf8=False))
    else:
        table = pa.table({i: pa.array([], pa.string()) for i in ids})
    if table.num_rows != count:
        raise InputError(f"'{name}' was cut into {table.num_rows} rows where {count} were found.", code="bad_quotes", value=name,
                         hint="Put every cell that holds a quote or a line end in quotes.")
    details = {}
    if wrong:
        parsed = {i: _split(t, delimiter) for i, t in wrong.items()}
        rows = [_fit(parsed[i], len(names)) for i in sorted(wrong)]
        extra = pa.table({c: pa.array([r[k] for r in rows], pa.string()) for k, c in enumerate(ids)})
        place = np.concatenate((np.flatnonzero(good), np.array(sorted(wrong), np.int64)))
        table = pa.concat_tables([table, extra]).take(pa.array(np.argsort(place, kind="stable")))
        at = np.cumsum(keep) - 1
        details = {int(at[i]): _width(parsed[i], len(names)) for i in sorted(wrong)}
    return Cells(names, table, lines[keep].astype(np.int64), details, len(blank))


def _split(record: str, delimiter: str) -> list[str]:
    """Cells of one record whose quotes stand at the edges of cells; the standard reader refuses a cell of more than 128 KiB."""
    cells = []
    for found in re.finditer(rf'(?:^|{re.escape(delimiter)})(?:"((?:[^"]|"")*)"|([^{re.escape(delimiter)}"]*))', record):
        cells.append(found[1].replace('""', '"') if found[1] is not None else found[2])
    return cells


def _fit(cells: list[str], width: int) -> list[str | None]:
    return (cells + [None] * width)[:width]


def _width(cells: list[str], width: int) -> str:
    surplus = f": {' | '.join(cells[width:])}" if len(cells) > width else ""
    return f"{len(cells)} / {width}{surplus}"


def _slow(content: bytes, name: str, delimiter: str, head: tuple[int, list[str]] | None = None) -> Cells:
    import numpy as np
    import pyarrow as pa

    names, rows, lines, details, blank = None, [], [], {}, 0
    skip = 0
    if head is not None:
        skip, names = head
    reader = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise InputError(f"The quotes of '{name}' cannot be read from line {line} on: {error}.", code="bad_quotes", row=line, value=name,
                             hint="Close every quote, and double a quote that stands inside a quoted cell.") from None
        if skip:
            skip -= 1
            continue
        if names is None:
            if "".join(cells).strip():
                names = [c.strip() for c in cells]
            continue
        if not "".join(cells).strip() and len(cells) < 2:
            blank += 1
            continue
        if len(cells) != len(names):
            details[len(rows)] = _width(cells, len(names))
        rows.append(_fit(cells, len(names)))
        lines.append(line)
    table = pa.table({f"c{k}": pa.array([r[k] for r in rows], pa.string()) for k in range(len(names))})
    return Cells(names, table, np.array(lines, np.int64), details, blank)
