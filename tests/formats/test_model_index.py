"""Results in the front matter of model cards."""

from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.model_index import FORMAT
from app.formats.records import Benchmark, Reject, Result, Said
from tests.formats.hostile import as_yaml, brought, endured, spoiled

pytestmark = pytest.mark.once

ENTRY: Final[dict[str, Any]] = {
    "task": {"type": "text-classification", "name": "Text Classification"},
    "dataset": {
        "name": "Rivers",
        "type": "maps/rivers",
        "config": "asia",
        "split": "test",
        "revision": "5503434d",
        "args": {"num_few_shot": 25, "language": "en"},
    },
    "metrics": [
        {"type": "accuracy", "value": 0.92, "name": "Accuracy", "verified": True, "verifyToken": "unchecked"},
        {"type": "wer", "value": "20.0 ± 1.2", "name": "Test WER"},
    ],
    "source": {"name": "Board of rivers", "url": "https://example.org/rivers"},
}
#: Says what the card does not.
PLAIN: Final = Mapping(unit="proportion")
SETTINGS: Final = {
    "subset": "asia",
    "split": "test",
    "revision": "5503434d",
    "shots": 25,
    "dataset_args": {"language": "en"},
}


def card(*results: Any, name: Any = "delta-7b") -> str:
    front = {"license": "mit", "model-index": [{"name": name, "results": list(results)}]}
    return f"---\n{as_yaml(front)}---\n# Delta\n\n---\nnot: [front matter\n"


def read(folder: Path, content: str, mapping: Mapping = PLAIN) -> list[Said]:
    file = brought(folder, "README.md", content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping))


def names(said: list[Said]) -> list[str]:
    return [one.name for one in said if isinstance(one, Benchmark)]


def results(said: list[Said]) -> list[Result]:
    return [one for one in said if isinstance(one, Result)]


def test_each_metric_is_a_benchmark_and_a_result(tmp_path: Path) -> None:
    assert read(tmp_path, card(ENTRY)) == [
        Benchmark(
            row=1,
            name="Rivers asia (accuracy)",
            category="Text Classification",
            metric="accuracy",
            higher_is_better=True,
            task="Rivers asia",
        ),
        Result(
            row=1,
            model="delta-7b",
            benchmark="Rivers asia (accuracy)",
            score=0.92,
            source="Board of rivers",
            source_url="https://example.org/rivers",
            settings=SETTINGS,
        ),
        Benchmark(
            row=1,
            name="Rivers asia (wer)",
            category="Text Classification",
            metric="wer",
            higher_is_better=False,
            task="Rivers asia",
        ),
        Result(
            row=1,
            model="delta-7b",
            benchmark="Rivers asia (wer)",
            score=20.0,
            score_raw="20.0 ± 1.2",
            source="Board of rivers",
            source_url="https://example.org/rivers",
            settings=SETTINGS,
        ),
    ]


def test_only_the_mapping_says_what_follows_the_sign(tmp_path: Path) -> None:
    found = results(read(tmp_path, card(ENTRY), Mapping(unit="%", spread="stderr")))[1]
    assert (found.stderr, found.ci_low, found.ci_high) == (1.2, None, None)
    found = results(read(tmp_path, card(ENTRY), Mapping(unit="%", spread="ci95")))[1]
    assert (found.stderr, found.ci_low, found.ci_high) == (None, 18.8, 21.2)


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ({"name": "Rivers"}, "Rivers (accuracy)"),
        ({"name": "Rivers", "config": "default"}, "Rivers (accuracy)"),
        ({"name": "Rivers (asia)", "config": "asia"}, "Rivers (asia) (accuracy)"),
        ({"name": "Rivers", "config": "river"}, "Rivers river (accuracy)"),
        ({"name": "Upriver", "config": "river"}, "Upriver river (accuracy)"),
        ({"type": "maps/rivers", "args": "asia"}, "maps/rivers asia (accuracy)"),
    ],
)
def test_a_config_is_a_task_of_its_own(tmp_path: Path, dataset: Any, name: str) -> None:
    entry = {"dataset": dataset, "metrics": ENTRY["metrics"][:1]}
    assert names(read(tmp_path, card(entry))) == [name]


def test_metrics_of_one_type_are_known_by_their_names(tmp_path: Path) -> None:
    metrics = [{"type": "accuracy", "name": f"Top {top} Accuracy", "value": top} for top in (1, 5)]
    said = read(tmp_path, card({"dataset": {"name": "Rivers"}, "metrics": metrics}))
    assert names(said) == ["Rivers (Top 1 Accuracy)", "Rivers (Top 5 Accuracy)"]
    assert [one.higher_is_better for one in said if isinstance(one, Benchmark)] == [True, True]


def test_the_mapping_names_the_one_model_of_a_card(tmp_path: Path) -> None:
    mapping = Mapping(unit="%", model="rivers/delta-7b")
    assert {one.model for one in results(read(tmp_path, card(ENTRY), mapping))} == {"rivers/delta-7b"}
    assert {one.model for one in results(read(tmp_path, card(ENTRY, name=None), mapping))} == {
        "rivers/delta-7b"
    }
    several = [{"name": name, "results": [ENTRY]} for name in ("delta-70b", None)]
    file = brought(tmp_path, "card.yaml", {"model-index": several})
    assert FORMAT.recognises(file)
    found = results(list(FORMAT.read(file, mapping)))
    assert [(one.row, one.model) for one in found] == [
        (1, "delta-70b"),
        (1, "delta-70b"),
        (2, "rivers/delta-7b"),
        (2, "rivers/delta-7b"),
    ]


@pytest.mark.parametrize(
    ("entry", "column"),
    [
        (ENTRY | {"dataset": {}}, "dataset.name"),
        (ENTRY | {"metrics": [{"value": 1}]}, "metrics.type"),
        (ENTRY | {"metrics": ["accuracy"]}, "metrics.type"),
        (ENTRY | {"metrics": [{"type": "accuracy", "value": [1]}]}, "accuracy"),
        (ENTRY | {"metrics": [{"type": "accuracy"}]}, "accuracy"),
        ("an entry", "dataset.name"),
    ],
)
def test_what_cannot_be_taken_is_rejected_alone(tmp_path: Path, entry: Any, column: str) -> None:
    rejected, *taken = read(tmp_path, card(entry, ENTRY))
    assert isinstance(rejected, Reject)
    assert (rejected.row, rejected.column) == (1, column)
    assert [one.row for one in taken] == [2] * 4


def test_a_card_whose_model_nobody_names_is_rejected(tmp_path: Path) -> None:
    (rejected,) = read(tmp_path, card(ENTRY, name=None))
    assert isinstance(rejected, Reject)
    assert rejected.column == "model-index.name"


@pytest.mark.parametrize(
    "front",
    ["model-index: none", "model-index:\n- {", "a: &a 1\nb: *a\nmodel-index: [{name: a}]"],
    ids=["no list", "no YAML", "anchors"],
)
def test_front_matter_that_cannot_be_read_is_refused(tmp_path: Path, front: str) -> None:
    with pytest.raises(Unreadable, match="mend it"):
        read(tmp_path, f"---\n{front}\n---\n")


def test_front_matter_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="mend it"):
        read(tmp_path, card(ENTRY).partition("\n---")[0])


def test_windows_wrote_the_card(tmp_path: Path) -> None:
    assert len(read(tmp_path, "\ufeff" + card(ENTRY).replace("\n", "\r\n"))) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("README.md", "# model-index\n"),
        ("README.md", "---\nlicense: mit\n---\n# Delta\n"),
        ("notes.txt", card(ENTRY)),
        ("a.yaml", "model-index: none\n"),
        ("a.yaml", "- model-index\n"),
    ],
)
def test_other_files_are_none(tmp_path: Path, name: str, content: str) -> None:
    assert not FORMAT.recognises(brought(tmp_path, name, content))


def test_whatever_stands_in_a_card_nothing_breaks(tmp_path: Path) -> None:
    sound = {"model-index": [{"name": "delta-7b", "results": [ENTRY]}]}
    said = [endured(FORMAT, brought(tmp_path, "a.yaml", content), Mapping()) for content in spoiled(sound)]
    assert len(said) > 200
    assert sum(said) > len(said)


@pytest.mark.parametrize("kind", ["accuracy", "f1", "wer", "bleu", "anything"])
def test_a_number_that_could_be_of_either_scale_is_asked_for(tmp_path: Path, kind: str) -> None:
    entry = {**ENTRY, "metrics": [{"type": kind, "value": 0.44}]}
    assert read(tmp_path, card(entry), Mapping()) == [
        Reject(
            row=1,
            reason='The card does not say what its numbers are: say unit "%" or "proportion".',
            column=kind,
            value="0.44",
        )
    ]
    for said in (Mapping(unit="%"), Mapping(multiply_by=100)):
        assert [one.score for one in results(read(tmp_path, card(entry), said))] == [0.44]


@pytest.mark.parametrize(
    ("kind", "value"), [("accuracy", "44%"), ("perplexity", 12.5), ("mean_reward", "200 ± 3")]
)
def test_a_number_that_says_its_scale_or_has_its_own_is_taken(tmp_path: Path, kind: str, value: Any) -> None:
    entry = {**ENTRY, "metrics": [{"type": kind, "value": value}]}
    assert len(results(read(tmp_path, card(entry), Mapping()))) == 1
