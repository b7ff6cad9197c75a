"""Which names of columns mean what, as tables on the web and programs write them."""

import re
from pathlib import PurePosixPath
from typing import Final

#: The most telling first: what stands at the end only helps where nothing better is there.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "model": (
        *("model version", "model", "model name", "llm", "model id", "models", "language model", "fullname"),
        *("ai model", "llm name", "checkpoint", "model key", "evaluated model", "model path", "generator"),
        *("system", "name", "algorithm", "method", "submission", "entry", "participant", "competitor"),
    ),
    "organization": (
        *("organization", "organisation", "org", "developer", "maker", "vendor", "company", "lab"),
        *("creator", "provider", "team", "publisher", "developed by", "made by", "model organization"),
        *("hugging face developer id", "model developer", "author"),
    ),
    "benchmark": (
        *("benchmark", "benchmark name", "benchmark id", "task", "task name", "eval", "evaluation", "bench"),
        *("eval name", "test", "test set", "suite", "dataset", "dataset name", "exam", "challenge", "tasks"),
    ),
    "metric": ("metric", "metric name", "measure", "scorer", "metrics", "measurement"),
    "score": (
        *("score", "result", "value", "accuracy", "acc", "performance", "exact match", "em", "rating", "elo"),
        *("metric value", "eval score", "final score", "overall score", "mean score", "average score"),
        *("overall accuracy", "correct", "percent correct", "pass rate", "success rate", "win rate", "f1"),
        *(
            "pass 1",
            "solved",
            "resolved",
            "points",
            "grade",
            "mark",
            "best score",
            "best score across scorers",
        ),
        *(
            "weighted score",
            "test accuracy",
            "accuracy mean",
            "elo rating",
            "score avg 5",
            "winrate",
            "overall",
        ),
    ),
    "score_raw": ("score raw", "raw score"),
    "unit": ("unit", "units", "score unit"),
    "date": (
        *("date", "date tested", "eval date", "evaluation date", "test date", "when", "day", "tested"),
        *("timestamp", "evaluated at", "evaluated on", "run date", "started at", "submission date", "time"),
        *("date added", "submitted", "submitted at", "created", "created at", "measured on", "tested at"),
    ),
    "source": ("source", "reported by", "reporter", "source name", "paper", "reference", "ref", "from"),
    "source_url": (
        *(
            "source url",
            "source link",
            "url",
            "link",
            "ref",
            "reference",
            "paper url",
            "paper link",
            "source",
        ),
        *(
            "source link site from table",
            "paper",
            "citation",
            "href",
            "log viewer",
            "evidence url",
            "website",
        ),
    ),
    "evidence": ("evidence", "evidence kind", "verification"),
    "stderr": (
        *("stderr", "standard error", "std error", "std err", "se", "sem", "score stderr", "error bar"),
        *("accuracy se", "acc stderr", "standard error of the mean"),
    ),
    "ci_low": ("ci low", "ci lower", "lower ci", "ci95 low", "95 ci low", "ci lo", "lower bound", "low"),
    "ci_high": ("ci high", "ci upper", "upper ci", "ci95 high", "95 ci high", "ci hi", "upper bound", "high"),
    "samples": (
        *("samples", "n samples", "num samples", "sample size", "num questions", "questions", "n questions"),
        *("n", "num examples", "examples", "n examples", "total tasks", "n total", "number of samples"),
    ),
    "external_id": ("external id", "run id", "uuid", "eval id", "result id", "run", "record id", "id"),
    "settings_object": ("settings", "config", "model args", "hyperparameters", "generation config"),
    "release_date": ("release date", "released", "version release date", "date released", "publication date"),
    "license": ("license", "licence", "hub license"),
    "description": ("description", "summary"),
}
#: Names of settings, under which they are kept.
SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "shots": (
        "shots",
        "shot",
        "n shot",
        "n shots",
        "num shots",
        "num fewshot",
        "few shot",
        "fewshot",
        "k shot",
    ),
    "temperature": ("temperature", "temp"),
    "effort": ("effort", "reasoning effort", "thinking effort"),
    "thinking_tokens": ("thinking tokens", "thinking budget", "reasoning budget"),
    "tools": ("tools", "tool use"),
    "harness": ("harness", "agent", "scaffold", "framework", "eval harness", "agent harness", "scaffolding"),
    "harness_version": ("harness version", "framework version"),
    "benchmark_version": ("benchmark version", "task version", "dataset version", "livebench version"),
    "revision": ("revision", "model revision", "model sha", "commit", "sha"),
    "limit": ("limit",),
    "epochs": ("epochs",),
    "filter": ("filter",),
    "subset": ("subset", "dataset config", "subtask", "config name"),
    "split": ("split", "dataset split"),
    "prompt": ("prompt", "prompt style", "prompt template", "prompting"),
    "edit_format": ("edit format",),
    "precision": ("precision", "dtype", "quantization", "quantisation"),
    "seed": ("seed", "random seed"),
    "top_p": ("top p",),
    "max_tokens": ("max tokens", "max new tokens", "max gen toks"),
    "frames": ("frames", "num frames"),
}
#: Of several scores together: alone they name no benchmark either.
AGGREGATES: Final = frozenset(
    {"average", "avg", "mean", "median", "overall", "total", "sum", "aggregate", "global", "index", "all"}
)
#: Numbers that are no scores of a benchmark, wherever such a word stands.
NO_SCORE: Final = frozenset(
    {
        *("rank", "ranking", "position", "place", "number", "id", "row", "order"),
        *("params", "parameters", "parameter", "param", "size", "layers", "flops", "flop", "compute"),
        *("price", "pricing", "cost", "costs", "usd", "dollars", "fee", "spend", "budget"),
        *("votes", "vote", "battles", "games", "likes", "downloads", "stars", "count", "counts", "hub"),
        *("latency", "speed", "throughput", "seconds", "sec", "ms", "minutes", "hours", "time", "duration"),
        *("tokens", "token", "context", "window", "length", "year", "month", "day", "date", "age", "version"),
        *("co2", "emissions", "kg", "km", "mm", "memory", "ram", "gb", "mb", "vram", "gpu", "gpus", "energy"),
        *("steps", "step", "attempts", "trials", "samples", "questions", "examples", "seed", "epoch"),
        *("stderr", "std", "se", "sem", "stddev", "variance", "error", "lower", "upper", "low", "high", "ci"),
        *("confidence", "delta", "change", "diff", "difference", "gap", "refusal", "lines", "chars", "words"),
    }
)
#: Names of what is counted, not of what was tested: alone they name no benchmark.
METRICS: Final = frozenset(
    {
        *("score", "scores", "accuracy", "acc", "em", "exact", "match", "f1", "value", "result", "results"),
        *("performance", "rating", "elo", "pass", "rate", "win", "winrate", "success", "correct", "solved"),
        *("resolved", "percent", "percentage", "points", "grade", "bleu", "rouge", "norm", "raw", "final"),
        *("normalized", "metric", "at", "k", "weighted", "macro", "micro", "controlled", "standard"),
        *("no", "nr", "n"),
    }
)
#: Tests that everybody knows, for catalogues that do not know them yet; blanks may be left out.
FAMOUS_NAMES: Final = (
    *("mmlu", "cmmlu", "mmmlu", "mmmu", "gpqa", "agpqa", "gsm 8k", "gsm8k", "math", "math500", "aime", "bbh"),
    *(
        "hella swag",
        "wino grande",
        "arc",
        "truthful qa",
        "human eval",
        "mbpp",
        "if eval",
        "big bench",
        "musr",
    ),
    *("drop", "bool q", "piqa", "siqa", "swe bench", "live code bench", "live bench", "trivia qa", "squad"),
    *("natural questions", "mt bench", "alpaca eval", "arena hard", "lambada", "open book qa", "agi eval"),
    *("common sense qa", "c eval", "race", "super glue", "glue", "anli", "simple qa", "hle", "tau bench"),
    *("humanity s last exam", "bfcl", "math vista", "chart qa", "doc vqa", "text vqa", "os world", "osworld"),
    *("web arena", "frontier math", "xquad", "mgsm", "hmmt", "scienceqa", "ruler", "zebra logic", "cruxeval"),
)
FAMOUS: Final = re.compile(rf"\b({'|'.join(name.replace(' ', ' ?') for name in FAMOUS_NAMES)})\b")


def plain(name: str) -> str:
    """In lower case, words apart by one blank: `Model_Name (v2)` is `model name v2`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", apart.lower()))


def parts_of_name(filename: str) -> list[str]:
    """What in a file's name may name a benchmark: its words, up to four together, the longest first."""
    words = plain(PurePosixPath(filename).name.partition(".")[0]).split()[:8]
    spans = [
        (start, length)
        for length in range(min(4, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]
    return [" ".join(words[start : start + length]) for start, length in spans]


def called(name: str, known: tuple[str, ...]) -> float:
    """How well a plain name fits: exactly, the further behind the less; or with a word around it."""
    if name in known:
        return 0.95 - 0.35 * known.index(name) / len(known)
    words = name.split()
    whole = [one for one in known if " " in one or len(one) > 3]
    for around in (words[1:], words[:-1]):
        if len(words) > 1 and (rest := " ".join(around)) in whole:
            return 0.6 - 0.2 * whole.index(rest) / len(whole)
    return 0.0
