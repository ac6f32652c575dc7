# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Every public call documents its parameters, what it returns, and an example; every public class its constructor or its fields.

Public is what ``huishou.__all__`` and the ``__all__`` of the modules in it name, the classes such a call is annotated to return, their subclasses, and the
methods and properties of all these classes without a leading underscore. A new room is found as soon as its name stands in an ``__all__``.

* A call: docstring, Parameters (all of them, no other, in order, each with a description), Returns, Examples.
* A class that a user makes: Parameters, Examples.
* A class that only huishou makes has Attributes and no Parameters. Those of a dataclass or named tuple are its fields, those of another class exist
  on it. It may go without an example where a public call that returns it has one.
* A class without a constructor of its own: a docstring; how it is made stands at its base.
* A method with parameters: as a call, the example apart. Without parameters a docstring is enough, as for a property: its one sentence says what comes back.
* Raises names every code of an error that the call itself raises, or a private helper of its file, or says whose errors they are ("As ``find``").
* An error: a docstring. Its arguments are those of ``HuishouError``, which documents them; a user catches errors and makes none.
"""

import ast
import dataclasses
import importlib
import inspect
import re
import textwrap
from pathlib import Path

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
    """Names in Parameters, and in Attributes; None where no such section is written."""
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
    fields = {f.name for f in dataclasses.fields(cls)} if dataclasses.is_dataclass(cls) else set(cls._fields) if hasattr(cls, "_fields") else None
    if fields is not None and attributes != fields:
        yield f"Attributes and fields differ in {', '.join(sorted(attributes ^ fields))}"
    if fields is None and (unknown := sorted(a for a in attributes if not hasattr(cls, a) and a not in inspect.get_annotations(cls))):
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
            bound = not isinstance(vars(thing)[method], staticmethod)
            asks = len(inspect.signature(function).parameters) > bound and not isinstance(vars(thing)[method], property)
            out[f"{name}.{method}"] = errors(f"{name}.{method}", DOCSTRING | PARAMETERS | BACK if asks else DOCSTRING)
    return {n: found for n, found in out.items() if found}


def all_gaps(module, package):
    found, makers = surface(module, package)
    return {n: g for name, thing in sorted(found.items()) for n, g in gaps(name, thing, makers.get(thing, ()), package).items()}


def raised(function, seen=None):
    """Codes of errors in the lines of a function and of the private functions of its file that it calls."""
    seen = set() if seen is None else seen
    function = inspect.unwrap(function)
    if function in seen or not inspect.isfunction(function):
        return set()
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    # a function made inside that is handed on, not called, raises for whoever calls it later
    handed = [n for n in ast.walk(tree.body[0]) if isinstance(n, ast.FunctionDef) and n is not tree.body[0] and n.name not in called]
    later = {id(n) for made in handed for n in ast.walk(made)}
    calls = [call for call in calls if id(call) not in later]
    codes = {k.value.value for call in calls for k in call.keywords if k.arg == "code" and isinstance(k.value, ast.Constant)}
    for name in sorted(n for n in called if n.startswith("_")):
        helper = function.__globals__.get(name)
        if inspect.isfunction(helper) and helper.__module__ == function.__module__:
            codes |= raised(helper, seen)
    return codes


def words(doc, function):
    """What a docstring sets in double backticks; where its Raises names another call, the words of that one too."""
    own = set(re.findall(r"``(\w+)``", doc))
    others = [inspect.unwrap(function).__globals__.get(w) for w in re.findall(r"``(\w+)``", doc.partition("Raises")[2].partition("Examples")[0])]
    return own.union(*(re.findall(r"``(\w+)``", other.__doc__ or "") for other in others if inspect.isroutine(other) or inspect.isclass(other)))


def unnamed_codes(module, package):
    """Codes a public call raises and does not name: name -> codes."""
    out = {}
    for name, thing in surface(module, package)[0].items():
        calls = [(name, thing)]
        if inspect.isclass(thing):
            made = [(name, vars(thing)[n]) for n in ("__init__", "__post_init__") if n in vars(thing) and hasattr(vars(thing)[n], "__code__")]
            calls = [(n, f) for n, f in made if not f.__code__.co_filename.startswith("<")] + [(f"{name}.{n}", f) for n, f in methods(thing)]
        for call, function in calls:
            doc = (thing.__doc__ if call == name else function.__doc__) or ""
            out |= {call: codes} if (codes := sorted(raised(function) - words(doc, function))) else {}
    return out


def test_every_public_call_is_documented():
    assert all_gaps(huishou, "huishou") == {}


def test_every_call_names_the_codes_it_raises():
    assert unnamed_codes(huishou, "huishou") == {}


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


def test_planted_gaps_are_found(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "data/docs")
    module = importlib.import_module("planted_docs")
    found = all_gaps(module, "planted_docs")
    codes = {name.removeprefix("planted_docs."): [text.split()[0] for text in texts] for name, texts in found.items()}
    assert codes == {"blank": ["GL08"], "order": ["PR03", "PR07", "RT01", "EX01"], "stranger": ["PR01", "PR02", "RT01", "EX01"], "Lost": ["EX01"],
                     "Wrong": ["Attributes"], "Bare": ["PR01", "EX01"], "Maker.run": ["PR01", "RT01"], "Maker.by": ["GL08"], "Heir.cite": ["PR01", "RT01"],
                     "Hidden": ["PR01", "EX01"], "Hidden.total": ["GL08"]}
    assert unnamed_codes(module, "planted_docs") == {"planted_docs.refuse": ["too_large"]}
