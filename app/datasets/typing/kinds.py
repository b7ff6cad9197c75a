"""What a single value is, as an expression of DuckDB's: strict, where its own casts take nearly anything."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from msgspec import Struct

from app.datasets.options import ColumnType
from app.datasets.quoting import literal

#: What files write where they have nothing, in the cases that they do; it keeps no column from its type.
NOTHING: Final = (
    *("", "-", "--", "?", "NA", "na", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN"),
    *("null", "NULL", "Null", "none", "None", "NONE"),
)

WHOLE: Final = "[+-]?(?:0|[1-9][0-9]*)"
DIGITS: Final = "[+-]?[0-9]+"
#: So many digits a DOUBLE keeps.
SHORT_WHOLE: Final = "[+-]?(?:0|[1-9][0-9]{0,14})"
DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?"
ZONE: Final = "(?:Z| UTC| ?[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
MOMENT: Final = f"{DATE}[T ]{CLOCK}{ZONE}?"
#: The engine takes more for JSON than it is: NaN, Infinity, and commas at the end.
TEXTS_IN_JSON: Final = r'"(?:[^"\\]|\\.)*"'
NO_JSON: Final = r"(?i)nan|inf|e[+-]?[0-9]{3}|,\s*[\]}]"
YES: Final = ("true", "yes", "t", "y", "1")
NO: Final = ("false", "no", "f", "n", "0")


class Kind(IntEnum):
    """Large whole numbers fit an integer, and would lose digits as numbers."""

    NOTHING = 0
    WHOLE = 1
    LARGE = 2
    DECIMAL = 3
    BOOLEAN = 4
    DATE = 5
    MOMENT = 6
    JSON = 7
    OTHER = 8


class Habits(Struct, frozen=True):
    """How a file writes what it has not (None: as most do), and what stands before its decimals."""

    absent: tuple[str, ...] | None
    decimal: str

    def says_nothing(self, text: str) -> str:
        absent = NOTHING if self.absent is None else ("", *(one.strip() for one in self.absent))
        return f"({text} in {_listed(absent)})"

    def says_nothing_for_sure(self, text: str) -> str:
        """Also where texts are expected: there `-` or `None` may be one."""
        return f"({text} = '')" if self.absent is None else self.says_nothing(f"trim({text})")

    @property
    def number(self) -> str:
        """Every number, as a regular expression: no signs between thousands, no zeros before it."""
        point = f"[{self.decimal}]"
        return f"[+-]?(?:(?:0|[1-9][0-9]*)(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?"

    @property
    def loose_number(self) -> str:
        point = f"[{self.decimal}]"
        return f"[+-]?(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?"

    def cast(self, text: str, type: ColumnType) -> str:
        """Of a text that fits the type; of others nothing, or nothing that makes sense."""
        match type:
            case "integer":
                return f"try_cast({text} as bigint)"
            case "number":
                return f"try_cast({text if self.decimal == '.' else _pointed(text)} as double)"
            case "boolean":
                return f"(lower({text}) in {_listed(YES)})"
            case "date":
                return f"try_cast({text} as date)"
            case "datetime":
                joined = f"replace(replace({text}, ' +', '+'), ' -', '-')"  # zones that stand apart
                return f"try_cast({joined} as timestamptz)::timestamp"
            case "text" | "json":
                return text

    def kind(self, text: str) -> str:
        """A Kind's number; `text` has no blanks around it."""
        return f"""case
            when {text} is null or {self.says_nothing(text)} then {Kind.NOTHING:d}
            when {text} >= '+' and {text} < ':' then case
                when regexp_full_match({text}, '{SHORT_WHOLE}') then {Kind.WHOLE:d}
                when regexp_full_match({text}, '{WHOLE}') then
                    if(try_cast({text} as bigint) is null, {Kind.OTHER:d}, {Kind.LARGE:d})
                when regexp_full_match({text}, '{self.number}') then
                    if({self._is_finite(text)}, {Kind.DECIMAL:d}, {Kind.OTHER:d})
                when {self._is_date(text)} then {Kind.DATE:d}
                when {self._is_moment(text)} then {Kind.MOMENT:d}
                else {Kind.OTHER:d} end
            when {text} >= '[' and {text} < '|' and {self._is_json(text)} then {Kind.JSON:d}
            when len({text}) <= 5 and lower({text}) in ('true', 'false') then {Kind.BOOLEAN:d}
            else {Kind.OTHER:d} end::utinyint"""

    def fits(self, text: str, type: ColumnType) -> str:
        """Whether a text is of a type that somebody asked for; for them `007` is a whole number too."""
        tests: Mapping[ColumnType, str] = {
            "integer": f"regexp_full_match({text}, '{DIGITS}') and {self.cast(text, 'integer')} is not null",
            "number": f"regexp_full_match({text}, '{self.loose_number}') and {self._is_finite(text)}",
            "boolean": f"lower({text}) in {_listed(YES + NO)}",
            "date": self._is_date(text),
            "datetime": f"({self._is_date(text)} or {self._is_moment(text)})",
            "json": self._is_json(text),
            "text": "true",
        }
        return f"({tests[type]})"

    def _is_finite(self, text: str) -> str:
        return f"coalesce(isfinite({self.cast(text, 'number')}), false)"

    def _is_date(self, text: str) -> str:
        return (
            f"len({text}) = 10 and {text} >= '0001' and regexp_full_match({text}, '{DATE}') "
            f"and try_cast({text} as date) is not null"
        )

    def _is_moment(self, text: str) -> str:
        return (
            f"len({text}) >= 16 and regexp_full_match({text}, '{MOMENT}') and coalesce("
            f"{self.cast(text, 'datetime')} between '0001-01-01' and '9999-12-31 23:59:59.999999', false)"
        )

    def _is_json(self, text: str) -> str:
        return (
            f"left({text}, 1) in ('[', '{{') and json_valid({text}) and not regexp_matches("
            f"regexp_replace({text}, '{TEXTS_IN_JSON}', '0', 'g'), '{NO_JSON}')"
        )


def _pointed(text: str) -> str:
    return f"replace({text}, ',', '.')"


def _listed(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(literal, words))})"
