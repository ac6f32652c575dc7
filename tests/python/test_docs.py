# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The Python blocks of the documentation pages run, and what a comment below an expression claims is what it gives."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "python/docs").glob("*.md"))]
BLOCKS = {page: re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.M | re.S) for page in PAGES}
BLOCKS = {page: blocks for page, blocks in BLOCKS.items() if blocks}


def steps(block):
    """(code, claimed output or None) for each statement."""
    lines = block.split("\n")
    for node in ast.parse(block).body:
        code = ast.get_source_segment(block, node)
        claims = []
        for line in lines[node.end_lineno:]:
            if not line.startswith("# "):
                break
            claims.append(line[2:])
        yield code, isinstance(node, ast.Expr), "\n".join(claims) or None


@pytest.mark.parametrize("page", BLOCKS, ids=lambda p: p.stem)
def test_blocks_run_and_give_what_they_claim(page, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}                                                        # the blocks of a page follow each other
    for block in BLOCKS[page]:
        for code, expression, claim in steps(block):
            capsys.readouterr()
            if expression:
                value = eval(code, names)
                given = capsys.readouterr().out.rstrip("\n") or repr(value)
            else:
                exec(code, names)
                given = capsys.readouterr().out.rstrip("\n")
            assert claim is None or given == claim, (page.name, code)


def test_there_are_blocks_to_run():
    assert BLOCKS
