# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A package with a defect behind nearly every name; the test of docstrings must find each of them and no other."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bare", "Done", "Lost", "Maker", "PlantedError", "Wrong", "blank", "fine", "make", "order", "refuse", "stranger"]


def fine(mass_t: float) -> float:
    """Twice the mass.

    Parameters
    ----------
    mass_t
        Tonnes.

    Returns
    -------
    float
        Tonnes.

    Examples
    --------
    >>> fine(1.0)
    2.0
    """
    return 2 * mass_t


def blank(mass_t: float) -> float:
    return mass_t


def order(a: float, b: float) -> float:
    """The sum.

    Parameters
    ----------
    b
        One.
    a
    """
    return a + b


def stranger(a: float) -> float:
    """Itself.

    Parameters
    ----------
    b
        What is not there.
    """
    return a


def refuse(mass_t: float) -> float:
    """Twice the mass.

    Parameters
    ----------
    mass_t
        Tonnes.

    Returns
    -------
    float
        Tonnes.

    Raises
    ------
    PlantedError
        ``negative``.

    Examples
    --------
    >>> refuse(1.0)
    2.0
    """
    if mass_t < 0:
        raise PlantedError("It is negative.", code="negative")
    return _doubled(mass_t)


def _doubled(mass_t):
    if mass_t > 1e300:
        raise PlantedError("It is too large.", code="too_large")
    return 2 * mass_t


def make() -> Done | None:
    """A row that is done.

    Returns
    -------
    Done
        With its mass.

    Examples
    --------
    >>> make().mass_t
    1.0
    """
    return Done(1.0)


@dataclass(frozen=True)
class Done:
    """A row.

    Attributes
    ----------
    mass_t : float
        Tonnes.
    """

    mass_t: float


@dataclass(frozen=True)
class Lost:
    """A row that no call returns.

    Attributes
    ----------
    mass_t : float
        Tonnes.
    """

    mass_t: float


@dataclass(frozen=True)
class Wrong:
    """A row whose fields are others.

    Attributes
    ----------
    mass_t : float
        Tonnes.

    Examples
    --------
    >>> Wrong(1.0).tonnes
    1.0
    """

    tonnes: float


@dataclass(frozen=True)
class Bare:
    """A row without a word about its fields."""

    mass_t: float


class Hidden:
    """What only a method returns."""

    def __init__(self, rows: int):
        self.rows = rows

    def total(self):
        return 0.0


class Heir(Hidden):
    """What is made as its base is."""

    def cite(self, lang: str) -> str:
        """A sentence."""
        return lang


class Maker:
    """A maker.

    Examples
    --------
    >>> Maker().by
    1
    """

    def run(self, lang: str) -> Hidden:
        """Runs."""
        return Heir(1)

    def digest(self) -> str:
        """Its name."""
        return ""

    @property
    def by(self) -> int:
        return 1


class PlantedError(ValueError):
    """An error."""
