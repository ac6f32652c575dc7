# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Files written whole or not at all, and their hashes."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["canonical_json", "parquet", "sha256", "text_sha256", "write"]


def sha256(content: bytes) -> str:
    """Hexadecimal sha256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def text_sha256(content: bytes) -> str:
    """Hexadecimal sha256 of a text file: a checkout that rewrote line ends has the same content."""
    return sha256(content.replace(b"\r\n", b"\n"))


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: keys sorted, no spaces.

    Examples
    --------
    >>> canonical_json({"b": 1.0, "a": ["废纸", None]})
    '{"a":["废纸",null],"b":1.0}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parquet(table) -> bytes:
    """A ``pyarrow.Table`` as the bytes of a Parquet file (zstd)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def write(path: Path, content: bytes) -> Path:
    """``content`` at ``path``, through a temporary file beside it: a reader sees the old file or the new one, never a part.

    Folders are made where they are absent.

    Raises
    ------
    InputError
        ``cannot_write``.
    """
    from .errors import InputError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)                       # mkstemp makes files private; a report is for others to read
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise InputError(f"'{path.name}' cannot be written: {error.strerror or error}.", code="cannot_write", value=path.name,
                         hint="Choose a folder you may write to.") from None
    return path
