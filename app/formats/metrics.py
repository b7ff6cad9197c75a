"""Which way a metric points, where the file that names it does not say."""

import re
from typing import Final

HIGHER: Final = frozenset(
    [
        "acc",
        "accuracy",
        "acc_norm",
        "acc_mutual_info",
        "exact_match",
        "em",
        "f1",
        "bleu",
        "sacrebleu",
        "chrf",
        "ter_inverse",
        "rouge",
        "rouge1",
        "rouge2",
        "rougel",
        "pass@1",
        "pass@10",
        "pass@100",
        "pass_rate",
        "recall",
        "precision",
        "mcc",
        "map",
        "mrr",
        "ndcg",
        "auc",
        "auroc",
        "win_rate",
        "elo",
        "likelihood_diff",
        "prompt_level_strict_acc",
        "inst_level_strict_acc",
        "prompt_level_loose_acc",
        "inst_level_loose_acc",
        "correct",
        "solved",
        "resolved",
        "mc1",
        "mc2",
        "spearman",
        "pearson",
        "miou",
        "iou",
        "psnr",
        "ssim",
    ]
)
LOWER: Final = frozenset(
    [
        "ppl",
        "perplexity",
        "word_perplexity",
        "byte_perplexity",
        "bits_per_byte",
        "bpb",
        "loss",
        "error",
        "error_rate",
        "wer",
        "cer",
        "ter",
        "mae",
        "mse",
        "rmse",
        "hallucination_rate",
        "fid",
        "pct_stereotype",
        "brier_score",
        "latency",
        "cost",
    ]
)


def higher_is_better(metric: str) -> bool | None:
    """By the metric's own name, aggregations and filters of it left out; None where it is not known."""
    name = re.sub(r"[\s-]+", "_", metric.strip().lower())
    if name in HIGHER:
        return True
    return False if name in LOWER else None
