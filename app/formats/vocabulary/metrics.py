"""What a metric means where the file that names it does not say: which way it points, and on which scale."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from app.formats.records import PROPORTION


class Definition(NamedTuple):
    """Bounds and unit are there only where the definition itself fixes them."""

    higher_is_better: bool
    unit: str | None = None
    min_score: float | None = None
    max_score: float | None = None

    def holds(self, score: float) -> bool:
        """Whether the number can be one of this metric at all."""
        low, high = self.min_score, self.max_score
        return (low is None or low <= score) and (high is None or score <= high)


HIGHER: Final = Definition(True)
LOWER: Final = Definition(False)
SHARE: Final = Definition(True, PROPORTION, 0, 1)
SHARE_OF_ERRORS: Final = Definition(False, PROPORTION, 0, 1)

#: Harnesses write these words for a mean of zeros and ones. Boards that print percent write "accuracy".
SHARES: Final = {
    "accuracies": ["acc", "acc_norm", "acc_bytes", "acc_mutual_info", "acc_all", "acc_ambig", "acc_disambig"],
    "matches": ["exact_match", "non_greedy_accuracy", "math_verify", "mc1", "mc2"],
    "instructions followed": [
        *("prompt_level_strict_acc", "inst_level_strict_acc"),
        *("prompt_level_loose_acc", "inst_level_loose_acc"),
    ],
    "TruthfulQA": ["bleurt_acc", "bleu_acc", "rouge1_acc", "rouge2_acc", "rougel_acc"],
}
SHARES_OF_ERRORS: Final = {"CrowS-Pairs": ["pct_stereotype"]}
#: Scales differ from place to place: the same F1 is printed as 0.7 and as 70.
RISING: Final = {
    "shares": ["accuracy", "correct", "solved", "resolved", "em", "exact", "pass", "hits"],
    "rates": ["pass_rate", "win_rate", "success_rate", "resolve_rate", "solve_rate", "completion_rate"],
    "F": ["f1", "f0.5", "f2", "fscore", "f_measure", "f1_yesno", "f1_abstractive", "qa_f1"],
    "SQuAD": ["hasans_exact", "hasans_f1", "noans_exact", "noans_f1", "best_exact", "best_f1"],
    "retrieval": ["recall", "precision", "map", "mrr", "ndcg", "mean_reciprocal_rank", "ap"],
    "curves": ["auc", "auroc", "roc_auc", "aucroc", "auprc", "pr_auc"],
    "correlations": ["mcc", "matthews_corrcoef", "spearman", "pearson", "spearmanr", "pearsonr", "kappa"],
    "overlaps": ["bleu", "sacrebleu", "chrf", "meteor", "gleu", "rouge", "rougelsum"],
    "closeness": ["bleurt", "bertscore", "comet"],
    "TruthfulQA": [
        *("bleurt_max", "bleurt_diff", "bleu_max", "bleu_diff", "rouge1_max", "rouge1_diff"),
        *("rouge2_max", "rouge2_diff", "rougel_max", "rougel_diff"),
    ],
    "parsing": ["uas", "las", "smatch", "percent_parseable"],
    "images": ["iou", "miou", "psnr", "ssim", "inception"],
    "ratings": ["elo", "eqbench", "bradley_terry"],
}
RISING_BY_NUMBER: Final = re.compile(r"(bleu|rouge)([0-9]|l)")
FALLING: Final = {
    "perplexities": ["ppl", "perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "bpb"],
    "entropies": ["bits_per_character", "bit_per_character", "bpc", "nll", "negative_log_likelihood", "loss"],
    "errors": ["error", "error_rate", "mae", "mse", "rmse", "absolute_error", "squared_error", "brier"],
    "calibration": ["calibration_error", "ece", "rms_calibration_error"],
    "speech and translation": ["wer", "cer", "ter", "word_error_rate", "character_error_rate"],
    "harm": ["hallucination_rate", "toxicity"],
    "bias": ["likelihood_diff", "likelihood_difference", "bias_score_ambig", "bias_score_disambig"],
    "images": ["fid"],
    "expense": ["latency", "cost", "cost_per_task", "total_cost"],
}
#: They say of which data or how averaged, and turn nothing round.
QUALIFIERS: Final = {
    "data": ["test", "validation", "val", "dev", "train", "overall", "total"],
    "means": ["avg", "average", "mean", "median", "macro", "micro", "weighted"],
    "scales": ["percentage", "percent", "score", "rating"],
    "cutoffs": ["top", "1", "5"],
}
IN_PERCENT: Final = re.compile(r"(%|percent(age)?\b).*|.*\(%\)", re.IGNORECASE)
LONGEST: Final = 255
CUTOFF: Final = re.compile(r"([@^]|[ _-]at[ _-]|[ _-]hat[ _-])([0-9]+%?|k)(?![a-z0-9])")


def _words(metric: str) -> list[str]:
    name = re.sub(r"\([^)]*\)", " ", metric[:LONGEST].partition(",")[0].lower())
    return re.findall(r"[a-z0-9.]+", CUTOFF.sub(" ", name))


DEFINITIONS: Final = {
    "".join(_words(name)): definition
    for families, definition in (
        (SHARES, SHARE),
        (SHARES_OF_ERRORS, SHARE_OF_ERRORS),
        (RISING, HIGHER),
        (FALLING, LOWER),
    )
    for names in families.values()
    for name in names
}


@lru_cache(4096)
def definition(metric: str) -> Definition | None:
    """Whatever the spelling: `Test Accuracy`, `F1 score`, `ROUGE-L`, `pass@8` and `acc,none` are found too.

    A filter behind a comma, remarks in parentheses, cutoffs and qualifiers are left out. None where the
    metric is not known. Unit and bounds are those of harnesses: what a board prints may be on another scale.
    """
    words = _words(metric)
    whole = "".join(words)
    if RISING_BY_NUMBER.fullmatch(whole):
        return HIGHER
    bare = "".join([word for word in words if not any(word in some for some in QUALIFIERS.values())])
    return DEFINITIONS.get(whole) or DEFINITIONS.get(bare)


def higher_is_better(metric: str) -> bool | None:
    """None where it is not known: such a benchmark is not ranked."""
    known = definition(metric)
    return known.higher_is_better if known else None


def is_percentage(metric: str) -> bool:
    """Whether its name says so: `percent correct`, `% resolved`, `Accuracy (%)`; `pass@1` says nothing."""
    return IN_PERCENT.fullmatch(metric.strip()) is not None
