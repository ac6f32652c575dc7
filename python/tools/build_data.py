# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Make the shipped data files from the folder of collected sources: ``python build_data.py SOURCES [PACKAGE_DATA]``.

For maintainers only; never run at install. The same sources give the same bytes, so a rebuild that changes nothing shows no difference.
Hand-written and never touched: dataset.toml, mapping.toml, SOURCE.md, LICENCE.txt, README.md, and the tables of china-recyclables,
our own compilation. The run ends with status 1 when a data file does not have the hash its dataset.toml states.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import tomllib
from pathlib import Path

import packs_from_sources

SCOTLAND = ("waste-site-material-io", "waste-site-io", "household-waste", "population", "household")


def unpacked(path: Path) -> bytes:
    """The content of ``path``, taken out of zstd where it is packed."""
    if path.suffix != ".zst":
        return path.read_bytes()
    import pyarrow as pa

    with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
        return stream.read()


def packed(content: bytes) -> bytes:
    """``content`` as one zstd frame of level 19."""
    import pyarrow as pa

    return pa.Codec("zstd", compression_level=19).compress(content, asbytes=True)


def steel(workbook: Path) -> bytes:
    """Sheet1 as CSV: the seven columns as they are, every double by its shortest exact text.

    Two independent readers (openpyxl, calamine) must give the same doubles, and every double must be the one its decimal text in the
    workbook's XML stands for.
    """
    import openpyxl
    import python_calamine

    rows = list(openpyxl.load_workbook(workbook, read_only=True)["Sheet1"].values)
    other = python_calamine.CalamineWorkbook.from_path(str(workbook)).get_sheet_by_name("Sheet1").to_python()
    assert rows[0] == ("source", "target", "type", "region", "year", "value", "unit") and len(rows) == len(other) == 31_514
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(rows[0])
    for a, b in zip(rows[1:], other[1:], strict=True):
        assert a[:4] == tuple(b[:4]) and int(a[4]) == int(b[4]) and float(a[5]) == float(b[5]) and a[6] == b[6], (a, b)
        out.writerow((*a[:4], int(a[4]), repr(float(a[5])), a[6]))
    return text.getvalue().encode()


def datasets(sources: Path):
    """(dataset, file, bytes to write) of every data file."""
    yield "china-steel", "flows.csv.zst", packed(steel(sources / "watari-steel-flows/data_2000_2024.xlsx"))
    nyc = sources / "nyc-dsny-monthly-tonnage/DSNY_Monthly_Tonnage_Data_20251130.csv.zst"
    yield "nyc-dsny", "monthly-tonnage.csv.zst", packed(unpacked(nyc))
    for name in SCOTLAND:
        folder = sources / "scotland-waste-sites-and-flows"
        path = next(p for p in (folder / f"{name}.csv.zst", folder / f"{name}.csv") if p.exists())
        yield "scotland-sites", f"{name}.csv.zst", packed(unpacked(path))


def main(sources: Path, data: Path) -> int:
    for dataset, name, content in datasets(sources):
        (data / "datasets" / dataset / name).write_bytes(content)
    wrong = 0
    for about in sorted((data / "datasets").glob("*/dataset.toml")):
        for file in tomllib.loads(about.read_text("utf-8"))["files"]:
            path = about.parent / file["path"]
            digest = hashlib.sha256(unpacked(path)).hexdigest()
            same = digest == file["sha256"]
            wrong += not same
            verdict = "as stated" if same else "NOT as stated"
            sys.stdout.write(f"{about.parent.name}/{path.name}: {path.stat().st_size:,} bytes, sha256 {digest} {verdict}\n")
    for name, size, digest in packs_from_sources.build(sources, data):
        sys.stdout.write(f"pack {name}: {size:,} bytes, sha256 {digest}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent / "huishou" / "data"
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else here))
