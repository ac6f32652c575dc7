# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Bytes of a text file as UTF-8: strict UTF-8 first, then strict GB18030, never the other way.

GB18030 reads most byte strings, so asking it first would turn UTF-8 into wrong Chinese (鍗曚綅 for 单位); UTF-8 is strict enough to be asked first.
"""

from __future__ import annotations

from ..errors import InputError
from . import guard

__all__ = ["unpack", "utf8"]

# GB18030-2022 moved 18 characters from the private use area to code points of their own; older codecs still give the private ones. The pairs are the
# two-byte codes of the standard and their code point in the 2022 edition.
_MOVED = {b"\xa6\xd9": 0xFE10, b"\xa6\xda": 0xFE12, b"\xa6\xdb": 0xFE11, b"\xa6\xdc": 0xFE13, b"\xa6\xdd": 0xFE14, b"\xa6\xde": 0xFE15,
          b"\xa6\xdf": 0xFE16, b"\xa6\xec": 0xFE17, b"\xa6\xed": 0xFE18, b"\xa6\xf3": 0xFE19, b"\xfe\x59": 0x9FB4, b"\xfe\x61": 0x9FB5,
          b"\xfe\x66": 0x9FB6, b"\xfe\x67": 0x9FB7, b"\xfe\x6d": 0x9FB8, b"\xfe\x7e": 0x9FB9, b"\xfe\x90": 0x9FBA, b"\xfe\xa0": 0x9FBB}


def unpack(content: bytes, name: str) -> bytes:
    """The content of a ``.gz`` or ``.zst`` file; other names unchanged.

    Raises
    ------
    InputError
        ``damaged_archive``, ``archive_too_large``.
    """
    import pyarrow as pa

    codec = {"gz": "gzip", "zst": "zstd"}.get(name.rsplit(".", 1)[-1].lower())
    if codec is None:
        return content
    try:
        with pa.CompressedInputStream(pa.BufferReader(content), codec) as stream:
            return guard.unpacked(stream, len(content), name)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"'{name}' cannot be unpacked: {error}.", code="damaged_archive", value=name, hint="Copy the file again from its source.") from None


def utf8(content: bytes, name: str, encoding: str | None = None) -> tuple[bytes, str]:
    """``content`` as UTF-8 without byte order mark, and the encoding it was read in.

    Parameters
    ----------
    encoding
        Used instead of trying; any codec of Python.

    Raises
    ------
    InputError
        ``encoding_unreadable``, ``unknown_encoding``, ``not_text``.

    Examples
    --------
    >>> from huishou.ledger.decode import utf8
    >>> utf8("废纸".encode("gb18030"), "a.csv")[1]
    'gb18030'
    """
    if encoding is not None:
        out, used = _chosen(content, name, encoding), encoding
    elif content.startswith(b"\xef\xbb\xbf"):
        out, used = _strict(content[3:], "utf-8"), "utf-8-sig"
    else:
        out, used = _strict(content, "utf-8"), "utf-8"
        if out is None:
            out, used = _strict(content, "gb18030"), "gb18030"
    if out is None:
        mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        hint = 'It begins like UTF-16: pass encoding="utf-16".' if mark else 'Save it as UTF-8, or name its encoding, for example encoding="big5".'
        raise InputError(f"'{name}' is neither UTF-8 nor GB18030 text.", code="encoding_unreadable", value=name, hint=hint)
    if b"\x00" in out:
        raise InputError(f"'{name}' holds zero bytes, so it is not a text table.", code="not_text", value=name,
                         hint='Export it as CSV, or name its encoding, for example encoding="utf-16".')
    return out, used


def _strict(content: bytes, codec: str) -> bytes | None:
    try:
        text = content.decode(codec, "strict")
    except UnicodeDecodeError:
        return None
    return content if codec == "utf-8" else _modern(text).encode("utf-8")


def _modern(text: str) -> str:
    moved = {code.decode("gb18030"): chr(to) for code, to in _MOVED.items()}
    present = {ord(old): new for old, new in moved.items() if old != new and old in text}
    return text.translate(present) if present else text


def _chosen(content: bytes, name: str, encoding: str) -> bytes:
    try:
        text = content.decode(encoding, "strict").removeprefix("\ufeff")
        return (_modern(text) if encoding.lower().startswith("gb") else text).encode("utf-8", "strict")
    except UnicodeError:
        raise InputError(f"'{name}' is not {encoding} text.", code="encoding_unreadable", value=name,
                         hint="Leave encoding out: UTF-8 and GB18030 are told apart.") from None
    except (LookupError, ValueError, TypeError, AttributeError):
        raise InputError(f"There is no encoding '{encoding}'.", code="unknown_encoding", value=encoding, hint="Try utf-8, gb18030, utf-16 or big5.") from None
