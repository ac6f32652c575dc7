# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Rules of the house that a machine can check: small files, licences, flags that keep bits equal, one version, objects that run on every processor."""

import platform
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import huishou
from huishou import _core

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {".hpp": 350, ".cpp": 400, ".py": 500}
SPDX = ("SPDX-FileCopyrightText: the huishou developers", "SPDX-License-Identifier: BSD-3-Clause")


def sources():
    for top in ("cpp", "python", "tests"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in LIMITS and "__pycache__" not in path.parts:
                yield path


def build_files():
    names = ["CMakeLists.txt", "pyproject.toml", "Makefile", ".ci/run"]
    return [ROOT / n for n in names if (ROOT / n).exists()]


def licence_lines(text):
    """The first two lines that are no shebang, without their comment marks."""
    lines = [line for line in text.splitlines()[:3] if not line.startswith("#!")]
    return tuple(re.sub(r"^(#|//)\s*", "", line) for line in lines[:2])


def test_files_stay_small():
    assert len(list(sources())) > 60
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text("utf-8").splitlines())) > LIMITS[p.suffix]}
    assert long == {}


def test_every_source_names_its_licence_in_two_lines():
    assert licence_lines("#!/bin/sh\n# a\n// b\n") == ("a", "b")
    assert [str(p.relative_to(ROOT)) for p in [*sources(), ROOT / "CMakeLists.txt"] if licence_lines(p.read_text("utf-8")) != SPDX] == []


# Flags that let a compiler change bits, or use instructions an older processor lacks, for every file at once.
LOOSE = re.compile(r"-march=|-mtune=|-mcpu=|-ffast-math|-Ofast|-funsafe-math|-fassociative-math|-freciprocal-math|-ffp-contract=(?!off)")


def test_flags_keep_bits_equal_and_wheels_portable():
    assert all(LOOSE.search(f"-O3 {flag}") for flag in ("-march=native", "-ffast-math", "-ffp-contract=fast", "-Ofast"))
    assert not LOOSE.search("-ffp-contract=off")
    for path in build_files():
        assert LOOSE.search(path.read_text("utf-8")) is None, path.name
    cmake = (ROOT / "CMakeLists.txt").read_text("utf-8")
    assert "-ffp-contract=off" in cmake
    # Instruction sets are named for the variants that are chosen at run time only, and for what the benchmark holds against them.
    special = [line.split()[0] for line in cmake.splitlines() if re.search(r"-m(avx|fma|sse)", line)]
    assert special == ["set_source_files_properties(" + name for name in ("cpp/src/ledger/variant_avx2.cpp", "cpp/src/network/dense_avx512.cpp",
                                                                          "tests/benchmarks/naive_avx2.cpp")]


def test_nothing_names_a_machine_or_a_person():
    words = re.compile("|".join(["/" + "home/", "/" + "work/", "/" + "tmp/bash", r"\bTO" + "DO\\b", r"\bFIX" + "ME\\b", r"\b[Ii]ssue" + r" #?\d"]))
    assert words.search("see issue" + " 4") and words.search("/" + "home/me")
    assert [(str(p.relative_to(ROOT)), m[0]) for p in [*sources(), *build_files()] if (m := words.search(p.read_text("utf-8")))] == []


def test_the_version_has_one_home():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert huishou.__version__ == _core.__version__ == project["version"]


def archive():
    """The newest static library of kernels with its symbols, where one was built here."""
    found = sorted((p for p in ROOT.glob("build/*/libhuishou_core.a") if "sanitize" not in p.parent.name), key=lambda p: p.stat().st_mtime)
    if not found or platform.machine() not in ("x86_64", "AMD64") or shutil.which("objdump") is None or shutil.which("nm") is None:
        pytest.skip("needs an x86-64 build in build/ and binutils")
    return found[-1]


def by_object(command):
    """Output of a binutils command over an archive, by object file."""
    out = {}
    name = None
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        if match := re.match(r"^(\S+\.o):", line):
            name = match[1]
            out[name] = []
        elif name is not None:
            out[name].append(line)
    return out


def test_baseline_objects_hold_no_newer_instructions():
    newer = re.compile(r"%[yz]mm|\tv[a-z]+\d*[a-z]*\s+.*%xmm")   # 256-bit registers, or the VEX encoding of the 128-bit ones
    objects = by_object(["objdump", "-d", "--no-show-raw-insn", str(archive())])
    uses = {name: sum(1 for line in lines if newer.search(line)) for name, lines in objects.items()}
    assert "variant_baseline.cpp.o" in uses and len(uses) > 8
    assert uses.pop("variant_avx2.cpp.o") > 100               # the pattern sees what it looks for
    assert uses.pop("dense_avx2.cpp.o") > 50 and uses.pop("dense_avx512.cpp.o") > 50
    assert {name: n for name, n in uses.items() if n} == {}


def test_the_avx2_object_shares_no_code():
    """Of an inline function that several objects define the linker keeps any copy: one compiled for a newer processor must not be among them."""
    symbols = by_object(["nm", "--defined-only", str(archive())])
    kinds = {name: {line.split()[-2] for line in lines if line.strip()} for name, lines in symbols.items()}
    shared = set("WVuw")
    assert kinds["group_table.cpp.o"] & shared                   # other objects do share such code
    assert all(kinds[name] & shared == set() for name in ("variant_avx2.cpp.o", "dense_avx2.cpp.o", "dense_avx512.cpp.o"))
    public = [line.split()[-1] for line in symbols["variant_avx2.cpp.o"] if line.split()[-2:-1] == ["T"]]
    assert sorted(public) == ["_ZN7huishou6ledger14key_loops_avx2Ec", "_ZN7huishou6ledger15accumulate_avx2ENS0_6LayoutE"]
