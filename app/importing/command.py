"""The command's options; what it needs is imported when it runs: the others would wait for it."""

import datetime
from typing import Any
from uuid import UUID

import click

FATES = click.Choice(["create", "refuse"])


@click.command("import")
@click.argument(
    "files", nargs=-1, metavar="[FILE]…", type=click.Path(exists=True, allow_dash=True, path_type=str)
)
@click.option("--name", help="What standard input is called, where FILE is -.")
@click.option("--format", help="The format of the files; otherwise they are recognised by their content.")
@click.option(
    "--mapping",
    help="Says what the files do not: a JSON, YAML or TOML file, or the name of one that is kept.",
)
@click.option("--model", help="The model, where files do not say it.")
@click.option("--organization", help="Who made the models.")
@click.option("--benchmark", help="The benchmark, where files do not say it.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the tests.")
@click.option("--source", help="Who reports it.")
@click.option("--source-url", help="Where it can be read.")
@click.option(
    "--evidence", type=click.Choice(["self_reported", "independent", "community"]), help="Who tested."
)
@click.option("--unit", help="What the numbers are, % or proportion for example; it changes none of them.")
@click.option("--multiply-by", type=float, help="What scores are multiplied by.")
@click.option("--models", type=FATES, default="create", help="What becomes of models that there are not.")
@click.option(
    "--benchmarks", type=FATES, default="create", help="What becomes of benchmarks that there are not."
)
@click.option(
    "--convert",
    is_flag=True,
    help="Turn % into proportions, or back, where a benchmark is measured in the other.",
)
@click.option("--overwrite", is_flag=True, help="Change also what people or other sources wrote.")
@click.option("--dry-run", is_flag=True, help="Do all of it, take it back, and say what it would do.")
@click.option("--reason", help="Why; the history shows it.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--undo", metavar="ID", type=click.UUID, help="Take an import back, instead.")
def import_command(
    files: tuple[str, ...],
    name: str | None,
    date: datetime.datetime | None,
    undo: UUID | None,
    reason: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Take files, directories or archives into the catalogue, in one transaction.

    What harnesses write, what boards publish, spreadsheets: models, benchmarks, results and prices. The same
    files again change nothing. Ends with status 1 where nothing could be taken.
    """
    from app.importing.running import bring, take_back

    if bool(files) == (undo is not None):
        raise click.UsageError("Say which files to take in, or with --undo which import to take back.")
    if ("-" in files) != (name is not None):
        raise click.UsageError("--name says what standard input is called; FILE is - then.")
    if undo is not None:
        take_back(undo, reason, as_json=as_json)
    else:
        bring(files, name, reason, as_json=as_json, date=date and date.date(), **given)
