"""The registry of Inspect's evaluations: benchmarks, and never a result."""

from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.inspect_evals import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Reject, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

LISTING: Final[dict[str, Any]] = {
    "title": "Rivers: where they flow",
    "description": "Questions about rivers.\n",
    "arxiv": "https://example.org/rivers,https://example.org/more",
    "group": "Knowledge",
    "contributors": ["someone"],
    "version": "3-D",
    "tasks": [
        {
            "name": "rivers_short",
            "dataset_samples": 1319,
            "human_baseline": {"metric": "accuracy", "score": 0.897, "source": "https://example.org/people"},
        },
        {"name": "rivers_check", "dataset_samples": 3, "kind": "maintenance"},
        {"name": "rivers_long"},
    ],
}


def read(folder: Path, content: Any) -> list[Said]:
    file = brought(folder, "rivers/eval.yaml", content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def test_each_task_is_a_benchmark(tmp_path: Path) -> None:
    said = "Rivers: where they flow\n\nQuestions about rivers."
    people = "Human baseline: accuracy 0.897 (https://example.org/people)."
    assert read(tmp_path, LISTING) == [
        Benchmark(
            row=1,
            name="rivers_short",
            category="Knowledge",
            description=f"{said}\n\nSamples: 1,319.\n\n{people}",
            url="https://example.org/rivers",
            aliases=("inspect_evals/rivers_short",),
        ),
        Benchmark(
            row=3,
            name="rivers_long",
            category="Knowledge",
            description=said,
            url="https://example.org/rivers",
            aliases=("inspect_evals/rivers_long",),
        ),
    ]


def test_a_task_without_a_name_is_rejected_alone(tmp_path: Path) -> None:
    rejected, taken = read(tmp_path, LISTING | {"tasks": [{"name": 7}, {"name": "rivers_long"}]})
    assert isinstance(rejected, Reject)
    assert (rejected.row, rejected.column) == (1, "tasks.name")
    assert isinstance(taken, Benchmark)


def test_an_address_that_is_none_is_left_out(tmp_path: Path) -> None:
    (taken, _) = read(tmp_path, LISTING | {"arxiv": "2311.12022"})
    assert isinstance(taken, Benchmark)
    assert taken.url is None


@pytest.mark.parametrize(
    "content",
    [
        # A dataset's own eval.yaml on the Hugging Face Hub, and a challenge of Cybench.
        {"name": "Rivers", "description": "Rivers.", "tasks": [{"id": "rivers", "split": "test"}]},
        {"name": "rivers", "flag": "HTB{}", "variants": {"easy": {"prompt": "Find it."}}},
        LISTING | {"tasks": []},
        [LISTING],
        "title",
    ],
)
def test_other_files_are_none(tmp_path: Path, content: Any) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "eval.yaml", content))


def test_asked_for_by_name_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="mend it"):
        list(FORMAT.read(brought(tmp_path, "eval.yaml", "{{"), Mapping()))


def test_whatever_stands_in_a_listing_nothing_breaks(tmp_path: Path) -> None:
    said = [
        endured(FORMAT, brought(tmp_path, "eval.yaml", content), Mapping()) for content in spoiled(LISTING)
    ]
    assert len(said) > 150
    assert sum(said) > len(said)
