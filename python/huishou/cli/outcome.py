# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""How a command ends: exit codes, and errors as one line."""

from __future__ import annotations

import os
import sys
from typing import Any

from ..errors import HuishouError, MatchError, MissingExtraError

__all__ = ["FINDINGS", "INTERNAL", "OK", "UNREADABLE", "WRONG_USE", "exit_code", "run"]

_INTERRUPTED = 130                                              # what a shell reports for SIGINT
OK, FINDINGS, WRONG_USE, UNREADABLE, INTERNAL = range(5)

# What the caller typed is wrong; every other error of ours speaks of the data.
_TYPED = frozenset(("bad_aliases", "bad_history", "bad_mapping", "bad_periods", "bad_units", "bad_where", "cannot_write", "mapping_not_found",
                    "rows_without_sheet", "unknown_alias", "unknown_encoding", "unknown_language", "unknown_ledger_column", "unknown_sheet", "unknown_kind",
                    "would_overwrite", "wrong_use"))


def exit_code(error: HuishouError) -> int:
    """2 where the call is to be changed, 3 where the input is."""
    return WRONG_USE if isinstance(error, (MatchError, MissingExtraError)) or error.code in _TYPED else UNREADABLE


def run(app: Any, arguments: list[str]) -> int:
    """Run the application with these arguments; never a traceback, except with ``HUISHOU_DEBUG=1``."""
    import typer

    try:
        done = typer.main.get_command(app).main(arguments or ["--help"], prog_name="huishou", standalone_mode=False)
        if done == _INTERRUPTED:                                # newer typers turn the interrupt into this code by themselves
            _say("interrupted")
        return done if isinstance(done, int) else OK
    except HuishouError as error:
        _say(str(error))
        return exit_code(error)
    except KeyboardInterrupt:
        _say("interrupted")
        return _INTERRUPTED
    except SystemExit:                                          # typer's and rich's way to say that the reader of our output has gone
        return OK
    except BrokenPipeError:                                     # the reader of our output has gone, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if isinstance(error, typer.Exit):
            return error.exit_code
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):       # usage errors of typer, whichever click it carries
            _say(f"{error.format_message()} Try 'huishou --help'.")
            return WRONG_USE
        if isinstance(error, typer.Abort):
            _say("interrupted")
            return _INTERRUPTED
        if os.environ.get("HUISHOU_DEBUG") == "1":
            raise
        _say(f"internal error: {type(error).__name__}: {error} "
             "Please report it with the command you ran; HUISHOU_DEBUG=1 shows where it happened.")
        return INTERNAL


def _say(text: str) -> None:
    print("huishou: " + " ".join(text.split()), file=sys.stderr)
