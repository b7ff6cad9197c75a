"""All formats together: each says what it is, and takes its own files and no other's."""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import pytest

import app.formats
from app.formats import Format, formats, recognised
from app.formats.files import File, Unreadable
from app.formats.mapping import Mapping
from tests.formats.hostile import brought
from tests.formats.inspect.test_archive import HEADER, archive
from tests.formats.parquets import parquet
from tests.formats.test_every_eval_ever import RECORD
from tests.formats.test_hf_eval_results import WHOLE
from tests.formats.test_inspect import LOG
from tests.formats.test_inspect_evals import LISTING
from tests.formats.test_llm_stats import BENCHMARK, MODEL, OFFERING, RESULT
from tests.formats.test_lm_eval import NEW, OLD
from tests.formats.test_model_index import ENTRY, card
from tests.formats.test_papers_with_code import ROW, table

pytestmark = pytest.mark.once

PRICED: Final = {"id": "heron-1", "name": "Heron 1", "cost": {"input": 1, "output": 2}}
SOLD: Final[dict[str, Any]] = {
    "id": "acme",
    "name": "Acme",
    "api_pattern": "https://acme.example",
    "models": [
        {"id": "heron-1", "match": {"equals": "heron-1"}, "prices": {"input_mtok": 1, "output_mtok": 2}}
    ],
}
ROUTED: Final = {
    "id": "acme/heron-1",
    "name": "Acme: Heron 1",
    "architecture": {},
    "pricing": {"prompt": "0.000001", "completion": "0.000002"},
}
LISTED: Final = {
    "litellm_provider": "acme",
    "mode": "chat",
    "input_cost_per_token": 1e-06,
    "output_cost_per_token": 2e-06,
}
LINES: Final = '{"model": "Heron", "benchmark": "Rivers", "score": 1}\n'
TABLE: Final = "model,benchmark,score,date\nHeron,Rivers,1,2025-01-31\n"
#: Of each format every shape that it has, as (name, content).
SAMPLES: Final[dict[str, list[tuple[str, Any]]]] = {
    "csv": [
        ("a.csv", TABLE),
        ("a.tsv", TABLE.replace(",", "\t")),
        ("a.txt", TABLE.replace(",", ";")),
        ("utf-16.csv", TABLE.encode("utf-16")),
        ("bom.csv", b"\xef\xbb\xbf" + TABLE.encode()),
    ],
    "every-eval-ever": [("a.json", RECORD)],
    "genai-prices": [
        ("data.json", [SOLD]),
        ("providers/acme.yml", SOLD | {"pricing_urls": ["https://a.example"]}),
    ],
    "hf-eval-results": [(".eval_results/a.yaml", [WHOLE]), ("a.yaml", [WHOLE, WHOLE])],
    "inspect": [("a.json", LOG), ("a.eval", archive({"header.json": HEADER}))],
    "inspect-evals": [("rivers/eval.yaml", LISTING)],
    "litellm": [("model_prices_and_context_window.json", {"heron-1": LISTED})],
    "llm-stats": [
        ("data/organizations/acme/models/heron/model.json", MODEL),
        ("data/organizations/acme/models/heron/benchmarks.json", [RESULT]),
        ("data/benchmarks/rivers.json", BENCHMARK),
        ("data/providers/bedrock/models.json", [OFFERING]),
    ],
    "lm-eval": [("results_2025.json", NEW), ("heron_5shot.json", OLD)],
    "model-index": [("README.md", card(ENTRY))],
    "models.dev": [
        ("api.json", {"acme": {"id": "acme", "name": "Acme", "env": [], "models": {"heron-1": PRICED}}}),
        ("models/acme/heron-1.toml", 'name = "Heron 1"\nrelease_date = "2025-01"\n[limit]\ncontext = 8\n'),
        ("providers/acme/models/heron-1.toml", 'name = "Heron 1"\n[cost]\ninput = 1\noutput = 2\n'),
    ],
    "ndjson": [("a.ndjson", LINES * 2), ("a.jsonl", LINES)],
    "openrouter": [("models.json", {"data": [ROUTED]})],
    "parquet": [
        ("a.parquet", parquet({"model": ["Heron"], "benchmark": ["Rivers"], "score": ["1"]})),
        ("a", parquet({"model": ["Heron"], "benchmark": ["Rivers"]}, {"score": ["1.5"]})),
    ],
    "papers-with-code": [("tasks.json", [table(ROW)]), ("lines.json", f"{json.dumps(table(ROW))}\n" * 2)],
}
ALL: Final = [(format, name, content) for format, shapes in SAMPLES.items() for name, content in shapes]
#: What people have beside results, and what is none.
OTHERS: Final[list[tuple[str, Any]]] = [
    ("empty", b""),
    ("blank.txt", "\n \n"),
    ("binary.json", bytes(range(256))),
    ("octets.csv", b"\x00\x01\x02" * 100),
    ("package.json", {"name": "heron", "version": "1.0.0", "dependencies": {"a": "1"}}),
    ("list.json", [1, 2, 3]),
    ("text.json", '"model"'),
    ("cut.json", '{"results": {"rivers": {"acc": 0.5'),
    ("deep.json", b"[" * 500 + b"]" * 500),
    ("README.md", "# Heron\n\nA bird, and where it stands.\n"),
    (
        "LICENSE",
        "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software\n",
    ),
    ("pyproject.toml", '[project]\nname = "heron"\n'),
    ("compose.yaml", "services:\n  web:\n    image: heron\n"),
    ("page.html", "<!doctype html><html><body><table><tr><td>1</td></tr></table></body></html>\n"),
    ("a.py", "import csv\n\nprint(csv)\n"),
    ("a.xlsx", archive({"[Content_Types].xml": b"<x/>"})),
    ("a.parquet", b"PAR1" + b"\x15\x04" * 50 + b"PAR1"),
    ("bomb.yaml", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n"),
]


@pytest.mark.parametrize("one", formats().values(), ids=lambda one: one.name)
def test_each_says_what_it_is(one: Format) -> None:
    assert 1 <= len(one.name) <= 50
    assert one.name == one.name.lower().replace(" ", "-").replace("_", "-")
    assert len(one.title) > 5
    assert len(one.described) > 20
    assert "(" in one.described  # the licence of that text


@pytest.mark.parametrize("one", formats().values(), ids=lambda one: one.name)
def test_each_has_a_module_and_tests_of_its_name(one: Format) -> None:
    module = one.name.replace("-", "_").replace(".", "_")
    assert import_module(f"app.formats.{module}").FORMAT is one
    tests = Path(__file__).with_name(f"test_{module}.py")
    assert tests.is_file(), f"{one.name} needs tests in {tests.name}"
    assert "def test_" in tests.read_text(encoding="utf-8")


def test_no_format_is_hidden_or_named_twice() -> None:
    modules = [import_module(one.name) for one in walk_packages(app.formats.__path__, "app.formats.")]
    written = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    assert sorted(one.name for one in written) == sorted(formats())


def test_each_has_samples() -> None:
    assert SAMPLES.keys() == formats().keys()


@pytest.mark.parametrize(("format", "name", "content"), ALL)
def test_a_file_is_of_one_format(tmp_path: Path, format: str, name: str, content: Any) -> None:
    file = brought(tmp_path, name, content)
    assert [one.name for one in formats().values() if one.recognises(file)] == [format]
    found = recognised(file)
    assert found is formats()[format]
    assert list(found.read(file, Mapping(model="acme/heron-1", unit="%")))


@pytest.mark.parametrize(("name", "content"), OTHERS)
def test_other_files_are_of_none(tmp_path: Path, name: str, content: Any) -> None:
    file = brought(tmp_path, name, content)
    assert [one.name for one in formats().values() if one.recognises(file)] == []


@pytest.mark.parametrize(("format", "name", "content"), ALL)
@pytest.mark.parametrize("one", formats().values(), ids=lambda one: one.name)
def test_a_format_that_is_named_wrongly(
    tmp_path: Path, one: Format, format: str, name: str, content: Any
) -> None:
    """It says so, or takes nothing; it neither fails nor finds results that are not there."""
    if one.name == format:
        return
    file = File(name, brought(tmp_path, name, content).place)
    try:
        said = list(one.read(file, Mapping(model="acme/heron-1", unit="%")))
    except Unreadable:
        return
    assert [record for record in said if type(record).__name__ == "Result"] == []
