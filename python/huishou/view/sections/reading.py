# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What was read, accepted, rejected and ignored, and where every number comes from."""

from __future__ import annotations

import json
from typing import Any

from ... import frames
from ...schema import RULES, WARNINGS
from ..blocks import Bullets, Cell, Fold, Lead, Note, Section, Table
from ..sources import Source
from . import Work

__all__ = ["build", "provenance"]

_SHOWN = 20
_T = {
    "title": ("读入了什么，拒绝了什么", "What was read and what was rejected"),
    "lead": ("共读入 {read} 行 = 接受 {accepted} + 拒绝 {rejected} + 忽略 {ignored}。拒绝的行原样保存在 rejected.csv。",
             "{read} rows read = {accepted} accepted + {rejected} rejected + {ignored} ignored. Rejected rows are kept whole in rejected.csv."),
    "doubts": ("接受的行中有 {warned} 行存疑：数照原样计入，疑点如下。",
               "{warned} of the accepted rows raise a doubt: they are counted as they stand, the doubts are listed below."),
    "table": ("逐源核算：读入 = 接受 + 拒绝 + 忽略", "Account of each source: read = accepted + rejected + ignored"),
    "head": (("来源", "许可", "读入", "接受", "拒绝", "忽略", "拒绝原因", "忽略原因", "存疑"),
             ("source", "licence", "read", "accepted", "rejected", "ignored", "why rejected", "why ignored", "doubts")),
    "ignored": ({"total_row": "合计行", "blank_row": "空行", "blank_cell": "空单元格", "outside_where": "不在筛选范围"},
                {"total_row": "rows of totals", "blank_row": "blank rows", "blank_cell": "cells without a number", "outside_where": "outside where"}),
    "rejected": ("{name}：被拒绝的行（前 {k} 行，共 {all} 行）", "{name}: rejected rows (the first {k} of {all})"),
    "warned": ("{name}：存疑而接受的行（前 {k} 行，共 {all} 行）", "{name}: rows accepted with a doubt (the first {k} of {all})"),
    "rejected_head": (("文件", "行", "列", "原因", "该行内容"), ("file", "row", "column", "reason", "content of the row")),
    "notes": ("{name}：读入时的识别与决定（{k} 条）", "{name}: what reading recognised and decided ({k})"),
    "melted": ("宽表逐单元格计行。", "Wide tables count a row a cell."),
    "csv": ("rejected.csv 中以 = + - @ 开头的文字单元格前加了单引号，防止表格软件当作公式；数字未改动。",
            "In rejected.csv, text cells beginning with = + - @ carry a leading apostrophe so that no spreadsheet runs them; numbers are untouched."),
    "pedigree": ("出处与复核", "Provenance"),
    "pedigree_lead": ("相同输入得到逐字节相同的页面和表；每个文件的 sha256 在 manifest.json 中。合计由精确整数累加得到，与行序、线程数无关。",
                      "The same input gives this page and its tables byte for byte; manifest.json holds the sha256 of every file. Sums are exact and do "
                      "not depend on the order of rows or threads."),
    "inputs": ("输入文件", "Input files"), "inputs_head": (("文件", "字节", "行", "编码", "sha256"), ("file", "bytes", "rows", "encoding", "sha256")),
    "tables": ("随页数据表", "Tables beside the page"), "tables_head": (("文件", "内容", "行", "计算"), ("file", "content", "rows", "call")),
    "origin": ("数据来源与许可", "Origin and licence of the data"), "origin_head": (("来源", "出处", "许可"), ("source", "origin", "licence")),
    "packs": ("因子包", "Factor packs"), "fold": ("输入、数据表、出处与版本", "Inputs, tables, origin and versions"),
    "frame": ("内存数据", "frame"),
    "version": ("huishou {version}", "huishou {version}"),
}


def build(work: Work) -> Section:
    """The account of every source."""
    n = work.n
    counts = [s.intake.counts for s in work.sources]
    sums = {k: sum(c[k] for c in counts) for k in ("read", "accepted", "rejected")} | {"ignored": sum(sum(c["ignored"].values()) for c in counts)}
    lead = _T["lead"][n].format(**{k: f"{v:,}" for k, v in sums.items()})
    body = [_account(s, c, n) for s, c in zip(work.sources, counts, strict=True)]
    kinds = ("text", "text", "num", "num", "num", "num", "text", "text", "text")
    warned = [frames.table(s.intake.warnings) if c["warnings"] else None for s, c in zip(work.sources, counts, strict=True)]
    melted = any(c["source_rows"] != c["read"] for c in counts)
    blocks: list[Any] = [Lead(lead), Table(_T["table"][n], list(zip(_T["head"][n], kinds, strict=True)), body, [_T["melted"][n]] if melted else [])]
    if any(w is not None for w in warned):
        blocks.insert(1, Note(_T["doubts"][n].format(warned=f"{sum(w.num_rows for w in warned if w is not None):,}"), strong=True))
    for source, doubts in zip(work.sources, warned, strict=True):
        rejected = frames.table(source.intake.rejected)
        if rejected.num_rows:
            shown = min(_SHOWN, rejected.num_rows)
            blocks.append(Fold(_T["rejected"][n].format(name=source.title[n], k=shown, all=rejected.num_rows),
                               [_rows(rejected.slice(0, shown), n), Note(_T["csv"][n])]))
        if doubts is not None:
            shown = min(_SHOWN, doubts.num_rows)
            blocks.append(Fold(_T["warned"][n].format(name=source.title[n], k=shown, all=doubts.num_rows), [_rows(doubts.slice(0, shown), n)]))
        notes = source.intake.notes
        if notes:
            blocks.append(Fold(_T["notes"][n].format(name=source.title[n], k=len(notes)), [Bullets(list(notes))]))
    return Section("reading", _T["title"][n], blocks)


def _account(source: Source, counts, n) -> list[Any]:
    join = "；".join if n == 0 else "; ".join
    rules = join(f"{RULES[r][n] if r in RULES else r} {k:,}" for r, k in counts["rules"].items())
    ignored = join(f"{_T['ignored'][n].get(r, r)} {k:,}" for r, k in counts["ignored"].items() if k)
    return [source.title[n], source.licence or "—", f"{counts['read']:,}", f"{counts['accepted']:,}", f"{counts['rejected']:,}",
            f"{sum(counts['ignored'].values()):,}",
            rules or "—", ignored or "—", join(f"{WARNINGS[r][n]} {k:,}" for r, k in counts["warnings"].items()) or "—"]


def _rows(table, n) -> Table:
    body = []
    for row in table.to_pylist():
        own = {k: v for k, v in row.items() if not k.startswith("_") and v not in (None, "")}
        message = str(row.get("_message") or "")
        body.append([row.get("_source") or "—", str(row.get("_row")), row.get("_column") or "—", message,
                     Cell("; ".join(f"{k} = {v}" for k, v in own.items()), "quiet")])
    return Table("", [(t, "num" if i == 1 else "text") for i, t in enumerate(_T["rejected_head"][n])], body, kind="small")


def provenance(work: Work, version: str) -> Section:
    """The fold-out with inputs, hashes, tables and versions; made last, when every table is known."""
    n = work.n
    inputs = [_input(s, n) for intake in (*(s.intake for s in work.sources), *work.beside.values()) for s in intake.provenance["sources"]]
    tables = [[Cell(f"tables/{name}.parquet", "code"), r.title, f"{len(r):,}", Cell(_call(r.provenance), "code")] for name, r in sorted(work.tables.items())]
    origin = [[s.title[n], s.origin or "—", s.licence or "—"] for s in work.sources]
    pack = work.found.get("pack")
    blocks: list[Any] = [Table(_T["origin"][n], [(t, "text") for t in _T["origin_head"][n]], origin, kind="small"),
                         Table(_T["inputs"][n], [(t, "num" if i in (1, 2) else "text") for i, t in enumerate(_T["inputs_head"][n])], inputs, kind="small"),
                         Table(_T["tables"][n], [(t, "num" if i == 2 else "text") for i, t in enumerate(_T["tables_head"][n])], tables, kind="small")]
    if pack is not None:
        blocks.append(Bullets([f"{_T['packs'][n]}: {pack.id} {pack.version}, {pack.licence}, sha256 {pack.sha256}", *pack.notes]))
    return Section("provenance", _T["pedigree"][n], [Lead(_T["pedigree_lead"][n]),
                                                     Fold(_T["fold"][n], [*blocks, Note(_T["version"][n].format(version=version))])])


def _input(about, n) -> list[Any]:
    size = about.get("bytes")
    return [about["path"] if about.get("sha256") else _T["frame"][n], "—" if size is None else f"{size:,}", f"{about.get('rows', 0):,}",
            about.get("encoding") or "—",
            Cell(about.get("sha256") or "—", "code")]


def _call(record) -> str:
    call, parameters = record.get("call", ""), record.get("parameters", {})
    return f"{call}({', '.join(f'{k}={json.dumps(v, ensure_ascii=False, sort_keys=True)}' for k, v in parameters.items() if v not in (None, [], {}))})"[:200]
