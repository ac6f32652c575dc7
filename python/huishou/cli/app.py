# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The commands by name."""

from __future__ import annotations

import typer

from . import demo, doctor, factors, report, template, validate, verify

__all__ = ["build"]


def build() -> typer.Typer:
    """The application."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})
    app.callback(invoke_without_command=False)(_root)
    app.command("demo")(demo.demo)
    app.command("report")(report.report)
    app.command("validate")(validate.validate)
    app.add_typer(factors.app, name="factors")
    app.command("template")(template.template)
    app.command("verify")(verify.verify)
    app.command("doctor")(doctor.doctor)
    return app


def _root(version: bool = typer.Option(False, "--version", help="版本 / print the version", is_eager=True, callback=lambda value: _version(value))) -> None:
    """再生资源回收率与减排核算：recovery rates and carbon reduction of recyclable resources.

    Exit codes: 0 ok, 1 findings above a threshold, 2 wrong use, 3 input unreadable, 4 internal error.
    """


def _version(wanted: bool) -> None:
    if wanted:
        from .._version import __version__

        typer.echo(f"huishou {__version__}")
        raise typer.Exit(0)
