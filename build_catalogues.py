"""Compile the Welsh and English catalogues when the wheel is built, so that it holds everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write each .po under gilydd/locale as the .mo beside it; returns the files written."""
    written = []
    for source in sorted((root / "gilydd" / "locale").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as handle:
            catalogue = read_po(handle, locale=source.parts[-3])
        target = source.with_suffix(".mo")
        with target.open("wb") as handle:
            write_mo(handle, catalogue)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface):
    """Hatch calls this before it packs the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for target in compile_catalogues(Path(self.root)):
            build_data["artifacts"].append(str(target.relative_to(self.root)))
