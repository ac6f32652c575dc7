# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Reconciled flows and suspects in words, Chinese and English."""

from __future__ import annotations

from typing import Any

__all__ = ["CLASSES", "explain", "explain_suspect"]

CLASSES = {
    "redundant": ("有其他测量可核对，已按误差调整。", "Other measurements check it; it was adjusted within the errors."),
    "nonredundant": ("没有其他测量可核对，保持原值。", "Nothing checks it; it stays as measured."),
    "fixed": ("视为精确（标准差为 0），不作调整。", "It is taken as exact (sd 0) and was not adjusted."),
    "observable": ("未测量，由平衡推出。", "It was not measured and follows from the balances."),
    "unobservable": ("未测量，任何平衡都推不出，故为空。", "It was not measured and follows from no balance, so it is missing."),
}
_NOTES = {
    "held_at_zero": ("流量不得为负，最优解为零。", "Flows may not be negative; zero is the best it can be."),
    "self_loop": ("自环：起点即终点，不进入任何平衡。", "A self-loop enters no balance."),
    "duplicate": ("同一起止点有多条记录，各自保留，无法彼此区分误差。", "Several rows have the same ends; each is kept, their errors cannot be told apart."),
    "border": ("一端是系统边界节点，该端不作平衡。", "One end is a border node, which is not balanced."),
}


def _flow(row: dict[str, Any]) -> str:
    return f"{row['source']} → {row['target']}" if "source" in row else f"flow {row.get('flow')}"


def _tonnes(value) -> str:
    return "—" if value is None else f"{value:,.6g} t"


def explain(row: dict[str, Any], lang: str) -> str:
    """One reconciled flow."""
    at = int(lang == "en")
    measured = f"{_tonnes(row['measured_t'])} ± {_tonnes(row['sd_t'])}"
    after = f"{_tonnes(row['reconciled_t'])} ± {_tonnes(row['sd_reconciled_t'])}"
    head = f"{_flow(row)}：实测 {measured}，平差后 {after}。" if lang == "zh" else f"{_flow(row)}: measured {measured}, reconciled {after}."
    return " ".join([head, CLASSES[row["class"]][at], *(_NOTES[n][at] for n in (row["note"] or "").split() if n in _NOTES)])


def explain_suspect(row: dict[str, Any], lang: str) -> str:
    """One suspect measurement."""
    zh = lang == "zh"
    if zh:
        text = f"{_flow(row)}：若只有它有误，误差约 {row['bias_t']:,.6g} t（似然比 {row['glr']:.4g}）。"
        return text + ("" if row["identifiable"] else f"无法与以下流量区分：{row['equivalent']}。")
    text = f"{_flow(row)}: if it alone is wrong, by about {row['bias_t']:,.6g} t (likelihood ratio {row['glr']:.4g})."
    return text + ("" if row["identifiable"] else f" It cannot be told apart from: {row['equivalent']}.")
