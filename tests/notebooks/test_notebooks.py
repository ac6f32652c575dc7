# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Notebooks run from top to bottom, are committed without outputs, and say nothing in numbers that no cell printed."""

import ast
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")            # figures of a result carry a decimal point


def source(cell):
    return "".join(cell["source"])


def printed(cells):
    """All text that code cells gave out."""
    out = []
    for cell in cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            out += ["".join(output.get("text", "")), "".join(data.get("text/plain", "")), re.sub(r"<[^>]+>", " ", "".join(data.get("text/html", "")))]
    return "\n".join(out)


def unprinted(cells):
    """Numbers of the last markdown cell that no code cell printed."""
    answer = [c for c in cells if c["cell_type"] == "markdown"][-1]
    known = printed(cells)
    return [n for n in NUMBER.findall(source(answer)) if n not in known]


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_form(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert len(cells) <= 40
    for cell in cells:
        assert cell["cell_type"] == "markdown" or (cell["outputs"] == [] and cell["execution_count"] is None)
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse(source(cell))):
                assert not isinstance(node, ast.FunctionDef) or node.end_lineno - node.lineno < 5, f"{node.name} belongs into the package"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("default")                          # the kernel's own libraries warn as they like
def test_runs_and_says_only_what_it_printed(path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(book, timeout=60, kernel_name="python3").execute()
    assert unprinted(book["cells"]) == []
    for cell in book["cells"]:
        if cell["cell_type"] == "code" and "hs.plot." in source(cell):
            assert any("image/png" in o.get("data", {}) for o in cell["outputs"]), f"no figure below: {source(cell)}"


def test_a_made_up_number_is_noticed():
    cells = [{"cell_type": "code", "source": "1", "outputs": [{"text": "26.7"}]}, {"cell_type": "markdown", "source": "It is 26.7 %, not 26.8 %."}]
    assert unprinted(cells) == ["26.8"]
