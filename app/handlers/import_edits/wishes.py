"""How files are to be taken in, as query parameters say it."""

import datetime
from typing import Annotated, Any

from litestar.params import QueryParameter
from msgspec import Struct

from app.fields import LINE, LINK, PRINTED, Evidence
from app.http.problems import BadParameter
from app.imports.mappings import flaw_of_constant
from app.imports.wanted import Unknown


class Wishes(Struct, frozen=True):
    """How files are to be taken in; `mapping` is the name of one that is kept."""

    filename: str | None
    format: str | None
    mapping: str | None
    constants: dict[str, Any]
    models: Unknown
    benchmarks: Unknown
    convert: bool
    overwrite: bool
    dry_run: bool


def wishes(
    *,
    filename: Annotated[
        str | None,
        QueryParameter(
            max_length=255, description="What the file is called, where it is the whole body; a form says it."
        ),
    ] = None,
    format: Annotated[
        str | None,
        QueryParameter(
            max_length=50, description="One of `/formats`; otherwise files are recognised by their content."
        ),
    ] = None,
    mapping: Annotated[
        str | None, QueryParameter(max_length=100, description="The name of a mapping that is kept.")
    ] = None,
    model: Annotated[
        str | None, QueryParameter(max_length=255, description="The model, where files do not say it.")
    ] = None,
    organization: Annotated[
        str | None, QueryParameter(max_length=255, pattern=PRINTED, description="Who made the models.")
    ] = None,
    benchmark: Annotated[
        str | None, QueryParameter(max_length=255, description="The benchmark, where files do not say it.")
    ] = None,
    date: Annotated[datetime.date | None, QueryParameter(description="The day of the tests.")] = None,
    source: Annotated[str | None, QueryParameter(max_length=255, description="Who reports it.")] = None,
    source_url: Annotated[
        str | None, QueryParameter(max_length=2048, pattern=LINK, description="Where it can be read.")
    ] = None,
    evidence: Annotated[Evidence | None, QueryParameter(description="Who tested.")] = None,
    unit: Annotated[
        str | None,
        QueryParameter(
            max_length=50,
            pattern=LINE,
            description="What the numbers are, `%` for example; it changes none of them.",
        ),
    ] = None,
    multiply_by: Annotated[
        float | None,
        # Said twice: of an optional parameter the framework shows no bound that is 0.
        QueryParameter(
            gt=0, schema_extra={"exclusive_minimum": 0}, description="What scores are multiplied by."
        ),
    ] = None,
    models: Annotated[
        Unknown, QueryParameter(description="What becomes of models that there are not.")
    ] = "create",
    benchmarks: Annotated[
        Unknown, QueryParameter(description="What becomes of benchmarks that there are not.")
    ] = "create",
    convert: Annotated[
        bool,
        QueryParameter(
            description="Per cent become proportions, and the other way, where the file says the one and the"
            " benchmark is measured in the other."
        ),
    ] = False,
    overwrite: Annotated[
        bool,
        QueryParameter(
            description="Also what people wrote by hand is changed, and prices that another source wrote."
        ),
    ] = False,
    dry_run: Annotated[
        bool, QueryParameter(description="All of it is done, and then taken back: what it would do.")
    ] = False,
) -> Wishes:
    constants = {
        "model": model,
        "organization": organization,
        "benchmark": benchmark,
        "date": date,
        "source": source,
        "source_url": source_url,
        "evidence": evidence,
        "unit": unit,
        "multiply_by": multiply_by,
    }
    said = {name: value for name, value in constants.items() if value is not None}
    for name, value in said.items():
        if (flaw := flaw_of_constant(name, value)) is not None:
            raise BadParameter(name, flaw)
    return Wishes(filename, format, mapping, said, models, benchmarks, convert, overwrite, dry_run)
