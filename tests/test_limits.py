"""The limits of fields at the door are those of the columns that they are written to: neither has its own."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import asyncpg
import pytest
from litestar import Litestar
from msgspec import Struct, inspect

from app.database.address import parse
from app.database.server import Server
from app.fields import INT8_MAX
from app.http.document import document, is_text
from app.main import build
from app.settings import Settings
from tests.people import SECRET

APP: Final[Litestar] = build(Settings(database_url="postgresql://nobody@127.0.0.1:9/none", secret_key=SECRET))

#: Where each body is written.
TABLES: Final = {
    "NewModel": "models",
    "ModelPatch": "models",
    "NewBenchmark": "benchmarks",
    "BenchmarkPatch": "benchmarks",
    "NewResult": "benchmark_results",
    "ReportedRun": "benchmark_results",
    "BetterResult": "benchmark_results",
    "ResultPatch": "benchmark_results",
    "Retraction": "benchmark_results",
    "NewOpinion": "opinions",
    "OpinionPatch": "opinions",
    "NewUseCase": "use_cases",
    "UseCasePatch": "use_cases",
    "NewPrice": "model_prices",
    "PricePatch": "model_prices",
    "Into": "merges",
    "Names": "none",
    "NewResults": "none",
    "NewMapping": "mappings",
    "SignIn": "users",
    "Refresh": "refresh_tokens",
    "Mapping": "none",
    "Columns": "none",
    "Facts": "none",
    "NewApiKey": "api_keys",
    "NewUser": "users",
    "Profile": "users",
    "UserPatch": "users",
    "PasswordChange": "none",
    "EmailChange": "users",
    "NewInvitation": "invitations",
    "DatasetImport": "none",
    "DatasetPatch": "datasets",
    "OptionsPatch": "none",
}
#: What is kept as one document of JSON, which has a limit as a whole.
WITHIN: Final = {"Mapping", "Columns", "Facts", "OptionsPatch"}
#: Columns that have another name than the field.
COLUMNS: Final = {
    ("models", "aliases"): ("model_names", "spelling"),
    ("benchmarks", "aliases"): ("benchmark_names", "spelling"),
    ("benchmark_results", "reason"): ("benchmark_results", "status_reason"),
}
#: Texts that are written to no column of their own, and why they need no limit of one.
ELSEWHERE: Final = {
    "SignIn.username": "looked for, never stored",
    "SignIn.password": "compared with a hash",
    "Refresh.refresh_token": "looked for by its hash",
    "Names.names": "asked for, never stored",
    "NewApiKey.scopes": "a list of these words: a check of the whole list",
    "NewApiKey.expires_in_days": "becomes the day that is stored",
    "NewUser.password": "its hash is stored",
    "PasswordChange.current_password": "compared, never stored",
    "PasswordChange.new_password": "its hash is stored",
    "EmailChange.current_password": "compared, never stored",
    "NewUser.invitation": "its hash is stored",
    "NewInvitation.expires_in_days": "becomes the day that is stored",
    "Names.kind": "says where to look",
    "DatasetImport.mapping_name": "looked for, never stored",
    "DatasetImport.models": "says what to do",
    "DatasetImport.benchmarks": "says what to do",
    "NewOpinion.tags": "32 labels share 2,000 characters: a test of its own",
    "OpinionPatch.tags": "32 labels share 2,000 characters: a test of its own",
}
#: What an address of a model or a benchmark looks for.
ADDRESSES: Final = {"model": "models", "into": "models", "benchmark": "benchmarks"}


class Limits(NamedTuple):
    """The least and the most characters, or numbers; or the words that there are."""

    least: float | None = None
    most: float | None = None
    words: frozenset[str] = frozenset()


class Field(NamedTuple):
    """A field of a body, without null; a list is what it is a list of."""

    body: str
    name: str
    kind: inspect.Type

    @property
    def column(self) -> tuple[str, str]:
        table = TABLES[self.body]
        return COLUMNS.get((table, self.name), (table, self.name))

    def __str__(self) -> str:
        return f"{self.body}.{self.name}"


def bodies(kinds: set[type[Struct]]) -> Iterator[type[Struct]]:
    """These bodies, and those that are lists in them."""
    for kind in kinds:
        yield kind
        yield from bodies({one.kind.cls for one in fields(kind) if isinstance(one.kind, inspect.StructType)})


def fields(body: type[Struct]) -> Iterator[Field]:
    for one in inspect.type_info(body).fields:  # type: ignore[attr-defined]  # of a struct
        for kind in plain(one.type):
            yield Field(body.__name__, one.encode_name, kind)


def plain(kind: inspect.Type) -> list[inspect.Type]:
    match kind:
        case inspect.Metadata():
            return plain(kind.type)
        case inspect.UnionType():
            return [one for option in kind.types for one in plain(option)]
        case inspect.ListType():
            return plain(kind.item_type)
        case inspect.NoneType():
            return []
    return [kind]


def at_the_door(kind: inspect.Type) -> Limits:
    match kind:
        case inspect.StrType():
            return Limits(kind.min_length, kind.max_length)
        case inspect.IntType() | inspect.FloatType():
            return Limits(kind.ge, kind.le)
        case inspect.LiteralType():
            return Limits(words=frozenset(map(str, kind.values)))
    return Limits()


SENT: Final = {
    handler.parsed_fn_signature.parameters["data"].annotation
    for route in APP.routes
    for handler in getattr(route, "route_handlers", ())
    if "data" in handler.parsed_fn_signature.parameters
}
FIELDS: Final = sorted(
    (one for body in set(bodies(SENT)) for one in fields(body)), key=lambda one: (str(one), repr(one.kind))
)
TEXTS: Final = (inspect.StrType, inspect.LiteralType)
NUMBERS: Final = (inspect.IntType, inspect.FloatType)
WRITTEN: Final = [
    one
    for one in FIELDS
    if isinstance(one.kind, TEXTS + NUMBERS)
    and str(one) not in ELSEWHERE
    and one.name not in ADDRESSES
    and one.body not in WITHIN
]

Bounds = dict[tuple[str, str], Limits]


@pytest.fixture(scope="module")
async def columns(migrated: Server) -> Bounds:
    """What the database says of each column, in types and constraints."""
    connection = await asyncpg.connect(**parse(migrated.app_url).asyncpg())
    try:
        found: Bounds = {}
        for table, column, kind in await connection.fetch(TYPES):
            found[table, column] = of_type(kind)
        for table, definition in await connection.fetch(CHECKS):
            for column, part in of_check(definition):
                known = found[table, column]
                found[table, column] = Limits(
                    part.least if part.least is not None else known.least,
                    part.most if part.most is not None else known.most,
                    part.words or known.words,
                )
        return found
    finally:
        await connection.close()


TYPES: Final = """
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
"""
CHECKS: Final = """
    select conrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint
    where contype = 'c' and connamespace = 'public'::regnamespace and conrelid <> 0
"""


def of_type(kind: str) -> Limits:
    """numeric(14,6) ends at 99,999,999.999999."""
    if size := re.fullmatch(r"numeric\((\d+),(\d+)\)", kind):
        digits, scale = int(size[1]), int(size[2])
        return Limits(most=(10**digits - 1) / 10**scale)
    return Limits(most=INT8_MAX) if kind == "bigint" else Limits()


def of_check(definition: str) -> Iterator[tuple[str, Limits]]:
    """The limits that a check of a table sets, as PostgreSQL writes it down."""
    for column, sign, number in re.findall(r"char_length\((\w+)\) (>=|<=) (\d+)", definition):
        yield column, Limits(int(number)) if sign == ">=" else Limits(most=int(number))
    for column, number in re.findall(r"\((\w+) >= \(?(\d+)\)?", definition):
        yield column, Limits(int(number))
    for columns, number in re.findall(r"LEAST\(([\w, ]+)\) >= \(?(\d+)\)?", definition):
        yield from ((column, Limits(int(number))) for column in columns.split(", "))
    for column, words in re.findall(r"\((\w+) = ANY \(ARRAY\[([^]]+)\]", definition):
        yield column, Limits(words=frozenset(re.findall(r"'(\w+)'::text", words)))
    for column, pattern in re.findall(r"\((\w+) ~ '([^']+)'", definition):
        if pattern in SHAPED:
            yield column, SHAPED[pattern]


#: Patterns that say how short or long a text may be: the door may say so too, or leave the least to them.
SHAPED: Final = {
    r"^https?://\S+$": Limits(len("http://x")),
    r"\S": Limits(1),
    "^[a-z0-9]+([.-][a-z0-9]+)*$": Limits(1),
    "^[a-z0-9]([a-z0-9._-]{0,48}[a-z0-9])?$": Limits(1, 50),
}


def test_every_body_is_known() -> None:
    assert {body.__name__ for body in bodies(SENT)} == set(TABLES)
    assert {str(one) for one in FIELDS} >= set(ELSEWHERE)
    assert len(WRITTEN) > 90


@pytest.mark.parametrize("field", WRITTEN, ids=str)
def test_a_field_takes_what_its_column_takes(field: Field, columns: Bounds) -> None:
    wanted, door = columns[field.column], at_the_door(field.kind)
    assert door == (wanted._replace(least=None) if field.name == "slug" and door.least is None else wanted)
    if isinstance(field.kind, TEXTS):
        assert wanted.most or wanted.words, "a text without a limit"


@pytest.mark.parametrize(
    "field",
    [one for one in FIELDS if one.name in ADDRESSES and one.body not in WITHIN],
    ids=str,
)
def test_an_address_is_a_slug_or_an_id(field: Field, columns: Bounds) -> None:
    if isinstance(field.kind, inspect.IntType):
        assert at_the_door(field.kind) == Limits(1, columns[ADDRESSES[field.name], "id"].most)
    else:
        assert at_the_door(field.kind) == Limits(1, columns[ADDRESSES[field.name], "slug"].most)


async def test_tags_share_their_limit(columns: Bounds, db: "asyncpg.Connection[asyncpg.Record]") -> None:
    check = await db.fetchval(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'opinions_tags_check'"
    )
    for body in SENT:
        for field in inspect.type_info(body).fields:  # type: ignore[attr-defined]  # of a struct
            if field.name == "tags":
                tags = next(kind for kind in lists(field.type))
                (label,) = plain(tags)
                assert f"cardinality(tags) <= {tags.max_length})" in check
                assert f"<= {at_the_door(label).most})" in check.replace("cardinality(tags) <= ", "")
                assert at_the_door(label).least == 1
                assert "array_position(tags, ''::text) IS NULL" in check


def lists(kind: inspect.Type) -> Iterator[inspect.ListType]:
    match kind:
        case inspect.Metadata():
            yield from lists(kind.type)
        case inspect.UnionType():
            for option in kind.types:
                yield from lists(option)
        case inspect.ListType():
            yield kind


#: Where each text among the parameters of writes is written.
PLACES: Final = {
    "reason": ("changes", "reason"),
    "source": ("benchmark_results", "source"),
    "external_id": ("benchmark_results", "external_id"),
    "source_url": ("benchmark_results", "source_url"),
    "organization": ("models", "organization"),
    "model": ("models", "name"),
    "benchmark": ("benchmarks", "name"),
    "unit": ("benchmarks", "unit"),
    "filename": ("imports", "filename"),
    "format": ("imports", "format"),
    "mapping": ("mappings", "name"),
    "description": ("datasets", "description"),
}
#: JSON, which has a limit as a whole; this is what an address has room for.
AS_JSON: Final = {("options", 1, 20_000)}


def test_parameters_of_writes(columns: Bounds) -> None:
    """A reason is written to the history, what a run is called to its result."""
    found = {
        (parameter["name"], parameter["schema"].get("minLength"), parameter["schema"]["maxLength"])
        for path in document(APP)["paths"].values()
        for verb, operation in path.items()
        if verb != "get"
        for parameter in operation["parameters"]
        if parameter["in"] == "query" and is_text(parameter["schema"])
    }
    wanted = {name: columns[table, column] for name, (table, column) in PLACES.items()}
    assert found == {(name, 1, limits.most) for name, limits in wanted.items()} | AS_JSON
