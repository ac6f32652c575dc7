# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A decision in sentences: what, why, by how much, and what would change it."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from .overrides import Override
from .reasons import say
from .rules import Rules

__all__ = ["explain"]

_DECISIONS = {"refused": ("未列入", "refused"), "entered": ("进入", "entered"), "stayed": ("保留", "stayed"),
              "watched": ("观察（保留名额）", "watched, holds its seat"),
              "watched_outside": ("待查（未列入）", "watched, outside the list"), "waiting": ("候补", "waiting"), "left": ("退出", "left")}
_NEEDS = (("more lows", "再低于退出线的次数"), ("a free seat", "有空余名额"), ("score known", "补齐评分数据"), ("report", "按时报送"), ("reviews", "次评审"),
          (" met", " 达到"),
          (" known", " 查明"), ("score", "得分"), (" in ", "，连续 "))


def explain(row: dict[str, Any], rules: Rules, panel: Override | None, lang: str) -> str:
    """Lines about one decision.

    Raises
    ------
    InputError
        ``unknown_language``.
    """
    if lang not in ("zh", "en"):
        raise InputError(f"'{lang}' is not a language of huishou.", code="unknown_language", value=lang, hint="Choose zh or en.")
    en = lang == "en"
    colon = ": " if en else "："
    lines = [f"{row['enterprise']} {row['period']}{colon}{_DECISIONS[row['decision']][en]}{colon}{say(row['reason'].split(), lang)}"]
    if panel:
        lines.append(f"{'panel' if en else '专家组'}{colon}{panel.decision}{colon}{panel.reason}{f' ({panel.by})' if panel.by else ''}")
    if row["score"] is not None:
        inside = row["decision"] in ("stayed", "watched", "left")
        line = ("exit" if inside else "enter") if en else ("退出线" if inside else "进入线")
        lines.append(f"score {row['score']:.4g}, {row['margin']:+.4g} to the {line} threshold" if en
                     else f"得分 {row['score']:.4g}，距{line} {row['margin']:+.4g}")
    if row["since"] is not None:
        lines.append(f"on the list since {row['since']}, {row['lows']} lows of {rules.exit_after}" if en else
                     f"{row['since']} 年起在名单，连续低于退出线 {row['lows']} 次（{rules.exit_after} 次退出）")
    if row["needs"]:
        lines.append(("would change it: " if en else "改变结论需要：") + (row["needs"] if en else _chinese(row["needs"])))
    lines.append(f"rules {rules.id} {rules.version} {rules.hash[:12]}" if en else f"规则 {rules.id} {rules.version} {rules.hash[:12]}")
    return "\n".join(lines)


def _chinese(needs: str) -> str:
    for english, chinese in _NEEDS:
        needs = needs.replace(english, chinese)
    return needs.replace("; ", "；")
