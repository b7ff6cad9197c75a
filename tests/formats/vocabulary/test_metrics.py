"""Which way a metric points, however it is spelt, and where nobody can say."""

import pytest

from app.formats.vocabulary.metrics import (
    DEFINITIONS,
    QUALIFIERS,
    definition,
    higher_is_better,
    is_percentage,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "metric",
    [
        *(
            "acc",
            "acc_norm",
            "acc,none",
            "exact_match,strict-match",
            "accuracy",
            "Test Accuracy",
            "% Test Accuracy",
        ),
        *(
            "Percentage correct",
            "Weighted Accuracy (WAA)",
            "top-5 accuracy",
            "F1",
            "F1 score",
            "F0.5",
            "BLEU-4",
        ),
        *("ROUGE-1", "Rouge-L", "rougeL_max", "chrF++", "pass@1", "pass@k", "pass_at_8", "pass^4", "Hits@10"),
        *("recall@10%", "Average Precision", "ROC-AUC", "mc2", "ELO rating", "MAP", "bleu_diff", "eqbench"),
    ],
)
def test_more_is_better(metric: str) -> None:
    assert higher_is_better(metric) is True


@pytest.mark.parametrize(
    "metric",
    [
        *(
            "ppl",
            "Test perplexity",
            "word_perplexity,none",
            "bits_per_byte",
            "Bit per Character (BPC)",
            "loss",
        ),
        *(
            "Error",
            "Top-1 Error",
            "Percentage error",
            "error rate",
            "WER",
            "ter",
            "Brier score",
            "brier_score",
        ),
        *("mean absolute error", "RMS calibration error", "hallucination_rate", "pct_stereotype", "latency"),
        *("likelihood_diff", "likelihood_difference", "Cost per task", "negative log likelihood"),
    ],
)
def test_less_is_better(metric: str) -> None:
    assert higher_is_better(metric) is False


@pytest.mark.parametrize(
    "metric",
    [
        *("", " ", ",", "@", "(accuracy)", "score", "Test", "Number of params", "loss of accuracy"),
        *(
            "negative accuracy",
            "accuracy drop",
            "attack success rate",
            "accurate",
            "error analysis",
            "(" * 100_000,
        ),
    ],
)
def test_what_nobody_knows_is_not_guessed(metric: str) -> None:
    assert definition(metric) is None
    assert higher_is_better(metric) is None


def test_bounds_are_those_of_the_definition() -> None:
    share = definition("acc")
    assert share
    assert (share.unit, share.min_score, share.max_score) == ("proportion", 0, 1)
    assert (share.holds(0), share.holds(1), share.holds(1.01), share.holds(-0.01)) == (
        True,
        True,
        False,
        False,
    )


@pytest.mark.parametrize("metric", ["accuracy", "f1", "bleu", "word_perplexity", "elo", "wer"])
def test_scales_that_differ_from_place_to_place_are_left_open(metric: str) -> None:
    open_scale = definition(metric)
    assert open_scale
    assert (open_scale.unit, open_scale.min_score, open_scale.max_score) == (None, None, None)
    assert open_scale.holds(-1e9)


def test_a_qualifier_is_no_metric() -> None:
    assert not {word for words in QUALIFIERS.values() for word in words} & DEFINITIONS.keys()


def test_some_names_say_that_it_is_a_percentage() -> None:
    told = ["percent", "Percentage correct", "% resolved", " Accuracy (%)"]
    silent = ["accuracy", "pass@1", "percentile", "resolved", "recall@50%", ""]
    assert [name for name in (*told, *silent) if is_percentage(name)] == told
