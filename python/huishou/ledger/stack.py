# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Tables of several sources as one: a column that one of them lacks is blank there."""

from __future__ import annotations

from ..errors import InputError

__all__ = ["stack"]


def stack(tables: list):
    """Tables below each other, columns in the order they first appear.

    A column that is text in one source and a number in another becomes text; two number types become float64. Names with nested values must agree.

    Raises
    ------
    InputError
        ``unreadable_column``: types that have no common form.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.stack import stack
    >>> stack([pa.table({"a": ["x"], "b": [1]}), pa.table({"b": ["2"]})]).to_pydict()
    {'a': ['x', None], 'b': ['1', '2']}
    """
    import pyarrow as pa

    if len(tables) == 1:
        return tables[0]
    types: dict[str, set] = {}
    for table in tables:
        for field in table.schema:
            types.setdefault(field.name, set()).add(field.type)
    common = {name: _common(found) for name, found in types.items()}
    try:
        return pa.concat_tables([_as(t, common) for t in tables], promote_options="default")
    except pa.ArrowException as error:
        raise InputError(f"A column has different types in the sources: {str(error).splitlines()[0]}", code="unreadable_column",
                         hint="Read the sources one by one, or leave the column out with the mapping's option drop.") from None


def _common(types: set):
    import pyarrow as pa

    real = [t for t in types if not pa.types.is_null(t)]
    if len(real) < 2:
        return real[0] if real else pa.null()
    if all(pa.types.is_integer(t) or pa.types.is_floating(t) for t in real):
        return pa.float64()
    return pa.string()


def _as(table, common):
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        if field.type != common[field.name] and not pa.types.is_null(field.type):
            table = table.set_column(i, field.name, pc.cast(table.column(i), common[field.name], safe=False))
    return table
