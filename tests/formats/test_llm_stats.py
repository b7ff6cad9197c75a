"""Files of LLM Stats: models, benchmarks, results of a model, what a provider sells."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.llm_stats import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Model, Price, Reject, Result, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

MODEL: Final[dict[str, Any]] = {
    "model_id": "heron-2-8b-instruct",
    "name": "Heron 2 8B Instruct",
    "organization_id": "mistral",
    "fine_tuned_from_model_id": "heron-2-8b",
    "description": "A bird.",
    "release_date": "2025-03-04",
    "announcement_date": "2025-03-01",
    "license_id": "apache_2_0",
    "multimodal": False,
    "knowledge_cutoff": "2024-12-31",
    "param_count": 8030000000,
    "training_tokens": 15000000000000,
    "available_in_zeroeval": True,
    "source_weights_link": "https://huggingface.co/river/Big-Heron-2-8B-Instruct",
    "created_at": "2025-07-19T19:49:05.764734+00:00",
    "updated_at": "2025-07-19T19:49:05.764734+00:00",
}
BENCHMARK: Final[dict[str, Any]] = {
    "benchmark_id": "rivers-(val)",
    "name": "Rivers of the World",
    "categories": ["long_context", "reasoning"],
    "modality": "text",
    "multilingual": False,
    "max_score": 1.0,
    "language": "en",
    "description": "Where they flow.",
    "paper_link": "https://example.org/rivers",
    "implementation_link": None,
    "verified": False,
}
RESULT: Final[dict[str, Any]] = {
    "model_benchmark_id": 9002,
    "benchmark_id": "rivers-(val)",
    "model_id": "heron-2-8b-instruct",
    "score": 0.749,
    "normalized_score": 0.749,
    "is_self_reported": True,
    "self_reported_source_link": "https://example.org/heron",
    "verified_by_llmstats": False,
    "analysis_method": "5-shot CoT",
    "verification_provider_id": None,
    "verification_hardware": None,
    "verification_date": None,
    "verification_notes": None,
    "created_at": "2025-07-19T19:56:11.139664+00:00",
    "benchmark_name": "Rivers",
}
OFFERING: Final[dict[str, Any]] = {
    "model_provider_id": 398,
    "model_id": "gpt-5-2025-08-07",
    "provider_id": "bedrock",
    "provider_model_id_used": "gpt-5",
    "deprecated_at": None,
    "input_cents_per_million_tokens": 125,
    "output_cents_per_million_tokens": 1000,
    "max_input_tokens": 400000,
    "created_at": "2025-07-19T19:49:17.073101+00:00",
    "model_name": "GPT-5",
    "organization_id": "openai",
}


def read(folder: Path, content: Any) -> list[Said]:
    file = brought(folder, "some.json", content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def model(folder: Path, **said: Any) -> Model:
    (found,) = read(folder, MODEL | said)
    assert isinstance(found, Model)
    return found


def result(folder: Path, **said: Any) -> Result:
    (found,) = read(folder, [RESULT | said])
    assert isinstance(found, Result)
    return found


def test_a_model_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    assert read(tmp_path, MODEL) == [
        Model(
            row=1,
            name="Heron 2 8B Instruct",
            organization="Mistral AI",
            release_date=date(2025, 3, 4),
            license="apache-2.0",
            description="A bird.",
            metadata={
                "parameters": 8_030_000_000,
                "training_tokens": 15_000_000_000_000,
                "multimodal": False,
                "knowledge_cutoff": "2024-12-31",
                "base_model": "heron-2-8b",
                "open_weights": True,
            },
            aliases=("heron-2-8b-instruct", "river/Big-Heron-2-8B-Instruct"),
        )
    ]


@pytest.mark.parametrize(
    ("model_id", "name", "taken"),
    [
        ("heron-4o-2024-05-13", "Heron-4o", "Heron-4o (2024-05-13)"),
        ("heron-3-5-20241022", "Heron 3.5", "Heron 3.5 (20241022)"),
        ("heron-plus-04-2024", "Heron+", "Heron+ (04-2024)"),
        ("heron-large-2407", "Heron Large", "Heron Large (2407)"),
        ("heron-0528", "Heron-0528", "Heron-0528"),
        ("heron-2-2025-04-14", "Heron 2 2025/04/14", "Heron 2 2025/04/14"),
        ("heron-671", "Heron", "Heron"),
    ],
)
def test_two_snapshots_of_one_name_are_two_models(
    tmp_path: Path, model_id: str, name: str, taken: str
) -> None:
    found = model(tmp_path, model_id=model_id, name=name, source_weights_link=None)
    assert (found.name, found.aliases) == (taken, (model_id,))


@pytest.mark.parametrize(
    ("link", "alias"),
    [
        ("https://huggingface.co/river/Heron-2-8B-Instruct/blob/main/x.json", "river/Heron-2-8B-Instruct"),
        ("https://huggingface.co/river/Heron-2-8B", None),  # what it was trained from
        ("https://huggingface.co/river/Heron-2", None),
        ("https://huggingface.co/river", None),
        ("https://example.org/river/Heron-2-8B-Instruct", None),
        ("", None),
    ],
)
def test_where_the_weights_are_is_a_name_unless_it_says_less(
    tmp_path: Path, link: str, alias: str | None
) -> None:
    assert model(tmp_path, source_weights_link=link).aliases[1:] == ((alias,) if alias else ())


def test_parameters_in_billions_as_the_description_has_them(tmp_path: Path) -> None:
    metadata = model(tmp_path, param_count=1.8, training_tokens=15).metadata
    assert metadata is not None
    assert metadata["parameters"] == 1_800_000_000
    assert metadata["training_tokens"] == 15_000_000_000_000


def test_what_is_unknown_is_not_said(tmp_path: Path) -> None:
    found = model(tmp_path, organization_id="unknown", license_id=None, param_count=None, release_date=None)
    assert (found.organization, found.license, found.release_date) == (None, None, None)
    assert "parameters" not in (found.metadata or {})


def test_an_organization_or_license_without_a_better_name_keeps_its_id(tmp_path: Path) -> None:
    found = model(tmp_path, organization_id="river-lab", license_id="river_license")
    assert (found.organization, found.license) == ("river-lab", "river_license")


def test_a_day_that_is_none_is_rejected_and_the_model_taken(tmp_path: Path) -> None:
    rejected, found = read(tmp_path, MODEL | {"release_date": "spring"})
    assert isinstance(rejected, Reject)
    assert (rejected.column, rejected.value) == ("release_date", "spring")
    assert isinstance(found, Model)
    assert found.release_date is None


def test_a_benchmark_of_highest_score_1_is_a_proportion(tmp_path: Path) -> None:
    assert read(tmp_path, BENCHMARK) == [
        Benchmark(
            row=1,
            name="Rivers of the World",
            category="long context",
            description="Where they flow.",
            url="https://example.org/rivers",
            unit="proportion",
            min_score=0,
            max_score=1,
            aliases=("rivers-(val)",),
        )
    ]


def test_another_highest_score_is_not_on_the_scale_of_the_results(tmp_path: Path) -> None:
    (found,) = read(tmp_path, BENCHMARK | {"max_score": 3000.0})
    assert isinstance(found, Benchmark)
    assert (found.unit, found.min_score, found.max_score) == (None, None, None)


def test_a_result_is_named_by_ids_and_says_how_it_was_run(tmp_path: Path) -> None:
    assert read(tmp_path, [RESULT]) == [
        Result(
            row=1,
            model="heron-2-8b-instruct",
            benchmark="rivers-(val)",
            score=0.749,
            unit="proportion",
            source="LLM Stats",
            source_url="https://example.org/heron",
            evidence="self_reported",
            settings={"method": "5-shot CoT", "shots": 5},
            external_id="9002",
        )
    ]


def test_a_score_that_is_not_its_normalized_one_has_no_known_unit(tmp_path: Path) -> None:
    found = result(tmp_path, score=2134, normalized_score=0.2134)
    assert (found.score, found.unit) == (2134.0, None)
    assert result(tmp_path, score=2134, normalized_score=2134).unit is None
    assert result(tmp_path, normalized_score=None).unit is None


def test_who_measured(tmp_path: Path) -> None:
    found = result(tmp_path, verified_by_llmstats=True, verification_date="2025-08-09")
    assert (found.evidence, str(found.date_tested)) == ("independent", "2025-08-09")
    assert result(tmp_path, is_self_reported=False).evidence is None


@pytest.mark.parametrize(
    ("method", "settings"),
    [
        ("-", {}),
        (None, {}),
        ("Diamond, 0-shot", {"method": "Diamond, 0-shot", "shots": 0}),
        ("5-shot or 10-shot", {"method": "5-shot or 10-shot"}),
        (f"{'9' * 5000}-shot", {"method": f"{'9' * 5000}-shot"}),
    ],
)
def test_methods(tmp_path: Path, method: str | None, settings: dict[str, Any]) -> None:
    assert result(tmp_path, analysis_method=method).settings == settings


def test_how_it_was_verified_is_a_setting(tmp_path: Path) -> None:
    found = result(tmp_path, verification_hardware="2 H100", verification_notes="Text alone")
    assert found.settings == {"method": "5-shot CoT", "shots": 5, "hardware": "2 H100", "notes": "Text alone"}


def test_an_id_that_two_results_have_tells_neither(tmp_path: Path) -> None:
    rows = [RESULT, RESULT | {"analysis_method": "with tools"}, RESULT | {"model_benchmark_id": 9003}]
    assert [said.external_id for said in read(tmp_path, rows) if isinstance(said, Result)] == [
        None,
        None,
        "9003",
    ]


def test_a_row_that_is_none_is_rejected_alone(tmp_path: Path) -> None:
    rows = [RESULT | {"score": "high"}, RESULT | {"model_id": ""}, 7, RESULT]
    said = read(tmp_path, rows)
    assert [(one.row, one.column) for one in said if isinstance(one, Reject)] == [
        (1, "score"),
        (2, "model_id"),
        (3, None),
    ]
    assert isinstance(said[-1], Result)
    assert said[-1].row == 4


def test_a_day_of_verification_that_is_none_is_rejected(tmp_path: Path) -> None:
    (said,) = read(tmp_path, [RESULT | {"verification_date": "09/08/25"}])
    assert isinstance(said, Reject)
    assert (said.column, said.value) == ("verification_date", "09/08/25")


def test_cents_become_dollars(tmp_path: Path) -> None:
    assert read(tmp_path, [OFFERING]) == [
        Price(
            row=1,
            model="gpt-5-2025-08-07",
            organization="OpenAI",
            provider="Amazon Bedrock",
            offering="gpt-5",
            input=1.25,
            output=10.0,
        )
    ]


def test_what_a_provider_has_without_a_name_of_its_own(tmp_path: Path) -> None:
    (found,) = read(tmp_path, [OFFERING | {"provider_id": "lambda", "provider_model_id_used": None}])
    assert isinstance(found, Price)
    assert (found.provider, found.offering) == ("Lambda", "gpt-5-2025-08-07")


def test_what_is_not_sold_any_more_is_rejected(tmp_path: Path) -> None:
    (said,) = read(tmp_path, [OFFERING | {"deprecated_at": "2025-09-01T00:00:00+00:00"}])
    assert isinstance(said, Reject)
    assert said.column == "deprecated_at"


def test_an_offering_without_a_price_says_nothing(tmp_path: Path) -> None:
    free = {"input_cents_per_million_tokens": None, "output_cents_per_million_tokens": None}
    assert read(tmp_path, [OFFERING | free]) == []


@pytest.mark.parametrize(
    "content",
    [
        {"organization_id": "river", "name": "River", "website": "https://example.org", "country": "FR"},
        {"provider_id": "river", "name": "River", "website": "https://example.org"},
        {"license_id": "mit", "name": "MIT", "allow_commercial": True, "description": "MIT"},
    ],
)
def test_names_alone_are_known_and_say_nothing(tmp_path: Path, content: dict[str, str]) -> None:
    assert read(tmp_path, content) == []


@pytest.mark.parametrize(
    "content",
    [
        [],
        [MODEL],
        RESULT,
        {"model_id": "a", "name": "b"},
        {"type": "object", "properties": {"model_id": {"type": "string"}, "name": {"type": "string"}}},
        [["model_benchmark_id", "benchmark_id", "model_id"]],
        "model_id",
        7,
    ],
)
def test_other_files_are_none(tmp_path: Path, content: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "model.json", content))


def test_asked_for_by_name_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="bring its folder"):
        list(FORMAT.read(brought(tmp_path, "model.json", "{"), Mapping()))


@pytest.mark.parametrize("sound", [MODEL, BENCHMARK, [RESULT], [OFFERING]])
def test_whatever_stands_in_a_file_nothing_breaks(tmp_path: Path, sound: Any) -> None:
    said = [endured(FORMAT, brought(tmp_path, "some.json", content), Mapping()) for content in spoiled(sound)]
    assert len(said) > 100
    assert sum(said) > len(said) / 2
