"""How a file is to be read, where its owner says so; what is left out is seen from the file itself."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

ColumnType = Literal["integer", "number", "boolean", "date", "datetime", "text", "json"]
ColumnName = Annotated[str, Meta(min_length=1, max_length=255)]

Encoding = Annotated[
    str, Meta(min_length=1, max_length=50, description="Of the text: `cp1252`, for example.")
]
Delimiter = Annotated[str, Meta(min_length=1, max_length=1, description="What stands between columns.")]
Header = Annotated[
    bool, Meta(description="Whether the first row names the columns; without, they are `column_1` and so on.")
]
SkipLines = Annotated[int, Meta(ge=0, le=10_000, description="Lines before the header, or the first row.")]
Decimal = Annotated[
    Literal[".", ","], Meta(description="What stands between a number's whole and its decimals.")
]
Absent = Annotated[
    tuple[Annotated[str, Meta(max_length=100)], ...],
    Meta(max_length=100, description="What the file writes where it has nothing."),
]
Sheet = Annotated[str, Meta(min_length=1, max_length=255, description="Of a workbook: the sheet.")]
Records = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=1000,
        description="Of JSON: where its list of rows stands, with dots: `data.results`.",
    ),
]


class Options(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a file is to be read; what is left out is seen from the file itself."""

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    header: Header | None = None
    skip_lines: SkipLines | None = None
    decimal: Decimal | None = None
    absent: Absent | None = None
    sheet: Sheet | None = None
    records: Records | None = None
    columns: Annotated[
        dict[ColumnName, ColumnType],
        Meta(max_length=2000, description="Name of a column to its type; what does not fit it is empty."),
    ] = {}
