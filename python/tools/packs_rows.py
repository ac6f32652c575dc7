# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What the makers of packs share: rows of a CSV, names as ids, and why the two packs of the EPA differ."""

from __future__ import annotations

import csv
import io
import re

WARM_AND_HUB = ("WARM and the Emission Factors Hub differ in sign for the same words: WARM holds avoided virgin production, carbon storage and energy inside "
                "(aluminum cans recycled: negative), the Hub leaves all of it out and counts transport and sorting (positive). Never mix the two.")


def snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def as_rows(content: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(content.decode().replace("\r\n", "\n")))]
