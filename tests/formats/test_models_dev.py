"""models.dev: what makers say, what hosts say, and scores; from api.json and from TOML."""

import copy
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.models_dev import FORMAT
from app.formats.records import Benchmark, Model, Price, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
GPT_5: Final[Json] = {
    "id": "gpt-5",
    "name": "GPT-5",
    "reasoning": True,
    "tool_call": True,
    "knowledge": "2024-09-30",
    "release_date": "2025-08-07",
    "open_weights": False,
    "modalities": {"input": ["text", "image"], "output": ["text"]},
    "limit": {"context": 400000, "input": 272000, "output": 128000},
    "cost": {"input": 1.25, "output": 10, "cache_read": 0.125, "input_audio": 40},
}
HEADER: Final = {"env": ["A_KEY"], "npm": "@ai-sdk/some"}
TOML: Final = """
name = "Acme 4"
release_date = "2025-03"
license = "MIT"
open_weights = true

[limit]
context = 0
output = 8_192

[modalities]
input = ["text"]
output = ["text"]

[[weights]]
label = "Hugging Face"
url = "https://huggingface.co/acme-ai/Acme-4"

[[weights]]
label = "Smaller"
url = "https://huggingface.co/acme-ai/Acme-4-FP8"
quantization = "fp8"
"""
SCORES: Final = """
[[benchmarks]]
name = "Rivers"
score = 88.0
metric = "percent correct"
source = "https://rivers.example.org/board"
date = 2025-08-23

[[benchmarks]]
name = "Shell Work"
score = 41
metric = "pass@1"
harness = "Some CLI"
variant = "high"
version = "2.1"
dataset = "public"

[[benchmarks]]
name = "Index of All"
score = 34.6
metric = "index"
variant = "Some Agent"

[[benchmarks]]
name = "Rivers"
score = nan

[[benchmarks]]
name = "Rivers"
score = 1.0
date = "last week"
"""


def api(**providers: Json) -> Json:
    """Providers by id; each its models by id, under its own id as its name."""
    return {id: HEADER | {"id": id, "name": id.title(), "models": models} for id, models in providers.items()}


def said(folder: Path, content: Any, name: str = "api.json") -> list[Said]:
    file = brought(folder, name, content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def test_a_maker_describes_and_sells_its_model(tmp_path: Path) -> None:
    assert said(tmp_path, api(openai={"gpt-5": GPT_5})) == [
        Model(
            row=1,
            name="GPT-5",
            organization="OpenAI",
            release_date=date(2025, 8, 7),
            metadata={
                "context_window": 400000,
                "max_input_tokens": 272000,
                "max_output_tokens": 128000,
                "modalities": {"input": ["text", "image"], "output": ["text"]},
                "open_weights": False,
                "reasoning": True,
                "tool_call": True,
                "knowledge_cutoff": "2024-09-30",
            },
        ),
        Price(
            row=1,
            model="GPT-5",
            organization="OpenAI",
            provider="OpenAI",
            offering="gpt-5",
            input=1.25,
            output=10.0,
            cache_read=0.125,
        ),
    ]


def test_a_host_sells_under_its_id_and_describes_nothing(tmp_path: Path) -> None:
    hosted = GPT_5 | {"limit": {"context": 1, "output": 1}, "open_weights": True, "cost": {"input": 2}}
    listed = said(tmp_path, api(**{"some-host": {"x/gpt-5": hosted}, "openai": {"gpt-5": GPT_5}}))
    models = [one for one in listed if isinstance(one, Model)]
    assert [(one.name, one.organization, one.row) for one in models] == [("GPT-5", "OpenAI", 2)]
    assert models[0].metadata is not None
    assert models[0].metadata["context_window"] == 400000
    prices = [one for one in listed if isinstance(one, Price)]
    assert [(one.provider, one.offering, one.input) for one in prices] == [
        ("Some-Host", "x/gpt-5", 2.0),
        ("OpenAI", "gpt-5", 1.25),
    ]


def test_of_hosts_alone_is_taken_what_none_contradicts(tmp_path: Path) -> None:
    first = {"name": "Llama 9", "reasoning": True, "release_date": "2025-01-02", "status": "deprecated"}
    second = {"name": "LLAMA-9", "reasoning": True, "release_date": "2025-03-04", "open_weights": True}
    listed = said(tmp_path, api(a={"meta-llama/llama-9": first}, b={"llama-9": second}))
    assert [one for one in listed if isinstance(one, Model)] == [
        Model(row=1, name="Llama 9", organization="Meta", metadata={"reasoning": True, "open_weights": True})
    ]


@pytest.mark.parametrize(
    ("offering", "name", "model"),
    [
        ("us.anthropic.claude-opus-9-v1:0", "Claude Opus 9 (US)", "Claude Opus 9"),
        ("anthropic.claude-opus-9-v1:0", "Claude Opus 9 (US)", "Claude Opus 9 (US)"),
        ("anthropic/claude-opus-9:free", "Claude Opus 9 (free)", "Claude Opus 9"),
        ("anthropic/claude-opus-9", "Anthropic: Claude Opus 9", "Claude Opus 9"),
        ("claude-opus-9", "Claude Opus 9 (latest)", "Claude Opus 9 (latest)"),
        ("x/some:thing", "Maker:", "Maker:"),
    ],
)
def test_a_model_is_named_without_what_is_of_the_offering(
    tmp_path: Path, offering: str, name: str, model: str
) -> None:
    listed = said(tmp_path, api(host={offering: {"name": name, "cost": {"input": 1}}}))
    assert [one.name for one in listed if isinstance(one, Model)] == [model]
    assert [(one.model, one.offering) for one in listed if isinstance(one, Price)] == [(model, offering)]


def test_prices_of_long_requests_and_of_faster_answers_are_tiers(tmp_path: Path) -> None:
    cost = {
        "input": 1.25,
        "output": 10,
        "tiers": [{"tier": {"type": "context", "size": 200000}, "input": 2.5, "output": 15}],
        "context_over_200k": {"input": 2.5, "output": 15},
    }
    fast = {"modes": {"fast": {"cost": {"input": 30, "output": 150}}}}
    entry = {"name": "Gemini 9", "cost": cost, "experimental": fast}
    listed = said(tmp_path, api(google={"gemini-9": entry}))
    prices = [(one.tier, one.input, one.output) for one in listed if isinstance(one, Price)]
    assert prices == [("standard", 1.25, 10.0), ("above 200k", 2.5, 15.0), ("fast", 30.0, 150.0)]


def test_the_older_way_to_price_long_requests_is_read(tmp_path: Path) -> None:
    cost = {"input": 1, "context_over_200k": {"input": 2}}
    listed = said(tmp_path, api(google={"gemini-9": {"name": "Gemini 9", "cost": cost}}))
    assert [(one.tier, one.input) for one in listed if isinstance(one, Price)] == [
        ("standard", 1.0),
        ("above 200k", 2.0),
    ]


def test_what_is_free_costs_0_and_what_has_no_price_has_none(tmp_path: Path) -> None:
    models = {"a": {"name": "A 1", "cost": {"input": 0, "output": 0}}, "b": {"name": "B 1"}}
    prices = [one for one in said(tmp_path, api(host=models)) if isinstance(one, Price)]
    assert [(one.model, one.input, one.output, one.cache_read) for one in prices] == [("A 1", 0.0, 0.0, None)]


def test_entries_that_cannot_be_taken_are_named_and_the_others_read(tmp_path: Path) -> None:
    models = {
        "none": 5,
        "nameless": {"cost": {"input": 1}},
        "~x/some-latest": {"name": "Some Latest", "cost": {"input": 1}},
        "long": GPT_5 | {"limit": {"context": "long"}},
        "soon": {"name": "Soon 1", "release_date": "soon", "cost": {"input": "cheap", "output": 3}},
    }
    listed = said(tmp_path, api(host=models))
    rejects = [(one.row, one.column, one.value) for one in listed if isinstance(one, Reject)]
    assert rejects == [
        (1, None, None),
        (2, "name", None),
        (3, "id", "~x/some-latest"),
        (4, "limit.context", None),
        (5, "release_date", "soon"),
        (5, "input", "cheap"),
    ]
    assert [(one.model, one.output) for one in listed if isinstance(one, Price)] == [("Soon 1", 3.0)]


def test_one_offering_of_two_providers_of_one_name_is_said_once(tmp_path: Path) -> None:
    entry = {"name": "Claude Opus 9", "cost": {"input": 5}}
    providers = {"google-vertex": {"claude-9": entry}, "google-vertex-anthropic": {"claude-9": entry}}
    assert [one.row for one in said(tmp_path, api(**providers)) if isinstance(one, Price)] == [1]
    providers["google-vertex-anthropic"] = {"claude-9": entry | {"cost": {"input": 6}}}
    listed = said(tmp_path, api(**providers))
    assert [(one.row, one.reason) for one in listed if isinstance(one, Reject)] == [
        (2, "Expected the price that row 1 gives for the same offering.")
    ]


def test_a_makers_file_has_the_model_its_names_and_its_scores(tmp_path: Path) -> None:
    model, *scores = said(tmp_path, TOML + SCORES, "models/acme/acme-4.toml")
    assert model == Model(
        row=1,
        name="Acme 4",
        organization="acme",
        license="MIT",
        metadata={
            "release_month": "2025-03",
            "max_output_tokens": 8192,
            "modalities": {"input": ["text"], "output": ["text"]},
            "open_weights": True,
        },
        aliases=("acme/acme-4", "acme-ai/Acme-4"),
    )
    assert scores == [
        Benchmark(row=1, name="Rivers", task="Rivers", unit="%", higher_is_better=True),
        Result(
            row=1,
            model="Acme 4",
            organization="acme",
            benchmark="Rivers",
            score=88.0,
            unit="%",
            date_tested=date(2025, 8, 23),
            source="rivers.example.org",
            source_url="https://rivers.example.org/board",
            settings={"metric": "percent correct"},
        ),
        Benchmark(row=2, name="Shell Work", task="Shell Work", higher_is_better=True),
        Result(
            row=2,
            model="Acme 4",
            organization="acme",
            benchmark="Shell Work",
            score=41.0,
            settings={
                "metric": "pass@1",
                "subset": "public",
                "benchmark_version": "2.1",
                "harness": "Some CLI",
                "effort": "high",
            },
        ),
        Benchmark(row=3, name="Index of All", task="Index of All"),
        Result(
            row=3,
            model="Acme 4",
            organization="acme",
            benchmark="Index of All",
            score=34.6,
            settings={"metric": "index", "variant": "Some Agent"},
        ),
        Reject(row=4, column="score", value="nan", reason="Expected a finite number."),
        scores[-1],
    ]
    assert isinstance(scores[-1], Reject)
    assert (scores[-1].row, scores[-1].column, scores[-1].value) == (5, "date", "last week")


@pytest.mark.parametrize("address", ["http://[rivers", "rivers", ""])
def test_an_address_without_a_host_is_kept_to_be_judged(tmp_path: Path, address: str) -> None:
    scores = f'[[benchmarks]]\nname = "Rivers"\nscore = 88\nsource = "{address}"\n'
    result = said(tmp_path, TOML + scores, "models/acme/acme-4.toml")[-1]
    assert isinstance(result, Result)
    assert (result.source, result.source_url) == (None, address)


@pytest.mark.parametrize(
    ("metric", "unit", "rising"),
    [
        ("percent correct", "%", True),
        ("percent resolved", "%", True),
        ("percent", "%", None),
        ("percentile", None, None),
        ("pass@1", None, True),
        ("success rate", None, True),
        ("resolved", None, True),
        ("score", None, None),
    ],
)
def test_a_metric_says_which_way_it_points_and_whether_it_is_in_percent(
    tmp_path: Path, metric: str, unit: str | None, rising: bool | None
) -> None:
    scores = f'[[benchmarks]]\nname = "Rivers"\nscore = 88\nmetric = "{metric}"\n'
    _, benchmark, result = said(tmp_path, TOML + scores, "models/acme/acme-4.toml")
    assert isinstance(benchmark, Benchmark)
    assert isinstance(result, Result)
    assert (benchmark.unit, result.unit, benchmark.higher_is_better) == (unit, unit, rising)


@pytest.mark.parametrize(
    "name",
    [
        "models.dev/providers/amazon-bedrock/models/us.openai/gpt-5.toml",
        "providers/amazon-bedrock/models/us.openai/gpt-5.toml",
        "amazon-bedrock/models/us.openai/gpt-5.toml",
    ],
)
def test_a_providers_file_prices_the_model_that_it_names(tmp_path: Path, name: str) -> None:
    toml = 'base_model = "openai/gpt-5"\nname = "GPT-5 (Somewhere)"\n[cost]\ninput = 1.25\noutput = 10.00\n'
    assert said(tmp_path, toml, name) == [
        Price(
            row=1,
            model="openai/gpt-5",
            organization="OpenAI",
            provider="Amazon Bedrock",
            offering="us.openai/gpt-5",
            input=1.25,
            output=10.0,
        )
    ]


def test_a_providers_file_without_another_to_point_to_has_the_model(tmp_path: Path) -> None:
    toml = TOML + "\n[cost]\ninput = 1\n"
    hosted, _ = said(tmp_path, toml, "providers/groq/models/acme-4.toml")
    assert hosted == Model(row=1, name="Acme 4")
    own, price = said(tmp_path, toml.replace("Acme 4", "Sonar 4"), "providers/perplexity/models/sonar-4.toml")
    assert isinstance(own, Model)
    assert (own.organization, own.license) == ("Perplexity", "MIT")
    assert isinstance(price, Price)
    assert price.provider == "Perplexity"


def test_whose_price_it_is_must_be_in_the_path(tmp_path: Path) -> None:
    file = brought(tmp_path, "gpt-5.toml", 'base_model = "openai/gpt-5"\n[cost]\ninput = 1.25\n')
    with pytest.raises(Unreadable, match="folder"):
        list(FORMAT.read(file, Mapping()))


def test_a_file_that_is_said_to_be_one_must_name_a_model(tmp_path: Path) -> None:
    file = brought(tmp_path, "provider.toml", 'env = ["A_KEY"]\n')
    with pytest.raises(Unreadable, match="names no model"):
        list(FORMAT.read(file, Mapping()))


def test_a_file_without_a_folder_has_no_maker(tmp_path: Path) -> None:
    (model,) = said(tmp_path, TOML, "acme-4-0325.toml")
    assert isinstance(model, Model)
    assert (model.organization, model.aliases) == (None, ("acme-4-0325", "acme-ai/Acme-4"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("provider.toml", 'name = "OpenAI"\nenv = ["A_KEY"]\ndoc = "https://example.org/"\n'),
        ("pyproject.toml", '[project]\nname = "some"\n'),
        ("broken.toml", "name = "),
        ("other.json", {"a": {"name": "A", "models": {}}}),
        ("list.json", [{"id": "a", "name": "A", "models": []}]),
        ("empty.json", {}),
        ("words.json", '"models"'),
    ],
)
def test_other_files_are_not_taken_for_it(tmp_path: Path, name: str, content: Any) -> None:
    file = brought(tmp_path, name, content)
    assert not FORMAT.recognises(file)
    if file.suffix == ".json":
        with pytest.raises(Unreadable):
            list(FORMAT.read(file, Mapping()))


def test_nothing_hostile_breaks_it(tmp_path: Path) -> None:
    sound = api(openai={"gpt-5": copy.deepcopy(GPT_5)}, host={"gpt-5": copy.deepcopy(GPT_5)})
    sound["host"]["models"]["gpt-5"] |= {
        "cost": {"input": 1, "tiers": [{"tier": {"size": 200000}, "input": 2}]},
        "experimental": {"modes": {"fast": {"cost": {"input": 3}}}},
    }
    assert sum(endured(FORMAT, brought(tmp_path, "api.json", one), Mapping()) for one in spoiled(sound)) > 500


def test_nothing_hostile_in_a_file_of_the_repository_breaks_it(tmp_path: Path) -> None:
    file = brought(tmp_path, "models/acme/acme-4.toml", TOML + SCORES)
    total = 0
    for one in spoiled(file.toml):
        file.__dict__["toml"] = one
        total += endured(FORMAT, file, Mapping())
    assert total > 500
