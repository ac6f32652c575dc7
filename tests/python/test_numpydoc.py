# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every public call documents its parameters, what it returns, and an example; every public class its constructor or its fields.

Public is what ``huishou.__all__`` and the ``__all__`` of the modules in it name, the classes such a call is annotated to return, their subclasses, and the
methods and properties of all these classes without a leading underscore. A new room is found as soon as its name stands in an ``__all__``.

* A call: docstring, Parameters (all of them, no other, in order, each with a description), Returns, Examples.
* A class that a user makes: Parameters, Examples.
* A class that only huishou makes has Attributes and no Parameters. Those of a dataclass are its fields, those of another class exist on it. It may go
  without an example where a public call that returns it has one.
* A class without a constructor of its own: a docstring; how it is made stands at its base.
* A method with parameters: as a call, the example apart. Without parameters a docstring is enough, as for a property: its one sentence says what comes back.
* An error: a docstring. Its arguments are those of ``HuishouError``, which documents them; a user catches errors and makes none.
"""

import dataclasses
import importlib
import inspect
import re

import pytest

import huishou

pytest.importorskip("numpydoc")

from numpydoc.docscrape import get_doc_object  # noqa: E402
from numpydoc.validate import validate  # noqa: E402

# no docstring, parameters not documented, unknown, in another order, without description; no Returns, no Yields, no Examples
DOCSTRING, PARAMETERS, BACK, EXAMPLE = {"GL08"}, {"PR01", "PR02", "PR03", "PR07"}, {"RT01", "YD01"}, {"EX01"}


def ours(thing, package):
    return (getattr(thing, "__module__", None) or "").split(".")[0] == package


def members(module, package, seen=None):
    """What the ``__all__`` of a module and of the modules in it name: pairs of a public name and a function or class."""
    seen = set() if seen is None else seen
    if module.__name__ in seen:
        return
    seen.add(module.__name__)
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.ismodule(thing):
            if thing.__name__.split(".")[0] == package:
                yield from members(thing, package, seen)
        elif (inspect.isroutine(inspect.unwrap(thing)) or inspect.isclass(thing)) and ours(thing, package):
            yield f"{module.__name__}.{name}", thing


def methods(cls):
    """Public methods and properties a class defines itself: pairs of a name and the function behind it."""
    for name, thing in vars(cls).items():
        behind = next((getattr(thing, n) for n in ("fget", "func", "__func__") if hasattr(thing, n)), thing)      # property, cached property, class method
        if not name.startswith("_") and inspect.isfunction(behind):
            yield name, behind


def returned(function, known, package):
    """Classes of the package in the annotation of what a function returns; ``X | None`` and ``list[X]`` name X.

    A name is looked up where the function stands, then among the public names: a module may import a class only when it is called.
    """
    function = inspect.unwrap(function)
    annotation = getattr(function, "__annotations__", {}).get("return")
    for word in re.findall(r"[A-Za-z_]\w*", annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")):
        found = getattr(function, "__globals__", {}).get(word, known.get(word))
        if inspect.isclass(found) and ours(found, package):
            yield found


def surface(module, package):
    """(calls and classes by qualified name, class -> qualified names of the calls that return it)."""
    found, makers = {}, {}
    named = [*members(module, package)]
    known, waiting = {name.rpartition(".")[2]: thing for name, thing in named}, [thing for _, thing in named]
    while waiting:
        thing = waiting.pop()
        name = f"{thing.__module__}.{thing.__qualname__}"
        if name in found:
            continue
        found[name] = thing
        calls = [(name, thing)]
        if inspect.isclass(thing):
            waiting += [c for c in thing.__subclasses__() if ours(c, package) and not c.__name__.startswith("_")]
            calls = [(f"{name}.{n}", f) for n, f in methods(thing)]
        for call, function in calls:
            for cls in returned(function, known, package):
                makers.setdefault(cls, []).append(call)
                waiting.append(cls)
    return found, makers


def sections(thing):
    """Names in Parameters and in Attributes, and whether there is an example."""
    doc = get_doc_object(thing)
    names = {s: {n.strip() for p in doc[s] for n in p.name.split(",")} for s in ("Parameters", "Attributes")} if thing.__doc__ else {}
    # numpydoc gives a class its properties as Attributes; a section that stands in the text is meant here
    written = thing.__doc__ is not None and re.search(r"^\s*Attributes\n\s*-{3,}", thing.__doc__, re.M) is not None
    return names.get("Parameters", set()), names.get("Attributes", set()) if written else None


def errors(name, wanted):
    return [f"{code} {text}" for code, text in validate(name)["errors"] if code in wanted]


def has_example(name):
    return not errors(name, EXAMPLE)


def made_by_us(cls, name, makers):
    """Gaps of a class with Attributes and no Parameters."""
    _, attributes = sections(cls)
    fields = {f.name for f in dataclasses.fields(cls)} if dataclasses.is_dataclass(cls) else None
    if fields is not None and attributes != fields:
        yield f"Attributes and fields differ in {', '.join(sorted(attributes ^ fields))}"
    if fields is None and (unknown := sorted(a for a in attributes if not hasattr(cls, a))):
        yield f"unknown attributes {', '.join(unknown)}"
    if not has_example(name) and not any(has_example(m) for m in makers):
        yield "EX01 no example, and none of a call that returns it"


def gaps(name, thing, makers, package):
    """What the docstrings of a public call, or of a class and its methods, lack: name -> list."""
    out = {}
    if not inspect.isclass(thing):
        out[name] = errors(name, DOCSTRING | PARAMETERS | BACK | EXAMPLE)
    elif issubclass(thing, BaseException):
        out[name] = errors(name, DOCSTRING)
    else:
        parameters, attributes = sections(thing)
        ready_made = attributes is not None and not parameters
        inherited = "__init__" not in vars(thing) and ours(thing.__base__, package)
        out[name] = errors(name, DOCSTRING if ready_made or inherited else DOCSTRING | PARAMETERS | EXAMPLE)
        out[name] += made_by_us(thing, name, makers) if ready_made else []
        for method, function in methods(thing):
            asks = len(inspect.signature(function).parameters) > 1 and not isinstance(vars(thing)[method], property)
            out[f"{name}.{method}"] = errors(f"{name}.{method}", DOCSTRING | PARAMETERS | BACK if asks else DOCSTRING)
    return {n: found for n, found in out.items() if found}


def all_gaps(module, package):
    found, makers = surface(module, package)
    return {n: g for name, thing in sorted(found.items()) for n, g in gaps(name, thing, makers.get(thing, ()), package).items()}


def test_every_public_call_is_documented():
    assert all_gaps(huishou, "huishou") == {}


def test_the_walk_reaches_every_kind_of_public_name():
    found, makers = surface(huishou, "huishou")
    assert {"huishou.ledger.ingest.ingest", "huishou.ledger.credit_code.valid_credit_code", "huishou.view.figures.sankey.sankey", "huishou.schema.schema",
            "huishou.errors.UnitError", "huishou.results.Result", "huishou.metrics.rates.RateResult"} <= found.keys()
    assert "huishou.metrics.cascade.loop" in makers[huishou.recovery.Loop] and "huishou.metrics.definitions.Definition.title" not in found
    assert "where" in dict(methods(huishou.factors.Pack)) and "pedigree" in dict(methods(huishou.factors.Pack))


def test_every_public_module_says_what_is_public():
    """A module without ``__all__`` would end the walk with an error that names no remedy."""
    modules = [n for n in huishou.__all__ if inspect.ismodule(getattr(huishou, n))]
    assert len(modules) > 8 and [n for n in modules if not hasattr(getattr(huishou, n), "__all__")] == []


PLANTED = '''
"""A package with one defect a name."""
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bare", "Done", "Lost", "Maker", "PlantedError", "Wrong", "blank", "fine", "make", "order", "stranger"]


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
'''


def test_planted_gaps_are_found(tmp_path, monkeypatch):
    (tmp_path / "planted_docs.py").write_text(PLANTED, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    found = all_gaps(importlib.import_module("planted_docs"), "planted_docs")
    codes = {name.removeprefix("planted_docs."): [text.split()[0] for text in texts] for name, texts in found.items()}
    assert codes == {"blank": ["GL08"], "order": ["PR03", "PR07", "RT01", "EX01"], "stranger": ["PR01", "PR02", "RT01", "EX01"], "Lost": ["EX01"],
                     "Wrong": ["Attributes"], "Bare": ["PR01", "EX01"], "Maker.run": ["PR01", "RT01"], "Maker.by": ["GL08"], "Heir.cite": ["PR01", "RT01"],
                     "Hidden": ["PR01", "EX01"], "Hidden.total": ["GL08"]}
