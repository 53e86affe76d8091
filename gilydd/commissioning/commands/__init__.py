"""Writes of commissioning."""

from .needs import record_need
from .open_data import bring_in_releases, end_undertaking, rebuild, undertake

__all__ = ["bring_in_releases", "end_undertaking", "rebuild", "record_need", "undertake"]
