# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Texts to codes by rules anybody can read: words, the clause they stand in, and the words that make a mention none. The evidence is always shown."""

from __future__ import annotations

import re
from typing import Any

from ... import frames
from ...errors import InputError
from .taxonomy import NONE, OTHER, Taxonomy, taxonomy

__all__ = ["code", "items", "recode"]

# A clause: what a negation reaches over. A comma between digits belongs to a number.
_CLAUSE = re.compile(r"(?:[^，。；！？\n,;!?.]|(?<=\d)[.,](?=\d))+")


def code_text(text: str, codes: Taxonomy) -> list[tuple[str, str, int]]:
    """(code, evidence, where it starts) of one answer, each code once, in the order of the list.

    A part stands for its difficulty: ``D01`` alone is given where none of its parts is found. A mention inside a negation, or before an "is no problem" or "is
    solved" of its clause, is none, unless the negator belongs to the evidence (没有进项票). Nothing found is ``D00`` where the answer says so, else ``D99``.
    """
    found: dict[str, tuple[str, int]] = {}
    for clause in _CLAUSE.finditer(text):
        begin, end = clause.span()
        denied = [m.span() for m in codes.negation.around.finditer(text, begin, end)]
        closed = [m.start() for m in codes.negation.after.finditer(text, begin, end)]
        for c in codes.codes:
            if c.pattern is None or c.code in found:
                continue
            for m in c.pattern.finditer(text, begin, end):
                inside = any(a < m.start() and m.end() <= b for a, b in denied)
                if not inside and not any(m.end() <= a for a in closed):
                    found[c.code] = (m[0], m.start())
                    break
    with_parts = {k[:3] for k in found if "." in k}
    kept = [(k, e, at) for k, (e, at) in sorted(found.items()) if "." in k or k not in with_parts]
    if kept or not text.strip():
        return kept
    none = codes.negation.none.search(text) or codes.negation.around.search(text) or codes.negation.after.search(text)
    return [(NONE, none[0].strip(), text.index(none[0].strip()))] if none and none[0].strip() else [(OTHER, text.strip(), text.index(text.strip()))]


def code(texts: Any, taxonomy: Any = "default", model: Any = None):
    """Answers to codes, several an answer.

    Parameters
    ----------
    texts
        List of texts; None or blank is silence and gives no row.
    taxonomy
        ``"default"``, a TOML file, or a ``Taxonomy``.
    model
        A ``Model`` of ``train``, for answers no rule knows; its codes come with ``by`` = ``model`` and the whole answer as evidence.

    Returns
    -------
    frame
        ``text`` (position, from 0), ``code`` (``D01.02``: difficulty and part), ``evidence`` (as it stands in the text), ``start``, ``zh``, ``en``, ``by``.

    Raises
    ------
    InputError
        ``not_text``.
    MatchError
        ``unknown_taxonomy``.

    Examples
    --------
    >>> import huishou as hs
    >>> found = hs.frames.to("dict", hs.demands.code(["没有进项票，用地没有问题", "fuel is too dear", "暂无困难", None]))
    >>> list(zip(found["text"].tolist(), found["code"], found["evidence"]))
    [(0, 'D01.01', '没有进项'), (1, 'D07.03', 'fuel'), (2, 'D00', '暂无困难')]
    """
    import pyarrow as pa

    codes = _taxonomy(taxonomy)
    rows = []
    for n, text in enumerate(_texts(texts)):
        if text is None:
            continue
        for found, evidence, start in code_text(text, codes):
            learned = model.codes(text) if found == OTHER and model is not None else []
            for k in learned or [found]:
                rows.append((n, k, evidence, start, codes.find(k).zh, codes.find(k).en, "model" if learned else "rules"))
    names = ("text", "code", "evidence", "start", "zh", "en", "by")
    kinds = (pa.int64(), pa.string(), pa.string(), pa.int64(), pa.string(), pa.string(), pa.string())
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in names]
    return frames.like(frames.default_kind(), pa.table({n: pa.array(c, k) for n, c, k in zip(names, columns, kinds, strict=True)}))


_taxonomy = taxonomy


def _texts(texts: Any) -> list[str | None]:
    import pyarrow as pa

    if isinstance(texts, str):
        raise InputError("texts is one text.", code="not_text", value=texts, hint="Give a list of answers.")
    try:
        column = texts if isinstance(texts, (pa.Array, pa.ChunkedArray)) else pa.array(texts, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise InputError(f"texts cannot be read: {error}.", code="not_text", hint="Give a list of texts.") from None
    given = column.to_pylist()
    for n, text in enumerate(given, 1):
        if text is not None and not isinstance(text, str):
            raise InputError(f"Answer {n} is {text!r}.", code="not_text", row=n, value=text, hint="Give text, or None for silence.")
    return given


def items(frame: Any, text: str = "text", taxonomy: Any = "default", model: Any = None):
    """A survey to one row a firm and difficulty: what ``tally``, ``common_problems`` and ``trend`` take.

    Parameters
    ----------
    frame
        One row an answer: ``text`` and any other columns (enterprise, region, size, period, weight).
    text
        The column of answers.
    taxonomy, model
        As ``code``.

    Returns
    -------
    frame
        The columns of ``frame`` without ``text``, and ``code``, ``evidence``; silence is one row with a blank code.

    Raises
    ------
    InputError
        ``missing_column``, ``not_text``.
    MatchError
        ``unknown_taxonomy``.

    Examples
    --------
    >>> import huishou as hs
    >>> found = hs.demands.items({"enterprise": ["A", "B"], "text": ["没有进项票，油价太高", None]})
    >>> list(zip(found["enterprise"], found["code"], found["evidence"]))
    [('A', 'D01.01', '没有进项'), ('A', 'D07.03', '油价'), ('B', None, None)]
    """
    import pyarrow as pa

    table = frames.table(frame)
    frames.need_columns(table.column_names, [text])
    coded = frames.table(code(table.column(text), taxonomy, model))
    at, silent = coded.column("text").to_pylist(), set(range(table.num_rows)) - set(coded.column("text").to_pylist())
    rows = sorted([*((p, i) for i, p in enumerate(at)), *((p, -1) for p in silent)])
    take = pa.array([i if i >= 0 else None for _, i in rows], pa.int64())
    own = table.drop_columns([text]).take(pa.array([p for p, _ in rows], pa.int64()))
    for name in ("code", "evidence"):
        own = own.append_column(name, coded.column(name).take(take))
    return frames.like(frames.kind_of(frame), own)


def recode(frame: Any, mapping: dict[str, Any]):
    """History under an older list of codes, in the words of a newer one.

    Parameters
    ----------
    frame
        With ``code``.
    mapping
        ``{old: new}``, new a code or several; codes that are not in it stay. Equal rows that meet in one code are joined.

    Returns
    -------
    frame
        The columns given, ``code`` in the newer words; a row a new code. Of joined rows that differ in ``evidence`` the last is kept.

    Raises
    ------
    InputError
        ``missing_column``.

    Examples
    --------
    >>> import huishou as hs
    >>> new = hs.demands.recode({"enterprise": ["A", "A"], "code": ["tax and roads", "D07"]}, {"tax and roads": ["D01", "D07"]})
    >>> list(zip(new["enterprise"], new["code"]))
    [('A', 'D01'), ('A', 'D07')]
    """
    import pyarrow as pa

    table = frames.table(frame)
    frames.need_columns(table.column_names, ["code"])
    out: dict[tuple, dict[str, Any]] = {}
    for row in table.to_pylist():
        new = mapping.get(row["code"], row["code"])
        for one in new if isinstance(new, (list, tuple)) else [new]:
            changed = {**row, "code": one}
            out[tuple(changed[k] for k in changed if k != "evidence")] = changed
    return frames.like(frames.kind_of(frame), pa.Table.from_pylist(list(out.values()), schema=table.schema))
