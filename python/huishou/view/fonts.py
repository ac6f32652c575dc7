# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""A font that can write Chinese, or one clear note with the remedy.

Without one, figures are labelled in English: empty boxes inform nobody. The page itself needs no font of ours, the reader's browser has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Fonts", "find", "tell"]

# What Linux, macOS and Windows ship or install, sans before serif; one that lacks the probe characters is passed over.
_KNOWN = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei",
          "Heiti SC",
          "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "Arial Unicode MS", "Noto Serif CJK SC", "Songti SC", "SimSun")
_PROBE = "回废钢铁率亿吨减排"
_NOTE = (
    "未找到中文字体，图中文字改用英文。安装其一后重新生成即可：Debian/Ubuntu: apt install fonts-noto-cjk；Fedora: dnf install google-noto-sans-cjk-fonts；"
    "Windows 与 macOS 自带（微软雅黑、苹方）。",
    "No Chinese font was found, so figures are labelled in English. Install one and run again: Debian/Ubuntu: apt install fonts-noto-cjk; "
    "Fedora: dnf install google-noto-sans-cjk-fonts; Windows and macOS bring their own.",
)


@dataclass(frozen=True)
class Fonts:
    """``chinese``: name of a font with Chinese characters, None where there is none; ``note``: (zh, en) what is missing, None where nothing is."""

    chinese: str | None
    note: tuple[str, str] | None

    @property
    def families(self) -> list[str]:
        """Font families in order of preference; the last one comes with matplotlib and has the subscript of CO₂."""
        return [*([self.chinese] if self.chinese else []), "DejaVu Sans"]

    def usable(self, lang: str) -> str:
        """The language figures can be labelled in when ``lang`` is wanted."""
        return lang if self.chinese or lang != "zh" else "en"


@lru_cache(maxsize=1)
def tell() -> None:
    """Warn once in a process that figures are labelled in English, and how that is mended."""
    import warnings

    warnings.warn(" ".join(reversed(_NOTE)), UserWarning, stacklevel=2)


@lru_cache(maxsize=1)
def find() -> Fonts:
    """The Chinese font of this machine.

    Raises
    ------
    MissingExtraError
        Without matplotlib.
    """
    from . import style

    style.need()
    from matplotlib import font_manager

    manager = font_manager.fontManager
    name = _chinese(manager)
    if name is None and _take_in_new(manager, font_manager.findSystemFonts()):
        name = _chinese(manager)
    return Fonts(name, None if name else _NOTE)


def _chinese(manager) -> str | None:
    found = {f.name: f for f in reversed(manager.ttflist)}
    return next((name for name in _KNOWN if name in found and _writes(found[name])), None)


def _take_in_new(manager, paths: list[str]) -> bool:
    """Fonts installed since matplotlib wrote its list, which it reads again in every process and does not renew by itself."""
    known = {f.fname for f in manager.ttflist}
    new = sorted(p for p in paths if p not in known)
    for path in new:
        try:
            manager.addfont(path)
        except (OSError, RuntimeError, ValueError):                    # no font that matplotlib can read
            continue
    return bool(new)


def _writes(entry) -> bool:
    from matplotlib import ft2font

    try:
        font = ft2font.FT2Font(entry.fname)                     # the faces of a collection share their characters
        return all(font.get_char_index(ord(c)) for c in _PROBE)
    except (OSError, RuntimeError):
        return False
