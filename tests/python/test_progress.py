# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How far a call is: shares grow from 0 to 1, and nobody is told who does not listen."""

import huishou as hs
from huishou import progress


def test_shares_of_parts_of_parts():
    told = []
    with progress.heard(lambda share, word: told.append((round(share, 6), word))):
        progress.tell(0.1, "a")
        with progress.part(0.2, 0.6):
            progress.tell(0.5, "b")
            with progress.part(0.5, 1.0):
                progress.tell(1.0, "c")
        progress.tell(1.0, "d")
    progress.tell(0.5, "nobody")
    with progress.part(0, 1):
        progress.tell(0.5, "nobody")
    assert told == [(0.1, "a"), (0.4, "b"), (0.6, "c"), (1.0, "d")]


def test_an_error_ends_the_listening():
    told = []
    try:
        with progress.heard(lambda share, word: told.append(word)), progress.part(0, 0.5):
            raise KeyError
    except KeyError:
        pass
    progress.tell(1.0, "later")
    assert told == []


def test_a_reading_of_files_tells_each_and_ends_at_one(tmp_path):
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text("material,mass_t\npaper,1\n", "utf-8")
    told = []
    with progress.heard(lambda share, word: told.append((share, word))):
        hs.ingest(str(tmp_path / "*.csv"))
    shares = [s for s, _ in told]
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == 1.0 and len(set(shares)) > 6
    assert {"a.csv", "b.csv", "c.csv"} <= {w for _, w in told}


def test_bars_stand_in_notebooks_and_on_terminals_only(monkeypatch, capsys):
    import sys
    import types

    with progress.bar(10, "work") as update:                          # a pipeline
        update(5)
    assert progress.place() == "" and capsys.readouterr() == ("", "")
    kernel = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: kernel))
    seen = []

    class Bar:
        n = 0

        def __init__(self, **options):
            seen.append(options)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            seen.append("gone")

        def update(self, more):
            self.n += more
            seen.append(self.n)

    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=Bar))
    monkeypatch.setattr(progress, "place", lambda: "notebook")
    with progress.watched("ingest"):
        progress.tell(0.25, "a")
        progress.tell(0.75, "b")
    assert seen == [{"total": 100, "desc": "ingest", "leave": False, "delay": 1.0}, 25, 75, "gone"]
    seen.clear()
    with progress.heard(lambda share, word: None), progress.watched("ingest"):
        progress.tell(0.5, "somebody listens already")
    with progress.bar(3, "unwanted", False) as update:
        update(1)
    assert seen == []
