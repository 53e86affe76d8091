"""Which reader reads which system's files."""

from __future__ import annotations

from collections.abc import Mapping

from . import komunitin, mapped, timeoverflow
from .gathering import Gathered, Options


def gather(kind: str, files: Mapping[str, bytes], options: Options) -> Gathered:
    """Read the files as what they are said to be. Raises BadFile."""
    if kind == "timeoverflow":
        return timeoverflow.gather(files, options)
    return komunitin.gather(files, options) if kind == "komunitin" else mapped.gather(kind, files, options)
