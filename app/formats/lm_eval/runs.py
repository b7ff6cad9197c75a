"""What a file of lm-evaluation-harness says of its run: which model, and how it was asked."""

import re
from typing import Any, Final

from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.parts import count, entries, part, told, words
from app.formats.vocabulary.settings import argument

HARNESS: Final = "lm-evaluation-harness"
#: In the harness's own order: an adapter is named beside the model that it stands on.
NAMES: Final = ("peft", "delta", "pretrained", "model", "path", "engine")
#: Where nothing names the model, the harness makes up a name of eight letters and digits.
MADE_UP: Final = re.compile(r"[a-z0-9]{8}")
#: Arguments of a model that change its answers, and what the catalogue calls them.
ARGUMENTS: Final = {
    "subfolder": "subfolder",
    "quantization": "quantization",
    "enable_thinking": "thinking",
    "reasoning_effort": "effort",
}


def model_of(document: dict[str, Any], mapping: Mapping) -> str:
    """As the harness was told; a place on a disk is no name."""
    config = part(document, "config")
    arguments = _pairs(config.get("model_args"))
    told_name = next((arguments[name] for name in NAMES if arguments.get(name)), None)
    given, kind = words(document, "model_name"), words(config, "model")
    candidates = (
        told_name if isinstance(told_name, str) else None,
        given if told_name is None and given and not MADE_UP.fullmatch(given) else None,
        kind if told_name is None and kind and "/" in kind else None,
    )
    found = next((name for name in candidates if name and not _is_place(name)), None) or mapping.model
    if not found:
        raise Unreadable(
            "It names the model that was tested by a path or not at all; give `model` in the mapping."
        )
    return found


def _is_place(name: str) -> bool:
    return name.startswith(("/", ".", "~")) or name.endswith("/") or "\\" in name or name.count("/") > 1


def _pairs(given: Any) -> dict[str, Any]:
    """`pretrained=X,revision=Y`, or an object of the same."""
    if isinstance(given, dict):
        return given
    pairs = (pair.partition("=") for pair in given.split(",")) if isinstance(given, str) else ()
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def settings_of(document: dict[str, Any]) -> dict[str, Any]:
    """What the person changed for the run as a whole; what the task itself prescribes is in its version."""
    config = part(document, "config")
    arguments = _pairs(config.get("model_args"))
    revision = arguments.get("revision") or words(config, "model_revision")
    generation = {name: argument(name, value) for name, value in _pairs(config.get("gen_kwargs")).items()}
    if "max_gen_toks" in generation:
        generation["max_tokens"] = generation.pop("max_gen_toks")
    return told(
        {
            **generation,
            **{called: argument(called, arguments.get(name)) for name, called in ARGUMENTS.items()},
            **_bits(arguments),
            "harness": HARNESS,
            "revision": str(revision) if revision not in (None, "main") else None,
            "limit": config.get("limit") if _is_number(config.get("limit")) else None,
            "chat_template": True if document.get("chat_template") else None,
            "fewshot_as_multiturn": True if document.get("fewshot_as_multiturn") is True else None,
            "system_instruction_sha": words(document, "system_instruction_sha"),
        }
    )


def _bits(arguments: dict[str, Any]) -> dict[str, str]:
    loaded = {"load_in_8bit": "8bit", "load_in_4bit": "4bit"}
    chosen = [bits for name, bits in loaded.items() if str(arguments.get(name)).lower() in ("true", "1")]
    return {"quantization": chosen[0]} if chosen else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shots_of(document: dict[str, Any], task: str) -> int | None:
    """Those of the task; of a group, what all its members have; else, in the old dialect, of the run."""
    stated = part(document, "n-shot")
    if not stated:
        own = count(part(part(document, "configs"), task), "num_fewshot")
        return own if own is not None else count(part(document, "config"), "num_fewshot")
    own = count(stated, task)
    if own is not None:
        return own
    shots = {count(stated, member) for member in _beneath(document, task)} - {None}
    return shots.pop() if len(shots) == 1 else None


def _beneath(document: dict[str, Any], group: str) -> set[str]:
    """Its members, and theirs; a group that is its own member ends it too."""
    members = part(document, "group_subtasks")
    found: set[str] = set()
    waiting = [group]
    while waiting:
        beneath = {name for name in entries(members, waiting.pop()) if isinstance(name, str)} - found
        found |= beneath
        waiting += beneath
    return found
