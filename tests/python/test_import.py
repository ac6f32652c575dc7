# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""``import huishou`` says nothing and loads nothing beyond NumPy: whoever sums a column does not wait for figures, workbooks or a command line."""

import importlib.util
import json
import subprocess
import sys

import pytest

import huishou

# Top-level names that a statement adds to a fresh process; what start-up hooks of the environment loaded before is not counted.
ADDED = "import sys, json\nbefore = set(sys.modules)\n{}\nprint(json.dumps(sorted({{m.partition('.')[0] for m in set(sys.modules) - before}})))"


def fresh(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


def third_party(statement):
    """Packages outside the standard library and huishou that a statement loads in a fresh process."""
    return {m for m in json.loads(fresh(ADDED.format(statement)).stdout) if m not in sys.stdlib_module_names and m != "huishou"}


def test_import_prints_nothing():
    done = fresh("import huishou")
    assert (done.stdout, done.stderr) == ("", "")


def test_import_loads_numpy_at_most():
    assert third_party("import huishou") <= {"numpy"}


def test_the_version_is_read_when_it_is_asked_for():
    """Reading the metadata of installed packages costs about as much as all the rest of `import huishou`."""
    said = "import sys, huishou\nbefore = set(sys.modules)\nassert '__version__' in dir(huishou) and '__version__' in huishou.__all__\n"
    done = fresh(said + "assert huishou.__version__[0].isdigit()\nprint('huishou._version' in before, 'huishou._version' in sys.modules)")
    assert done.stdout.split() == ["False", "True"]


def test_looking_around_loads_no_more():
    """Completion in a notebook asks for the names before anything is computed."""
    assert third_party("import huishou\ndir(huishou), huishou.__all__, huishou.errors, huishou.__version__") <= {"numpy"}


@pytest.mark.parametrize(("statement", "name"), [("import huishou as hs; hs.frames.table({'mass_t': [1.0]})", "pyarrow"), ("import pandas", "pandas")])
def test_what_is_loaded_is_seen(statement, name):
    assert name in third_party(statement)


def test_no_public_name_is_taken_by_a_module():
    """Importing ``huishou.x`` binds ``x`` on the package, so a public name that is a module's too must be that module: it would change with the imports."""
    taken = {name: home for name, home in huishou._HOME.items() if importlib.util.find_spec(f"huishou.{name}") is not None}
    assert "frames" in taken and {name: home for name, home in taken.items() if home != (name, None)} == {}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="recovery_rates"):
        huishou.recovery_rates  # noqa: B018
