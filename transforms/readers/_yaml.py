"""How the text of one YAML mapping becomes a dictionary, every scalar as text: YAML's failsafe schema. Knows no source.

A volume `22`, a date and a `no` stay as printed. References (`*whole`) are refused: a few lines of them can stand for
gigabytes, or for themselves.
"""

from __future__ import annotations

from typing import Any

import yaml

INVALID = "yaml:invalid"


def mapping_of(text: str) -> dict[str, Any] | None:
    """The mapping that `text` is; None where it is none, or repeats parts by reference."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CBaseLoader)):
            return None
        told = yaml.load(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return told if isinstance(told, dict) and all(isinstance(key, str) for key in told) else None
