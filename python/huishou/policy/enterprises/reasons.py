# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Why a firm entered, stayed, waits or left: codes, and what they say in Chinese and English."""

from __future__ import annotations

from ... import _native

__all__ = ["DECISIONS", "ON_LIST", "REASONS", "codes_of", "say"]

# As the kernel numbers them.
DECISIONS = ("absent", "refused", "entered", "stayed", "watched", "watched_outside", "waiting", "left")
ON_LIST = frozenset(("entered", "stayed", "watched"))

REASONS: dict[str, tuple[str, str]] = {
    "exit_now": ("出现立即退出情形", "an immediate exit applies"),
    "must_failed": ("不满足必备条件", "a must is not met"),
    "panel": ("专家组决定，理由在案", "decided by the panel, reason on record"),
    "lows_reached": ("连续低于退出线达到规定次数", "lows in a row reached the number that ends a membership"),
    "missing_report_leaves": ("未报送即退出", "a missing report ends the membership"),
    "quota_reduced": ("名额减少", "the quota holds fewer seats than firms"),
    "displaced": ("名额已满，被更高分企业替换", "the quota is full and a higher score took the seat"),
    "no_report": ("未报送", "no report"),
    "no_score": ("报送缺少评分所需数据", "the report lacks what the score needs"),
    "low_score": ("得分低于退出线", "the score is below the exit threshold"),
    "in_grace": ("新进入企业宽限期内", "within the grace of a new entrant"),
    "must_unknown": ("必备条件情况不明", "a must is not known"),
    "below_enter": ("得分低于进入线", "the score is below the enter threshold"),
    "quota_full": ("符合条件，名额已满", "qualified, but the quota is full"),
    "tie": ("与名额边缘企业同分，按企业标识排序", "equal scores at the edge of the quota, ordered by enterprise id"),
    "between_thresholds": ("得分在退出线与进入线之间，保持现状", "the score lies between exit and enter, so nothing moves"),
    "score_enough": ("得分达到进入线", "the score reaches the enter threshold"),
    "late_report": ("报送逾期", "the report is late"),
    "not_published": ("名册未公布原因", "the register gives no reason"),
}


def codes_of(bits: int) -> list[str]:
    """Reasons of a decision, gravest first."""
    return [name for i, name in enumerate(_native.list_reasons) if bits >> i & 1]


def say(codes: list[str], lang: str) -> str:
    """Reasons as a sentence part; ``must_failed:filed`` names the column.

    Examples
    --------
    >>> from huishou.policy.enterprises.reasons import say
    >>> say(["must_failed:filed"], "zh")
    '不满足必备条件（filed）'
    """
    words = []
    for code in codes:
        name, _, detail = code.partition(":")
        text = REASONS[name][lang == "en"]
        words.append(text + ((f" ({detail})" if lang == "en" else f"（{detail}）") if detail else ""))
    return ("; " if lang == "en" else "；").join(words)
