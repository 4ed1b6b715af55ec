"""`papertide readers`, `doctor` and `config show`: what papertide can read, and how it stands on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.cli import flags, output
from orchestration.cli.exits import Code

config = typer.Typer(no_args_is_help=True, help="Settings: flags, environment, papertide.toml, defaults.")


def readers(as_json: flags.AsJson = False) -> None:
    """List the sources that can be read, their layouts, and with --json the fields that each fills."""
    from transforms.readers import readers as found
    from transforms.readers._contract import FIELDS

    rows = [
        {
            "name": item.name,
            "version": item.version,
            "layouts": list(item.layouts),
            "describes": item.describes,
            "fields": [name for name in FIELDS if name in item.raw],
        }
        for item in found()
    ]
    output.listing(rows, ("name", "version", "layouts", "describes"), as_json=as_json, empty="No reader.")


def doctor(
    context: typer.Context,
    deep: Annotated[bool, typer.Option("--deep", help="Read every stored byte.")] = False,
    as_json: flags.AsJson = False,
) -> None:
    """Check the machine, the files of decisions, the served snapshot, the database and the archive. Mends nothing.

    Exit code 6: something stored is damaged. 5: the machine does not let us work.
    """
    from orchestration.diagnosis import examine

    settings = flags.settings_of(context)
    findings = []
    for finding in examine(settings, is_deep=deep):
        findings.append(finding)
        if not as_json:
            mark = "ok" if finding.outcome == "ok" else finding.outcome.upper()
            output.emit(
                f"{mark:<7} {finding.check}: {output.printable(f'{finding.found} {finding.next_step}'.strip())}\n"
            )
    if as_json:
        output.emit_json([asdict(finding) for finding in findings])
    outcomes = {finding.outcome for finding in findings}
    if "damage" in outcomes:
        raise typer.Exit(Code.DAMAGED)
    if "fault" in outcomes:
        raise typer.Exit(Code.ENVIRONMENT)


@config.command("show")
def show_config(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """Show each value, where it comes from, and what it means."""
    from warehouse.settings import Settings, load_settings, origins

    home = flags.home_of(context)
    settings, origin = load_settings(home=home), origins(home=home)
    rows = [
        {"name": name, "value": getattr(settings, name), "origin": origin[name], "meaning": field.description}
        for name, field in Settings.model_fields.items()
    ]
    shown = rows if as_json else [row | {"value": _as_toml(row["value"])} for row in rows]
    output.listing(shown, ("name", "value", "origin", "meaning"), as_json=as_json, empty="No setting.")


def _as_toml(value: object) -> str:
    """A value as it would be written in papertide.toml: no separators in numbers, a table in one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {part}' for name, part in value.items())}}}"
    return str(value)
