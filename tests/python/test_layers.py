# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Layers go one way. Every include of the kernels and every import of the package is read and held against the map of ARCHITECTURE.md;
each rule is also shown a planted violation, so that a rule which sees nothing cannot pass."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "huishou"

SIBLINGS = {"recovery", "carbon", "network", "stock", "decompose", "decide"}
CPP = {"base": set(), "stats": {"base"}, "ledger": {"base", "stats"}, **{s: {"base", "stats", "ledger"} for s in SIBLINGS},
       "bindings": {"base", "stats", "ledger", *SIBLINGS}}
# Where a foreign library may be named: Boost and pybind11 by room, Eigen in the sources of one room only (its alignment depends on flags).
FOREIGN = {"boost": ("stats", True), "pybind11": ("bindings", True), "Eigen": ("network", False)}
ACCUMULATORS = {"features.hpp", "accumulator_set.hpp"}

# Rooms of the package, lower first. A top-level module that is not named here stands on the ground floor and may use that floor only.
FLOORS = {"_native": {"ground"}, "results": {"ground", "_native"}}
FLOORS["ledger"] = {*FLOORS["results"], "results"}
FLOORS["metrics"] = {*FLOORS["ledger"], "ledger"}
FLOORS["scale"] = FLOORS["policy"] = {*FLOORS["metrics"], "metrics"}
FLOORS["view"] = {*FLOORS["policy"], "policy"}
FLOORS["cli"] = {*FLOORS["view"], "view", "scale"}
FLOORS["ground"] = set()


def cpp_files():
    for top in ("cpp/include/huishou", "cpp/src"):
        for path in sorted((ROOT / top).rglob("*.[hc]pp")):
            yield path.relative_to(ROOT / top).parts[0], path.suffix == ".hpp" and top.startswith("cpp/include"), path


def includes(text):
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def cpp_violations(room, public_header, name, text):
    """What the includes of one file break; ``room`` is the folder it lies in."""
    found = []
    if room not in CPP:
        return [f"{name}: room '{room}' is not on the map"]
    for target in includes(text):
        first, *rest = target.split("/")
        if first == "huishou":
            other = rest[0]
            if other != room and other not in CPP[room]:
                found.append(f"{name}: {room} includes {target}")
        elif first in FOREIGN:
            home, headers_too = FOREIGN[first]
            if room != home or (public_header and not headers_too):
                found.append(f"{name}: {room} includes {target}")
            if target.startswith("boost/accumulators") and Path(name).name not in ACCUMULATORS:
                found.append(f"{name}: Boost.Accumulators outside its two headers")
        elif target.startswith(".."):
            found.append(f"{name}: includes {target} by a path that climbs")
    return found


def floor_of(parts):
    """The room of a module given as parts below the package, ``("metrics", "stats")``."""
    if not parts:
        return "root"
    top = {"provenance": "results"}.get(parts[0], parts[0])
    return top if top in FLOORS else "cli" if top == "__main__" else "ground"


def imported(module, is_package, text):
    """Modules of the package that a source imports anywhere, as parts below the package; ``_core`` included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "huishou":
                    yield tuple(parts[1:])
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                parts = (node.module or "").split(".")
                if parts[0] != "huishou":
                    continue
                base = tuple(parts[1:])
            else:
                here = module if is_package else module[:-1]
                base = (*here[:len(here) - (node.level - 1)], *(node.module.split(".") if node.module else ()))
            # `from . import frames` names modules; `from .frames import table` names what is in one.
            yield from ((*base, alias.name) for alias in node.names) if not base else (base,)


def python_violations(module, is_package, text):
    """What the imports of one module break."""
    found = []
    mine = floor_of(module)
    for parts in imported(module, is_package, text):
        if parts[:1] == ("_core",):
            if module != ("_native",):
                found.append(f"{'.'.join(module)}: imports _core")
            continue
        other = floor_of(parts)
        if mine == "root" or other == mine or other in FLOORS[mine]:
            continue
        found.append(f"{'.'.join(module)} ({mine}): imports {'.'.join(parts)} ({other})")
    return found


def package_modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        yield parts[:-1] if is_package else parts, is_package, path


def test_cpp_includes_go_one_way():
    files = list(cpp_files())
    assert {room for room, *_ in files} >= {"base", "stats", "ledger", "bindings"}
    assert [v for room, public, path in files for v in cpp_violations(room, public, str(path.relative_to(ROOT)), path.read_text("utf-8"))] == []


@pytest.mark.parametrize(("room", "public", "name", "line"), [
    ("base", True, "a.hpp", '#include "huishou/stats/count.hpp"'),
    ("stats", True, "a.hpp", '#include "huishou/ledger/cell_table.hpp"'),
    ("ledger", False, "a.cpp", '#  include "huishou/carbon/factor.hpp"'),
    ("recovery", False, "a.cpp", '#include "huishou/carbon/factor.hpp"'),
    ("carbon", True, "a.hpp", '#include "huishou/recovery/rate.hpp"'),
    ("network", True, "a.hpp", "#include <Eigen/Sparse>"),
    ("stock", False, "a.cpp", "#include <Eigen/Dense>"),
    ("ledger", False, "a.cpp", "#include <boost/crc.hpp>"),
    ("stats", True, "a.hpp", "#include <boost/accumulators/accumulators.hpp>"),
    ("ledger", False, "a.cpp", "#include <pybind11/numpy.h>"),
    ("stats", False, "a.cpp", '#include "../ledger/accumulate_kernel.hpp"'),
    ("attic", False, "a.cpp", "#include <vector>"),
])
def test_a_planted_include_is_found(room, public, name, line):
    assert cpp_violations(room, public, name, f"#include <cstdint>\n{line}\n") != []


@pytest.mark.parametrize(("room", "public", "name", "line"), [
    ("bindings", False, "a.cpp", '#include "huishou/recovery/rate.hpp"'),
    ("network", False, "a.cpp", "#include <Eigen/Sparse>"),
    ("stats", True, "features.hpp", "#include <boost/accumulators/accumulators.hpp>"),
    ("ledger", False, "a.cpp", '// #include "huishou/carbon/factor.hpp"'),
])
def test_an_allowed_include_passes(room, public, name, line):
    assert cpp_violations(room, public, name, line) == []


def test_python_imports_go_one_way():
    modules = list(package_modules())
    assert {floor_of(m) for m, *_ in modules} >= {"ground", "_native", "results", "ledger", "metrics"}
    assert [v for m, is_package, path in modules for v in python_violations(m, is_package, path.read_text("utf-8"))] == []


@pytest.mark.parametrize(("module", "text"), [
    (("errors",), "from ._native import stream"),
    (("frames",), "def f():\n    from .results import Result"),
    (("_native",), "from . import results"),
    (("results",), "import huishou.ledger.ledger"),
    (("provenance",), "from .ledger import ingest"),
    (("ledger", "ingest"), "from ..metrics.stats import aggregate"),
    (("ledger", "ingest"), "from .. import metrics"),
    (("metrics", "stats"), "from ..policy import targets"),
    (("metrics", "stats"), "from huishou.scale.dask import aggregate"),
    (("policy", "modes"), "from ..view.plot import trend"),
    (("policy", "modes"), "from ..scale import dask"),
    (("view", "report"), "from ..cli.main import run"),
    (("scale", "spark"), "from ..policy.targets import gap"),
    (("metrics", "stats"), "from .._core import Aggregator"),
    (("metrics", "stats"), "from .. import _core"),
    (("cli", "main"), "import huishou._core"),
    (("new_module",), "from .ledger.ledger import Ledger"),
    (("metrics", "stats"), "import huishou as hs"),
])
def test_a_planted_import_is_found(module, text):
    assert python_violations(module, False, text) != []


@pytest.mark.parametrize(("module", "text"), [
    (("_native",), "from ._core import Aggregator\nfrom .errors import InputError"),
    (("metrics", "stats"), "from .. import _native, frames\nfrom ..provenance import record\nfrom ..ledger.ledger import Ledger"),
    (("cli", "main"), "from ..view.report import report\nfrom ..scale import dask"),
    ((), "from .metrics import stats"),
    (("ledger", "ingest"), "import numpy\nfrom . import words"),
])
def test_an_allowed_import_passes(module, text):
    assert python_violations(module, module == (), text) == []


def test_a_package_resolves_its_own_dots():
    assert list(imported(("ledger",), True, "from . import ingest")) == [("ledger",)]
    assert list(imported(("ledger",), True, "from .ingest import ingest\nfrom ..errors import InputError")) == [("ledger", "ingest"), ("errors",)]


def computed_imports(text):
    """Arguments of ``import_module`` that name the package or are made of parts."""
    calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("import_module")]
    return [ast.unparse(call.args[0]) for call in calls if re.match(r"f?['\"](\.|huishou)|f['\"]", ast.unparse(call.args[0]))]


def test_only_packages_load_their_own_modules_by_name():
    """``importlib`` takes any module past the rules above: only an ``__init__`` that loads its own modules at first use may give it a computed name."""
    planted = "import_module('huishou.units')\nimportlib.import_module(f'..{a}.b', __name__)\nimport_module(f'.{module}', __name__)\nimport_module(name)"
    assert computed_imports(planted) == ["'huishou.units'", "f'..{a}.b'", "f'.{module}'"]
    own = re.compile(r"f'\.\{[^{}]+\}'")
    assert [bool(own.fullmatch(found)) for found in computed_imports(planted)] == [False, False, True]
    for module, is_package, path in package_modules():
        found = computed_imports(path.read_text("utf-8"))
        assert all(is_package and own.fullmatch(name) for name in found), (module, found)
