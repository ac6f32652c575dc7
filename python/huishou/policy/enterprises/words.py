# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A decision in sentences: what, why, by how much, and what would change it."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from .overrides import Override
from .reasons import say
from .rules import Rules

__all__ = ["explain", "need"]

_DECISIONS = {"refused": ("未列入", "refused"), "entered": ("进入", "entered"), "stayed": ("保留", "stayed"),
              "watched": ("观察（保留名额）", "watched, holds its seat"),
              "watched_outside": ("待查（未列入）", "watched, outside the list"), "waiting": ("候补", "waiting"), "left": ("退出", "left")}
_NEEDS = {"meet": ("{}达到", "{} met"), "know": ("{}查明", "{} known"), "clear": ("{}解除", "{} no longer true"),
          "report": ("按时报送", "a report in time"), "score_known": ("补齐评分数据", "what the score needs"),
          "score>=": ("得分不低于 {}", "a score of {} or more"), "score>": ("得分高于 {}", "a score above {}"), "seat": ("有空余名额", "a free seat"),
          "lows_left": ("再有 {} 次低于退出线即退出", "lows that end the membership: {} more"),
          "below": ("得分低于 {}，连续 {} 次", "a score below {}, reviews in a row: {}")}


def need(code: str, lang: str) -> str:
    """One condition of the column ``needs`` in words.

    Examples
    --------
    >>> from huishou.policy.enterprises.words import need
    >>> need("score>=0.7", "en"), need("below:0.5:2", "zh")
    ('a score of 0.7 or more', '得分低于 0.5，连续 2 次')
    """
    for sign in ("score>=", "score>"):
        if code.startswith(sign):
            return _NEEDS[sign][lang == "en"].format(code.removeprefix(sign))
    name, *rest = code.split(":")
    return _NEEDS[name][lang == "en"].format(*rest)


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
                     f"自 {row['since']} 起在名单，连续低于退出线 {row['lows']} 次（{rules.exit_after} 次退出）")
    if row["needs"]:
        said = ("; " if en else "；").join(need(code, lang) for code in row["needs"].split())
        lines.append(("would change it: " if en else "改变结论的条件：") + said)
    lines.append(f"rules {rules.id} {rules.version} {rules.hash[:12]}" if en else f"规则 {rules.id} {rules.version} {rules.hash[:12]}")
    return "\n".join(lines)
