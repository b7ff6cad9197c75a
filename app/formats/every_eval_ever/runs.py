"""What records of Every Eval Ever say of a run: when it was, how it was asked, and which one it is."""

import re
from hashlib import sha256
from typing import Any, Final

from app.formats.every_eval_ever.names import UNKNOWN
from app.formats.parts import address, count, entries, part, told, words
from app.formats.vocabulary.settings import argument

LONGEST: Final = 255
#: Longer texts are prompts and plans, not settings that anybody filters by.
LONGEST_SETTING: Final = 100
SHORTEST_MOMENT: Final = len("2025-01-24")
SECONDS: Final = re.compile(r"(?<![0-9])1[0-9]{9}(\.[0-9]+)?(?![0-9])")
#: What adapters write, and what the catalogue calls it.
CALLED: Final = {
    "num_fewshot": "shots",
    "n_shot": "shots",
    "num_shots": "shots",
    "reasoning_effort": "effort",
    "agent_name": "agent",
}
ARGUMENTS: Final = ("temperature", "top_p", "top_k", "max_tokens", "reasoning")


def moment_of(record: Any, entry: Any) -> Any:
    """When it was tested; None where that is but the moment when somebody fetched it."""
    for holder in (entry, record):
        stated = holder.get("evaluation_timestamp") if isinstance(holder, dict) else None
        if stated not in (None, "", UNKNOWN) and _second(stated) != _second(
            record.get("retrieved_timestamp")
        ):
            return stated
    return None


def _second(moment: Any) -> str:
    return str(moment).partition(".")[0]


def settings_of(record: Any, entry: Any) -> dict[str, Any]:
    generation = part(entry, "generation_config")
    arguments = part(generation, "generation_args")
    agent = part(arguments, "agentic_eval_config")
    library = part(record, "eval_library")
    tools = [name for tool in entries(agent, "available_tools") if (name := words(tool, "name"))]
    return told(
        {
            **_plain(part(generation, "additional_details")),
            **_plain(part(agent, "additional_details")),
            **_plain(part(arguments, "eval_limits")),
            **{name: argument(name, arguments.get(name)) for name in ARGUMENTS},
            "tools": ", ".join(sorted(tools)),
            "split": words(part(entry, "source_data"), "hf_split"),
            "harness": _known(library, "name"),
            "harness_version": _known(library, "version"),
        }
    )


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    """Short ones alone; links are where it is published, not how it was run."""
    return {
        CALLED.get(name, name): argument(name, value)
        for name, value in details.items()
        if len(str(value)) <= LONGEST_SETTING and address(value) is None
    }


def _known(of: Any, key: str) -> str | None:
    found = words(of, key)
    return found if found and found.lower() != UNKNOWN else None


def external_id(record: Any, entry: Any) -> str | None:
    """The run's own id without the moment of fetching, which nearly every adapter writes into it.

    Where the moment of the test is known it stays: a model that is tested twice has two runs.
    """
    tested = moment_of(record, entry)
    run, result = words(record, "evaluation_id"), words(entry, "evaluation_result_id")
    pieces = [result] if run and result and result.startswith(run) else [run, result]
    bare = [_without_fetching(piece, record, str(tested)) for piece in pieces if piece]
    if not any(bare):
        return None
    if tested is not None and not any(str(tested) in piece for piece in bare):
        bare.append(str(tested))
    whole = "#".join(piece for piece in bare if piece)
    return whole if len(whole) <= LONGEST else sha256(whole.encode(errors="replace")).hexdigest()


def _without_fetching(identity: str, record: Any, tested: str) -> str:
    """Any other seconds since 1970 in it are those of a program that asked the clock twice."""
    fetched = words(record, "retrieved_timestamp")
    bare = identity.replace(fetched, "") if fetched and len(fetched) >= SHORTEST_MOMENT else identity
    bare = SECONDS.sub(lambda found: found[0] if tested.startswith(found[0]) else "", bare)
    return "#".join(piece.strip("/_- ") for piece in bare.split("#")).strip("#")


def samples_of(entry: Any) -> int | None:
    found = count(part(part(entry, "score_details"), "uncertainty"), "num_samples")
    return found if found and found > 0 else None
